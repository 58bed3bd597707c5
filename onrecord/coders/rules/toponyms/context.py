"""What stands around a mention: relation, part, extent, what it lies in, and in which role it is there."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Sequence

import msgspec

from onrecord.coders.rules.toponyms.chunks import PARTICLES, Scan
from onrecord.coders.rules.toponyms.mention import PlaceMention, PlaceRole
from onrecord.knowledge.gazetteer.land import capitals, countries
from onrecord.knowledge.spelling import fold
from onrecord.language.datelines import dateline
from onrecord.language.document import Document, Tree
from onrecord.language.place_words import words
from onrecord.language.quantities.vocabulary import people
from onrecord.model import Extent, Part, Relation

CONTAINING = ("in", "of", "at", "on", "inside", "within")
WIDE = frozenset({"country", "admin1", "admin2", "area"})
"""Features of what towns lie in."""
UNITS = ("country", "admin1", "admin2", "admin3", "settlement")
# Words between the two that change nothing: "in the western countryside of", "in a suburb of".
PASSED_OVER = frozenset(
    [
        *[
            "the",
            "a",
            ",",
            "-",
            "of",
            "city",
            "province",
            "countryside",
            "part",
            "parts",
            "region",
            "suburb",
            "suburbs",
        ],
        *["neighboring", "neighbouring", "rural", "side", "district", "governorate", "outskirts"],
        *["villages", "towns", "districts", "neighborhoods", "neighbourhoods", "areas", "suburbs"],
        *["located", "situated", "lying", "also", "heart", "centre", "center", "middle"],
        *["for", "displaced", "people", "persons", "families", "idps", "refugees"],  # "a camp for refugees in"
        *[
            "troops",
            "soldiers",
            "forces",
            "peacekeepers",
            "fighters",
            "militants",
            "policemen",
        ],  # "a base of troops at"
    ]
)
PHONING = frozenset({"telephone", "phone", "said", "told", "says", "tells", "speaking"})
"""Words with which a speaker's whereabouts are told."""
LEAVING = frozenset({"evacuees", "residents", "refugees", "families", "civilians", "villagers", "displaced", "people"})
"""People who are told of by where they come from, wherever they now are."""
FILED = re.compile(r"(?:(?<![^\n])|(?<=[.!?] ))[A-Z][A-Z' -]{2,40}\b \((?!updated)[A-Z][\w ]{2,25}\)(?= [A-Z])")
FAR_BACK = 4  # sentences in which "the city" is looked for
LIST = 12  # members of a list that are looked back over
REACH = 60  # tokens that a list is followed for
SKIPPED = 4  # words between a place and what contains it: "in the western countryside of"


def completed(found: Sequence[PlaceMention], every: Sequence[Scan], document: Document) -> tuple[PlaceMention, ...]:
    """The mentions with relation, part, extent, container and role."""
    opening = _datelines(document)
    with_context = []
    for mention in found:
        scan = every[mention.sentence]
        relation, part = _relation(scan, mention)
        role = "dateline" if any(start <= mention.start < end for start, end in opening) else _role(scan, mention)
        relation = "in" if role == "metonym" else relation
        with_context.append(
            msgspec.structs.replace(mention, relation=relation, part=part, extent=_extent(mention, relation), role=role)
        )
    placed = _contained(_shared(_titles_shared(with_context, every), every), every)
    return tuple(_with_landmarks(placed, every))


def _with_landmarks(found: Sequence[PlaceMention], every: Sequence[Scan]) -> list[PlaceMention]:
    """The mentions, those that only say how the one named right before lies as its landmarks."""
    named = [mention for mention in found if mention.name is not None]
    marks: set[int] = set()
    for one, after in itertools.pairwise(named):
        scan = every[one.sentence]
        between = scan.lowers[one.last + 1 : after.first] if one.sentence == after.sentence else ()
        goes_on = one.start in marks and between in (("to",), ("and",)) and "near" not in (one.relation, after.relation)
        told = between and any(scan.pos(at) == "VERB" for at in range(one.last + 1, after.first))
        road = after.role == "event" and not told and _is_down_the_road(one, between)
        if goes_on or road or _is_landmark(one, after, scan):
            marks.add(after.start)
    return [msgspec.structs.replace(m, role="landmark") if m.start in marks else m for m in found]


