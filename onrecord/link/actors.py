"""Actors, sources and holders of claims tied to the actor registry: whose army, which group, on whose side the speaker is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from onrecord.knowledge import naming
from onrecord.knowledge.actors import Entry, Registry
from onrecord.knowledge.phrases import head_noun
from onrecord.model import Actor, ActorKind, Because, Claim, Control, ControlBasis, Named, Report, Source, Toll

GENERATED_STATE = ("armed-forces", "police", "security-forces", "government", "pro-government", "opposition")
"""Suffixes of entries that relative words ("the army", "the rebels") name once a country is known."""
ARMY = ":armed-forces"
SPEAKING = frozenset({"official", "military", "police", "armed_group"})
"""Kinds of source that speak for a side."""
STATE: frozenset[ActorKind] = frozenset({"state_forces", "external_forces"})
HARMS = frozenset({"killed", "wounded", "casualties", "captured", "missing", "detained", "abducted"})
LOSSES = frozenset({"captured", "recaptured", "handed_over", "withdrew"})
PEOPLE = frozenset({"civilians", "protesters", "rioters"})
LOOK = 12
"""So many characters before the words hold their article."""
WINDOW = 8
"""So many claims back "the group" may find whom it means."""


LOCAL = frozenset({"rebel_group", "militia", "political_militia", "identity_militia"})
"""Kinds of actors whose names say where a report plays."""
NEIGHBOURS = 3
"""Countries that such a group fights in at the most; who fights in more says nothing of where."""


class _Scene(msgspec.Struct, frozen=True):
    """Where and when a claim plays and who tells it."""

    country: str | None
    placed: bool
    on: dt.date | None
    voice: Entry | None
    text: str
    before: tuple[tuple[Actor, Entry], ...]


class _Linked(msgspec.Struct, frozen=True):
    """An entry with the rule that found it."""

    entry: Entry | None
    rule: str


def link_actors(claims: Sequence[Claim], report: Report, registry: Registry) -> tuple[Claim, ...]:
    """The claims, in their order, with ids, names and kinds of actors, sides of sources and tolls, holders and basis.

    Words that need a country ("the army") take that of the claim's place, else the one the report speaks of most; words
    that point back ("the group") take the latest fitting actor of an earlier claim. The result depends on nothing else.
    """
    theatre, known = _theatre(claims, report, registry)
    linked: dict[int, Claim] = {}
    before: list[tuple[Actor, Entry]] = []
    order = sorted(range(len(claims)), key=lambda number: (claims[number].trigger.start, number))
    for number in order:
        placed = _country(claims[number], registry)
        placed = placed if placed == theatre or placed in known else None
        claim = _linked(claims[number], report, registry, (placed, theatre), before)
        linked[number] = claim
        for actor in claim.actors:
            entry = registry.entry(actor.id) if actor.id else None
            if entry and entry.kind not in {"civilians", "protesters", "rioters"}:
                before.append((actor, entry))
    return tuple(linked[number] for number in range(len(claims)))


def _linked(
    claim: Claim,
    report: Report,
    registry: Registry,
    where: tuple[str | None, str | None],
    before: Sequence[tuple[Actor, Entry]],
) -> Claim:
    placed, theatre = where
    on = _day((claim.when.latest or claim.when.earliest) if claim.when else None) or _day(report.published)
    country = placed or theatre
    voice = _voice(claim.source, registry, on, country)
    scene = _Scene(country, placed is not None, on, voice, report.text, tuple(before[-WINDOW:]))
    found = [_actor(actor, claim, scene, registry) for actor in claim.actors]
    found = [_no_own_target(n, claim, found, registry) for n in range(len(found))]
    actors = tuple(_filled(actor, link, scene) for actor, link in zip(claim.actors, found, strict=True))
    tolls = tuple(_toll(toll, scene, registry) for toll in claim.tolls)
    control = _control(claim.control, claim, scene, registry) if claim.control else None
    source = _source(claim.source, voice, scene, registry)
    done = msgspec.structs.replace(claim, actors=actors, tolls=tolls, control=control, source=source)
    hurts = _hurts(done, scene, registry)
    return msgspec.structs.replace(
        done,
        source=msgspec.structs.replace(source, against_interest=hurts),
        because=(*claim.because, *_because(actors, found)),
    )


# --- where and when ----------------------------------------------------------------------------------------------------


def _country(claim: Claim, registry: Registry) -> str | None:
    """The country of the claim's places, as the place index has it."""
    for place in claim.places:
        for level in place.admin:
            if level.level == 0:
                found = registry.country(level.code) or registry.country(level.name)
                if found:
                    return found
    return None


