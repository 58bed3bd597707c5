"""What atheris runs, guided by coverage: bytes read as every kind of container, feed and page. ``make soak`` starts it."""

from __future__ import annotations

import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["onrecord.read", "onrecord.clean"]):
    from onrecord.clean.sift import sift
    from onrecord.model import OnrecordError, Page, Rejected
    from onrecord.read import slices, tables
    from onrecord.read.content import Origin, page
    from onrecord.read.feeds import entries
    from onrecord.read.limits import Limits

FOLDER = Path(tempfile.mkdtemp())


def one(raw: bytes) -> None:
    """Read the bytes in every way; anything but a page, a refusal or an OnrecordError is a find."""
    for ending in (".warc", ".warc.gz", ".jsonl", ".csv"):
        path = FOLDER / f"any{ending}"
        path.write_bytes(raw)
        for part in slices.slices(path, 4):
            if (
                not isinstance(part, Rejected)
                and len(list(slices.records(part, tables.Fields(), Limits()))) != part.count
            ):
                raise AssertionError(f"{ending}: more or fewer records than planned")
    for kind in ("feed", "sitemap"):
        with suppress(OnrecordError):
            entries(raw, "https://dalia.example/", kind)  # type: ignore[arg-type]
    found = page(raw, Origin(name="any"), Limits())
    if isinstance(found, Page):
        sift(found, lambda language: True)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