def _is_down_the_road(place: PlaceMention, between: Sequence[str]) -> bool:
    """Whether the words between two places say on what road the first lies: "in Ayn, on the road to Rasheed"."""
    onto = len(between) > SKIPPED - 1 and between[-1] in ("to", "from") and between[-2] in ROADS
    return onto and "on" in between[-REACH_ON:] and place.role == "event" and not is_wide(place)


ROADS = frozenset({"road", "highway", "motorway", "route", "railway"})
REACH_ON = 6
"""Words in which "on" stands before the road that a place lies on."""


def _is_landmark(place: PlaceMention, after: PlaceMention, scan: Scan) -> bool:
    if (
        after.relation != "near"
        or place.relation == "near"
        or place.sentence != after.sentence
        or after.role != "event"
    ):
        return False
    if is_wide(place) or place.feature in NO_TOWN or SCENES & {*scan.lowers[after.last + 1 : after.last + 4]}:
        return False
    return tells_how_it_lies(scan.lowers[place.last + 1 : after.first])


def tells_how_it_lies(tokens: Sequence[str]) -> bool:
    """Whether the words between two places only say how the one lies to the other: ", 30 km south of"."""
    lists = words()
    side = next((i for i, word in enumerate(tokens) if word in lists.near or word in lists.directions), len(tokens))
    far = all(word in DISTANCE or any(letter.isdigit() for letter in word) for word in tokens[:side])
    lies = all(word in AROUND or word in lists.directions or lists.nouns.at((word,), 0) for word in tokens[side:])
    return bool(tokens) and far and lies


SCENES = frozenset({"where", "site", "scene"})
"""Words by which something is told of a landmark itself: "near Ayn, where", "near Ayn, the site of the raid"."""
NO_TOWN = frozenset({"site", "line", "area", "water"})
DISTANCE = frozenset(
    [
        *[",", "(", "-", "to", "the", "which", "is", "lies", "located", "situated", "lying"],
        *["some", "about", "around", "just", "only", "roughly", "approximately", "a", "few", "several", "dozen", "of"],
        *["km", "kilometers", "kilometres", "kilometer", "kilometre", "miles", "mile"],
    ]
)
"""Words between a place and how it lies to another."""
AROUND = frozenset(["of", "from", "to", "the", "close", "near", "not", "far", "outside", "capital", "city", "-"])


def _titles_shared(found: Sequence[PlaceMention], every: Sequence[Scan]) -> list[PlaceMention]:
    """Words like "Islamic State of Iraq and the Levant": what is coordinated with a name in a title is in it too."""
    shared: list[PlaceMention] = []
    for mention in found:
        in_title = bool(shared) and mention.role == "event" and _shares_title(shared[-1], mention, every)
        shared.append(msgspec.structs.replace(mention, role="organisation") if in_title else mention)
    return shared


def _shared(found: Sequence[PlaceMention], every: Sequence[Scan]) -> list[PlaceMention]:
    """Countries in one list with one that acts: "backed by Turkey Russia and Iran"."""
    shared: list[PlaceMention] = []
    for mention in found:
        acts = bool(shared) and _acts_with(shared[-1], mention, every)
        shared.append(msgspec.structs.replace(mention, role="metonym", relation="in") if acts else mention)
    return shared


def _acts_with(before: PlaceMention, mention: PlaceMention, every: Sequence[Scan]) -> bool:
    if before.role != "metonym" or before.sentence != mention.sentence or mention.noun is not None:
        return False
    between = every[mention.sentence].lowers[before.last + 1 : mention.first]
    return is_country(mention.name or "") and all(word in (",", "and", "the") for word in between)


def _shares_title(before: PlaceMention, mention: PlaceMention, every: Sequence[Scan]) -> bool:
    if before.role != "organisation" or before.sentence != mention.sentence:
        return False
    lowers = every[mention.sentence].lowers
    titled = (before.first > 0 and lowers[before.first - 1] in ("of", "the", "in")) or lowers[before.first] == "state"
    return titled and lowers[before.last + 1 : mention.first] in (("and",), ("and", "the"))


def _datelines(document: Document) -> list[tuple[int, int]]:
    """Where datelines stand: at the start of the text or of a paragraph."""
    found = [filed.span() for filed in FILED.finditer(document.text)]  # "RASHEED (Agency) Six people"
    seen = set[int]()
    for sentence in document.sentences:
        if sentence.paragraph in seen:
            continue
        seen.add(sentence.paragraph)
        line = dateline(document.text[sentence.start : sentence.start + 400])
        if line:
            found.append((sentence.start + line.start, sentence.start + line.end))
    return found


