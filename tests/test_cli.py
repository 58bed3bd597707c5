"""The command line: outputs, exit codes, the steps as filters, clear errors."""

import io
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


def feed(monkeypatch, raw):
    """Put bytes on standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))


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


def test_a_hyphen_is_standard_input(capsys, monkeypatch):
    for command in (["code", "-", "--format", "json"], ["read", "-"], ["explain", "-"]):
        feed(monkeypatch, TEXT.encode())
        code, out, err = run(capsys, *command)
        assert code == 0, err
        assert "shelled Deir Amar" in out


def test_a_refused_input_has_no_report_and_exit_code_one(capsys, tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    code, out, _ = run(capsys, "code", empty, "--format", "json")
    document = json.loads(out)
    assert code == 1
    assert document["report"] is None
    assert document["rejected"][0]["reason"]


def test_the_steps_as_filters_give_what_code_gives(capsys, report, monkeypatch):
    _, out, _ = run(capsys, "read", report)
    for step in (["clean", "--published", "2020-03-10"], ["claims"], ["link"], ["assemble"]):
        feed(monkeypatch, out.encode())
        code, out, err = run(capsys, *step)
        assert code == 0, err
    _, whole, _ = run(capsys, "code", report, "--published", "2020-03-10", "--format", "jsonl")
    steps = json.loads(out)
    for claim in steps["claims"]:
        claim.pop("victims")
    assert steps == json.loads(whole)


def test_a_given_date_overrides_only_a_single_input(capsys, tmp_path):
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(f"Clashes near Deir Amar\n\n3 May 2021\n\n{TEXT}", encoding="utf-8")
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"

    def days(*paths):
        _, out, _ = run(capsys, "code", *paths, "--published", "2020-03-10", "--format", "jsonl")
        return [json.loads(line)["report"]["published"] for line in out.splitlines()]

    assert days(one) == ["2020-03-10"]
    assert days(one, two) == ["2021-05-03", "2021-05-03"]
    assert days(tmp_path) == ["2021-05-03", "2021-05-03"]


def test_the_clean_step_overrides_only_a_single_page(capsys, report, tmp_path, monkeypatch):
    dated = tmp_path / "dated.txt"
    dated.write_text(f"Clashes near Deir Amar\n\n3 May 2021\n\n{TEXT}", encoding="utf-8")
    for sources, expected in (([dated], ["2020-03-10"]), ([dated, report], ["2021-05-03", "2020-03-10"])):
        _, pages, _ = run(capsys, "read", *sources)
        feed(monkeypatch, pages.encode())
        _, out, _ = run(capsys, "clean", "--published", "2020-03-10")
        assert [json.loads(line)["report"]["published"] for line in out.splitlines()] == expected


WRONG = {
    "unclosed.yaml": b"[1, 2",
    "unknown.yaml": b"{a: 1}",
    "words.yaml": b"just words",
    "binary.yaml": bytes(range(128, 256)),
    "empty.yaml": b"",
    "binary.csv": bytes(range(128, 256)),
    "other.csv": b"a,b\n1,2\n",
    "binary.sqlite": bytes(range(128, 256)) * 9,
}


@pytest.mark.parametrize("option", ["--actors", "--publishers", "--codebook", "--places", "--gazetteer"])
@pytest.mark.parametrize("name", [*WRONG, "missing.yaml", "."])
def test_a_wrong_knowledge_file_is_named(capsys, report, tmp_path, option, name):
    file = tmp_path / name
    if name in WRONG:
        file.write_bytes(WRONG[name])
    code, _, err = run(capsys, "code", report, option, file)
    if code == 0:  # an empty file adds nothing
        assert name == "empty.yaml"
        return
    assert code == 2, err
    assert err.startswith("onrecord: ") and err.count("\n") == 1, err
    assert "a fault of its own" not in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("code",),
        ("code", "x.txt", "--format", "pdf"),
        ("code", "x.txt", "--published", "soon"),
        ("code", "x.txt", "--coder", "oracle"),
        ("code", "x.txt", "--formt", "json"),
        ("explain", "-x"),
        ("code", "x.txt", "--out", "no/such/folder/x.txt"),
        ("clean", "--published", "2016-02-30"),
        ("evaluate", "missing.jsonl"),
        ("gazetteer", "build", "--from", "geonames", "--out", "x.sqlite"),
        ("gazetteer", "build", "--from", "SY.zip", "--out", "x.sqlite"),
        ("gazetteer", "build", "--from", "csv", "missing.csv", "--out", "x.sqlite"),
        ("gazetteer", "fetch", "Syria"),
        ("gazetteer", "find", "Aleppo", "--gazetteer", "missing.sqlite"),
        ("unheard",),
    ],
)
def test_wrong_usage_is_exit_code_two_without_a_traceback(capsys, arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert err.strip()
    assert "Traceback" not in err and "a fault of its own" not in err


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0\0\0",
        b"<html><body>" + b"<div>" * 5000,
        b"%PDF-1.7 broken",
        b"From: x\nMIME-Version: 1.0\n\n",
        b"\xff\xfe\xff",
    ],
)
@pytest.mark.parametrize("form", ["table", "json", "html"])
def test_damaged_files_are_refused_with_a_reason(capsys, tmp_path, content, form):
    file = tmp_path / "page.html"
    file.write_bytes(content)
    code, out, err = run(capsys, "code", file, "--format", form)
    assert code == 1, err
    assert "refused" in out.lower() or json.loads(out)["rejected"][0]["reason"]


def test_unreadable_paths_are_refused_and_the_rest_is_coded(capsys, report, tmp_path):
    code, out, _ = run(capsys, "code", tmp_path / "missing.txt", report, "x\0y", "--format", "jsonl")
    first, second, third = map(json.loads, out.splitlines())
    assert code == 1
    assert first["report"] is third["report"] is None
    assert second["report"]["text"] == TEXT.strip()


@pytest.mark.parametrize("raw", [b"{not json\n", b"[]\n", b"\xff\n", b'{"content": 1}\n', b'{"report": {}}\n', b""])
def test_a_step_fed_the_wrong_thing_says_so(capsys, monkeypatch, raw):
    feed(monkeypatch, raw)
    code, _, err = run(capsys, "claims")
    assert code == 2
    assert ("Line 1" if raw else "Nothing") in err


def test_a_step_left_out_is_named(capsys, report, monkeypatch):
    _, out, _ = run(capsys, "read", report)
    feed(monkeypatch, out.encode())
    code, _, err = run(capsys, "link")
    assert code == 2
    assert "onrecord clean | onrecord claims" in err


def test_a_fault_shows_no_traceback_unless_asked(capsys, report, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("deep inside")

    monkeypatch.setattr("onrecord.pipeline.code_report", broken)
    code, _, err = run(capsys, "code", report)
    assert code == 1
    assert "ZeroDivisionError" in err and "Traceback" not in err
    monkeypatch.setenv("ONRECORD_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main(["code", str(report)])


def test_own_lists_are_used(capsys, tmp_path):
    text = tmp_path / "report.txt"
    text.write_text(
        "The Quartz Brigade shelled Umm Zahra on 3 May 2021, killing two people, officials said.", encoding="utf-8"
    )
    places = tmp_path / "places.csv"
    places.write_text("name,lat,lon,country,source\nUmm Zahra,35.5,38.5,SY,a survey\n", encoding="utf-8")
    actors = tmp_path / "actors.yaml"
    actors.write_text(
        "country: SYR\nactors:\n  - {id: syr:quartz-brigade, name: Quartz Brigade, kind: rebel_group}\n",
        encoding="utf-8",
    )
    code, out, err = run(capsys, "code", text, "--places", places, "--actors", actors, "--format", "json")
    (claim,) = json.loads(out)["claims"]
    assert code == 0, err
    assert (claim["places"][0]["lat"], claim["places"][0]["lon"]) == (35.5, 38.5)
    assert claim["actors"][0]["id"] == "syr:quartz-brigade"


def test_evaluate_scores_a_file_and_a_folder_and_writes_misses(capsys, tmp_path):
    line = {"id": "1", "text": TEXT, "published": "2020-03-10", "events": [{"kind": "shelling", "place": "Deir Amar"}]}
    lines = tmp_path / "gold.jsonl"
    lines.write_text(json.dumps(line), encoding="utf-8")
    for gold in (lines, ROOT / "examples" / "reports"):
        page = tmp_path / "misses.html"
        code, out, err = run(capsys, "evaluate", gold, "--misses", page)
        assert code == 0, err
        assert "event F1" in out and "toll source" in out
        assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("raw", [b"{", b"\xff", b'{"id": "1"}', b'{"id": "1", "text": "a", "events": []}\n' * 2, b""])
def test_wrong_gold_is_named(capsys, tmp_path, raw):
    gold = tmp_path / "gold.jsonl"
    gold.write_bytes(raw)
    code, _, err = run(capsys, "evaluate", gold, "--misses", tmp_path / "m.html")
    assert code == 2
    assert "gold.jsonl" in err and "a fault of its own" not in err
    assert not (tmp_path / "m.html").exists()


def test_an_index_is_built_and_asked(capsys, tmp_path):
    table, index = tmp_path / "own.csv", tmp_path / "own.sqlite"
    table.write_text("name,names,lat,lon,country,source\nUmm Zahra,Um Zahrah,35.5,38.5,SY,a survey\n", encoding="utf-8")
    code, out, err = run(capsys, "gazetteer", "build", "--from", "csv", table, "--out", index)
    assert (code, "1 places" in out) == (0, True), err
    code, out, _ = run(capsys, "gazetteer", "find", "Um Zahra", "--country", "sy", "--places", index)
    assert code == 0
    assert "→" in out and "35.5, 38.5" in out and "likeness" in out and "GeoNames" in out
    code, _, err = run(capsys, "gazetteer", "find", "Qqxzzwv")
    assert (code, "Nothing sounds like" in err) == (1, True)


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
    assert (
        "<mark" in text
        and "Omar Sallum" in text
        and "src=" not in text
        and "url(" not in text
        and "<script" not in text
    )


def test_doctor_finds_everything(capsys):
    code, out, _ = run(capsys, "doctor")
    assert code == 0, out


def test_doctor_tells_what_is_missing_and_how_to_get_it(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("onrecord.knowledge.gazetteer.index.default_path", lambda: tmp_path / "none.sqlite")
    code, out, _ = run(capsys, "doctor")
    assert code == 1
    assert "MISSING  places: no place index at" in out and "python -m onrecord" in out
    assert "ok       reader" in out


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
