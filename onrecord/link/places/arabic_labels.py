"""What a place's words say by themselves in Arabic: generic noun first, then the name, then what it lies in or near.

"قرية الكفير في إدلب" is a settlement named الكفير in إدلب; "بالقرب من الباب" is near الباب.
"""

from __future__ import annotations

from onrecord.language.place_words import words
from onrecord.link.places.label import BRACKETS, PARTS, Label
from onrecord.model import Relation


def read(text: str) -> Label:
    """The label of Arabic words."""
    bracketed = tuple(part.strip() for part in BRACKETS.findall(text) if part.strip())
    plain = " ".join(BRACKETS.sub(" ", text.replace("_", " ")).split()) or text
    head, *rest = [part.strip() for part in PARTS.split(plain) if part.strip()] or [plain]
    tokens = head.split()
    relation, at, after = _relation(tokens)
    first, others = tokens[:at], tokens[after:]
    if relation == "between":
        return Label(names=(), feature="line", noun="between", containers=tuple(rest), head=head)
    if relation and not first:  # "near the bridge of X": X is all there is to look for
        first, others, relation = others, [], None
    last = _told(others)
    feature = words().arabic.get(first[0]) if len(first) > 1 else None
    names = (" ".join(first[1:]), " ".join(first)) if feature else (" ".join(first),)
    holders = (last, *rest) if relation == "in" and last else tuple(rest)
    return Label(
        names=(*names, *bracketed),
        feature=feature if feature != "area" else None,
        noun=first[0] if feature else None,
        containers=(*map(_bare, holders), *bracketed),
        near=(last,) if relation == "near" and last else (),
        around=feature == "area",
        head=head,
    )


def _relation(tokens: list[str]) -> tuple[Relation | None, int, int]:
    """The first word or words of relation, where they start and what follows them; directions at the end are parts of names."""
    for at in range(len(tokens) - 1):
        hit = words().arabic_relations.at(tokens, at)
        if hit and at + hit[0] < len(tokens):
            return hit[1], at, at + hit[0]
    return None, len(tokens), len(tokens)


def _bare(text: str) -> str:
    """A container's name; towns may be named after a bridge or a camp, so those words stay."""
    tokens = text.split()
    known = words().arabic.get(tokens[0]) if len(tokens) > 1 else None
    return " ".join(tokens[1:]) if known and known != "site" else text


def _told(tokens: list[str]) -> str:
    """The name without the generic noun that opens it."""
    return " ".join(tokens[1:] if len(tokens) > 1 and tokens[0] in words().arabic else tokens)