def _relation(scan: Scan, mention: PlaceMention) -> tuple[Relation, Part | None]:
    """What the words before the mention say, read backwards over determiners, modifiers and "A and"."""
    relation: Relation = "in"
    part = _part(scan, mention.first)
    if mention.noun == "countryside":
        relation = "countryside"
    elif mention.noun in ("outskirts", "suburbs") or _with_suburbs(scan, mention):
        part = "outskirts"
    elif mention.noun == "surroundings":
        relation = "near"
    start = _phrase_start(scan, mention.first)
    for at in range(max(0, start - 5), start):
        hit = words().relations.at(scan.lowers, at)
        if hit and at + hit[0] == start and hit[1] != "in":
            return ("in", part or "some") if _is_side(scan, at) else (hit[1], part)
    if relation == "in" and scan.lowers[mention.first : mention.first + 1] == ("rural",):
        relation = "countryside"
    return relation, part


def _with_suburbs(scan: Scan, mention: PlaceMention) -> bool:
    """Whether a town's suburbs are meant: "in the Rasheed suburbs"; of "the Rasheed suburbs of Ayn" the name says which."""
    after = scan.lowers[mention.last + 1 : mention.last + 3]
    return mention.name is not None and after[:1] in (("suburbs",), ("outskirts",)) and after[1:] != ("of",)


def _is_side(scan: Scan, at: int) -> bool:
    """Whether a quarter of the compass is a part of what follows: "in the rebel-held east of Ayn", not "to the east of Ayn"."""
    if scan.lowers[at] not in words().directions:
        return False
    while at > 0 and (scan.lowers[at - 1] in words().modifiers or scan.lowers[at - 1] in words().directions):
        at -= 1
    if at < 2 or scan.lowers[at - 1] != "the":
        return False
    return "to" not in scan.lowers[at - 2 : at - 1] and (
        scan.lowers[at - 2] != "and" or "to" not in scan.lowers[at - 6 : at]
    )


def _phrase_start(scan: Scan, first: int, steps: int = LIST) -> int:
    """Where the noun phrase of the mention starts: before articles, adjectives, and the names it is coordinated with."""
    at = first
    while at > 0 and (
        scan.lowers[at - 1] in ("the", "a", "an", "-", "both")
        or scan.lowers[at - 1] in words().modifiers
        or scan.lowers[at - 1] in words().directions
        or (words().demonyms.at(scan.lowers, at - 1) or (0,))[0] == 1
    ):
        at -= 1
    if at > 1 and scan.lowers[at - 1] == "of":  # "near the villages of A": from before the noun
        for back in range(max(0, at - 4), at - 1):
            hit = words().nouns.at(scan.lowers, back)
            if hit and back + hit[0] == at - 1 and hit[1].feature != "area":
                return _phrase_start(scan, back, steps - 1) if steps else at
    if at > 1 and scan.lowers[at - 1] in ("and", ",", "or") and scan.cased:
        back = at - 2
        while back > 0 and (
            scan.sentence.tokens[back].text[0].isupper() or scan.lowers[back] in ("-", "al", "ez", "el")
        ):
            back -= 1
        if back < at - 2:
            return _phrase_start(scan, back + 1, steps - 1) if steps else at
    return at


def _part(scan: Scan, first: int) -> Part | None:
    """Words like "Most of", "parts of", "the outskirts of" before the mention, over an article and a generic noun."""
    for at in range(max(0, first - 8), first):
        hit = words().parts.at(scan.lowers, at)
        if hit and _leads_to(scan, at + hit[0], first):
            return hit[1]
    return None


def _leads_to(scan: Scan, at: int, first: int) -> bool:
    """Whether only articles, modifiers and "the city of" stand between."""
    while at < first:
        noun = words().nouns.at(scan.lowers, at)
        if noun:
            at += noun[0]
        elif (
            scan.lowers[at] in ("the", "of", "its", "a", "-")
            or scan.lowers[at] in words().modifiers
            or scan.lowers[at] in words().directions
        ):
            at += 1
        else:
            return False
    return at == first