def _theatre(claims: Sequence[Claim], report: Report, registry: Registry) -> tuple[str | None, Counter[str]]:
    """The country where the report plays, and the countries that it names or that its armed groups fight in.

    That of most places of the claims, else the one named most. A country that the text never names is rather a place
    of the same name elsewhere, and counts only where nothing else does. Where neither a place nor a country is known, it
    is the only one in which the armed groups of the claims fight.
    """
    named = registry.lands(report.text)
    placed = Counter(code for claim in claims if (code := _country(claim, registry)))
    likely = Counter({code: count for code, count in placed.items() if code in named})
    homes = theatres(claims, registry)
    votes = likely or (named if len(placed) > 1 else None) or placed or named or (homes if len(homes) == 1 else None)
    return (min(votes, key=lambda code: (-votes[code], code)) if votes else None), named | homes


def theatres(claims: Sequence[Claim], registry: Registry) -> Counter[str]:
    """The countries, alpha-3, in which the armed groups of the claims fight, each with how many of their actors do."""
    found: Counter[str] = Counter()
    for actor in (actor for claim in claims for actor in claim.actors):
        entry = registry.entry(actor.id) if actor.id else None
        if entry is not None and entry.kind in LOCAL and len(entry.theatre) <= NEIGHBOURS:
            found.update(entry.theatre)
    return found


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


# --- the speaker -------------------------------------------------------------------------------------------------------


def _voice(source: Source, registry: Registry, on: dt.date | None, country: str | None) -> Entry | None:
    """The force, group or government that the source speaks for; none for those who speak for themselves."""
    if source.kind in {"outlet", "unattributed"}:
        return None
    home = country if source.kind in {"military", "police", "armed_group"} else None
    for words in filter(None, (source.affiliation, source.text, source.name)):
        entry = registry.mentioned(words, on, home) or registry.seat_of(words)
        if entry and (source.kind in SPEAKING or entry.kind not in {"civilians", "protesters", "rioters"}):
            return entry if source.kind in SPEAKING else None
    return None


def _source(source: Source, voice: Entry | None, scene: _Scene, registry: Registry) -> Source:
    if voice is None:
        return source
    return msgspec.structs.replace(source, entity=voice.id, side=registry.side_of(voice.id, scene.country))


def _with_voice(scene: _Scene, entry: Entry | None, registry: Registry) -> bool:
    """Whether the speaker is on this entry's side."""
    return bool(scene.voice and entry and registry.same_side(scene.voice.id, entry.id, scene.country))


# --- actors ------------------------------------------------------------------------------------------------------------


def _actor(actor: Actor, claim: Claim, scene: _Scene, registry: Registry) -> _Linked:
    if actor.id:
        return _checked(actor, claim, scene, registry)
    beside = {other.id for other in claim.actors if other.id and other.role != actor.role}  # nobody attacks himself
    scene = msgspec.structs.replace(scene, before=tuple(pair for pair in scene.before if pair[1].id not in beside))
    return _words(actor.text, scene, registry, actor.kind, actor.start)


def _no_own_target(number: int, claim: Claim, found: Sequence[_Linked], registry: Registry) -> _Linked:
    """What was found for an actor; nobody where words without a name would make the doer strike himself: "hit military targets"."""
    actor, own = claim.actors[number], found[number].entry
    if actor.role != "target" or own is None or own.kind not in STATE or registry.named(actor.text) is not None:
        return found[number]
    doers = [link.entry for other, link in zip(claim.actors, found, strict=True) if other.role == "initiator"]
    return _Linked(None, "actor.none") if own in doers else found[number]


def _checked(actor: Actor, claim: Claim, scene: _Scene, registry: Registry) -> _Linked:
    """The coder's entry, unless its words need a country and the claim's place gives another one, or it was not in being."""
    entry = registry.entry(actor.id or "")
    if entry is None or not entry.valid(scene.on):
        return _words(actor.text, scene, registry, actor.kind, actor.start)
    relative = registry.named(actor.text, scene.on) is None and entry.id.endswith(GENERATED_STATE)
    relative = relative and not (
        entry.id.endswith(ARMY) and _possessed(actor, scene)
    )  # "its jets" are who was just named
    involved = {known.country for _, known in scene.before if known.kind in STATE}
    others = [known for a in claim.actors if a is not actor and a.id and (known := registry.entry(a.id))]
    involved |= {other.country for other in others if other.kind in STATE}  # rebels and militias fight abroad as well
    theirs = scene.voice is not None and scene.voice.country == entry.country and _possessed(actor, scene)
    if relative and scene.placed and scene.country != entry.country and entry.country not in involved and not theirs:
        there = registry.named(actor.text, scene.on, scene.country)
        if there:
            return _Linked(there, "actor.country")
    return _Linked(entry, "actor.coder")


