"""Batches: the same bytes from every engine, whatever is killed on the way, and every input accounted for."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from onrecord.batch import child, merging, records, running
from onrecord.batch.engines import engine
from onrecord.batch.guard import TooLongError, at_most
from onrecord.batch.plan import Job, Manifest, Shard, opened, planned
from onrecord.batch.records import Counts
from onrecord.batch.running import Summary
from onrecord.cli import main
from onrecord.model import OnrecordError, Selection
from onrecord.pipeline import Settings, Tools
from onrecord.read.slices import Slice
from onrecord.store import open_store

SOAK = "ONRECORD_SOAK" in os.environ
KILLS = 50 if SOAK else 5
PLACES = ("Wadi Sahl", "Ras Amun", "Tel Rafah", "Port Karim")
NEWS = [
    "Shells hit the market of {place} on Monday and killed {number} people, medics said. Rebels fired them, a spokesman added.",
    "Army troops took back {place} from the Northern Front, an officer told Dalia News. He said {number} fighters were killed.",
    "The council of {place} met for the {number}th time this year to speak of roads, schools and the price of bread.",
]


def a_table(path: Path, count: int, seed: int = 1) -> Path:
    chance = random.Random(seed)
    rows = (
        {
            "url": f"https://dalia.example/{number}",
            "date": f"2015-03-{1 + number % 28:02}",
            "body": chance.choice(NEWS).format(place=chance.choice(PLACES), number=number + 2),
        }
        for number in range(count)
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def a_job(out: Path, **options: Any) -> Job:
    return Job(**{"out": out, "form": "jsonl", "settings": Settings(sift=True)} | options)


def run(table: Path, job: Job, name: str = "local", workers: int = 1) -> Summary:
    return running.run([str(table)], job, engine(name, workers))  # type: ignore[arg-type]


def files_of(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((out / "shards").iterdir())}


@pytest.fixture
def steps_of_8(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Small shards, so that little text makes many."""
    monkeypatch.setattr(running, "planned", lambda inputs, job: planned(inputs, job, 8))
    yield


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Summary]:
    """A table, and the folder and summary of a run that nothing disturbed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    table = a_table(folder / "news.jsonl", 48)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "planned", lambda inputs, job: planned(inputs, job, 8))
        return table, folder / "out", run(table, a_job(folder / "out"))


def test_every_input_is_coded_or_refused(undisturbed: tuple[Path, Path, Summary]) -> None:
    _, out, summary = undisturbed
    assert summary.inputs == 48 == summary.coded + sum(summary.rejected.values())
    assert set(summary.rejected) == {"relevance: not about armed conflict, repression or unrest"}
    assert summary.claims > 0
    rows = [row for _, path in running.shards_done(out, opened(out)) for row in records.read(path)]
    assert [row.input.partition("#")[0] for row in rows] == list(
        dict.fromkeys(row.input.partition("#")[0] for row in rows)
    )
    assert len(rows) == 48


@pytest.mark.parametrize("name", ["processes", "ray"])
@pytest.mark.usefixtures("steps_of_8")
def test_engines_give_the_same_bytes(name: str, tmp_path: Path, undisturbed: tuple[Path, Path, Summary]) -> None:
    table, out, summary = undisturbed
    if name == "ray":
        pytest.importorskip("ray")
    found = run(table, a_job(tmp_path / "out"), name, 2)
    assert msgspec.structs.replace(found, resumed=0) == summary
    assert files_of(tmp_path / "out") == files_of(out)


@pytest.mark.usefixtures("steps_of_8")
def test_parquet_and_json_lines_hold_the_same_rows(tmp_path: Path, undisturbed: tuple[Path, Path, Summary]) -> None:
    pytest.importorskip("pyarrow")
    table, out, _ = undisturbed
    run(table, a_job(tmp_path / "out", form="parquet"))
    found, wanted = (
        [row for _, path in running.shards_done(folder, opened(folder)) for row in records.read(path)]
        for folder in (tmp_path / "out", out)
    )
    assert found == wanted


@pytest.mark.usefixtures("steps_of_8")
def test_a_rerun_codes_only_what_is_missing(tmp_path: Path, undisturbed: tuple[Path, Path, Summary]) -> None:
    table, _, summary = undisturbed
    job = a_job(tmp_path / "out")
    run(table, job)
    before = files_of(job.out)
    gone = sorted((job.out / "shards").glob("*.jsonl"))[2]
    gone.unlink()
    assert run(table, job).resumed == summary.shards - 1
    assert files_of(job.out) == before


def test_other_settings_or_inputs_are_other_shards(tmp_path: Path) -> None:
    table = a_table(tmp_path / "news.jsonl", 3)
    plain = planned([str(table)], a_job(tmp_path)).shards
    assert planned([str(table)], a_job(tmp_path, settings=Settings())).shards != plain
    assert planned([str(table)], a_job(tmp_path)).shards == plain
    a_table(table, 4)
    assert planned([str(table)], a_job(tmp_path)).shards != plain


def test_an_input_that_is_not_there_is_counted(tmp_path: Path) -> None:
    summary = running.run([str(tmp_path / "none.html")], a_job(tmp_path / "out"), engine("local", 1))
    assert (summary.inputs, summary.rejected) == (1, {"read: no such file or folder": 1})


def test_two_runs_in_one_folder_do_not_meet(tmp_path: Path) -> None:
    with running._alone(tmp_path), pytest.raises(OnrecordError, match="in use"):
        run(a_table(tmp_path / "a.jsonl", 1), a_job(tmp_path))


def test_a_page_that_takes_too_long_is_refused_alone(tmp_path: Path) -> None:
    summary = run(a_table(tmp_path / "a.jsonl", 6), a_job(tmp_path / "out", seconds=0.0005))
    assert summary.inputs == 6 == summary.coded + sum(summary.rejected.values())
    assert any("took longer" in reason for reason in summary.rejected)


def test_the_clock_stops_what_runs_on() -> None:
    with pytest.raises(TooLongError), at_most(0.05):
        while True:
            time.sleep(0.01)


def test_an_input_that_stops_its_worker_again_and_again_is_blamed(tmp_path: Path) -> None:
    seen: list[set[int]] = []
    counts = Counts(inputs=5, coded=4, rejected={"claims: stopped": 1}, claims=0, events=0, sha256="")

    class Fragile(child.Child):
        def _attempt(self, shard: Shard, blamed: Any) -> Counts | child.Stopped:
            seen.append(set(blamed))
            return counts if 3 in blamed else child.Stopped(3)

    shard = Shard(id="s:1", part=Slice(source="a", kind="jsonl"))
    assert Fragile(a_job(tmp_path)).code(shard) == counts
    assert seen == [set(), set(), set(), {3}]


def test_a_worker_that_cannot_begin_is_an_error_and_no_endless_loop(tmp_path: Path) -> None:
    class Dead(child.Child):
        def _attempt(self, shard: Shard, blamed: Any) -> child.Stopped:
            return child.Stopped(None)

    with pytest.raises(OnrecordError, match="before it can begin"):
        Dead(a_job(tmp_path)).code(Shard(id="s:1", part=Slice(source="a", kind="jsonl")))


# --- kills -----------------------------------------------------------------------------------------------------------

DRIVER = """
import sys
from onrecord.batch import running
from onrecord.batch.engines import engine
from onrecord.batch.plan import Job, planned
from onrecord.pipeline import Settings
from pathlib import Path
running.planned = lambda inputs, job: planned(inputs, job, 8)
if __name__ == "__main__":
    job = Job(out=Path(sys.argv[2]), form="jsonl", settings=Settings(sift=True))
    running.run([sys.argv[1]], job, engine("processes", 2))
