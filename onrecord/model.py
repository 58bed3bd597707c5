"""The nouns: what a page, a report, a claim, a toll and an event are, and the JSON they are written in.

Every record is frozen. Offsets count Unicode code points of ``Report.text``, end exclusive. ``None`` always means "the
report does not say" or "could not be resolved", never zero. Vocabularies are closed (``Literal``), except ``kind``, which
the codebook lists and a user may extend.
"""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

Status = Literal["happened", "ongoing", "planned", "hypothetical", "denied"]
Denies = Literal["event", "number", "victim_identity", "responsibility", "place", "date", "intent"]
Role = Literal["initiator", "target", "party", "supporter"]
Basis = Literal["stated", "accused", "suspected", "claimed_by_self", "admitted", "denied", "unidentified"]
ActorKind = Literal[
    "state_forces",
    "rebel_group",
    "political_militia",
    "identity_militia",
    "rioters",
    "protesters",
    "civilians",
    "external_forces",
    "umbrella",
]
SourceKind = Literal[
    "official",
    "military",
    "police",
    "armed_group",
    "medical",
    "monitor",
    "humanitarian",
    "activist",
    "resident",
    "media",
    "outlet",
    "unattributed",
]
Quote = Literal["direct", "indirect", "none"]
Harm = Literal[
    "killed",
    "wounded",
    "casualties",
    "missing",
    "abducted",
    "captured",
    "detained",
    "tortured",
    "released",
    "displaced",
    "evacuated",
    "returned",
]
Who = Literal["civilians", "combatants", "mixed", "unknown"]
Detail = Literal[
    "children",
    "women",
    "men",
    "elderly",
    "soldiers",
    "fighters",
    "police",
    "officials",
    "prisoners",
    "medics",
    "aid_workers",
    "journalists",
    "relatives_of_combatants",
]
Unit = Literal["persons", "families", "bodies"]
Scope = Literal["incident", "part", "cumulative", "digest"]
HitObject = Literal[
    "health",
    "school",
    "worship",
    "market",
    "camp",
    "water",
    "power",
    "bridge",
    "aid",
    "heritage",
    "housing",
    "media",
    "other",
]
HitEffect = Literal["damaged", "destroyed", "out_of_service", "unknown"]
WeaponClass = Literal[
    "small_arms",
    "artillery",
    "mortar",
    "rocket",
    "missile",
    "air_bomb",
    "barrel_bomb",
    "drone",
    "ied",
    "car_bomb",
    "suicide_vest",
    "suicide_vehicle",
    "landmine",
    "grenade",
    "chemical",
    "cluster",
    "incendiary",
    "bladed",
    "other",
]
Relation = Literal["in", "near", "countryside", "between", "along"]
Part = Literal["whole", "most", "some", "outskirts"]
Extent = Literal["point", "area", "line"]
PlacePrecision = Literal["site", "settlement", "admin3", "admin2", "admin1", "country", "unresolved"]
WhenPrecision = Literal["day", "range", "week", "month", "year", "unresolved"]
ControlState = Literal["holds", "contested", "besieged", "truce", "unknown"]
ControlChange = Literal["captured", "recaptured", "handed_over", "withdrew"]
ControlBasis = Literal["taker", "loser_concedes", "third_party", "outlet", "assessed"]
FurnitureKind = Literal[
    "caption",
    "byline",
    "credit",
    "follow",
    "share",
    "related",
    "comments",
    "navigation",
    "advertisement",
    "timestamp",
    "other",
]
PublishedFrom = Literal["given", "meta", "text", "url"]
LinkType = Literal["part_of", "summarises", "follows"]
Step = Literal["read", "relevance", "clean", "claims", "link", "assemble", "store", "merge"]
Act = Literal[
    "same",
    "different",
    "split",
    "approve",
    "clear",
    "reject",
    "correct",
    "note",
    "tag",
    "assign",
    "state",
    "complete",
    "redact",
    "undo",
]
Verdict = Literal["same", "different", "open"]
ReviewState = Literal["unreviewed", "approved", "cleared", "rejected"]


