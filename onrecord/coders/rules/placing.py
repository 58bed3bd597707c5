"""The places that a trigger acts on, those that no list knows among them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from onrecord.coders.rules import grammar
from onrecord.coders.rules.arguments import Roles
from onrecord.coders.rules.reading import Reading, is_heading
from onrecord.coders.rules.scene import Scene
from onrecord.coders.rules.toponyms import PlaceMention
from onrecord.coders.rules.toponyms.context import tells_how_it_lies
from onrecord.coders.rules.triggers import Trigger
from onrecord.language import place_words, stamps
from onrecord.language.document import Sentence, Token, Tree
from onrecord.model import Span

DONE_TO_PLACES = {"shelling", "air_strike", "siege", "strike"}
STORMING = {"storm", "raid", "invade", "overrun", "break into"}


def quarter(place: PlaceMention, reading: Reading) -> Span:
    """The words of a place with the quarter of the compass before its name: "northern Rasheed" is no town's middle."""
    tokens = reading.document.sentences[place.sentence].tokens
    at = place.first
    while place.name is not None and at > 0 and place.text.startswith(place.name) and _is_quarter(tokens[at - 1].text):
        at -= 1
    start = tokens[at].start if at < place.first else place.start
    return Span(text=reading.document.text[start : place.end], start=start, end=place.end)


def within(outer: PlaceMention, reading: Reading) -> Span:
    """The words of what a place lies in, with what that is said to lie in right after it: "the town of Ayn in Rasheed province"."""
    near, text = quarter(outer, reading), reading.document.text
    wider = reading.places[outer.container] if outer.container is not None else None
    if wider is None or wider.name is None or not INSIDE.fullmatch(text[outer.end : wider.start]):
        return near
    return Span(text=text[near.start : wider.end], start=near.start, end=wider.end)


SIDES = "(?:north|south|east|west)[a-z]{0,6}"
INSIDE = re.compile(
    rf"(?:,? in(?: the)?|,| of| {SIDES} of)[ \u00a0](?:(?:{SIDES}|rural|[A-Z][a-z]{{2,12}}(?:n|i|ese|sh))[ \u00a0]){{0,3}}"
)


def _is_quarter(word: str) -> bool:
    return word.lower() in place_words.words().directions and any(side in word.lower() for side in COMPASS)


COMPASS = ("north", "south", "east", "west", "rural")


def placed(places: Sequence[PlaceMention], sentence: Sentence) -> list[tuple[PlaceMention, int]]:
    """The places with where each hangs in the tree; a name that only says where a nameless one is hangs where that does:
    "in a village south of Ayn"."""
    found: list[tuple[PlaceMention, int]] = []
    for place in places:
        before, at = found[-1] if found else (None, 0)
        goes_with = (
            before is not None
            and before.name is None
            and place.relation == "near"
            and tells_how_it_lies([token.lower for token in sentence.tokens[before.last + 1 : place.first]])
        )
        found.append((place, at if goes_with else place.position))
    return found


def without_containers(places: Sequence[PlaceMention], every: Sequence[PlaceMention]) -> tuple[PlaceMention, ...]:
    """The places that no other place of the claim lies in: "Ayn in Rasheed province" is one place."""
    containing = {every[p.container].start for p in places if p.container is not None}
    return tuple(p for p in places if p.start not in containing)


def without_sources(
    tree: Tree, trigger: Trigger, places: Sequence[PlaceMention], every: Sequence[PlaceMention]
) -> list[PlaceMention]:
    """The places of fire without those that it came from, where it also says where it struck: "rockets from Rasheed hit Ayn",
    "gunners positioned in Rasheed shelled Ayn"."""
    if trigger.meaning.sense not in FROM_AFAR:
        return list(places)
    sources = [p for p in places if p.relation != "between" and _is_source(tree, p.position, trigger.position)]
    around = {p.container for p in sources}
    struck = [p for p in places if p not in sources and not any(every[n] == p for n in around if n is not None)]
    return struck if any(p.name is not None for p in struck) else list(places)


