"""From words to mentions: names that are places, generic nouns, and what both together say.

A name is a place where a gazetteer knows it and nothing speaks against it, or where grammar says so: a generic noun
beside it ("Xyz village", "the town of Xyz"), a preposition before it, a known unit after a comma.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from onrecord.coders.rules.toponyms.chunks import JOINERS, PARTICLES, Scan, chunks, multiword, scans, starts
from onrecord.coders.rules.toponyms.context import REACH, completed
from onrecord.coders.rules.toponyms.mention import PlaceMention, PlaceRole
from onrecord.knowledge.gazetteer import Entry, Gazetteer
from onrecord.knowledge.gazetteer.land import capitals
from onrecord.language import datelines, stamps
from onrecord.language.document import Document
from onrecord.language.place_words import Noun, words

KEPT = 0.5  # mentions less sure than this are none
KNOWN, UNKNOWN = 0.55, 0.15
# What speaks for or against a name being a place, added up.
WEIGHTS = {
    "noun": 0.35,
    "strongly_locative": 0.3,
    "locative": 0.15,
    "done_at": 0.3,
    "struck": 0.35,
    "unit_follows": 0.3,
    "country_or_unit": 0.25,
    "big": 0.2,
    "small": -0.2,
    "person": -0.6,
    "lies": 0.35,
    "part": 0.35,
    "kin": -0.6,
    "not_proper": -0.3,
    "acts": -0.25,
    "opens_sentence": -0.1,
    "several_words": 0.1,
    "acronym": -0.5,
}
BIG, SMALL = 100_000, 5_000  # people
TOLD = 0.35  # what it adds that the text calls the name a town or the like elsewhere
ACRONYM = 5  # capitals
LONGEST = 6  # tokens of a name that is looked up within a longer one
SHORT = 3  # letters of a month's abbreviation, which other words share
OPENING = frozenset(
    {"the", "a", "an", "in", "at", "on", "from", "and", "but", "also", "for", "after", "near", "meanwhile", "of"}
)
"""Words in capitals before a name that are no part of it."""
ARTICLES = frozenset({"the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "our"})
FIELDS = (("of", "operations"), ("of", "operation"), ("of", "responsibility"), ("of", "expertise"), ("of", "influence"))
"""What follows an "area" or "zone" that is nobody's ground."""
SEATS = (("facto",), ("'s",), ("s",), ("its",), ("their",), ("declared",), ("proclaimed",), ("styled",))
"""What stands before a capital that is no country's: a group's "de facto Syrian capital"."""
STATE_OWNED = frozenset({"television", "tv", "media", "news", "radio", "run", "owned", "agency", "department", "-"})
"""What follows "state" where it belongs to that rather than to the name before."""
SAYING = frozenset({"monitor", "army", "police", "official", "officials", "media", "military", "observatory"})
"""Who a headline without its comma credits right behind the place."""
KIN = (
    ("wing",),
    ("faction",),
    ("brigade",),
    ("battalion",),
    ("militia",),
    ("cell",),
    ("tribe",),
    ("tribes",),
    ("clan",),
    ("clans",),
    ("tribal",),
    ("tribesmen",),
    ("family",),
)
"""What follows the name of a people rather than of a place."""
FOURTHS = frozenset({"first", "second", "third", "fourth", "last", "three", "past"})
ALIKE = 0.93  # of a spelling that nobody has listed
COMPASS = ("north", "south", "east", "west")
PART_WORDS = 4  # words of a phrase like "on the outskirts of"
UNCASED_MIN = 20_000  # people of a town that is taken for a place though neither capitals nor parse tell


class People(msgspec.Struct, frozen=True):
    """Words of the text's person names; a lone one of these is the person again, not a namesake town."""

    names: frozenset[str]


class Named(msgspec.Struct, frozen=True):
    """A name inside one sentence: its tokens, what to look up, whether known, and as what it stands there."""

    first: int
    last: int
    name: str
    entries: tuple[Entry, ...]
    role: PlaceRole = "event"
    noun: Noun | None = None
    score: float = KNOWN
    direction: bool = False


def find(document: Document, gazetteer: Gazetteer) -> tuple[PlaceMention, ...]:
    """All mentions of places in text order; those without a name ("several neighborhoods") among them."""
    every = scans(document)
    people = _people(every, gazetteer)
    found: list[PlaceMention] = []
    by_scan = [[name for chunk in _joined(scan) for name in _names(scan, chunk, gazetteer, people)] for scan in every]
    told = _told(every, by_scan)
    for scan, named in zip(every, by_scan, strict=True):
        kept = [sure for name in named if (sure := _as_told(name, told)).score >= KEPT]
        mentions = [_with_noun(scan, name) for name in kept]
        found.extend(
            sorted([*mentions, *_generics(scan, mentions)], key=lambda mention: (mention.first, -mention.last))
        )
    return completed(found, every, document)


def _told(every: Sequence[Scan], by_scan: Sequence[Sequence[Named]]) -> frozenset[str]:
    """Names that the text somewhere calls a town, village or the like."""
    return frozenset(
        name.name.lower()
        for scan, named in zip(every, by_scan, strict=True)
        for name in named
        if name.role == "event" and name.score >= KEPT and len(name.name) > SHORT and _noun_at(scan, name) is not None
    )


def _noun_at(scan: Scan, named: Named) -> Noun | None:
    return named.noun or _noun_after(scan, named.last) or _noun_of(scan, named.first)


