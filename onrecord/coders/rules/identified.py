"""Names given after the number: "The victims were identified as A and B" names those whom the event told before harmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from onrecord.coders.rules import grammar
from onrecord.coders.rules.parts import Draft
from onrecord.coders.rules.reading import Reading
from onrecord.coders.rules.victims import VictimMention, name_at, names_after, naming
from onrecord.language.document import Sentence
from onrecord.model import Harm

REACH = 3
"""How many sentences back the event may lie whose victims are named."""

SUFFERED: frozenset[Harm] = frozenset(
    {"killed", "wounded", "abducted", "detained", "missing", "tortured", "casualties"}
)


def identified(drafts: Sequence[Draft], reading: Reading) -> list[Draft]:
    """The drafts with the names that later sentences give to the people they count."""
    found = list(drafts)
    for number, sentence in enumerate(reading.document.sentences):
        for name, harm in _named(sentence):
            donor = _event(found, number)
            if donor is None or _taken(reading, number, name):
                continue
            draft = found[donor]
            suffered = harm or next((q.harm for _, q in draft.tolls if q.harm in SUFFERED), None)
            if suffered:
                mention = msgspec.structs.replace(name, harm=suffered, sentence=number)
                found[donor] = msgspec.structs.replace(draft, victims=(*draft.victims, mention))
    return found


def _named(sentence: Sentence) -> Iterator[tuple[VictimMention, Harm | None]]:
    """The names that a sentence gives to people harmed, with the harm where it says one."""
    tree = sentence.tree
    if tree is None:
        return
    for verb, token in enumerate(sentence.tokens):
        if token.lower not in naming().verbs or not grammar.is_passive(tree, verb):
            continue
        subject = next((i for i in grammar.subjects(tree, verb) if grammar.word(tree, i) in naming().people), None)
        if subject is None:
            continue
        harm = naming().people[grammar.word(tree, subject)]
        for head in names_after(tree, verb):
            name = name_at(sentence, tree, head, harm or "casualties")
            if name is not None:
                yield name, harm


def _event(drafts: Sequence[Draft], number: int) -> int | None:
    """The latest event told before that counts people harmed."""
    near = [
        at
        for at, draft in enumerate(drafts)
        if 0 < number - draft.sentence <= REACH
        and draft.reading.status in {"happened", "ongoing"}
        and any(quantity.harm in SUFFERED for _, quantity in draft.tolls)
    ]
    return max(near, key=lambda at: (drafts[at].sentence, at), default=None)


def _taken(reading: Reading, number: int, name: VictimMention) -> bool:
    """Whether the words name an armed group or a place."""
    places = any(p.first <= name.first and name.last <= p.last for p in reading.places_of(number))
    start = reading.document.sentences[number].tokens[name.first].start
    return places or any(
        m.start <= start < m.end and not m.civilian and m.noun is None for m in reading.actors_of(number)
    )