class OnrecordError(Exception):
    """Input or settings that Onrecord cannot work with; the message is written for the user."""


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all records: frozen, strict when read back from JSON."""


class Rejected(Record, frozen=True, kw_only=True):
    """This input was refused at this step for this reason."""

    input: str
    step: Step
    reason: str


class Told(Record, frozen=True, kw_only=True):
    """A feed, a table or an archive says this of a page beside the page itself. ``published`` is an ISO date."""

    title: str | None = None
    publisher: str | None = None
    published: str | None = None


class Page(Record, frozen=True, kw_only=True):
    """These bytes were at this address when we fetched them.

    ``url`` is null for files and standard input; ``name`` is what the user called it (path, address or ``-``).
    ``retrieved_at`` is ISO 8601 in UTC, null where nothing was fetched. ``media_type`` is what the bytes are, as told or
    sniffed: ``text/html``, ``text/plain``, ``multipart/related``, ``application/pdf``.
    """

    name: str
    url: str | None
    sha256: str
    retrieved_at: str | None
    media_type: str
    encoding: str | None
    content: str
    told: Told = Told()


class Furniture(Record, frozen=True, kw_only=True):
    """These words stood on the page and are no part of the report's body."""

    kind: FurnitureKind
    text: str


class Report(Record, frozen=True, kw_only=True):
    """This outlet published this text on this date.

    ``text`` is the body alone, written once and never changed; every span points into it. ``published`` is an ISO date.
    """

    id: str
    title: str | None
    url: str | None
    publisher: str | None
    byline: tuple[str, ...]
    dateline: str | None
    published: str | None
    published_from: PublishedFrom | None
    language: str
    text: str
    furniture: tuple[Furniture, ...] = ()


class Span(Record, frozen=True, kw_only=True):
    """These characters of that report: ``report.text[start:end] == text``."""

    text: str
    start: int
    end: int


class Responsibility(Record, frozen=True, kw_only=True):
    """On what footing an act is laid at an actor's door, and by whom."""

    basis: Basis = "stated"
    by: str | None = None


class Actor(Span, frozen=True, kw_only=True):
    """These words name who did it or to whom it was done; linking adds registry ``id``, ``name`` and ``kind``."""

    role: Role
    joint: Literal["all", "any"] = "all"
    id: str | None = None
    name: str | None = None
    kind: ActorKind | None = None
    responsibility: Responsibility = Responsibility()


class Admin(Record, frozen=True, kw_only=True):
    """One level of the gazetteer's administrative chain; level 1 is below the country, 0 the country."""

    level: int
    name: str
    code: str | None = None


class Place(Span, frozen=True, kw_only=True):
    """These words say where; linking adds what they stand for. ``lat``/``lon`` are WGS 84 degrees of the named place.

    ``precision`` is what the coordinates stand for. ``container`` is what the text says the place lies in.
    """

    relation: Relation = "in"
    part: Part | None = None
    extent: Extent = "point"
    container: Span | None = None
    id: str | None = None
    name: str | None = None
    admin: tuple[Admin, ...] = ()
    lat: float | None = None
    lon: float | None = None
    precision: PlacePrecision = "unresolved"
    score: float | None = None


class When(Span, frozen=True, kw_only=True):
    """These words say when; linking adds the interval of days, both ends inclusive, ISO dates.

    ``inherited`` is true when the words belong to the event that the claim elaborates. ``relative_to`` holds the days of
    the event that the words count from ("a day after the storming"), where there is one.
    """

    earliest: str | None = None
    latest: str | None = None
    precision: WhenPrecision = "unresolved"
    inherited: bool = False


class Count(Span, frozen=True, kw_only=True):
    """So many acts (not people): "several car bomb attacks"."""

    low: int | None = None
    high: int | None = None
    approximate: bool = False


class Weapon(Span, frozen=True, kw_only=True):
    """These words name the means, of this class."""

    class_: WeaponClass = msgspec.field(name="class")


class Hit(Span, frozen=True, kw_only=True):
    """This hospital, school, mosque, bridge … was damaged or destroyed."""

    object: HitObject
    effect: HitEffect = "unknown"


class Victim(Span, frozen=True, kw_only=True):
    """This person, named in these words, suffered this. Sealed: never in public output."""

    harm: Harm
    description: str | None = None


class Toll(Span, frozen=True, kw_only=True):
    """So many (low..high, the phrase) of these people (who, whose side) suffered this harm, in this scope.

    Exact N has low = high = N; "at least N" has low only; "up to N" high only; "dozens" neither.
    ``part_of`` is the id of the toll that includes this one.
    """

    id: str
    harm: Harm
    who: Who = "unknown"
    detail: tuple[Detail, ...] = ()
    side: str | None = None
    unit: Unit = "persons"
    low: int | None = None
    high: int | None = None
    approximate: bool = False
    scope: Scope = "incident"
    part_of: str | None = None


class Named(Record, frozen=True, kw_only=True):
    """An entry of the actor registry, or the report's own words where none fits (``id`` null)."""

    id: str | None
    name: str


class Control(Record, frozen=True, kw_only=True):
    """Who holds the claim's places, or who took them from whom, on whose word."""

    state: ControlState | None = None
    change: ControlChange | None = None
    holder: Named | None = None
    from_: Named | None = msgspec.field(name="from", default=None)
    basis: ControlBasis = "outlet"


