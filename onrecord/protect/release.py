"""What may leave the store: each event as a whole passes the rules once, or stays."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from onrecord.knowledge.gazetteer import Gazetteer
from onrecord.model import (
    Claim,
    Computed,
    ComputedToll,
    Dossier,
    Event,
    Link,
    OnrecordError,
    Place,
    Report,
    Review,
    Telling,
    Voice,
    When,
)
from onrecord.protect import places
from onrecord.protect.claims import Masks, masked_claim
from onrecord.protect.identifiers import Keyed
from onrecord.protect.known import Known, words_of
from onrecord.protect.people import individual, masked
from onrecord.protect.record import ALONE, Profile, Released
from onrecord.protect.rekeyed import rekeyed
from onrecord.protect.rules import Rules

TOLD = frozenset({"happened", "ongoing", "denied"})
"""Statuses that may leave; plans and possibilities never do."""
PERSON = "person:"


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """On what terms records leave: the profile, the store's secret for ids, the day, the rules and the lists.

    ``alone`` is the store's own setting that one person approves and clears; ``today`` counts the embargo.
    """

    profile: Profile
    secret: str
    today: dt.date
    gazetteer: Gazetteer
    known: Known
    rules: Rules = msgspec.field(default_factory=Rules.open)
    alone: bool = False

    def __post_init__(self) -> None:
        """Raises OnrecordError where the store has no secret: ids without one could be guessed."""
        if not self.secret:
            raise OnrecordError("This store has no secret for ids yet; nothing can leave it.")


class Crowd(msgspec.Struct, frozen=True):
    """What a single event cannot know: the events that leave together, and how many anonymous sources stand together.

    ``anonymous`` counts distinct sources by outlet, first-level area and week.
    """

    events: frozenset[str] = frozenset()
    anonymous: Mapping[tuple[str, str, str], int] = {}


def released(read: Callable[[], Iterable[Dossier]], terms: Terms) -> Iterator[Released]:
    """The events of a selection that may leave, in their order. ``read`` gives the selection, and is called twice."""
    keyed = Keyed(terms.secret, terms.profile)
    crowd = crowd_of(read(), terms)
    for dossier in read():
        done = release(dossier, terms, crowd, keyed)
        if done is not None:
            yield done


def crowd_of(dossiers: Iterable[Dossier], terms: Terms) -> Crowd:
    """What leaves together. Withheld events and claims count for nothing."""
    events: set[str] = set()
    sources: set[tuple[tuple[str, str, str], str, str | None]] = set()
    for dossier in dossiers:
        kept = claims_to_show(dossier, terms)
        if not kept:
            continue
        events.add(dossier.event.id)
        reports = {report.id: report for report in dossier.reports}
        for claim in (claim for claim in kept if claim.source.anonymous):
            stands = standing(claim, reports.get(claim.report))
            if stands is not None:
                sources.add((stands, claim.report, (claim.source.text or "").casefold()))
    return Crowd(frozenset(events), Counter(stands for stands, _, _ in sources))


def standing(claim: Claim, report: Report | None) -> tuple[str, str, str] | None:
    """Outlet, first-level area and week of a claim; None where any of them is not known."""
    area = next((unit.name for place in claim.places for unit in place.admin if unit.level == 1), None)
    day = (claim.when.earliest if claim.when else None) or (report.published if report else None)
    if report is None or not report.publisher or area is None or day is None:
        return None
    year, week, _ = last_day(day).isocalendar()
    return report.publisher.casefold(), area.casefold(), f"{year}-{week:02}"


# --- whether -----------------------------------------------------------------------------------------------------------


def claims_to_show(dossier: Dossier, terms: Terms) -> tuple[Claim, ...]:
    """The claims of an event that may leave under the profile; none where the event itself may not."""
    if terms.profile == "restricted":
        return dossier.claims
    if (
        not cleared(dossier.review, alone=terms.alone)
        or _age(dossier.claims, dossier, terms) < terms.rules.embargo.events
    ):
        return ()
    told = [claim for claim in dossier.claims if claim.status in TOLD]
    waits = terms.rules.embargo.positions
    shown = [c for c in told if not places.is_position(c, terms.rules) or _age([c], dossier, terms) >= waits]
    return tuple(shown) if any(claim.status != "denied" for claim in shown) else ()


def cleared(review: Review, *, alone: bool = False) -> bool:
    """Whether somebody approved the event and somebody else cleared it; people, not rules. ``alone``: it may be one person."""
    if review.state != "cleared":
        return False
    approved, clearing = ({_person(by) for by in names} - {""} for names in (review.approved_by, review.cleared_by))
    return bool(approved and clearing) and (alone or any(one != other for one in approved for other in clearing))


def _person(by: str) -> str:
    """A person as names are compared; empty for a rule."""
    name = by.removeprefix(PERSON)
    return "" if by == name and ":" in by else " ".join(name.casefold().split())


def _age(claims: Sequence[Claim], dossier: Dossier, terms: Terms) -> int:
    """Whole days since the last day on which it can have happened; a day nobody gives counts as the day of recording."""
    days = [_last(claim, dossier) for claim in claims if claim.status in TOLD]
    return (terms.today - max(map(last_day, days), default=last_day(dossier.recorded_at))).days


def last_day(text: str) -> dt.date:
    """The last day of an ISO date or instant, a month (``2016-01``) or a year."""
    parts = [int(part) for part in text[:10].split("-")]
    if len(parts) == 3:
        return dt.date(*parts)
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _last(claim: Claim, dossier: Dossier) -> str:
    if claim.when is not None and (claim.when.latest or claim.when.earliest):
        return claim.when.latest or claim.when.earliest or ""
    published = next((report.published for report in dossier.reports if report.id == claim.report), None)
    return published or dossier.recorded_at


# --- in which form -----------------------------------------------------------------------------------------------------


def release(dossier: Dossier, terms: Terms, crowd: Crowd, keyed: Keyed | None = None) -> Released | None:
    """The event as it may leave, or None where it may not. The only maker of `Released`."""
    key = keyed or Keyed(terms.secret, terms.profile)
    remarks = (ALONE,) if terms.alone else ()
    if terms.profile == "restricted":
        return Released(dossier=rekeyed(dossier, key), profile="restricted", remarks=remarks)
    kept = claims_to_show(dossier, terms)
    if not kept:
        return None
    return Released(dossier=_Public(dossier, kept, terms, crowd, key).dossier(), profile="public", remarks=remarks)


class _Public:
    """One event on its way to the public."""

    def __init__(self, dossier: Dossier, kept: Sequence[Claim], terms: Terms, crowd: Crowd, key: Keyed) -> None:
        self.original, self.kept, self.terms, self.crowd, self.key = dossier, kept, terms, crowd, key
        self.reports = {report.id: report for report in dossier.reports}
        self.coarse = places.is_sensitive(dossier.claims, terms.rules)
        shown = [self.place(place) for claim in kept for place in claim.places]
        self.masks = Masks(
            known=terms.known,
            rules=terms.rules,
            key=key,
            place=self.place,
            belonging=bool(shown) and all(place.precision in places.COARSE for place in shown),
            hidden=self.hidden(),
        )
        self.homes = {claim.id: self.home(claim) for claim in kept}
        self.claims = {claim.id: masked_claim(claim, self.homes[claim.id], self.masks) for claim in kept}

    def hidden(self) -> frozenset[str]:
        """Parts of the names of people who stay unnamed: bylines, and sources who are no body and hold no office."""
        terms = self.terms
        sources = [claim.source for claim in self.original.claims]
        unnamed = [one.name for one in sources if one.name and masked(one, terms.known, terms.rules).name is None]
        return words_of(*unnamed, *(name for report in self.original.reports for name in report.byline))

    def place(self, place: Place) -> Place:
        return places.shown(place, self.terms.gazetteer, coarse=self.coarse)

    def home(self, claim: Claim) -> str:
        """The report that the claim is shown under: its own, or one of nobody's where an anonymous source stands too alone."""
        alone = claim.source.anonymous and self._standing(claim) < self.terms.rules.k
        return self.key(f"r:alone/{claim.id}" if alone else claim.report)

    def _standing(self, claim: Claim) -> int:
        stands = standing(claim, self.reports.get(claim.report))
        return self.crowd.anonymous.get(stands, 0) if stands else 0

    def dossier(self) -> Dossier:
        event = self.original.event
        links = tuple(Link(type=link.type, event=self.key(link.event)) for link in event.links if link.event in self.crowd.events)  # fmt: skip
        tellings = tuple(self.tellings())
        return Dossier(
            event=Event(
                id=self.key(event.id),
                kind=event.kind,
                claims=tuple(claim.id for telling in tellings for claim in telling.claims),
                links=links,
                computed=self.computed(event.computed),
            ),
            tellings=tellings,
            reports=tuple(self.shown_reports()),
            voices=tuple(self.voices()),
            review=Review(state="cleared"),
            aliases=tuple(self.key(alias) for alias in self.original.aliases),
            recorded_at=f"{self.original.recorded_at[:10]}T00:00:00Z",
            changed_at=f"{self.original.changed_at[:10]}T00:00:00Z",
        )

    def computed(self, value: Computed) -> Computed:
        """The values that the store computed, through the same masks, from the claims that leave alone."""
        kept = {claim.id for claim in self.kept}
        shown = [actor for claim in self.claims.values() for actor in claim.actors]
        return Computed(
            policy=value.policy,
            place=next((place for place in (self.place(value.place),) if place.text), None) if value.place else None,
            when=self._when(value.when),
            actors=tuple({(actor.role, actor.id or actor.text): actor for actor in reversed(shown)}.values())[::-1],
            tolls=tuple(
                ComputedToll(
                    claim=self.key(t.claim), toll=self.key(t.toll), harm=t.harm, who=t.who, low=t.low, high=t.high
                )
                for t in value.tolls
                if t.claim in kept
            ),
        )

    def _when(self, value: When | None) -> When | None:
        return msgspec.structs.replace(value, text=self.masks.words(value.text), start=0, end=0) if value else None

    def tellings(self) -> Iterator[Telling]:
        """One telling a report as shown; a report that must not be known tells one claim alone."""
        shown = set(self.homes.values())
        for telling in self.original.tellings:
            homes = dict.fromkeys(self.homes[claim.id] for claim in telling.claims if claim.id in self.homes)
            for home in homes:
                known = home == self.key(telling.report)
                report = self.reports.get(telling.report)
                origin = self.key(telling.origin) if telling.origin and known else None
                yield Telling(
                    id=self.key(telling.id if known else f"{telling.id}/{home}"),
                    report=home,
                    publisher=self.publisher(report) if known else None,
                    published=telling.published if known else None,
                    kind=telling.kind,
                    claims=tuple(self.claims[c.id] for c in telling.claims if self.homes.get(c.id) == home),
                    origin=origin if origin in shown else None,
                )

    def publisher(self, report: Report | None) -> str | None:
        if report is None or not report.publisher:
            return None
        outlet = self.terms.known.organisation(report.publisher)
        own = self.terms.known.personal(report.publisher, report.url)
        own = own or bool(words_of(report.publisher) & self.masks.hidden)
        return outlet or (None if own else report.publisher)

    def shown_reports(self) -> Iterator[Report]:
        for report in self.original.reports:
            if self.key(report.id) in self.homes.values():
                yield self.report(report)
        for claim in self.kept:
            if self.homes[claim.id] != self.key(claim.report):
                yield _nobody(self.homes[claim.id])

    def report(self, report: Report) -> Report:
        """The report without its text and byline; title and address only in words that give nobody and no shelter away."""
        known = self.terms.known
        names = words_of(*(place.name for claim in self.claims.values() for place in claim.places), *self._bodies())
        fine = not self.coarse and bool(report.title) and known.wholly(report.title or "", names, self.masks.hidden)
        address = known.address(report.url, frozenset() if self.coarse else names, self.masks.hidden)
        if self.coarse and address:
            address = "/".join(address.split("/")[:3]) + "/"
        return Report(
            id=self.key(report.id),
            title=report.title if fine else None,
            url=address,
            publisher=self.publisher(report),
            byline=(),
            dateline=None,
            published=report.published,
            published_from=report.published_from,
            language=report.language,
            text="",
        )

    def _bodies(self) -> tuple[str, ...]:
        return tuple(actor.name for claim in self.claims.values() for actor in claim.actors if actor.name)

    def voices(self) -> Iterator[Voice]:
        """Whose words they are. A person is one voice a report, so that nobody can be followed from report to report; the
        further ones corroborate nothing, and so nobody counts twice."""
        for voice in self.original.voices:
            own = [claim for claim in self.kept if claim.id in voice.claims]
            body = self.terms.known.organisation(voice.name)
            person = body is None or any(individual(claim.source, self.terms.known) for claim in own)
            groups: dict[str, list[Claim]] = {}
            for claim in own:
                groups.setdefault(self.homes[claim.id] if person else "", []).append(claim)
            for number, (home, claims) in enumerate(groups.items()):
                yield Voice(
                    id=self.key(f"{voice.id}/{self.original.event.id}/{home}" if person else voice.id),
                    kind=voice.kind,
                    name=body if not person else self.claims[claims[0].id].source.name,
                    side=None if any(claim.source.anonymous for claim in claims) else voice.side,
                    claims=tuple(self.key(claim.id) for claim in claims),
                    reports=tuple(dict.fromkeys(self.homes[claim.id] for claim in claims)),
                    corroborates=voice.corroborates and number == 0,
                )


def _nobody(id_: str) -> Report:
    """The report of an anonymous claim that stands too alone: nothing but its id."""
    return Report(
        id=id_,
        title=None,
        url=None,
        publisher=None,
        byline=(),
        dateline=None,
        published=None,
        published_from=None,
        language="und",
        text="",
    )
