"""The brief as a document that can be edited and sent on (DOCX): the same content as the page, without its map."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from onrecord.exports.brief import phrases
from onrecord.exports.brief.records import Account, Brief, Item

if TYPE_CHECKING:
    from docx.document import Document

INK, SOFT, MARK, RULE = "1B2025", "5A646D", "A3341F", "DDE1E4"
PAGE, TALL, SIDE = 210, 297, 22
"""Millimetres of the page (A4) and of its margins at the sides."""
LINE = PAGE - 2 * SIDE
DAY_ZERO = (1980, 1, 1, 0, 0, 0)
"""Date of every part of the file, so that the same brief gives the same bytes."""
NO_MAP = "The map stands on the page that was written with this document."


def render(brief: Brief) -> bytes:
    """The document as bytes."""
    import docx

    document = docx.Document()
    _styled(document)
    _head(document, brief)
    _events(document, brief)
    _lists(document, brief)
    _method(document, brief)
    _stated(document, brief)
    out = io.BytesIO()
    document.save(out)
    return _settled(out.getvalue())


def _styled(document: Document) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    for section in document.sections:
        section.page_width, section.page_height = Mm(PAGE), Mm(TALL)
        section.left_margin = section.right_margin = Mm(SIDE)
        section.top_margin = section.bottom_margin = Mm(20)
    sizes = {"Normal": 10.5, "Title": 26, "Heading 1": 17, "Heading 2": 12.5, "Heading 3": 10.5}
    for name, size in sizes.items():
        font = document.styles[name].font
        font.name = "Calibri" if name in {"Normal", "Heading 2", "Heading 3"} else "Georgia"
        font.size, font.bold, font.italic = Pt(size), name in {"Heading 2", "Heading 3"}, False
        font.color.rgb = RGBColor.from_string(SOFT if name == "Heading 3" else INK)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    under = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if under is not None:
        document.styles["Title"].element.pPr.remove(under)


def _line(document: Any, text: str, *, colour: str | None = None, size: float | None = None, bold: bool = False) -> Any:
    from docx.shared import Pt, RGBColor

    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold = bold
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    if size:
        run.font.size = Pt(size)
    return paragraph


def _head(document: Document, brief: Brief) -> None:
    if brief.warning:
        _line(document, brief.warning, colour=MARK, bold=True, size=9.5)
    _line(document, "Situation brief, from news reports", colour=SOFT)
    document.add_paragraph(brief.title, style="Title")
    _line(document, brief.period, colour=SOFT, size=15)
    for sentence in brief.lead:
        _line(document, sentence, size=12)
    if brief.days:
        table = _table(document, [key.number for key in brief.keys], size=16)
        _row(table, [f"{key.label}\n{key.note}" for key in brief.keys], colour=SOFT, size=9)
        _line(document, NO_MAP, colour=SOFT, size=9)


def _table(
    document: Document,
    cells: Sequence[str],
    *,
    size: float = 9.5,
    colour: str | None = None,
    shares: Sequence[int] | None = None,
) -> Any:
    """A table with its first row; ``shares`` are widths of the columns in per cent of the line."""
    from docx.shared import Mm

    table = document.add_table(rows=0, cols=len(cells))
    table.autofit = shares is None
    for column, share in zip(table.columns, shares or (), strict=False):
        column.width = Mm(LINE * share / 100)
    _ruled(table)
    _row(table, cells, size=size, colour=colour)
    return table


def _ruled(table: Any) -> None:
    """Thin lines between rows and below the last, as on the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", RULE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _row(table: Any, cells: Sequence[str], *, colour: str | None = None, size: float = 9.5) -> None:
    from docx.shared import Pt, RGBColor

    for cell, column, text in zip(table.add_row().cells, table.columns, cells, strict=True):
        if column.width is not None:
            cell.width = column.width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(2), Pt(3)
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)


def _events(document: Document, brief: Brief) -> None:
    if brief.days:
        document.add_heading("What happened", 1)
    for day in brief.days:
        document.add_heading(day.title, 3)
        for item in day.items:
            _event(document, item)


