"""From what a model answered to values with exact places in the report; what is not grounded is dropped with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from onrecord.coders.llm.alignment import Aligner, Found, Reach, Refused
from onrecord.coders.llm.folding import amounts
from onrecord.language.sentences import split
from onrecord.model import Because, Rejected, Report, Span
from onrecord.protect.masking import Masked, Masks

SEALED = frozenset({"victims", "source", "via"})
"""Fields whose words stand in no reason: they may name people."""
SHOWN = 60
"""Characters of a refused quote that stand in its reason."""
FIGURELESS = 1


class Text:
    """A report as it was sent: its sentences, and quotes found in it with their places in the report itself."""

    def __init__(self, report: Report, masked: Masked, masks: Masks | None = None) -> None:
        self.report, self.masked, self._masks = report, masked, masks or Masks({})
        self.aligner = Aligner(masked.text)
        self.reaches: tuple[Reach, ...] = tuple(masked.sent(first, last) for first, last in sentences(report.text))
        self._amounts = tuple(amounts(report.text))

    def lines(self) -> tuple[str, ...]:
        """The sentences as they are sent."""
        return tuple(self.masked.text[start:end] for start, end in self.reaches)

    def masked_words(self, words: str) -> str:
        """Words of the report as they are sent."""
        return self._masks.masked(words).text

    def sentence_of(self, at: int) -> int:
        """The number of the sentence that holds this character of the text as sent."""
        inside = (number for number, (start, end) in enumerate(self.reaches) if start <= at < end)
        return next(inside, 0)

    def cut(self, found: Found) -> Span:
        """The report's own words at a place of the text as sent."""
        start, end = self.masked.original(found.start, found.end)
        return Span(text=self.report.text[start:end], start=start, end=end)

    def original(self, number: int) -> Span:
        """A sentence of the report."""
        start, end = self.reaches[number]
        return self.cut(Found(start, end, "exact"))

    def values(self, span: Span) -> set[int] | None:
        """The numbers that a span holds; null where it cuts one in two."""
        held: set[int] = set()
        for start, end, value in self._amounts:
            if span.start <= start and end <= span.end:
                held.add(value)
            elif start < span.end and span.start < end:
                return None
        return held


def sentences(text: str) -> Iterator[Reach]:
    """The sentences of a text in any script: also those that end without a space."""
    for sentence in split(text):
        start = sentence.start
        for at in range(sentence.start, sentence.end - 1):
            if text[at] in "。！？" and at + 1 < sentence.end and text[at + 1] not in "」』”’）)":
                if text[start : at + 1].strip():
                    yield start, at + 1
                start = at + 1
                while start < sentence.end and text[start].isspace():
                    start += 1
        if start < sentence.end:
            yield start, sentence.end


class Grounds:
    """The grounding of one claim: where its trigger stands, what was found beside it, what was dropped and why."""

    def __init__(self, text: Text, home: Reach, trigger: Found) -> None:
        self.text, self.home, self._near = text, home, (trigger.start,)
        self.because: list[Because] = []
        self.dropped: list[tuple[str, str]] = []

    def span(self, field: str, quote: str | None) -> Span | None:
        """The report's words for a quote, with the reason noted; null where there is none or it was refused."""
        if quote is None:
            return None
        found = self.text.aligner.align(quote, self.home, self._near)
        if isinstance(found, Refused):
            self.drop(field, f"{shown(field, quote)}{found.reason}")
            return None
        span = self.text.cut(found)
        self.because.append(Because(field=field, rule=f"quote.{found.level}", start=span.start, end=span.end))
        return span

    def words(self, field: str, quote: str | None) -> str | None:
        """The words of a quote on one line."""
        span = self.span(field, quote)
        return " ".join(span.text.split()) if span else None

    def drop(self, field: str, reason: str) -> None:
        """Note that a value was dropped."""
        self.dropped.append((field, reason))

    def forget(self, field: str) -> None:
        """Take back the reasons of a value that was dropped after all."""
        self.because = [why for why in self.because if why.field != field and not why.field.startswith(f"{field}.")]

    def reasons(self) -> tuple[Because, ...]:
        """The reasons, with the members of lists counted as the claim has them: without those that were dropped."""
        kept: dict[str, dict[str, int]] = {}
        made: list[Because] = []
        for why in self.because:
            group, _, rest = why.field.partition(".")
            number, dot, part = rest.partition(".")
            if number.isdigit():
                order = kept.setdefault(group, {})
                at = order.setdefault(number, len(order))
                made.append(msgspec.structs.replace(why, field=f"{group}.{at}{dot}{part}"))
            else:
                made.append(why)
        return tuple(made)

    def numbers(self, field: str, span: Span, low: int | None, high: int | None) -> bool:
        """Whether the numbers given are those of the words; notes why not."""
        reason = self._misread(span, [number for number in (low, high) if number is not None])
        if low is not None and high is not None and low > high:
            reason = f"from {low} to {high} is no range"
        if reason:
            self.drop(field, reason)
            self.forget(field)
        return reason is None

    def _misread(self, span: Span, given: Iterable[int]) -> str | None:
        held = self.text.values(span)
        if held is None:
            return "its words cut a number in two"
        for number in given:
            if number < 0:
                return f"{number} people is no number"
            if number in held or (not held and self._needs_no_figure(span, number)):
                continue
            return f"the number {number} does not stand in its words"
        return None

    def _needs_no_figure(self, span: Span, number: int) -> bool:
        """Whether words without a readable number may stand for this one: one person, nobody, number words of other languages."""
        if self.text.report.language not in {"en", "und"}:
            return not any(letter.isdigit() for letter in span.text)
        words = span.text.lower().split()
        return number == FIGURELESS or (
            number == 0 and bool({"no", "none", "nobody", "without", "zero", "any"} & set(words))
        )


def shown(field: str, quote: str) -> str:
    """The beginning of a refused quote, unless it may name somebody."""
    if field.partition(".")[0] in SEALED:
        return ""
    flat = " ".join(quote.split())
    return f"“{flat if len(flat) <= SHOWN else flat[:SHOWN] + '…'}”: "


def rejected(report: Report, claim: str, dropped: Iterable[tuple[str, str]]) -> tuple[Rejected, ...]:
    """What was dropped of a claim, one by one."""
    return tuple(
        Rejected(input=report.id, step="claims", reason=f"claim {claim}: {field} dropped: {reason}")
        for field, reason in dropped
    )
