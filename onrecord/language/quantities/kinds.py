"""What sort of people a mention names: civilians or combatants, whose side, in what unit, over what scope."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.language.quantities.mentions import FUNCTION_WORDS, Mention, Scene
from onrecord.language.quantities.vocabulary import harms, people
from onrecord.model import Detail, Scope, Unit, Who

MEMBERS = frozenset(
    {"member", "element", "supporter", "follower", "leader", "chief", "operative", "figure", "head", "personnel"}
)
GROUP_PREPOSITIONS = frozenset({"from", "of", "in", "with", "among", "amongst", "belonging"})
SCOPE_WINDOW = 14
"""A word like "since" speaks of a toll at most this many tokens away in its clause."""


def who(view: Scene, mention: Mention) -> Who:
    """Civilians, combatants, mixed or unknown, by the nouns and their modifiers."""
    kinds = {kind for noun in mention.nouns if (kind := _who_of(view, mention, noun)) != "unknown"}
    return "mixed" if len(kinds) > 1 else next(iter(kinds), "unknown")


def _who_of(view: Scene, mention: Mention, position: int) -> Who:
    start = _start(mention, position)
    noun = people().nouns.at(view.words, start[0])
    own = _noun_who(view, mention, position)
    modifier = _modifier_who(view, mention, start[1], position)
    if own in {"unknown", "civilians"} and modifier == "combatants" and (own == "unknown" or not noun):
        return "combatants"
    return own if own != "unknown" else modifier or _group_who(view, position)


def _start(mention: Mention, position: int) -> tuple[int, int]:
    """Where the noun at ``position`` and its modifiers may start."""
    before = max((noun for noun in mention.nouns if noun < position), default=-1)
    floor = (
        before + 1
        if before >= 0
        else (mention.number.last + 1 if mention.number and mention.number.last < position else mention.first)
    )
    return floor, floor


def _noun_who(view: Scene, mention: Mention, position: int) -> Who:
    for start in range(max(mention.first, position - 3), position + 1):
        hit = people().nouns.at(view.words, start)
        if hit and start + hit[0] - 1 == position:
            return hit[1].who
    return mention.noun.who if mention.noun and position == mention.nouns[0] else "unknown"


def _modifier_who(view: Scene, mention: Mention, start: int, position: int) -> Who | None:
    """ "Civilian casualties", "ISIS members", "regime losses"."""
    words = view.words
    for at in range(start, position):
        hit = people().modifiers.at(words, at)
        if hit and not (words[at] == "is" and not view.tokens[at].text.isupper()):
            return hit[1]
        if people().sides.at(words, at) and words[position] in people().fighters_of:
            return "combatants"
    if words[position].removesuffix("s") == "member":
        civil = any(people().civil_members.at(words, at) for at in range(start, position))
        named = any(view.tokens[at].text[:1].isupper() for at in range(max(start, 1), position))
        return "combatants" if named and not civil else None
    return None


def _group_who(view: Scene, position: int) -> Who:
    """ "Members of the Islamic State", "casualties among civilians": the noun after the preposition decides."""
    words = view.words
    if position + 1 >= len(words) or words[position + 1] not in GROUP_PREPOSITIONS:
        return "unknown"
    for at in range(position + 2, min(len(words), position + 7)):
        noun = people().nouns.at(words, at)
        if noun and noun[1].who != "unknown":
            return noun[1].who
        hit = people().modifiers.at(words, at)
        if hit and not (words[at] == "is" and not view.tokens[at].text.isupper()):
            return hit[1]
        if people().sides.at(words, at):
            return "combatants"
        if words[at] in FUNCTION_WORDS and words[at] not in {"the", "their", "its", "his", "of"}:
            break
    return "unknown"


def detail(view: Scene, mention: Mention) -> tuple[Detail, ...]:
    """The sorts of people that the nouns and their modifiers name, in text order."""
    found: list[Detail] = []
    first = mention.number.last + 1 if mention.number and mention.number.last < mention.last else mention.first
    for at in range(first, mention.last + 1):
        hit = people().nouns.at(view.words, at)
        if (
            hit
            and at + hit[0] - 1 <= mention.last
            and (at + hit[0] - 1 in mention.nouns or _compound(view, mention, at + hit[0]))
        ):
            found += [item for item in hit[1].detail if item not in found]
    if mention.nouns and not found and mention.noun:
        found += mention.noun.detail
    if _relatives(view, mention):
        found = [*found, "relatives_of_combatants"]
    return tuple(found)


def _compound(view: Scene, mention: Mention, after: int) -> bool:
    return after in mention.nouns and not people().modifiers.at(view.words, after - 1)


def _relatives(view: Scene, mention: Mention) -> bool:
    """Whether they are the families of combatants: "soldiers and their families", "families of fighters"."""
    words, head = view.words, mention.head
    if words[head] not in people().relatives:
        return False
    before = words[mention.first - 1] if mention.first else ""
    if before in {"their", "his"}:
        return any(_is_combatant(view, at) for at in range(max(0, mention.first - 6), mention.first - 1))
    if head + 1 < len(words) and words[head + 1] == "of":
        return any(_is_combatant(view, at) for at in range(head + 2, min(len(words), head + 7)))
    return False


def _is_combatant(view: Scene, position: int) -> bool:
    hit = people().nouns.at(view.words, position)
    return bool(hit and hit[1].who == "combatants")


def unit(view: Scene, mention: Mention) -> Unit:
    """Persons, families or bodies; "the bodies of three men" counts bodies."""
    before = view.words[max(0, mention.first - 2) : mention.first]
    if (
        list(before[-1:]) == ["of"]
        and before[:1]
        and before[0] in {"bodies", "corpses", "remains", "cadavers", "skeletons"}
    ):
        return "bodies"
    if mention.noun is None:
        return "persons"
    if mention.noun.unit == "families":
        own = view.words[mention.first - 1] if mention.first else ""
        return "families" if mention.number or not (mention.noun.plural or own in {"their", "his"}) else "persons"
    return mention.noun.unit


def side(view: Scene, mention: Mention) -> tuple[int, int] | None:
    """The tokens that name the victims' side: names and side words before the noun, or "of"/"from" a name after it."""
    if who(view, mention) == "civilians" or not mention.nouns:
        return None
    head = mention.nouns[0]
    start = mention.number.last + 1 if mention.number and mention.number.last < head else mention.first
    named = [at for at in range(start, head) if _names_side(view, at, head)]
    if named:
        return named[0], _until_hyphen(view, named[-1], head)
    return _side_after(view, head) or _side_noun(view, head)