def _words(words: str, scene: _Scene, registry: Registry, kind: ActorKind | None, start: int) -> _Linked:
    """An entry for these words: the speaker's own, a name, a role in the country, or whom they point back to."""
    pieces = naming.pieces(naming.split(words))
    if not pieces:
        return _Linked(None, "actor.none")
    vocabulary = naming.vocabulary()
    if pieces[0].word in vocabulary.own:
        return _own(pieces, scene, registry)
    forces = naming.forces_of(words) if kind not in PEOPLE else None
    entry = registry.named(forces or words, scene.on, scene.country)
    if entry and (kind not in PEOPLE or entry.kind in PEOPLE):
        return _Linked(entry, "actor.named")
    noun = head_noun(pieces)
    classes = set(noun[1]) if noun else set()
    if kind in PEOPLE and scene.country:
        return _Linked(registry.entry(f"{scene.country.lower()}:{kind}"), "actor.people")
    loaded = bool({piece.word for piece in pieces} & vocabulary.loaded)
    points = classes & {"fighters", "groups", "units", "strangers", "members"}
    unsaid = scene.voice is None and {piece.word for piece in pieces} & vocabulary.enemies
    if not points or unsaid or not _definite(words, start, scene) or not _bare(pieces):
        return _Linked(None, "actor.none")
    for other, known in reversed(scene.before):
        enemy = not _with_voice(scene, known, registry) or not loaded
        if other.start < start and enemy and _points(classes, known):
            return _Linked(known, "actor.enemy" if loaded and scene.voice else "actor.antecedent")
    return _Linked(None, "actor.none")


def _possessed(actor: Actor, scene: _Scene) -> bool:
    """Whether "its" or "their" before the words makes them the speaker's own: "the ministry said its troops had …"."""
    before = scene.text[max(0, actor.start - LOOK) : actor.start].split()
    return bool(before) and before[-1].lower() in {"its", "their", "our", "his", "her"}


def _definite(words: str, start: int, scene: _Scene) -> bool:
    """Whether the words point at somebody named: "the", "these" in or before them."""
    before = scene.text[max(0, start - LOOK) : start].split() if start <= len(scene.text) else []
    first = (words.split() or [""])[0].lower()
    definite = naming.vocabulary().definite
    return first in definite or bool(before and before[-1].lower() in definite)


def _bare(pieces: Sequence[naming.Piece]) -> bool:
    """Whether nothing in the words tells this group from another: no "Turkish-backed", no "rival"."""
    vocabulary = naming.vocabulary()
    return not {piece.word for piece in pieces} & (vocabulary.tying | vocabulary.fresh | vocabulary.unidentified)


def _points(classes: Iterable[str], entry: Entry) -> bool:
    """Whether a noun of these classes may stand for an entry named before."""
    state = entry.kind in STATE or entry.id.endswith((":government", ":pro-government"))
    if "members" in classes or "units" in classes:
        return True
    return not state


def _own(pieces: Sequence[naming.Piece], scene: _Scene, registry: Registry) -> _Linked:
    """The words "our army forces" or "we": the speaker's side, as narrow as the words say."""
    if scene.voice is None:
        return _Linked(None, "actor.own")
    rest = " ".join(piece.written for piece in pieces[1:])
    entry = registry.named(rest, scene.on, scene.voice.country) if rest else None
    return _Linked(entry if _with_voice(scene, entry, registry) else scene.voice, "actor.own")


def _filled(actor: Actor, link: _Linked, scene: _Scene) -> Actor:
    """The actor with its entry's id and name; its kind as seen from the place of the claim."""
    entry = link.entry
    if entry is None:
        return msgspec.structs.replace(actor, id=None, name=None)
    kind: ActorKind = entry.kind
    state = kind == "state_forces" or entry.id.endswith((":government", ":pro-government"))
    if state and scene.country and entry.country and entry.country != scene.country:
        kind = "external_forces"
    return msgspec.structs.replace(actor, id=entry.id, name=entry.name, kind=kind)


def _because(actors: Sequence[Actor], found: Sequence[_Linked]) -> Iterable[Because]:
    for number, (actor, link) in enumerate(zip(actors, found, strict=True)):
        if link.entry and link.rule != "actor.coder":
            yield Because(field=f"actors.{number}.id", rule=f"link.{link.rule}", start=actor.start, end=actor.end)


