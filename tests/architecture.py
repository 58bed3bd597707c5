"""The table of steps in ARCHITECTURE.md, made from the modules' first docstring lines; ``--write`` rewrites it."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILE = ROOT / "ARCHITECTURE.md"
START, END = "<!-- steps: made by `make docs` -->", "<!-- end of steps -->"
STEPS = (
    "read",
    "clean",
    "coders",
    "coders/rules",
    "coders/llm",
    "link",
    "assemble",
    "independence",
    "merge",
    "weigh",
    "control",
)
SHARED = (
    "model",
    "knowledge",
    "language",
    "pipeline",
    "record",
    "store",
    "protect",
    "exports",
    "take_back",
    "evaluate",
    "review",
    "batch",
    "serve",
    "notebook",
    "health",
    "cli",
)


def first_line(name: str) -> str:
    """The first docstring line of a module or package."""
    path = ROOT / "onrecord" / f"{name}.py"
    path = path if path.exists() else ROOT / "onrecord" / name / "__init__.py"
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.split("\n\n")[0].replace("\n", " ")


def table() -> str:
    """The steps in the order of the flow, then what they share."""
    rows = [f"| `{name}` | {first_line(name)} |" for name in STEPS]
    shared = [f"| `{name}` | {first_line(name)} |" for name in SHARED]
    return "\n".join(
        [
            START,
            "| step | what it does |",
            "|---|---|",
            *rows,
            "",
            "| shared | what it holds |",
            "|---|---|",
            *shared,
            END,
        ]
    )


def written(text: str) -> str:
    """The document with its table renewed."""
    before, _, rest = text.partition(START)
    return before + table() + rest.partition(END)[2]


if __name__ == "__main__" and "--write" in sys.argv:
    FILE.write_text(written(FILE.read_text(encoding="utf-8")), encoding="utf-8")
