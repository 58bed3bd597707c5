"""What several tests share: the tools, opened once, and the gold folder where it is there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from stores import address, postgresql, store, template

__all__ = ["SHARED", "address", "cases", "postgresql", "store", "template", "tools"]

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def tools():
    """Everything that coding needs."""
    from onrecord.pipeline import Tools

    return Tools.open()


def cases(name):
    """The rows of ``tests/cases/<name>.yaml``."""
    return yaml.safe_load((ROOT / "tests" / "cases" / f"{name}.yaml").read_text(encoding="utf-8"))