def _names_side(view: Scene, position: int, head: int) -> bool:
    words, token = view.words, view.tokens[position]
    if any(
        hit and at + hit[0] > position
        for at in range(max(0, position - 4), position + 1)
        if (hit := people().sides.at(words, at))
    ):
        return True
    if words[position] in FUNCTION_WORDS and not (words[position] == "is" and token.text == "IS"):
        return False
    hit = people().modifiers.at(words, position)
    if (
        hit
        and hit[1] == "combatants"
        and words[position] not in {"armed", "military", "security", "troop", "soldier", "commando", "special forces"}
    ):
        return position < head
    capital = token.text[:1].isupper() and position > 0 and not _all_capitals(view)
    return capital and not people().nouns.at(words, position) and token.text.isalnum()


def _until_hyphen(view: Scene, last: int, head: int) -> int:
    return last


def _all_capitals(view: Scene) -> bool:
    return not any(token.text.islower() for token in view.tokens if token.text.isalpha())


def _side_after(view: Scene, head: int) -> tuple[int, int] | None:
    words = view.words
    if head + 2 >= len(words) or words[head + 1] not in GROUP_PREPOSITIONS - {"in"}:
        return None
    start = head + 2
    while start < len(words) and words[start] in {"the", "its", "their", "to"}:
        start += 1
    end = start
    while (
        end < len(words)
        and end < start + 6
        and (view.tokens[end].text[:1].isupper() or words[end] == "-" or people().sides.at(words, end))
    ):
        end += 1
    while end < len(words) and words[end] in {"forces", "army", "troops", "group", "militia"} and end > start:
        end += 1
    return (start, end - 1) if end > start and not _all_capitals(view) else None


def _side_noun(view: Scene, head: int) -> tuple[int, int] | None:
    named = view.words[head] in {
        "rebels",
        "insurgents",
        "houthis",
        "peshmerga",
        "taliban",
        "rebel",
        "insurgent",
        "jihadists",
        "separatists",
        "loyalists",
    }
    return (head, head) if named else None


def scope(view: Scene, mention: Mention, harm_position: int | None) -> Scope:
    """Whether the number is a running total, sums up several events or holds for a part only."""
    low = max(0, min(mention.first, harm_position if harm_position is not None else mention.first) - SCOPE_WINDOW)
    high = min(len(view.words), max(mention.last, harm_position or 0) + SCOPE_WINDOW)
    found = set(_scopes(view, mention, low, high))
    for kind in ("cumulative", "digest", "part"):
        if kind in found:
            return kind  # type: ignore[return-value]
    return "incident"


def _scopes(view: Scene, mention: Mention, low: int, high: int) -> Sequence[Scope]:
    found: list[Scope] = []
    for first, last, kind in harms().scopes.find(view.words[low:high]):
        between = view.words[min(low + last, mention.last + 1) : max(low + first, mention.first)]
        if not {";", ".", ":"} & set(between) and not (kind == "part" and low + first < mention.first):
            found.append(kind)
    return found
