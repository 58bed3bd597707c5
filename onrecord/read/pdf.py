"""The text of a PDF, page by page."""

from __future__ import annotations

import io
import logging
import re
import time

from onrecord.model import OnrecordError
from onrecord.read.limits import Limits

HYPHENATED = re.compile(r"(?<=[a-z])-\n(?=[a-z])")


def text(raw: bytes, limits: Limits) -> str:
    """The PDF's text, its pages joined by a blank line.

    Raises ``OnrecordError`` when it is damaged, encrypted, holds pictures only or takes longer than
    ``limits.pdf_seconds``; pages after ``limits.pdf_pages`` are refused rather than cut off silently.
    """
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    deadline = time.monotonic() + limits.pdf_seconds
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise OnrecordError("an encrypted PDF")
        if len(reader.pages) > limits.pdf_pages:
            raise OnrecordError(f"a PDF of more than {limits.pdf_pages} pages")
        found = []
        for sheet in reader.pages:
            found.append(sheet.extract_text())
            if time.monotonic() > deadline:
                raise OnrecordError(f"a PDF that takes longer than {limits.pdf_seconds:g} s to read")
    except OnrecordError:
        raise
    except Exception as error:  # a damaged PDF makes pypdf raise almost anything
        raise OnrecordError(f"damaged PDF: {type(error).__name__}") from error
    joined = "\n\n".join(found)
    if not joined.strip():
        raise OnrecordError("a PDF without text (scanned?)")
    return HYPHENATED.sub("", joined)
