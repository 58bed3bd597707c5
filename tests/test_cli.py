"""The command line: outputs, exit codes, the steps as filters, clear errors."""

import json

import jsonschema
import pytest
from conftest import ROOT

from onrecord.cli import main

TEXT = "Rebels shelled Deir Amar on Monday, killing at least four people, said Omar Sallum, a doctor at the local hospital.\n"


@pytest.fixture
def report(tmp_path):
    file = tmp_path / "report.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_json_follows_the_published_schema(capsys, report):
    code, out, _ = run(capsys, "code", report, "--published", "2020-03-10", "--format", "json")
    _, schema, _ = run(capsys, "schema")
    assert code == 0
    document = json.loads(out)
    jsonschema.validate(document, json.loads(schema))
    (claim,) = [c for c in document["claims"] if c["kind"] == "shelling"]
    assert claim["when"]["earliest"] == "2020-03-09"
    assert claim["source"]["name"] == "Omar Sallum"
    assert "victims" not in claim


def test_several_inputs_make_an_array_and_lines(capsys, report):
    _, out, _ = run(capsys, "code", report, report, "--format", "json")
    assert len(json.loads(out)) == 2
    _, out, _ = run(capsys, "code", report, report, "--format", "jsonl")
    assert [json.loads(line)["report"]["text"] for line in out.splitlines()] == [TEXT.strip()] * 2


def test_a_refused_input_has_no_report_and_exit_code_one(capsys, tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    code, out, _ = run(capsys, "code", empty, "--format", "json")
    document = json.loads(out)
    assert code == 1
    assert document["report"] is None
    assert document["rejected"][0]["reason"]


def test_the_steps_as_filters_give_what_code_gives(capsys, report, monkeypatch):
    import io

    _, out, _ = run(capsys, "read", report)
    for step in (["clean", "--published", "2020-03-10"], ["claims"], ["link"], ["assemble"]):
        monkeypatch.setattr("sys.stdin", io.StringIO(out))
        code, out, err = run(capsys, *step)
        assert code == 0, err
    _, whole, _ = run(capsys, "code", report, "--published", "2020-03-10", "--format", "jsonl")
    steps = json.loads(out)
    for claim in steps["claims"]:
        claim.pop("victims")
    assert steps == json.loads(whole)


@pytest.mark.parametrize(
    "arguments",
    [
        ("code",),
        ("code", "x.txt", "--format", "pdf"),
        ("code", "x.txt", "--published", "soon"),
        ("code", "x.txt", "--coder", "oracle"),
        ("code", "x.txt", "--actors", "missing.yaml"),
        ("unheard",),
    ],
)
def test_wrong_usage_is_exit_code_two_without_a_traceback(capsys, arguments):
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert "Traceback" not in err


def test_a_step_fed_the_wrong_thing_says_so(capsys, monkeypatch):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("{not json\n"))
    code, _, err = run(capsys, "claims")
    assert code == 2
    assert "Line 1" in err


def test_explain_gives_words_and_rule(capsys, report):
    code, out, _ = run(capsys, "explain", report, "--published", "2020-03-10")
    assert code == 0
    assert "“shelled”" in out
    assert "trigger.shelling" in out


def test_table_and_page_name_the_source(capsys, report, tmp_path):
    _, out, _ = run(capsys, "code", report, "--published", "2020-03-10")
    assert "Omar Sallum" in out
    page = tmp_path / "page.html"
    code, _, _ = run(capsys, "code", report, "--published", "2020-03-10", "--format", "html", "--out", page)
    text = page.read_text(encoding="utf-8")
    assert code == 0
    assert "<mark" in text and "Omar Sallum" in text and "http" not in text.split("</style>")[1]


def test_doctor_finds_everything(capsys):
    code, out, _ = run(capsys, "doctor")
    assert code == 0, out


def test_import_loads_nothing_heavy():
    import subprocess
    import sys

    program = (
        "import sys, onrecord; heavy = {'onnxruntime', 'trafilatura', 'numpy', 'starlette', 'ray', 'jinja2', 'lxml'};"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_python_gives_the_same_records(tmp_path):
    import onrecord

    record = onrecord.code(TEXT, published="2020-03-10")
    assert record.events and record.report is not None
    assert "Omar Sallum" in repr(record)
    assert "srcdoc" in record._repr_html_()