def _extent(mention: PlaceMention, relation: Relation) -> Extent:
    if mention.part == "outskirts" or mention.noun in ("outskirts", "suburbs"):
        return "area"
    if mention.feature == "line" or relation in ("along", "between"):
        return "line"
    if mention.feature in ("admin1", "admin2", "admin3", "area", "country", "water") or relation == "countryside":
        return "area"
    return "point"


# --- Roles ------------------------------------------------------------------------------------------------------------


def _role(scan: Scan, mention: PlaceMention) -> PlaceRole:
    """In which role the place stands there; what the finder already settled stays."""
    tree = scan.sentence.tree
    if mention.role != "event" or (mention.name is None and tree is None):
        return mention.role
    if mention.name is not None and _in_a_title(scan, mention):
        return "organisation"
    if _acting_for(scan, mention):
        return "metonym"
    if mention.noun is None and scan.lowers[mention.last + 1 : mention.last + 2] in MEDIA:
        return "organisation"
    return "event" if tree is None else _role_by_grammar(scan, tree, mention)


MEDIA = tuple(
    (word,)
    for word in ("broadcaster", "channel", "newspaper", "tv", "television", "daily", "magazine", "website", "radio")
)
"""What a paper or station that bears a place's name is called."""


def _role_by_grammar(scan: Scan, tree: Tree, mention: PlaceMention) -> PlaceRole:
    for asked, role in _ANY:
        if asked(scan, tree, mention):
            return role
    if mention.name is None:
        return "event"
    if _metonym(scan, tree, mention):
        return "metonym"
    return "demonym" if _modifies(scan, tree, mention) else "event"


def _in_a_title(scan: Scan, mention: PlaceMention) -> bool:
    """Words like "Islamic State of Iraq", "Government of Mali": a capitalised title and "of" before the name; "City of Raqqa" is none."""
    at = mention.first - 1
    if mention.noun is not None and scan.lowers[mention.first] in ("state", "republic") and at >= 0:
        return scan.cased and scan.sentence.tokens[at].text[0].isupper() and scan.lowers[at] not in ("the", "in")
    at -= scan.lowers[at] == "the" if at > 0 else 0
    if at < 1 or scan.lowers[at] not in ("of", "in") or not scan.cased:
        return False
    head = scan.sentence.tokens[at - 1].text
    if scan.lowers[at] == "in":  # "the Islamic State in Iraq"; what it did in a town it did there
        return is_country(mention.name or "") and scan.lowers[at - 2 : at] in (
            ("islamic", "state"),
            ("al", "qaeda"),
            ("-", "qaeda"),
        )
    place = words().nouns.at(scan.lowers, at - 1) or scan.lowers[at - 1] in words().directions
    return head[0].isupper() and not place and at > 1


def _modifies(scan: Scan, tree: Tree, mention: PlaceMention) -> bool:
    """Words like "U.S. forces", "Syria's army": a country's name that only says whose something is."""
    if mention.noun is not None or not is_country(mention.name or ""):
        return False
    if scan.lowers[mention.last + 1 : mention.last + 3] == ("side", "of"):
        return False
    head = tree.heads[mention.position]
    if not tree.is_a(mention.position, "compound", "nmod:poss", "amod") or head < 0:
        return False
    return tree.pos[head] == "NOUN" and words().nouns.at(scan.lowers, head) is None


@functools.cache
def _countries() -> frozenset[str]:
    names = ((country.name, *country.aliases) for country in countries().values())
    return frozenset(fold(name) for every in names for name in every)


def is_country(name: str) -> bool:
    """Whether a name is a country's."""
    return fold(name) in _countries()


def is_wide(place: PlaceMention) -> bool:
    """Whether a place is something that towns lie in, as far as its words tell."""
    return place.feature in WIDE or place.relation == "countryside" or is_country(place.name or "")


def _origin(scan: Scan, tree: Tree, mention: PlaceMention) -> bool:
    """Words like "A man from Homs", "residents of Homs", "the Homs - born": where somebody belongs."""
    position = _whole(scan, tree, mention.position)
    head = tree.heads[position]
    start = _phrase_start(scan, mention.first)
    if start > 1 and scan.lowers[start - 1] == "from" and scan.lowers[start - 2] in LEAVING:
        return True
    if head < 0 or not tree.is_a(position, "nmod", "obl"):
        return False
    cases = [scan.lowers[i] for i in tree.dependents(position, "case")]
    person = scan.lowers[head] in words().people or tree.pos[head] == "PROPN" or _is_somebody(scan, head)
    if scan.lowers[head] in ("banned", "outlawed", "prohibited", "proscribed"):  # "a group banned in Russia"
        return True
    if "from" in cases and scan.lowers[head] in PHONING:  # "said by telephone from London"
        return True
    if scan.lowers[head] in words().bodies and tree.is_a(position, "nmod"):  # "its branch in Syria"
        return True
    born = scan.lowers[head] in ("born", "raised", "native", "hailing", "originally")
    return born or (tree.is_a(position, "nmod") and person and "from" in cases)


