"""Lines that stand apart from the prose of a report: captions, labels, crossheads, links to other reports."""

from __future__ import annotations

import re

from onrecord.coders.rules.parts import Draft
from onrecord.language import captions, joined
from onrecord.language.document import Document

CLOSED = re.compile(r"[.!?…:;][)\]\"'”’»]*$")
LABEL = 6
"""Words of a label."""


def tells(draft: Draft, document: Document) -> bool:
    """Whether a draft stands in words that tell something: not below a picture, and in no label without a verb or list of
    key words."""
    here = document.sentences[draft.sentence]
    listed = joined.is_list(document.text[here.start : here.end])
    return not (listed or _below_picture(draft, document) or _is_label(draft, document))


def _below_picture(draft: Draft, document: Document) -> bool:
    """Whether a draft stands in a caption that runs through the text; captions are never coded."""
    here = document.sentences[draft.sentence]
    after = document.sentences[draft.sentence + 1 : draft.sentence + 2]
    followed = any(sentence.paragraph == here.paragraph for sentence in after)
    return followed and captions.is_caption(document.text[here.start : here.end])


def _is_label(draft: Draft, document: Document) -> bool:
    """Whether a draft is only a line's name for what the text tells: "Casualties", "Arrests and attacks"."""
    here = document.sentences[draft.sentence]
    says = draft.actors or draft.victims or draft.when or draft.places or any(q.low or q.high for _, q in draft.tolls)
    return len(here.tokens) <= LABEL and stands_apart(draft.sentence, document) and not says


def stands_apart(number: int, document: Document) -> bool:
    """Whether a sentence is a line of its own that no mark ends: a headline, crosshead or link, no sentence of the prose."""
    here = document.sentences[number]
    around = (*document.sentences[max(0, number - 1) : number], *document.sentences[number + 1 : number + 2])
    alone = all(sentence.paragraph != here.paragraph for sentence in around)
    return bool(around) and alone and CLOSED.search(document.text[here.start : here.end]) is None