def _as_told(named: Named, told: frozenset[str]) -> Named:
    """A bare name is surer to be a place where the text has said so before: "the town of Ayn … entered Ayn"."""
    if named.role != "event" or named.name.lower() not in told:
        return named
    return msgspec.structs.replace(named, score=min(1.0, named.score + TOLD))


def _people(every: Sequence[Scan], gazetteer: Gazetteer) -> People:
    """Words of names of two words and more that are neither places nor named after one, nor headlines: "Raid Near Rasheed"."""
    found: set[str] = set()
    for scan, start, end in multiword(every):
        first, last = _trimmed(scan, start, end)
        lowers = scan.lowers[first : last + 1] if first < last else ()
        other = words().organisations | words().strongly_locative
        plain = not any(word in other or words().nouns.at(lowers, i) for i, word in enumerate(lowers))
        if (
            lowers
            and plain
            and not gazetteer.exact(scan.words(first, last))
            and "-" not in lowers
            and not _before(scan, first) & words().strongly_locative
        ):
            found.update(
                word for word in lowers if word not in words().directions and not words().demonyms.at((word,), 0)
            )
    return People(frozenset(found) - _stood_at(every))


def _stood_at(every: Sequence[Scan]) -> frozenset[str]:
    """Words that stand alone after "in" or "near" somewhere in the text: no person's, whatever a headline runs into them."""
    return frozenset(
        scan.lowers[first]
        for scan in every
        for first, last in chunks(scan)
        if first == last and _before(scan, first) & words().strongly_locative
    )


def _joined(scan: Scan) -> list[tuple[int, int]]:
    """Chunks, those that "of" makes one name joined: Gulf of Mexico, Republic of Congo."""
    found: list[tuple[int, int]] = []
    for first, last in chunks(scan):
        if (
            found
            and first - found[-1][1] in (2, 3)
            and scan.lowers[found[-1][1] + 1] == "of"
            and _one_name(scan, found[-1], first)
        ):
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _one_name(scan: Scan, before: tuple[int, int], first: int) -> bool:
    head = scan.lowers[before[1]]
    geographic = head in {
        "gulf",
        "strait",
        "bay",
        "sea",
        "horn",
        "cape",
        "isle",
        "republic",
        "kingdom",
        "states",
        "emirates",
        "coast",
        "bank",
        "golan",
    }
    return scan.cased and first - before[1] == 2 and (geographic or head in words().organisations)


def _names(scan: Scan, chunk: tuple[int, int], gazetteer: Gazetteer, people: People) -> Iterator[Named]:
    """The places a run of capitals holds."""
    first, last = _trimmed(scan, *chunk)
    if first > last or (last > first and " ".join(scan.lowers[first : last + 1]) in words().not_places):
        return
    run = _run_together(scan, first, last, gazetteer)
    if run:
        yield from (msgspec.structs.replace(name, score=_score(scan, name, people)) for name in run)
        return
    for rule in (
        _demonym,
        _whole,
        _before_noun,
        _noun_first,
        _directed,
        _organisation,
        _demonym_first,
        _office,
        _name_first,
        _by_grammar,
    ):
        found = rule(scan, first, last, gazetteer)
        if found is not None:
            scored = msgspec.structs.replace(found, score=_score(scan, found, people))
            yield scored
            if found.last < last and found.role in ("demonym", "organisation") and found.last + 1 <= last:
                yield from _rest(scan, (found.last + 1, last), gazetteer, people)
            return


def _rest(scan: Scan, chunk: tuple[int, int], gazetteer: Gazetteer, people: People) -> Iterator[Named]:
    """What follows a demonym or a name inside an organisation: only whole known names count there."""
    found = _whole(scan, *chunk, gazetteer) or _before_noun(scan, *chunk, gazetteer)
    if found is not None and found.entries:
        yield msgspec.structs.replace(found, score=_score(scan, found, people) - 0.15)


def _trimmed(scan: Scan, first: int, last: int) -> tuple[int, int]:
    """Without function words in capitals at its ends, and without the agency or group that a lost stop has run into it: "near
    Rasheed In the same hour", "in northern Rasheed RNA reports"."""
    while first <= last and (scan.lowers[first] in OPENING or (first < last and _is_day_word(scan.lowers[first]))):
        first += 1
    while first < last and scan.lowers[last] in words().directions and scan.lowers[last + 1 : last + 2] == ("of",):
        last -= 1
    while first < last and _is_led_in(scan, first) and (scan.lowers[last] in OPENING or _is_abbreviated(scan, last)):
        last -= 1
    return first, last


def _is_led_in(scan: Scan, first: int) -> bool:
    """Whether a preposition of place stands before a name: "in", "to", "west of"."""
    before = _before(scan, first)
    return bool(before & words().locative) or "of" in before


def _is_abbreviated(scan: Scan, at: int) -> bool:
    """Whether a word in capitals stands behind one that is not: an abbreviation, and the other no part of it."""
    word, before = scan.sentence.tokens[at].text, scan.sentence.tokens[at - 1].text
    return scan.cased and len(word) >= SHORT and word.isalpha() and word.isupper() and before[1:].islower()


def _is_day_word(word: str) -> bool:
    """Whether a word opens what follows as a month or weekday: "In September Tell Marwan fell"."""
    lists = datelines.words()
    return word in lists.weekdays or (word in lists.months and len(word) > SHORT)