def _is_somebody(scan: Scan, head: int) -> bool:
    """Whether a noun is one for people: "an imam from Ayn"."""
    return people().nouns.at((scan.lowers[head],), 0) is not None


def _whole(scan: Scan, tree: Tree, position: int) -> int:
    """The head of the phrase that a name is part of: "towns" for the second of "from the towns of A and B"."""
    for _ in range(LIST):
        head = tree.heads[position]
        listed = head >= 0 and tree.is_a(position, "conj", "appos")
        named = head >= 0 and tree.is_a(position, "nmod") and words().nouns.at(scan.lowers, head) is not None
        cases = [scan.lowers[i] for i in tree.dependents(position, "case")]
        if not listed and not (named and cases == ["of"]):
            break
        position = head
    return position


def _acting_for(scan: Scan, mention: PlaceMention) -> bool:
    """Words like "backed by Iran", "set up by Turkey": who did it, not where."""
    at = mention.first - (2 if scan.lowers[mention.first - 1 : mention.first] == ("the",) else 1)
    governs = at > 0 and scan.lowers[at] == "by" and scan.lowers[at - 1] in words().acting
    governs = governs or scan.lowers[max(mention.first - 1, 0)] in ALLIES
    return governs and mention.noun is None and is_country(mention.name or "")


ALLIES = frozenset({"ally", "allies", "backer", "backers", "patron"})
"""What stands before a country that takes part: "its ally Varna"."""


def _gathered(scan: Scan, tree: Tree, mention: PlaceMention) -> bool:
    """Words like "told a meeting in Geneva": where people talk of what happened elsewhere; not "attacked a meeting in Ayn"."""
    position = _whole(scan, tree, mention.position)
    head = tree.heads[position]
    if head < 0 or not tree.is_a(position, "nmod", "obl"):
        return False
    above = tree.heads[head]
    to_press = scan.lowers[head] in PRESS and above >= 0 and scan.lowers[above] in words().conferring
    if to_press or scan.lowers[head] in ("speaking", "testifying"):
        return True
    named = tree.is_a(head, "nmod") and tree.pos[head] == "PROPN" and tree.heads[head] >= 0
    body = tree.heads[head] if named else head  # "a meeting of the Council in"
    said = bool({scan.lowers[head], scan.lowers[body]} & words().gatherings)
    if said and BEFORE_TALKS & {scan.lowers[i] for i in tree.dependents(head, "case", "mark")}:
        return True
    return said and any(scan.lowers[i] in words().conferring for i in tree.ancestors(head))


BEFORE_TALKS = frozenset({"before", "after", "ahead", "following"})
"""What dates an event by a gathering, which was elsewhere: "hours before talks in Geneva"."""
PRESS = frozenset({"reporters", "journalists", "press", "media", "newsmen"})
"""Who is told something where they are: "told reporters in Geneva"."""


def _goal(scan: Scan, tree: Tree, mention: PlaceMention) -> bool:
    """Words like "on their way to Homs", "heading for Homs": somebody was to arrive there."""
    owner = tree.is_a(mention.position, "nmod:poss")  # "to Varna's Homs"
    position = _whole(scan, tree, tree.heads[mention.position] if owner else mention.position)
    head = tree.heads[position]
    cases = {scan.lowers[i] for i in tree.dependents(position, "case")}
    led = head >= 0 and scan.lowers[head] in words().leading and bool(cases & {"to", "for", "towards", "toward"})
    return (led and not _comes_from_somewhere(scan, tree, head)) or _nursed(scan, tree, head)


def _comes_from_somewhere(scan: Scan, tree: Tree, step: int) -> bool:
    """Whether a way is told whole, "travelling from Ayn to Rasheed": what befell people on it befell them between the two."""
    cases = (scan.lowers[c] for i in tree.dependents(step, "obl", "nmod") for c in tree.dependents(i, "case"))
    return "from" in cases