def without_descriptions(tree: Tree, places: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The places without nameless ones that only describe a named one: "hit Ayn, which lies on the front line"."""

    def told_of(place: PlaceMention) -> bool:
        clauses = [i for i in (place.position, *tree.ancestors(place.position)) if tree.is_a(i, "acl:relcl")]
        heads = {tree.heads[i] for i in clauses}
        return any(p.name is not None and any(p.first <= h <= p.last or h == p.position for h in heads) for p in places)

    return [p for p in places if p.name is not None or p.feature not in PASSED or not told_of(p)]


PASSED = frozenset({"site", "line"})
"""Features of what a town may lie on."""


def _is_source(tree: Tree, place: int, event: int) -> bool:
    return _comes_from(tree, place) or _holds_doers(tree, place, event)


def _comes_from(tree: Tree, place: int) -> bool:
    """Whether "from" stands before a place or before what it narrows down: "from areas west of Ayn"."""
    position = place
    for _ in range(STEPS):
        if grammar.case_of(tree, position) == "from":
            return True
        if (
            not tree.is_a(position, "nmod", "obl", "advmod", "conj")
            or tree.heads[position] < 0
            or tree.pos[tree.heads[position]] == "VERB"
        ):
            return False
        position = tree.heads[position]
    return False


STEPS = 4
"""How far "from" may stand from the name."""


def _holds_doers(tree: Tree, place: int, event: int) -> bool:
    """Whether a place is only where those stand that do the deed."""
    for above in tree.ancestors(place):
        if above == event:
            return False
        if tree.is_a(above, "acl", "acl:relcl") and grammar.word(tree, above) in STATIONED:
            doer = tree.heads[above]
            return doer >= 0 and (tree.is_a(doer, "nsubj", "conj") or grammar.case_of(tree, doer) == "by")
    return False


STATIONED = frozenset({"positioned", "located", "stationed", "based", "deployed", "entrenched", "situated", "holed", "present", "spread", "centered"})  # fmt: skip
"""Words that say where somebody stands."""
FROM_AFAR = frozenset({"shelling", "air_strike", "strike", "chemical_attack", "attack_on_civilians", "assault"})
"""Senses of triggers whose doers may stand elsewhere."""


def hit_places(scene: Scene, trigger: Trigger, roles: Roles) -> list[PlaceMention]:
    """Names that no list knows, as the object of what is done to places: "shelled Tell Marwan"."""
    if trigger.meaning.sense not in DONE_TO_PLACES and trigger.meaning.lemma not in STORMING:
        return []
    known = {p.position for p in scene.reading.places_of(scene.number)}
    found = [p for head in roles.targets if head not in known for p in unlisted(scene, head)]
    area = next((n for n, p in enumerate(scene.reading.places) if p.sentence == scene.number), None)
    headed = area is not None and is_heading(scene.reading.places[area], scene.sentence)
    return [msgspec.structs.replace(p, container=area if headed else None) for p in found]


def _is_body(text: str) -> bool:
    """Whether the name is a body's or a person's, which only a misread tree makes a place: "the Observatory"."""
    lists = place_words.words()
    named = set(text.lower().split())
    return stamps.is_agency(text) or bool(named & (lists.organisations | (lists.titles - IN_PLACES) | lists.events))


def _to_end_of_name(tokens: Sequence[Token], last: int) -> int:
    """The last token of a hyphenated name that the tree cut short: "Tell el-Marwan"."""
    while last + 2 < len(tokens) and tokens[last + 1].text == "-" and tokens[last].end == tokens[last + 1].start:
        if tokens[last + 2].start != tokens[last + 1].end or not tokens[last + 2].text[0].isupper():
            break
        last += 2
    return last


IN_PLACES = frozenset({"sheikh", "shaykh", "abu", "umm", "saint", "hajj", "haji", "imam", "emir"})
"""Titles that towns are named with: "Sheikh Ayn"."""


def unlisted(scene: Scene, head: int) -> list[PlaceMention]:
    """A name that is taken or lost is a place, though no list and no preposition says so: "captured Tell Marwan"."""
    at = scene.sentence.tokens[head].start
    dated = any(mention.start <= at < mention.end for mention in scene.reading.times[scene.number])
    flat = [head, *scene.tree.dependents(head, "flat", "compound", "nmod:desc")]
    first, last = min(flat), max(flat)
    tokens = scene.sentence.tokens
    last = _to_end_of_name(tokens, last)
    somebody = any(m.first <= last and first <= m.last for m in scene.reading.actors_of(scene.number))
    if scene.tree.pos[head] != "PROPN" or dated or somebody:
        return []
    start, end = tokens[first].start, tokens[last].end
    text = scene.reading.document.text[start:end]
    short = text.isupper() and first > 0 and tokens[first - 1].text == "("  # "the Valley Front (VF) camp"
    if short or _is_body(text):
        return []
    return [
        PlaceMention(
            text=text, start=start, end=end, name=text, noun=None, feature=None,
            sentence=scene.number, first=first, last=last, position=head,
        )
    ]  # fmt: skip