def _known(scan: Scan, first: int, last: int, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """Entries for these words; a lone word that is an everyday word as well counts as none."""
    if last - first >= LONGEST + 2 or (first == last and _names_nothing(scan, first)):
        return ()
    written = scan.words(first, last)
    if (
        first == last
        and scan.cased
        and (written.lower() == written or (len(written) < SHORT and not written.isupper()))
    ):
        return ()  # "Mi" of a helicopter is no state
    if first == last and scan.cased and len(written) < SHORT and scan.lowers[max(first - 1, 0)] == "(":
        return ()  # "International Law (IL)"
    return gazetteer.exact(written)


def _names_nothing(scan: Scan, at: int) -> bool:
    """Whether a lone word is an everyday word, a direction, a weekday ("Mondays raid") or an agency's name."""
    word = scan.lowers[at].replace(".", "")
    listed = words().not_places | words().directions | datelines.words().weekdays
    return (
        word in listed or word.removesuffix("s") in datelines.words().weekdays or stamps.is_agency(scan.words(at, at))
    )


def _demonym(scan: Scan, first: int, last: int, gazetteer: Gazetteer) -> Named | None:
    hit = words().demonyms.at(scan.lowers, first)
    if hit and first + hit[0] - 1 == last:
        entries = gazetteer.exact(hit[1])
        if scan.lowers[last + 1 : last + 3] == ("side", "of"):  # "on the Syrian side of the border"
            return Named(first, last, hit[1], entries)
        return Named(first, last, hit[1], entries, "demonym", score=0.8)
    return None


def _whole(scan: Scan, first: int, last: int, gazetteer: Gazetteer) -> Named | None:
    entries = _known(scan, first, last, gazetteer)
    return Named(first, last, scan.words(first, last), entries) if entries else None


def _run_together(scan: Scan, first: int, last: int, gazetteer: Gazetteer) -> list[Named]:
    """The names of a list that has lost its commas: "in Homs Hama and Idlib", "near Manbij Syria"; none where it is no list."""
    if first == last or gazetteer.exact(scan.words(first, last)):
        return []
    if not (_located(scan, first) or _struck(scan, first)):
        return []
    if noun_span_after(scan, last):  # "the Ayn Tossin area" is one
        return []
    found: list[Named] = []
    at = first
    while at <= last:
        ends = range(min(last, at + LONGEST), at - 1, -1)
        known = ((end, _known(scan, at, end, gazetteer)) for end in ends if (at, end) != (first, last))
        hit = next(((end, entries) for end, entries in known if _prominent(entries, at == end)), None)
        if hit is None or scan.lowers[at] in PARTICLES or scan.lowers[hit[0]] in JOINERS:
            return _run_of_articles(scan, first, last, gazetteer)
        found.append(Named(at, hit[0], scan.words(at, hit[0]), hit[1]))
        at = hit[0] + 1
    return found


def _run_of_articles(scan: Scan, first: int, last: int, gazetteer: Gazetteer) -> list[Named]:
    """The names of such a list where no list has them all, each with its article: "the quarters of al-Ayn al-Tossin"."""
    starts = [at for at in range(first, last) if scan.lowers[at] in ARTICLE and scan.lowers[at + 1] == "-"]
    noun = noun_span_of(scan, first)
    if noun is None or not noun[1].plural or len(starts) < 2 or starts[0] != first:
        return []
    ends = [*(at - 1 for at in starts[1:]), last]
    spans = list(zip(starts, ends, strict=True))
    if any(scan.lowers[min(at + 2, last)] in words().arabic_sides for at in starts):  # "al-Ayn al-Shamaliyah" is one
        return []
    return [Named(at, end, scan.words(at, end), _known(scan, at, end, gazetteer), noun=noun[1]) for at, end in spans]


ARTICLE = frozenset({"al", "el", "ar", "as", "ash", "at", "az", "an", "ad"})
"""The Arabic article, joined to a name by a hyphen."""


def _name_first(scan: Scan, first: int, last: int, gazetteer: Gazetteer) -> Named | None:
    """A town or unit that a full stop, comma or headline's verb was lost after: "in Aleppo The rebels", "near Homs Kills"."""
    if first == last or not _located(scan, first) or noun_span_after(scan, last):  # "in the Ayn Tossin quarter"
        return None
    shortest = first if scan.cased else first + 1  # where all words have capitals a lone one tells too little
    for end in range(min(last - 1, first + LONGEST), shortest - 1, -1):
        entries = _known(scan, first, end, gazetteer)
        sure = any(e.feature in ("country", "admin1") or e.population >= BIG or end > first for e in entries)
        sure = sure or (bool(entries) and scan.pos(end + 1) == "VERB" and noun_span_of(scan, first) is not None)
        bound = JOINERS | PARTICLES | {"-"}  # "al-" is no name, nor does one end before it
        if sure and scan.lowers[end] not in bound and scan.lowers[end + 1] not in bound:
            return Named(first, end, scan.words(first, end), entries)
    return None


def _located(scan: Scan, first: int) -> bool:
    """Whether a preposition of place or "the town of" stands before the name."""
    return bool(_before(scan, first) & words().strongly_locative) or _span_of(scan, first) is not None


def _before_noun(scan: Scan, first: int, last: int, gazetteer: Gazetteer) -> Named | None:
    """Words like "Idlib Province", "Menagh Air Base": a capitalised noun ends the name."""
    for at in range(first + 1, last + 1):
        hit = words().nouns.at(scan.lowers, at)
        if hit and at + hit[0] - 1 == last:
            end = at - 1
            while end > first and scan.lowers[end] in words().modifiers:
                end -= 1
            entries = gazetteer.exact(scan.words(first, last)) or _known(scan, first, end, gazetteer)
            if not entries and (opening := _name_first(scan, first, last, gazetteer)):
                return opening
            named_after = hit[1].lemma in words().organisations and (
                hit[1].lemma == "post"  # a "Post" by itself is a paper
                or not _before(scan, first) & words().locative
                or _is_unit(scan, hit[1], first, last)
            )
            if not entries and (named_after or scan.lowers[first] in words().not_places):
                return None
            return Named(
                first, last, scan.words(first, end), entries, "organisation" if named_after else "event", hit[1]
            )
    return None


def _is_unit(scan: Scan, noun: Noun, first: int, last: int) -> bool:
    """Whether a "front" is an armed group's: nothing is said to be on it or done to it, "the Salt Hill front killed two"."""
    tree = scan.sentence.tree
    if noun.lemma not in UNIT_NOUNS or _before(scan, first) & FRONTED:
        return False
    return tree is None or not tree.is_a(_head(scan, first, last), "obj", "nsubj:pass", "obl:unmarked")


UNIT_NOUNS = frozenset({"front"})
"""Nouns of places that armed groups are called by as well."""
FRONTED = frozenset({"on", "at", "along", "near", "in", "across", "around", "towards"})
"""What stands before a front that is fought on."""


def _noun_first(scan: Scan, first: int, last: int, gazetteer: Gazetteer) -> Named | None:
    """Words like "Camp Bastion", "Mount Hermon", "Lake Chad"."""
    hit = words().before_name.at(scan.lowers, first)
    if not hit or first + hit[0] > last or not scan.cased or _is_paper(scan, first, last, gazetteer):
        return None
    noun = words().nouns.at(scan.lowers, first)
    return Named(
        first, last, scan.words(first, last), gazetteer.exact(scan.words(first, last)), noun=noun[1] if noun else None
    )


def _is_paper(scan: Scan, first: int, last: int, gazetteer: Gazetteer) -> bool:
    """Words like "River News": whoever is named after a river is none."""
    return scan.lowers[last] in words().organisations and not gazetteer.exact(scan.words(first, last))


def _directed(scan: Scan, first: int, last: int, gazetteer: Gazetteer) -> Named | None:
    """Words like "Eastern Aleppo", "Southern California"."""
    start = first
    while start < last and (scan.lowers[start] in words().directions or scan.lowers[start] == "-"):
        start += 1
    entries = _known(scan, start, last, gazetteer) if start > first else ()
    return Named(first, last, scan.words(start, last), entries, direction=True) if entries else None


def _organisation(scan: Scan, first: int, last: int, gazetteer: Gazetteer) -> Named | None:
    """Words like "Aleppo Media Centre": the place that an organisation is named after, wherever in its name it stands; a
    headline's "in Aleppo Monitor" names the place and who says so."""
    lowers = scan.lowers[first : last + 1]
    if not any(word in words().organisations for word in lowers):
        return None
    if lowers[-1] in SAYING and _located(scan, first) and (entries := _known(scan, first, last - 1, gazetteer)):
        return Named(first, last - 1, scan.words(first, last - 1), entries)
    for start in range(first, last + 1):
        for end in range(min(last, start + LONGEST), start - 1, -1):
            if (start, end) != (first, last) and (
                entries := _prominent(_known(scan, start, end, gazetteer), start == end)
            ):
                return Named(start, end, scan.words(start, end), entries, "organisation")
    return None


def _prominent(entries: tuple[Entry, ...], lone: bool) -> tuple[Entry, ...]:
    """Entries that anybody would name something after: units, countries and towns, or names of several words."""
    return (
        entries if not lone or any(e.feature in ("country", "admin1") or e.population >= SMALL for e in entries) else ()
    )


def _demonym_first(scan: Scan, first: int, last: int, gazetteer: Gazetteer) -> Named | None:
    hit = words().demonyms.at(scan.lowers, first)
    if not hit:
        return None
    return Named(first, first + hit[0] - 1, hit[1], gazetteer.exact(hit[1]), "demonym", score=0.8)


def _office(scan: Scan, first: int, last: int, gazetteer: Gazetteer) -> Named | None:
    """Words like "Texas Governor Ann Miller": the place before an office."""
    if _is_told_town(scan, first, last):  # "al-Sheikh Marwan neighborhood"
        return None
    for at in range(first + 1, last + 1):
        if scan.lowers[at] in words().titles:
            entries = _prominent(_known(scan, first, at - 1, gazetteer), at - 1 == first)
            return Named(first, at - 1, scan.words(first, at - 1), entries, "organisation") if entries else None
    return None


def _by_grammar(scan: Scan, first: int, last: int, gazetteer: Gazetteer) -> Named | None:
    """A name that no list knows."""
    lowers = scan.lowers[first : last + 1]
    titled = any(word in words().titles for word in lowers) and not _is_told_town(scan, first, last)
    if titled or any(word in words().organisations or word in words().events for word in lowers):
        return None
    if first == last and (_names_nothing(scan, first) or len(lowers[0]) < 3):
        return None
    if first == last and first and scan.words(first, last).isupper() and scan.lowers[first - 1] == "(" and scan.cased:
        return None  # "the Valley Front (VF) training camp"
    sounding = _sounding(scan.words(first, last), gazetteer) if _struck(scan, first) else ()
    return Named(first, last, scan.words(first, last), sounding, score=UNKNOWN)


def _is_told_town(scan: Scan, first: int, last: int) -> bool:
    """Whether a name that might be a person's is called a town's or quarter's: "the village of Sheikh Marwan"."""
    noun = _noun_of(scan, first) or _noun_after(scan, last)
    return noun is not None and noun.feature in ("settlement", "neighbourhood")


def _struck(scan: Scan, first: int) -> bool:
    """Whether something is said to have been done to the name: "attacks on Rasheed"."""
    return first > 1 and scan.lowers[first - 1] in ("on", "of", "against") and scan.lowers[first - 2] in words().events


def _is_ground(scan: Scan, first: int, last: int) -> bool:
    """Whether what a deed was done to is ground rather than people: fire falls on it, or it lies in something."""
    if any(scan.sentence.tokens[at].text.isupper() for at in range(first, last + 1)):  # "IS"
        return False
    after = scan.lowers[last + 1 : last + 2]
    fire = scan.lowers[first - 2] in words().fire and scan.lowers[first - 1] in ("on", "of")
    return after not in (("'s",), ("s",)) and (fire or after == ("in",))


def _sounding(name: str, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """A town of some size that is spelt nearly so."""
    hits = gazetteer.similar(name, 1) if len(name) > SHORT + 1 else []
    return tuple(hit.entry for hit in hits if hit.likeness >= ALIKE and hit.entry.population >= UNCASED_MIN)


def _score(scan: Scan, named: Named, people: People) -> float:
    """How sure it is that the name stands for a place here: the weights of what speaks for and against."""
    if named.role == "demonym":
        return named.score
    first, last = named.first, named.last
    before, noun = (
        _before(scan, first) | _before_list(scan, named),
        named.noun or _noun_after(scan, last) or _noun_of(scan, first),
    )
    noun = noun or (list_noun(scan, last) or (noun_beside(scan, named) if named.entries else None) or (0, None))[1]
    noun = noun or _noun_named_behind(scan, named)
    most = max((entry.population for entry in named.entries), default=0)
    unit = any(entry.feature in ("country", "admin1") for entry in named.entries)
    settled = [entry for entry in named.entries if entry.feature == "settlement"]
    lone = first == last
    signs = {
        "noun": noun is not None,
        "strongly_locative": bool(before & words().strongly_locative),
        "locative": bool(before & words().locative),
        "done_at": bool(before & {"at", "over", "into"} and _done_at(scan, named))
        or bool(before & {"from", "to"} and _ends_a_way(scan, named)),
        "struck": _struck(scan, first) and _is_ground(scan, first, last),
        "unit_follows": _unit_follows(scan, last),
        "country_or_unit": unit,
        "big": most >= BIG and not unit,
        "small": lone and bool(settled) and len(settled) == len(named.entries) and most < SMALL,
        "person": lone and not unit and _noun_of(scan, first) is None and scan.lowers[first] in people.names,
        "lies": _lies(scan, last),
        "part": _part_of(scan, first),
        "kin": scan.lowers[last + 1 : last + 2] in KIN,
        "not_proper": scan.pos(last) not in (None, "PROPN") and lone,
        "acts": lone and not unit and most < BIG and _acts(scan, last),
        "opens_sentence": starts(scan, first) and lone,
        "several_words": not lone,
        "acronym": lone and _acronym(scan, first, named),
    }
    person = _person_here(scan, named)
    total = (KNOWN if named.entries else UNKNOWN) + sum(WEIGHTS[sign] for sign, holds in signs.items() if holds)
    return max(0.0, min(1.0, total - (0.6 if person else 0.0)))


def _acronym(scan: Scan, position: int, named: Named) -> bool:
    """Whether capitals say that the word is an agency's or group's name rather than the town that is spelt like it."""
    written = scan.sentence.tokens[position].text
    shouted = scan.cased and written.isupper() and "." not in written and not _heads_line(scan, position)
    short = len(written) <= ACRONYM and not any(entry.feature == "country" for entry in named.entries)
    abbreviation = len(written) <= 3 and any(entry.feature == "admin1" for entry in named.entries)
    return shouted and short and not abbreviation


def _heads_line(scan: Scan, position: int) -> bool:
    """Whether the word may be a dateline: first, with a dash, bracket or comma after it."""
    after = scan.lowers[position + 1] if position + 1 < len(scan.lowers) else ""
    return starts(scan, position) and after in ("-", "–", "—", "(", ",", ":", "--")


def _acts(scan: Scan, position: int) -> bool:
    """Whether the name is the subject of what people and governments do: "Turner said"."""
    tree = scan.sentence.tree
    if tree is None or tree.relations[position] != "nsubj":
        return False
    return tree.heads[position] >= 0 and scan.lowers[tree.heads[position]] in words().acting


def _person_here(scan: Scan, named: Named) -> bool:
    """Whether a title stands before the name: "President Washington"."""
    if named.first == 0:
        return False
    before = scan.lowers[named.first - 1]
    titled = before in words().titles and not any(entry.feature == "country" for entry in named.entries)
    return titled and named.noun is None and scan.sentence.tokens[named.first - 1].text[0].isupper()


def _before(scan: Scan, first: int) -> frozenset[str]:
    """The preposition that governs the name, over an article, directions and coordinated names."""
    at = _over_owner(scan, first - 1)
    while at >= 0 and (
        scan.lowers[at] in ("the", "-", "both")
        or scan.lowers[at] in words().directions
        or scan.lowers[at] in words().modifiers
    ):
        at = _over_owner(scan, at - 1)
    if at > 0 and scan.lowers[at] == "between" and words().nouns.at(scan.lowers, at - 1):  # "the road between"
        return frozenset(("between", "near"))
    side = at > 0 and scan.lowers[at] == "of" and any(point in scan.lowers[at - 1] for point in COMPASS)
    if side and scan.lowers[at - 1] in words().directions:  # "south of Tossin"
        return frozenset(("near",))
    return frozenset((scan.lowers[at],)) if at >= 0 else frozenset()


def _ends_a_way(scan: Scan, named: Named) -> bool:
    """Whether a name is one end of a way that is told whole: "travelling from Ayn to Tossin"."""
    tree = scan.sentence.tree
    step = tree.heads[_head(scan, named.first, named.last)] if tree is not None else -1
    moving = words().moving["going"] | words().moving["leaving"] | words().vehicles
    if tree is None or step < 0 or scan.lowers[step] not in moving:
        return False
    cases = {scan.lowers[c] for i in tree.dependents(step, "obl", "nmod") for c in tree.dependents(i, "case")}
    return {"from", "to"} <= cases


def _noun_named_behind(scan: Scan, named: Named) -> Noun | None:
    """The noun of a town that is named right behind it: "their village, Tossin, was burned"."""
    tree = scan.sentence.tree
    head = _head(scan, named.first, named.last)
    told = tree.heads[head] if tree is not None and tree.is_a(head, "appos") else -1
    hit = words().nouns.at(scan.lowers, told) if told >= 0 else None
    return hit[1] if hit and hit[1].feature == "settlement" and not hit[1].plural else None


def _done_at(scan: Scan, named: Named) -> bool:
    """Whether a name says where somebody was hit or fought: "ambushed at Tossin"."""
    tree = scan.sentence.tree
    if tree is None:
        return False
    above = tree.ancestors(_head(scan, named.first, named.last))
    verb = next((i for i in above if tree.pos[i] == "VERB" or scan.lowers[i] in words().events), -1)
    return verb >= 0 and (scan.lowers[verb] in words().done or scan.lowers[verb] in words().events)


def _before_list(scan: Scan, named: Named) -> frozenset[str]:
    """The preposition before the list of names that this one goes on, as the tree has it: "between Ayn and Tossin"."""
    tree = scan.sentence.tree
    if tree is None:
        return frozenset()
    head = _head(scan, named.first, named.last)
    listed = tree.is_a(head, "conj") and tree.pos[head] == "PROPN" and tree.pos[tree.heads[head]] == "PROPN"
    return _before(scan, min(tree.dependents(tree.heads[head], "case"), default=-1) + 1) if listed else frozenset()


def _over_owner(scan: Scan, at: int) -> int:
    """The token before "Varna's", also without its apostrophe: "in Varna's northern Rasheed", "in Varnas Rasheed"."""
    return at - 2 if at > 0 and scan.joined(at) and scan.lowers[at] in ("s", "'s") else at


def _unit_follows(scan: Scan, last: int) -> bool:
    """Whether a comma and another name follow, as in "Athens, Georgia"."""
    if last + 2 >= len(scan.lowers) or scan.lowers[last + 1] != ",":
        return False
    after = scan.sentence.tokens[last + 2].text
    return (
        after[0].isupper()
        and len(scan.lowers) > last + 2
        and (
            last + 3 == len(scan.lowers)
            or scan.lowers[last + 3] in (",", ".", ")", ";", "-", "(", ":", "'s")
            or after.endswith(".")
        )
    )


def _lies(scan: Scan, last: int) -> bool:
    """Whether words behind the name say how it lies to another: "Ayn, south of Rasheed"."""
    at = last + 1
    at += at < len(scan.lowers) and scan.lowers[at] == ","
    side = scan.lowers[at : at + 1]
    if side in (("a",), ("another",)):  # "Ayn, a small town"
        hits = (words().nouns.at(scan.lowers, n) for n in range(at + 1, min(at + 4, len(scan.lowers))))
        return any(hit and hit[1].feature == "settlement" for hit in hits)
    return bool(side) and any(point in side[0] for point in COMPASS) and scan.lowers[at + 1 : at + 2] == ("of",)


def _part_of(scan: Scan, first: int) -> bool:
    """Whether the words before say that an edge of it is meant: "the entrance of Ayn"."""
    starts_at = range(max(0, first - PART_WORDS), first)
    hits = ((at, words().parts.at(scan.lowers, at)) for at in starts_at)
    return any(hit and hit[1] == "outskirts" and at + hit[0] == first for at, hit in hits)


def _noun_after(scan: Scan, last: int) -> Noun | None:
    """The generic noun after a name, over modifiers: "Saaqa military base"."""
    hit = noun_span_after(scan, last)
    return hit[1] if hit else None


def noun_span_after(scan: Scan, last: int) -> tuple[int, Noun] | None:
    """Last token and noun of the generic phrase right after a name; plural nouns ("Aleppo districts") do not name it."""
    at = last + 1
    for _ in range(3):
        if at >= len(scan.lowers):
            return None
        hit = words().nouns.at(scan.lowers, at)
        if hit and hit[1].lemma == "state" and scan.lowers[at + 1 : at + 2] and scan.lowers[at + 1] in STATE_OWNED:
            return None
        if hit and not hit[1].plural:
            return at + hit[0] - 1, hit[1]
        if scan.lowers[at] not in words().modifiers or scan.lowers[at] == "-":
            return None
        at += 1
    return None


def list_noun(scan: Scan, last: int) -> tuple[int, Noun] | None:
    """Position and noun where a list of names ends in a plural noun: "A, B and C villages"."""
    at, listed = last + 1, False
    while at < min(len(scan.lowers), last + REACH):
        hit = words().nouns.at(scan.lowers, at)
        if hit and hit[1].plural and (listed or at == last + 1):
            return at, hit[1]
        name = scan.sentence.tokens[at].text[0].isupper() or scan.lowers[at] in JOINERS or scan.lowers[at] in PARTICLES
        if scan.lowers[at] in (",", "and"):
            listed = True
        elif not (name and scan.cased):
            return None
        at += 1
    return None


def _noun_of(scan: Scan, first: int) -> Noun | None:
    hit = noun_span_of(scan, first)
    return hit[1] if hit else None


def noun_span_of(scan: Scan, first: int) -> tuple[int, Noun] | None:
    """First token and noun of "the town of", "villages of A and", before a name; not of what only lies in the name's place."""
    found = _span_of(scan, first)
    country = words().demonyms.at(scan.lowers, first) is not None  # "a district of the Varnan capital"
    called = scan.lowers[first - 1] in ("called", "named")
    return None if found and not country and not called and _is_one_of_many(scan, *found) else found


def _span_of(scan: Scan, first: int) -> tuple[int, Noun] | None:
    at = _list_start(scan, first) - 1
    if at >= 1 and scan.lowers[at] == "the":
        at -= 1
    if at < 1 or scan.lowers[at] not in ("of", "called", "named"):
        return None
    found = _noun_ending(scan, at - 1)
    return found if found and (found[1].plural or at + 3 > first) else None


def _is_one_of_many(scan: Scan, start: int, noun: Noun) -> bool:
    """Whether "of" tells what something lies in rather than its name: "a suburb of Rasheed", "another rebel-held district of"."""
    at = start - 1
    while at > 0 and (scan.lowers[at] in words().modifiers or scan.lowers[at] in words().directions):
        at -= 1
    named = start > 0 and scan.sentence.tokens[start - 1].text[0].isupper() and scan.lowers[start - 1] not in OPENING
    plain = scan.lowers[start - 1] not in words().directions and words().demonyms.at(scan.lowers, start - 1) is None
    if named and plain and scan.cased and noun.feature in UNITS and not noun.plural:  # "in Ayn district of Rasheed"
        return True
    return noun.feature in PARTS and at >= 0 and scan.lowers[at] in ("a", "an", "another")


UNITS = frozenset({"admin2", "admin3", "area"})
"""Features of what has its name before its noun."""


PARTS = frozenset({"neighbourhood", "admin2"})
"""Features of what is told of by what it lies in as often as by a name of its own."""


def noun_beside(scan: Scan, named: Named | PlaceMention) -> tuple[int, Noun] | None:
    """First token and noun right before a known name: "the second city Rasheed"."""
    found = _noun_ending(scan, named.first - 1) if named.first > 1 and scan.cased else None
    return found if found and found[1].feature == "settlement" and not found[1].plural else None


def _list_start(scan: Scan, first: int) -> int:
    """Where the list of names begins that this name ends or goes on: "of A, B and C"."""
    at = first
    while at > max(1, first - REACH) and scan.lowers[at - 1] in ("and", ",", "or") and scan.cased:
        back = at - 1
        while back > 0 and (
            scan.lowers[back - 1] in JOINERS
            or scan.lowers[back - 1] in PARTICLES
            or scan.sentence.tokens[back - 1].text[0].isupper()
        ):
            back -= 1
        if back == at - 1 or (scan.lowers[at - 1] == "," and scan.lowers[back - 1] not in ("of", "and", ",")):
            break
        at = back
    return at


def _noun_ending(scan: Scan, end: int) -> tuple[int, Noun] | None:
    """The longest generic noun that ends at this token."""
    for start in range(max(0, end - 2), end + 1):
        hit = words().nouns.at(scan.lowers, start)
        if hit and start + hit[0] - 1 == end:
            return start, hit[1]
    return None


def _with_noun(scan: Scan, named: Named) -> PlaceMention:
    """The mention of a name, with the generic noun before or after it taken in."""
    first, last, noun, head = named.first, named.last, named.noun, None
    if named.role == "event":
        if noun is None and (after := noun_span_after(scan, last)):
            last, noun = after
            if not named.entries and _is_unit(scan, noun, first, last):
                named = msgspec.structs.replace(named, role="organisation")
        elif noun is None and scan.lowers[last + 1 : last + 2] != ("'s",) and (before := noun_span_of(scan, first)):
            head, noun = before
            first = first if noun.plural else head
        elif noun is None and named.entries and (beside := noun_beside(scan, named)):
            head, noun = beside
        elif noun is None and (listed := list_noun(scan, last)):
            noun = listed[1]
    return _mention(scan, named, (first, last), noun, head)


def _mention(scan: Scan, named: Named, span: tuple[int, int], noun: Noun | None, head: int | None) -> PlaceMention:
    tokens, (first, last) = scan.sentence.tokens, span
    return PlaceMention(
        text=scan.text[tokens[first].start : tokens[last].end],
        start=tokens[first].start,
        end=tokens[last].end,
        name=named.name,
        noun=noun.lemma if noun else None,
        feature=noun.feature if noun else None,
        sentence=scan.number,
        first=first,
        last=last,
        position=_head(scan, first if head is None else head, last),
        people=max((entry.population for entry in named.entries), default=0),
        unit=any(entry.feature == "admin1" for entry in named.entries),
        role=named.role,
        score=round(named.score, 3),
    )


def _head(scan: Scan, first: int, last: int) -> int:
    """The token of the span that the others hang on."""
    tree = scan.sentence.tree
    if tree is None:
        return last
    outside = [i for i in range(first, last + 1) if not first <= tree.heads[i] <= last and tree.pos[i] != "PUNCT"]
    return outside[0] if outside else last


def _generics(scan: Scan, mentions: Sequence[PlaceMention]) -> Iterator[PlaceMention]:
    """Places spoken of without a name: "several neighborhoods", "the village"."""
    taken = {i for mention in mentions for i in range(mention.first, mention.last + 1)} | set(
        _heads_of_names(scan, mentions)
    )
    at = 0
    while at < len(scan.lowers):
        hit = words().nouns.at(scan.lowers, at)
        if hit and hit[1].generic and at not in taken and _stands_alone(scan, at, at + hit[0] - 1):
            yield _generic(scan, at, at + hit[0] - 1, hit[1], taken)
        at += hit[0] if hit else 1


def _heads_of_names(scan: Scan, mentions: Iterable[PlaceMention]) -> Iterator[int]:
    """Plural nouns that names follow: in "the villages of A and B" the names are the places."""
    for mention in mentions:
        if mention.name is not None and (found := noun_span_of(scan, mention.first)):
            yield from range(found[0], mention.first)
        if mention.name is not None and (found := list_noun(scan, mention.last)):
            yield found[0]
        if mention.noun is not None and mention.first and (beside := noun_beside(scan, mention)):
            yield from range(beside[0], mention.first)


def _stands_alone(scan: Scan, first: int, last: int) -> bool:
    """Whether the noun heads its phrase: not "base camp commander", not "market prices", not "village elders"."""
    tree = scan.sentence.tree
    if _is_share(scan, last) or scan.lowers[last + 1 : last + 3] in FIELDS:
        return False
    if tree is not None:
        noun = tree.pos[last] in ("NOUN", "PROPN")
        return noun and not tree.is_a(last, "compound", "amod", "flat", "advmod")
    following = scan.lowers[last + 1] if last + 1 < len(scan.lowers) else "."
    return (
        not following[0].isalpha()
        or following in words().locative
        or following in ("and", "of", "that", "which", "where", "was", "were", "is", "by", "after", "on")
    )


def _is_share(scan: Scan, at: int) -> bool:
    """Whether a "quarter" is a fourth: "a quarter of a million", "the third quarter"."""
    if scan.lowers[at] not in ("quarter", "quarters"):
        return False
    counted = at > 0 and (scan.lowers[at - 1] in FOURTHS or scan.pos(at - 1) == "NUM")
    of = scan.lowers[at + 1 : at + 2] == ("of",) and scan.lowers[at + 2 : at + 3] in (
        ("a",),
        ("all",),
        ("its",),
        ("the",),
    )
    return counted or (of and at + 3 < len(scan.lowers) and words().nouns.at(scan.lowers, at + 3) is None)


def _generic(scan: Scan, first: int, last: int, noun: Noun, taken: set[int]) -> PlaceMention:
    start, country = first, None
    if noun.feature == "settlement" and start > 1 and scan.lowers[start - 1] in words().sorts:
        start -= 1
    while start > 0 and (start - 1 not in taken or _demonym_at(scan, start - 1)) and _belongs(scan, start - 1):
        start -= 1
        country = country or _demonym_at(scan, start)
        if scan.lowers[start] in ARTICLES and scan.lowers[max(start - 1, 0)] not in ("all", "both"):
            break  # in "captured the town" the participle is a verb
    while start < first and scan.lowers[start] in ("-", ",", "and"):
        start += 1
    tokens = scan.sentence.tokens
    return PlaceMention(
        text=scan.text[tokens[start].start : tokens[last].end],
        start=tokens[start].start,
        end=tokens[last].end,
        name=_meant(noun, country) if first == last and scan.lowers[start - 1 : start] not in SEATS else None,
        noun=noun.lemma,
        feature=noun.feature,
        sentence=scan.number,
        first=start,
        last=last,
        position=_head(scan, start, last),
        score=0.5,
    )


def _meant(noun: Noun, country: str | None) -> str | None:
    """The name that "Turkish soil" and "the Afghan capital" stand for."""
    if country is None:
        return None
    return country if noun.lemma in words().soil else capitals().get(country) if noun.lemma == "capital" else None


def _demonym_at(scan: Scan, at: int) -> str | None:
    hit = words().demonyms.at(scan.lowers, at)
    return hit[1] if hit and hit[0] == 1 else None


def _belongs(scan: Scan, at: int) -> bool:
    """Whether the word before a generic noun is part of its phrase."""
    word, tree = scan.lowers[at], scan.sentence.tree
    if scan.joined(at) and len(word) == 1 and word.isalpha():  # "Rasheeds outskirts": the apostrophe is gone
        return False
    if tree is not None and tree.pos[at] == "VERB" and not tree.is_a(at, "amod", "compound", "acl", "nmod"):
        return False  # "captured three villages"
    if word in words().modifiers or word in words().directions or scan.pos(at) == "NUM" or _demonym_at(scan, at):
        return True
    hit = words().determiners.at(scan.lowers, at)
    held = scan.lowers[at + 1 : at + 2] == ("-",) and scan.lowers[at + 2 : at + 3] in HELD and scan.joined(at + 1)
    return held or bool(hit and hit[0] == 1)


HELD = (("held",), ("controlled",), ("occupied",), ("run",), ("besieged",), ("dominated",))
"""What stands behind a hyphen and whoever holds a place: "the Varna-held city"."""