def _nursed(scan: Scan, tree: Tree, head: int) -> bool:
    """Whether a place is only where the hurt were brought: "taken to a hospital in Ayn"."""
    beside = [head] if head >= 0 and tree.is_a(head, "obl", "nmod") else []
    beside += tree.dependents(head, "obl") if head >= 0 else []
    wards = [i for i in beside if scan.lowers[i] in WARDS and tree.heads[i] >= 0]
    return any(
        scan.lowers[tree.heads[i]] in words().bringing
        and bool({"to"} & {scan.lowers[c] for c in tree.dependents(i, "case")})
        for i in wards
    )


WARDS = frozenset({"hospital", "hospitals", "clinic", "clinics", "morgue"})
"""Where the hurt and the dead are brought."""


def _metonym(scan: Scan, tree: Tree, mention: PlaceMention) -> bool:
    """Words like "Damascus said", "Russia's foreign minister": the government, not the ground it stands on."""
    at = mention.position
    for _ in range(4):  # "Moscow and Ankara agreed"
        if not tree.is_a(at, "conj"):
            break
        at = tree.heads[at]
    if mention.noun is not None:
        return False
    head = tree.heads[at]
    if tree.is_a(at, "nmod:poss") and head >= 0 and mention.name in capitals().values():  # "Varnograd's offensive"
        return scan.lowers[head] in words().events
    if tree.is_a(at, "nsubj") and head >= 0 and tree.dependents(head, "cop") and is_country(mention.name or ""):
        return scan.lowers[head] in words().partners
    if tree.is_a(at, "nsubj") and not tree.relations[at].endswith(":pass"):
        return head >= 0 and scan.lowers[head] in words().acting and tree.pos[head] in ("VERB", "AUX")
    if (
        tree.is_a(at, "obj", "iobj", "nsubj:pass") and head >= 0 and scan.lowers[head] in words().addressing
    ):  # "warned Varna"
        return True
    return tree.is_a(at, "obl:agent") or (
        tree.is_a(at, "obl") and [scan.lowers[i] for i in tree.dependents(at, "case")] == ["by"]
    )


_ANY: tuple[tuple[Callable[[Scan, Tree, PlaceMention], bool], PlaceRole], ...] = (
    (_origin, "origin"),
    (_goal, "goal"),
    (_gathered, "gathering"),
)
"""Roles that nameless places have too, in the order in which they are asked for."""


# --- Containers -------------------------------------------------------------------------------------------------------


def _contained(found: Sequence[PlaceMention], every: Sequence[Scan]) -> list[PlaceMention]:
    """Each mention with the mention it is said to lie in; coordinated ones share it: "A and B in C"."""
    placed = [
        msgspec.structs.replace(mention, container=_container(i, found, every[mention.sentence]))
        for i, mention in enumerate(found)
    ]
    for i in range(len(placed) - 1):
        if _whole_first(placed[i], placed[i + 1], every):
            placed[i + 1] = msgspec.structs.replace(placed[i + 1], container=i, part=None)
            placed[i] = msgspec.structs.replace(placed[i], noun=None, feature=None, container=None)
        elif placed[i].container is not None and _of_one_list(placed[i], placed[i + 1], every):
            placed[i + 1] = msgspec.structs.replace(placed[i + 1], container=placed[i].container)
    for i in range(len(placed) - 2, -1, -1):
        mention, after = placed[i], placed[i + 1]
        if mention.container is None and after.container is not None and _coordinated(mention, after, every):
            placed[i] = msgspec.structs.replace(mention, container=after.container)
    resolved = [_in_the_city(i, placed, every[mention.sentence]) for i, mention in enumerate(placed)]
    return [_countryside(mention) for mention in _without_second_holders(resolved, every)]


def _without_second_holders(placed: Sequence[PlaceMention], every: Sequence[Scan]) -> list[PlaceMention]:
    """The mentions, those that only go on what another lies in as its landmarks: "villages in the countryside of Ayn and Rasheed"."""
    holding = {mention.container for mention in placed if mention.container is not None}
    found = list(placed)
    for i in range(len(placed) - 1):
        held, after = placed[i], placed[i + 1]
        alike = after.noun in (None, held.noun)
        wide = alike and (held.noun == "countryside" or (held.noun == after.noun and held.feature in WIDE))
        if i in holding and wide and after.role == "event" and _coordinated(held, after, every):
            found[i + 1] = msgspec.structs.replace(after, role="landmark")
    return found