# --- control, tolls, interest ------------------------------------------------------------------------------------------


def _control(control: Control, claim: Claim, scene: _Scene, registry: Registry) -> Control:
    holder = _holder(control.holder, claim, scene, registry)
    loser = _holder(control.from_, claim, scene, registry)
    return msgspec.structs.replace(
        control, holder=holder, from_=loser, basis=_basis(control, claim.source, holder, loser, scene, registry)
    )


def _holder(named: Named | None, claim: Claim, scene: _Scene, registry: Registry) -> Named | None:
    """The entry that holds or held; the report's own words where none fits, but no word of abuse."""
    if named is None:
        return None
    same = next((a for a in claim.actors if a.id == named.id and a.text == named.name), None)
    end = len(scene.text) + 1  # who is no actor of the claim stands at no known place
    words = same or Actor(role="party", text=named.name, start=end, end=end + 1, id=named.id)
    entry = _actor(words, claim, scene, registry).entry
    if entry:
        return Named(id=entry.id, name=entry.name)
    return None if _loaded(named.name) else Named(id=None, name=named.name)


def _basis(
    control: Control, source: Source, holder: Named | None, loser: Named | None, scene: _Scene, registry: Registry
) -> ControlBasis:
    """On whose word: the one who holds or took, the one who lost, anybody else, the outlet itself."""
    if control.basis == "assessed":
        return control.basis
    if source.kind in {"outlet", "unattributed"}:
        return "outlet"
    for named, basis in ((holder, "taker"), (loser, "loser_concedes")):
        entry = registry.entry(named.id) if named and named.id else None
        if _with_voice(scene, entry, registry):
            return "taker" if basis == "taker" else "loser_concedes"
    return "third_party"


def _toll(toll: Toll, scene: _Scene, registry: Registry) -> Toll:
    """The toll with the registry's name of the side whose people these are, where its words say so."""
    fighting = toll.who == "combatants"
    if not (toll.side or fighting):
        return toll
    entry = registry.named(_unnumbered(toll.text), scene.on, scene.country) if fighting else None
    if entry is None and toll.side and (fighting or not registry.is_land(toll.side)):
        entry = _side(_unnumbered(toll.side), toll, scene, registry)
    if entry is None or entry.kind in PEOPLE:
        vague = toll.side and (_loaded(toll.side) or registry.is_land(toll.side))
        return msgspec.structs.replace(toll, side=None) if vague else toll
    return msgspec.structs.replace(toll, side=entry.name)


def _side(words: str, toll: Toll, scene: _Scene, registry: Registry) -> Entry | None:
    """The side that a toll's words name, also as a mere adjective: "pro-regime", "Houthi"."""
    forces = f"{words} forces"
    if registry.is_land(words):
        return registry.named(forces, scene.on, scene.country)
    found = _words(words, scene, registry, None, toll.start).entry
    return found or registry.named(forces, scene.on, scene.country)


def _unnumbered(words: str) -> str:
    return " ".join(word for word in naming.split(words) if not word[:1].isdigit())


def _loaded(words: str) -> bool:
    return bool({piece.word for piece in naming.pieces(naming.split(words))} & naming.vocabulary().loaded)


def _hurts(claim: Claim, scene: _Scene, registry: Registry) -> bool:
    """Whether the speaker tells a loss of his own side: his people harmed, his place gone."""
    if scene.voice is None or claim.status not in {"happened", "ongoing"}:
        return False
    control = claim.control
    if control and control.change in LOSSES and control.from_ and control.from_.id:
        holder = registry.entry(control.holder.id) if control.holder and control.holder.id else None
        if _with_voice(scene, registry.entry(control.from_.id), registry) and not _with_voice(scene, holder, registry):
            return True
    names = {
        entry.name
        for actor in claim.actors
        if actor.id and (entry := registry.entry(actor.id)) and _with_voice(scene, entry, registry)
    }
    own = {scene.voice.name, *names}
    if any(toll.harm in HARMS and toll.who != "civilians" and toll.side in own for toll in claim.tolls):
        return True
    targets = [registry.entry(actor.id) for actor in claim.actors if actor.role == "target" and actor.id]
    harmed = any(
        toll.harm in HARMS and toll.who in {"combatants", "mixed"} and toll.side is None for toll in claim.tolls
    )
    return harmed and any(_with_voice(scene, entry, registry) for entry in targets)