def _event(document: Document, item: Item) -> None:
    document.add_heading(f"{item.number}  {item.headline} · {item.where}", 2)
    if item.who:
        _line(document, item.who, colour=SOFT)
    sure = _line(document, phrases.SURE[item.sure], bold=True, colour=MARK if item.sure == "disputed" else INK)
    known = [item.basis, "" if item.day else item.days, item.caveat]
    sure.add_run("  " + " · ".join(part for part in known if part)).bold = False
    if item.accounts:
        _line(document, f"Killed: {item.killed or 'no number told'}", bold=True)
        table = _table(document, ["who says so", "printed in", "how many"], colour=SOFT, size=9, shares=(32, 32, 36))
        for account in item.accounts:
            _row(table, _account(account), colour=None if account.counts else SOFT)
    for account in item.others:
        _line(document, f"{account.what} ({account.who}; {account.printed})", colour=SOFT)
    if item.tellers:
        told = "; ".join(f"{one.who} ({one.printed})" for one in item.tellers)
        _line(document, f"No number of people is told. Told by {told}.", colour=SOFT)
    if item.quote:
        _line(document, f"“{item.quote}” ({item.quote_from})").paragraph_format.left_indent = _indent()
    for line in (*item.disputes, *item.remarks):
        _line(document, line, colour=SOFT)


def _account(account: Account) -> list[str]:
    return [account.who, account.printed, account.what + (f" ({account.note})" if account.note else "")]


def _indent() -> Any:
    from docx.shared import Mm

    return Mm(6)


def _lists(document: Document, brief: Brief) -> None:
    if brief.new:
        document.add_heading(f"What is new since {brief.before}", 1)
        for line in brief.new:
            document.add_paragraph(line, style="List Bullet")
    if brief.changes:
        document.add_heading("What changed hands, and on whose word", 1)
        table = _table(
            document, ["place", "when", "from", "to", "on what basis"], colour=SOFT, size=9, shares=(16, 14, 16, 20, 34)
        )
        for change in brief.changes:
            basis = f"{change.basis}: {'; '.join(change.said)}"
            _row(
                table,
                [f"{change.place} ({change.number})", change.when, change.from_, f"{change.to} ({change.deed})", basis],
            )
    if brief.contradictions:
        document.add_heading("Who contradicts whom", 1)
        _line(document, "These accounts cannot all be true. None is preferred here.", colour=SOFT)
    for one in brief.contradictions:
        document.add_heading(f"{one.number}  {one.headline}: {one.about}", 2)
        table = _table(document, [who for who, _, _ in one.sides])
        _row(table, [what for _, what, _ in one.sides], size=11)
        _row(table, [printed for _, _, printed in one.sides], colour=SOFT, size=9)
    if brief.denials:
        document.add_heading("Denied, and tied to no event above", 2)
    for denial in brief.denials:
        _line(document, f"{denial.who} {denial.what}. “{denial.quote}” ({denial.printed})")
    if brief.coverage:
        document.add_heading("What was read", 1)
        _line(document, f"{brief.coverage.what} No reports is not no events.", colour=SOFT)
        table = _table(document, ["week from", *map(phrases.short_day, brief.coverage.weeks)], colour=SOFT, size=9)
        for area, counts in brief.coverage.rows:
            _row(table, [area, *(str(count or "·") for count in counts)])


def _method(document: Document, brief: Brief) -> None:
    document.add_heading("How this was made", 1)
    for name, meaning in phrases.SURE_MEANS.items():
        _line(document, f"{phrases.SURE[name]}: {meaning}.")
    for line in brief.method:
        _line(document, line)
    _line(document, f"Cite as: {brief.cite}", bold=True)
    for line in brief.credits:
        _line(document, line, colour=SOFT, size=9)


def _stated(document: Document, brief: Brief) -> None:
    """What the file says of itself; its moments are those of the export, not of the clock."""
    import datetime

    made = datetime.datetime.fromisoformat(brief.made)
    told = document.core_properties
    told.title, told.subject, told.author = (
        f"{brief.title}, {brief.period}",
        "Situation brief from news reports",
        "Onrecord",
    )
    told.comments, told.created, told.modified, told.last_modified_by = brief.cite, made, made, "Onrecord"


def _settled(packed: bytes) -> bytes:
    """The same file with every part dated alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, DAY_ZERO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return out.getvalue()