def _whole_first(mention: PlaceMention, after: PlaceMention, every: Sequence[Scan]) -> bool:
    """Words like "the Rasheed suburbs of Ayn and Tossin": the parts come after the whole; no capital is a suburb."""
    if (
        after.name in capitals().values()
        or mention.name is None
        or after.name is None
        or mention.sentence != after.sentence
    ):
        return False
    lowers = every[mention.sentence].lowers
    between = lowers[mention.last + 1 : after.first]
    if len(between) != 2 or between[1] != "of":
        return False
    hit = words().nouns.at(lowers, mention.last + 1)
    return hit is not None and hit[0] == 1 and hit[1].plural


def _of_one_list(mention: PlaceMention, after: PlaceMention, every: Sequence[Scan]) -> bool:
    """Whether a place goes on the list of parts that the one before it is in."""
    parts = mention.container is not None and after.container is None and mention.noun is not None
    return parts and mention.noun == after.noun and _coordinated(mention, after, every)


def _in_the_city(i: int, placed: Sequence[PlaceMention], scan: Scan) -> PlaceMention:
    """Words like "several neighborhoods in the city": they lie in the place of that kind that was named last."""
    mention = placed[i]
    after = placed[i + 1] if i + 1 < len(placed) else None
    if mention.container is not None or after is None or after.sentence != mention.sentence or after.name is not None:
        return mention
    between = scan.lowers[mention.last + 1 : after.first]
    inside = len(between) == 1 or (len(between) == 2 and between[1] in CONTAINING)
    if not (inside and between[0] in CONTAINING and after.text.lower().startswith("the ")):
        return mention
    first = mention.sentence - FAR_BACK
    named = [k for k in range(i) if placed[k].name and placed[k].role == "event" and placed[k].sentence >= first]
    same = [k for k in named if placed[k].noun == after.noun]
    bare = [k for k in named if placed[k].noun is None] if after.noun in ("city", "town") else []
    found = (same or bare)[-1:]
    return msgspec.structs.replace(mention, container=found[0]) if found else mention


def _container(i: int, found: Sequence[PlaceMention], scan: Scan) -> int | None:
    mention = found[i]
    if mention.role in ("demonym", "organisation"):
        return None
    for j in range(i + 1, min(i + 3, len(found))):
        other = found[j]
        if other.role == "demonym" and other.sentence == mention.sentence and other.first > mention.last:
            continue  # "in the Varnan province of Rasheed"
        if other.sentence != mention.sentence or other.role in ("demonym", "organisation"):
            break
        between = _without_brackets(scan.lowers[mention.last + 1 : other.first])
        sides = between[:1] == (",",) and all(word in words().directions for word in between[1:])
        listed = sides and _goes_on_as_list(scan, other)
        owner = not between and _owns_what_follows(scan, other)
        aimed = between[:1] in AIMED and _is_aimed(scan, mention, other)
        if not listed and not owner and not aimed and _encloses(mention, other, between):
            return j
    before = found[i - 1] if i else None
    if before is not None and before.sentence == mention.sentence and before.name and before.last < mention.first:
        between = scan.lowers[before.last + 1 : mention.first]
        lost = between[:1] == ("s",) and scan.joined(before.last + 1)  # "Rasheeds outskirts"
        if (between[:1] == ("'s",) or lost) and all(word in words().directions for word in between[1:]):
            return i - 1
    return None


AIMED = (("at",), ("on",))
"""What stands before where fire goes, behind where it came from."""


def _is_aimed(scan: Scan, mention: PlaceMention, other: PlaceMention) -> bool:
    """Whether fire went from the one place to the other: "rockets from hills west of Ayn at Tossin"."""
    tree = scan.sentence.tree
    verb = tree.heads[other.position] if tree is not None else -1
    if tree is None or verb < 0:
        return False
    below = [i for i in tree.dependents(verb, "obl", "nmod") if mention.position in tree.subtree(i)]
    cases = {scan.lowers[c] for i in below if other.position not in tree.subtree(i) for c in tree.dependents(i, "case")}
    return "from" in cases


def _owns_what_follows(scan: Scan, other: PlaceMention) -> bool:
    """Whether a country's name goes with what stands behind it: "in Ayn US-led forces", where a stop is lost."""
    after = scan.lowers[other.last + 1 : other.last + 2]
    return after in (("-",), ("'s",), ("s",)) or bool(
        after and after[0].isalpha() and scan.pos(other.last + 1) in OWNED
    )