class Via(Record, frozen=True, kw_only=True):
    """One link of a nested source: "the ministry said residents reported"."""

    text: str
    start: int
    end: int
    name: str | None
    kind: SourceKind


class Source(Record, frozen=True, kw_only=True):
    """This is whom the report credits: name or none, kind, affiliation, side, anonymous, through whom.

    ``text``, ``start`` and ``end`` are null where nobody is credited (``outlet``, ``unattributed``). ``via`` is outermost
    first.
    """

    kind: SourceKind
    text: str | None = None
    start: int | None = None
    end: int | None = None
    name: str | None = None
    entity: str | None = None
    affiliation: str | None = None
    side: str | None = None
    anonymous: bool = False
    quote: Quote = "none"
    via: tuple[Via, ...] = ()
    against_interest: bool = False


class Because(Record, frozen=True, kw_only=True):
    """This value of the claim (``field``, such as ``tolls.0``) was given by this rule, from these characters."""

    field: str
    rule: str
    start: int
    end: int


class Claim(Record, frozen=True, kw_only=True):
    """Report R, in the words S, says that A did K to B at P in the interval W with tolls T; it credits source Q, who said
    so on D, and puts it as *status*."""

    id: str
    report: str
    coder: str
    kind: str
    status: Status
    recap: bool
    denies: Denies | None
    score: float
    trigger: Span
    sentence: Span
    actors: tuple[Actor, ...] = ()
    places: tuple[Place, ...] = ()
    when: When | None = None
    said: When | None = None
    count: Count | None = None
    weapon: Weapon | None = None
    hits: tuple[Hit, ...] = ()
    tolls: tuple[Toll, ...] = ()
    victims: tuple[Victim, ...] = ()
    control: Control | None = None
    source: Source
    because: tuple[Because, ...] = ()


class Link(Record, frozen=True, kw_only=True):
    """This event stands in this relation to that one."""

    type: LinkType
    event: str


class ComputedToll(Record, frozen=True, kw_only=True):
    """One claim's toll as the policy read it, side by side with the others."""

    claim: str
    toll: str
    harm: Harm
    who: Who
    low: int | None
    high: int | None


class Computed(Record, frozen=True, kw_only=True):
    """An event's values, computed when asked for from its claims by a named policy."""

    policy: str
    place: Place | None
    when: When | None
    actors: tuple[Actor, ...]
    tolls: tuple[ComputedToll, ...]


class Event(Record, frozen=True, kw_only=True):
    """These claims speak of one thing that happened. It may be part of, summarise or follow another."""

    id: str
    kind: str
    claims: tuple[str, ...]
    links: tuple[Link, ...]
    computed: Computed


class Holding(Record, frozen=True, kw_only=True):
    """One claim of holding or taking, at one place: a row of the report's control list."""

    claim: str
    place: Place
    state: ControlState | None
    change: ControlChange | None
    holder: Named | None
    from_: Named | None = msgspec.field(name="from", default=None)
    basis: ControlBasis
    when: When | None


class Coded(Record, frozen=True, kw_only=True):
    """What one input gave: its report with claims, events and control, or the reason why not (``report`` null)."""

    report: Report | None
    claims: tuple[Claim, ...] = ()
    events: tuple[Event, ...] = ()
    control: tuple[Holding, ...] = ()
    rejected: tuple[Rejected, ...] = ()


class Telling(Record, frozen=True, kw_only=True):
    """This report tells of this event in these claims: one report's share of an event that others may tell too.

    ``id`` is the id that assembling gave the report's event. ``links`` lead to other tellings of the same report.
    ``origin`` is the report that this one reprints, null where it is no near-copy.
    """

    id: str
    report: str
    publisher: str | None
    published: str | None
    kind: str
    claims: tuple[Claim, ...]
    links: tuple[Link, ...] = ()
    origin: str | None = None


class Compared(Record, frozen=True, kw_only=True):
    """These two tellings were compared on these features, and are one event, are not, or stay open.

    ``one`` < ``two``. ``score`` is the probability that both tell one event; ``by`` is the rule and its version.
    """

    one: str
    two: str
    verdict: Verdict
    score: float
    features: dict[str, float]
    by: str


