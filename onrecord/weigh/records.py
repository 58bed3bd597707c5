"""What weighing gives: figures and fields with the claims they rest on, what became of each toll, how tolls stand."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from onrecord.model import Actor, Detail, Harm, Link, Named, Place, PlacePrecision, Record, When, WhenPrecision, Who

T = TypeVar("T")

PolicyName = Literal["acled", "airwars", "latest", "range", "ucdp"]
Group = Literal["all"] | Who | Detail
"""``all`` is everyone whom the event harmed in that way, whoever they were."""
Use = Literal[
    "counts",
    "part",
    "repeated",
    "superseded",
    "running_total",
    "part_of_the_incident",
    "no_number",
    "vague",
    "not_persons",
    "not_told",
]
"""What became of one toll: it counts, is contained in another of its source (``part``), says again what its source said,
was superseded, counts several events or days, counts one place or hour of the event beside a count of all of it, gives no
number that the policy reads, is a phrase that a figure told by anyone fills, does not count people, or is denied, planned or feared and so is not told as a fact."""
Verdict = Literal["contradicts", "differs", "supersedes", "contests_identity"]
Happened = Literal["admitted", "corroborated", "single", "disputed", "denied"]
ByWhom = Literal["admitted", "agreed", "single", "contested", "unidentified"]
Identity = Literal["civilians", "combatants", "mixed", "contested", "unknown"]
Grade = Literal["confirmed", "fair", "weak", "contested", "discounted"]
Violence = Literal[1, 2, 3]


class Other(Record, Generic[T], frozen=True, kw_only=True):
    """These claims say otherwise."""

    value: T
    claims: tuple[str, ...]


class Chosen(Record, Generic[T], frozen=True, kw_only=True):
    """The policy shows this value, which these claims give; ``others`` are the values that other claims give."""

    value: T
    claims: tuple[str, ...]
    others: tuple[Other[T], ...] = ()


class Days(Record, frozen=True, kw_only=True):
    """The days in which the event lies, both ends inclusive; ``words`` are the claim's own, for showing."""

    earliest: str | None
    latest: str | None
    precision: WhenPrecision
    words: When


class Figure(Record, frozen=True, kw_only=True):
    """By this policy, so many of this group suffered this harm in the event.

    ``value`` is the one number for a column or a map; null where no claim gives a number that the policy reads. ``low`` and
    ``high`` are the lowest and highest numbers told, after supersession; ``open_above`` is true where a source says "at
    least", so that ``high`` bounds nothing. ``side`` is the side of the dead combatants where the policy keeps sides apart.
    ``claims`` and ``voices`` are those that ``value`` rests on; ``corroborated``: two sources that count as independent give it.
    ``rule`` names the rule that chose it.
    """

    harm: Harm
    group: Group
    side: str | None = None
    value: int | None
    low: int | None
    high: int | None
    open_above: bool = False
    claims: tuple[str, ...]
    voices: tuple[str, ...]
    corroborated: bool = False
    rule: str


class Reading(Record, frozen=True, kw_only=True):
    """One toll as the policy reads it, and what became of it. ``by`` is the toll that contains or supersedes it.

    ``low`` and ``high`` are numbers after the policy has read the phrase; ``said`` is the day on which it was said at the
    latest, ISO; ``voice`` is whose word it is.
    """

    claim: str
    toll: str
    voice: str
    said: str | None
    harm: Harm
    group: Group
    text: str
    low: int | None
    high: int | None
    use: Use
    by: str | None = None


class Standing(Record, frozen=True, kw_only=True):
    """How toll ``one`` stands to toll ``two``; for ``supersedes``, ``one`` is the later. Ids of tolls and of their claims.

    ``contests_identity``: two sources count one set of bodies, one as combatants, the other as civilians.
    """

    one: str
    two: str
    one_claim: str
    two_claim: str
    verdict: Verdict


class Share(Record, frozen=True, kw_only=True):
    """One row as UCDP GED counts: the dead of one type of violence, split by side; the four parts add up to ``best``.

    ``violence`` is 1 state-based, 2 non-state, 3 one-sided; null where it cannot be told. ``decided`` is false where the
    rule had to guess between types, and ``why`` says on what it rests. Type 3 has the perpetrator as ``side_a``.
    """

    violence: Violence | None
    decided: bool
    why: str
    side_a: Named | None
    side_b: Named | None
    deaths_a: int
    deaths_b: int
    deaths_civilians: int
    deaths_unknown: int
    low: int
    best: int
    high: int
    claims: tuple[str, ...]


class Graded(Record, frozen=True, kw_only=True):
    """Two ratings kept apart, whether it happened and who did it, and the grade that follows from both.

    ``grade`` is null where no source says that civilians or unidentified people were harmed.
    """

    happened: Happened
    by_whom: ByWhom
    identity: Identity
    grade: Grade | None
    why: str


class Weighed(Record, frozen=True, kw_only=True):
    """An event's values by one policy, computed when asked for; the claims stay as they are.

    ``figures`` hold one entry a harm and group, ``all`` first. ``shares`` are given by ``ucdp``, ``graded`` by ``airwars``.
    ``denied_by`` are claims that deny the event, a number, an identity or a responsibility. ``flags`` are sentences for a
    person who checks the result.
    """

    event: str | None
    policy: PolicyName
    kind: Chosen[str]
    place: Chosen[Place] | None
    when: Chosen[Days] | None
    actors: tuple[Chosen[Actor], ...]
    figures: tuple[Figure, ...]
    readings: tuple[Reading, ...]
    standings: tuple[Standing, ...]
    links: tuple[Link, ...] = ()
    shares: tuple[Share, ...] = ()
    graded: Graded | None = None
    denied_by: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    def figure(self, harm: Harm, group: Group = "all") -> Figure | None:
        """The figure of a harm and group; null where no claim speaks of it."""
        return next((f for f in self.figures if (f.harm, f.group) == (harm, group)), None)

    @property
    def killed(self) -> int | None:
        """The one number of people killed; null where no claim gives one."""
        figure = self.figure("killed")
        return figure.value if figure else None


SPECIFIC: tuple[PlacePrecision, ...] = ("site", "settlement", "admin3", "admin2", "admin1", "country", "unresolved")
"""From the most to the least specific."""
EXACT: tuple[WhenPrecision, ...] = ("day", "range", "week", "month", "year", "unresolved")
"""From the most to the least exact."""