"""


def a_driver(folder: Path, table: Path, out: Path) -> subprocess.Popen[bytes]:
    script = folder / "driver.py"
    script.write_text(DRIVER, encoding="utf-8")
    return subprocess.Popen([sys.executable, str(script), str(table), str(out)])


def children_of(process: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if parent == process:
            found.append(int(folder.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="children are found through /proc")
@pytest.mark.parametrize("victim", ["worker", "driver"])
def test_kills_change_nothing(victim: str, tmp_path: Path, undisturbed: tuple[Path, Path, Summary]) -> None:
    table, wanted, _ = undisturbed
    out, chance = tmp_path / "out", random.Random(7)
    driver = a_driver(tmp_path, table, out)
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.2, 4.0))
        if driver.poll() is not None:
            driver = a_driver(tmp_path, table, out)
            continue
        prey = [driver.pid] if victim == "driver" else children_of(driver.pid)
        if prey:
            os.kill(chance.choice(prey), signal.SIGKILL)
        if victim == "driver":
            driver.wait()
            driver = a_driver(tmp_path, table, out)
    if driver.wait(timeout=300) != 0:
        driver = a_driver(tmp_path, table, out)
        assert driver.wait(timeout=300) == 0
    assert files_of(out) == files_of(wanted)
    assert isinstance(opened(out), Manifest)


# --- merged ----------------------------------------------------------------------------------------------------------


def test_a_table_and_a_store_hold_the_same_events(tmp_path: Path, undisturbed: tuple[Path, Path, Summary]) -> None:
    _, out, summary = undisturbed
    tools = Tools.open()
    count = merging.into_table(out, tmp_path / "events.jsonl", tools)
    rows = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text().splitlines()]
    assert len(rows) == count < summary.events
    with closing(open_store(tmp_path / "store.sqlite")) as home:
        assert merging.into_store(out, home, tools) == summary.coded
        assert merging.into_store(out, home, tools) == 0
        kept = {frozenset(telling.id for telling in one.tellings) for one in home.dossiers(Selection())}
    assert kept == {frozenset(row["tellings"]) for row in rows}


def test_a_batch_that_is_not_finished_is_not_merged(tmp_path: Path, undisturbed: tuple[Path, Path, Summary]) -> None:
    out = tmp_path / "out"
    shutil.copytree(undisturbed[1], out)
    next((out / "shards").glob("*.jsonl")).unlink()
    with pytest.raises(OnrecordError, match="not finished"):
        list(merging.coded(out))


def test_the_command_tells_what_came_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, out = a_table(tmp_path / "news.jsonl", 6), tmp_path / "out"
    assert main(["batch", str(table), "--out", str(out), "--format", "jsonl"]) == 0
    assert capsys.readouterr().out.startswith("6 inputs: ")
    assert main(["batch", "merge", str(out), "--out", str(tmp_path / "events.jsonl")]) == 0
    assert main(["batch", "merge", str(out)]) == 2
    assert main(["batch", "merge", str(tmp_path), "--out", str(tmp_path / "x.jsonl")]) == 2
    assert "holds no batch" in capsys.readouterr().err