OWNED = ("NOUN", "ADJ", "PROPN")
"""What a country's name may own."""


def _without_brackets(between: tuple[str, ...]) -> tuple[str, ...]:
    """The words between two places without a remark in brackets: "a camp (of six tents) in Rasheed province"."""
    if "(" not in between or ")" not in between[between.index("(") :]:
        return between
    opened = between.index("(")
    return (*between[:opened], *between[between.index(")", opened) + 1 :])


def _goes_on_as_list(scan: Scan, other: PlaceMention) -> bool:
    """Words like "Homs, Hama and Idlib": commas part the members of a list, no place from what it lies in."""
    if is_country(other.name or ""):
        return False
    at = other.last + 1
    while at + 1 < min(len(scan.lowers), other.last + REACH):
        if scan.lowers[at] == "and":
            return scan.sentence.tokens[at + 1].text[0].isupper() or scan.lowers[at + 1] in (*PARTICLES, "the")
        if scan.lowers[at] not in (",", "-", *PARTICLES) and not scan.sentence.tokens[at].text[0].isupper():
            return False
        at += 1
    return False


def _encloses(mention: PlaceMention, other: PlaceMention, between: Sequence[str]) -> bool:
    """Whether the words between say that the second holds the first: "X, Y", "X in the west of Y", "X (Y)"."""
    if other.name is None:
        return _held_by_nameless(mention, other, between)
    if not between:  # the comma is lost: "Manbij Syria"
        return (
            mention.name is not None
            and other.noun is None
            and is_country(other.name)
            and other.first == mention.last + 1
        )
    if tuple(between) in ((",",), ("(",)):
        return other.noun is None or other.feature in UNITS
    if len(between) > SKIPPED + 3 or "and" in between:
        return False
    if between[0] == "," and all(word in words().directions for word in between[1:]):  # "in Ayn, eastern Varna"
        return other.noun is None and (other.unit or is_country(other.name))
    rest = [word for word in between if not _says_nothing(word)]
    return (len(rest) == 1 and rest[0] in CONTAINING) or (not rest and "of" in between)


def _says_nothing(word: str) -> bool:
    """Whether a word between a place and what it lies in changes nothing: "in rebel-held northern Rasheed"."""
    lists = words()
    return (
        word in lists.directions
        or word in PASSED_OVER
        or word in lists.modifiers
        or lists.demonyms.at((word,), 0) is not None
    )


def _held_by_nameless(mention: PlaceMention, other: PlaceMention, between: Sequence[str]) -> bool:
    """Whether words like "in the northern countryside of the province" or "of the capital" say what the place lies in; which
    province or city that is the text before tells."""
    if not other.text.lower().startswith("the ") or other.noun not in HOLDERS or "and" in between:
        return False
    part = mention.feature in ("neighbourhood", "site") or mention.noun in ("district", "countryside", "outskirts")
    fits = part or (mention.feature == "settlement" and other.noun not in TOWNS)
    rest = [word for word in between if word not in words().directions and word not in PASSED_OVER]
    said = (len(rest) == 1 and rest[0] in ("in", "inside", "within")) or (not rest and "of" in between)
    return fits and said and 0 < len(between) <= SKIPPED + 3


TOWNS = frozenset({"city", "town", "capital"})
HOLDERS = TOWNS | {"province", "governorate", "countryside"}
"""Nouns of what villages and quarters lie in, where they stand for a place told before."""


def _coordinated(mention: PlaceMention, after: PlaceMention, every: Sequence[Scan]) -> bool:
    if mention.sentence != after.sentence:
        return False
    between = every[mention.sentence].lowers[mention.last + 1 : after.first]
    if not between:  # a list that has lost its commas
        return mention.noun is not None and mention.noun == after.noun and mention.first < after.first
    return len(between) <= 3 and all(word in ("and", ",", "or", "the", "&", "village", "town") for word in between)


def _countryside(mention: PlaceMention) -> PlaceMention:
    """A place in "the countryside of X" keeps its own relation; a bare "countryside of X" lies in X's countryside."""
    if mention.name is None and mention.noun == "countryside":
        return msgspec.structs.replace(mention, relation="countryside", extent="area")
    return mention
