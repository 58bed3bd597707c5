"""The main page inside an MHTML archive (RFC 2557), as browsers save it."""

from __future__ import annotations

import email
import email.message
import email.policy

from onrecord.model import OnrecordError, Record

HTML = ("text/html", "application/xhtml+xml")
MAX_PARTS = 2000
MAX_NESTING = 20
"""Browsers write one level; the e-mail parser recurses once a level."""


class Part(Record, frozen=True, kw_only=True):
    """The page's bytes, as the archive held them."""

    raw: bytes
    url: str | None
    encoding: str | None
    is_html: bool


def main_part(raw: bytes) -> Part:
    """The first HTML part (else the first plain text part). Raises ``OnrecordError`` when there is none."""
    if raw.count(b"boundary=") > MAX_NESTING:
        raise OnrecordError("MHTML nested too deeply")
    try:
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        texts = [
            part
            for part, _ in zip(message.walk(), range(MAX_PARTS), strict=False)
            if part.get_content_maintype() == "text"
        ]
        texts.sort(key=lambda part: part.get_content_type() not in HTML)
        payload = texts[0].get_payload(decode=True) if texts else None
    except (RecursionError, ValueError, LookupError, TypeError) as error:
        raise OnrecordError(f"damaged MHTML: {error}") from error
    if not isinstance(payload, bytes) or not payload.strip():
        raise OnrecordError("MHTML without a page in it")
    address = message.get("Snapshot-Content-Location") or texts[0].get("Content-Location")
    return Part(
        raw=payload,
        url=_web(address),
        encoding=texts[0].get_content_charset(),
        is_html=texts[0].get_content_type() in HTML,
    )


def _web(address: object) -> str | None:
    text = "".join(str(address or "").split())
    return text if text.lower().startswith(("http://", "https://")) else None