class Decision(Record, frozen=True, kw_only=True):
    """A person or rule judged: these are one event / not; this field of this claim is V, because of these words; this is
    approved, cleared. When, by whom, on what features.

    ``subjects`` are ids of events, tellings, claims or reports, as the act wants. ``by`` is ``person:NAME`` or a rule and
    its version; ``at`` is ISO 8601 in UTC. ``field`` and ``value`` (JSON) belong to ``correct`` and to the acts of work;
    ``span`` holds the words that the new value was read from. ``undoes`` is the decision that an ``undo`` takes back.
    ``stale``: a later reading of the report left nothing that the decision could be about; it is kept and has no effect.
    """

    id: str
    act: Act
    by: str
    at: str
    subjects: tuple[str, ...]
    field: str | None = None
    value: str | None = None
    span: Span | None = None
    why: str | None = None
    features: dict[str, float] = {}
    undoes: str | None = None
    stale: bool = False


class Voice(Record, frozen=True, kw_only=True):
    """These claims are one source speaking, however many outlets printed it.

    ``corroborates`` is false for voices that never count as a second source: an outlet's own voice, "officials",
    sources without a name (beside a named source of the same report).
    """

    id: str
    kind: SourceKind
    name: str | None
    side: str | None
    claims: tuple[str, ...]
    reports: tuple[str, ...]
    corroborates: bool


class Review(Record, frozen=True, kw_only=True):
    """How far people have gone with an event: who approved it, who cleared it for the public, or who rejected it.

    ``single``: nobody but who approved it has cleared it, as the store's setting ``single_person`` allows.
    """

    state: ReviewState = "unreviewed"
    approved_by: tuple[str, ...] = ()
    cleared_by: tuple[str, ...] = ()
    single: bool = False


class Dossier(Record, frozen=True, kw_only=True):
    """All that stands on the record of one event: its claims with their reports and voices, and what was decided.

    ``claims`` carry what people corrected; ``aliases`` are the ids of events that were merged into this one.
    ``recorded_at`` is when the event was first on the record, ``changed_at`` when it last changed (ISO 8601, UTC).
    """

    event: Event
    tellings: tuple[Telling, ...]
    reports: tuple[Report, ...]
    voices: tuple[Voice, ...]
    compared: tuple[Compared, ...] = ()
    decisions: tuple[Decision, ...] = ()
    review: Review = Review()
    aliases: tuple[str, ...] = ()
    recorded_at: str
    changed_at: str

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of all tellings, report by report in text order."""
        return tuple(claim for telling in self.tellings for claim in telling.claims)


class Glance(Record, frozen=True, kw_only=True):
    """An event at a glance: what a map, a timeline or a list shows of it before anyone opens it.

    Days, place and numbers are those of policy ``range``; ``killed_low`` and ``killed_high`` are the lowest and the highest
    number killed that any claim gives for the incident. ``disputed`` is true where two of its tolls contradict.
    """

    id: str
    kind: str
    place: str | None
    lat: float | None
    lon: float | None
    precision: PlacePrecision
    area: str | None
    earliest: str | None
    latest: str | None
    when_precision: WhenPrecision
    killed_low: int | None
    killed_high: int | None
    claims: int
    reports: int
    disputed: bool
    review: ReviewState


class External(Record, frozen=True, kw_only=True):
    """This row of somebody else's data was brought in beside ours: no span, never a claim, not exported again by default."""

    id: str
    dataset: str
    row: dict[str, str]


class Logged(Record, frozen=True, kw_only=True):
    """This happened to the store at that moment: one entry of its append-only log.

    ``hash`` chains ``previous`` with the entry's number, moment and kind, the hash of its payload and the hash of the rows
    that it opened and closed. Subject and payload themselves lie apart and can be taken away for good without breaking the
    chain; ``subject`` is empty then.
    """

    number: int
    at: str
    kind: str
    subject: str
    payload_hash: str
    rows_hash: str
    previous: str
    hash: str


class Selection(Record, frozen=True, kw_only=True):
    """Which events: all that meet every condition given. An empty selection is everything.

    Days are ISO dates; an event is in when its days can overlap them. ``place`` and ``area`` are gazetteer ids or names,
    an area with all that lies in it; ``box`` is west, south, east, north in degrees. ``actor`` is a registry id or name.
    ``kinds`` may name families. ``killed`` is the least number killed that any claim gives. ``text`` is a full-text query
    over reports and claims. ``as_of`` (ISO date or instant) reads the store as it stood then.
    """

    since: str | None = None
    until: str | None = None
    place: str | None = None
    area: str | None = None
    box: tuple[float, float, float, float] | None = None
    actor: str | None = None
    kinds: tuple[str, ...] = ()
    status: Status | None = None
    killed: int | None = None
    source_kind: SourceKind | None = None
    review: ReviewState | None = None
    text: str | None = None
    as_of: str | None = None


def content_id(prefix: str, *parts: object) -> str:
    """``prefix`` and 16 hex digits of the SHA-256 of the parts: the same on every machine."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{prefix}:{digest[:16]}"
