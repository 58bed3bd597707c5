"""The recorded answers for the example reports, and the records that they give; ``--write`` renews the records."""

from __future__ import annotations

import sys
from pathlib import Path

import golden
from llm_server import Server, recorded

ANSWERS = Path(__file__).parent.parent / "examples" / "llm"
MODEL = "recorded"


def answers():
    """The recorded answers by the texts of their reports."""
    pairs = ((golden.REPORTS / f"{_name(file)}.txt", file) for file in sorted(ANSWERS.glob("*.answer.json")))
    return {" ".join(text.read_text("utf-8").split()): file.read_text("utf-8") for text, file in pairs}


def _name(file):
    return file.name.removesuffix(".answer.json")


def file(report):
    """Where the golden record of an example lies."""
    return ANSWERS / f"{report.stem}.golden.yaml"


def server():
    """A server that gives the recorded answers."""
    return Server(recorded(answers()))


def opened(endpoint, coder="llm", **settings):
    """Tools whose coder asks this endpoint."""
    from onrecord.coders.llm.settings import Settings
    from onrecord.pipeline import Settings as Flow
    from onrecord.pipeline import Tools

    return Tools.open(Flow(coder=coder, asking=Settings(endpoint=endpoint, model=MODEL, **settings)))


if __name__ == "__main__" and "--write" in sys.argv:
    with server() as running:
        tools = opened(running.endpoint)
        for example in sorted(golden.REPORTS.glob("*.txt")):
            file(example).write_text(golden.text(golden.coded(example, tools)), encoding="utf-8")
