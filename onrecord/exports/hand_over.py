"""One export from beginning to end: what may leave is released, written, fingerprinted, described and logged, or nothing is."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from onrecord.exports import registry
from onrecord.exports.current import current
from onrecord.exports.selected import Export, earlier
from onrecord.exports.stamp import Profile, Stamp, about
from onrecord.knowledge.actors import Registry
from onrecord.knowledge.codebook import Codebook
from onrecord.knowledge.gazetteer import Gazetteer
from onrecord.knowledge.publishers import Publishers
from onrecord.model import Dossier, OnrecordError, Record, Selection
from onrecord.protect.identifiers import Keyed
from onrecord.protect.known import Known
from onrecord.protect.record import Released
from onrecord.protect.release import Terms, crowd_of, release
from onrecord.protect.rules import Rules
from onrecord.store.contract import Store
from onrecord.weigh import POLICIES

SECRET = "secret"  # noqa: S105 - the name of a setting
SINGLE_PERSON = "single_person"
PROTECTION = "protection"
"""Settings of a store: the secret that ids are keyed with, whether one person approves and clears, stricter rules as YAML."""
AT_HAND = 20_000
"""Events up to which released records are kept in memory; of more, each reading goes through the store again."""


class Lists(msgspec.Struct, frozen=True, kw_only=True):
    """What an export needs to know, opened once; a user's own lists where there are any."""

    codebook: Codebook
    registry: Registry
    publishers: Publishers
    gazetteer: Gazetteer


class Asked(Record, frozen=True, kw_only=True):
    """Somebody asks for this export. ``protection`` is a file of stricter rules; ``by`` goes into the log.

    ``only`` are ids, as exported, of the events that leave. With it the selection chooses nothing and is told and logged
    alone: what was chosen after release cannot be asked for what release takes away.
    """

    format: str
    out: Path
    by: str
    profile: Profile = "public"
    policy: str | None = None
    selection: Selection = Selection()
    protection: Path | None = None
    only: frozenset[str] | None = None


class Handed(Record, frozen=True, kw_only=True):
    """These files were written, with their SHA-256, from so many events; ``left`` says what the format has no row for.

    ``withheld`` are events of the selection that may not leave under the profile.
    """

    files: dict[str, str]
    events: int
    withheld: int
    left: dict[str, int]


def hand_over(store: Store, asked: Asked, lists: Lists, now: dt.datetime | None = None) -> Handed:
    """Write an export and log it.

    Raises OnrecordError where the format is not made for the profile, the policy is none, the rules are looser than the
    package's, or a file cannot be written; then nothing is left behind, and an older export of that name stays.
    """
    moment = (now or dt.datetime.now(dt.UTC)).astimezone(dt.UTC)
    check(asked)
    ready = prepare(store, asked, lists, moment)
    try:
        with tempfile.TemporaryDirectory(dir=asked.out.absolute().parent, prefix=".onrecord-") as aside:
            export = msgspec.structs.replace(ready, out=Path(aside) / asked.out.name)
            written = registry.writer(asked.format)(export)
            seen = _seen(export)
            done = Handed(
                files={path.name: fingerprint(path) for path in written},
                events=seen.events,
                withheld=max(store.count(asked.selection) - seen.events, 0),
                left=dict(export.left),
            )
            beside = export.out.with_name(f"{asked.out.name}.about.json")
            beside.write_bytes(msgspec.json.format(msgspec.json.encode(_about(export, done, seen)), indent=2))
            _log(store, asked, export, done)
            _put(Path(aside), asked.out.absolute().parent)
    except OSError as problem:
        raise OnrecordError(f"Cannot write {asked.out}: {problem.strerror}.") from None
    return done


def _put(aside: Path, home: Path) -> None:
    """Move finished files to where they are wanted, in place of older ones; what was there stays until then."""
    for path in sorted(aside.rglob("*")):
        target = home / path.relative_to(aside)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        else:
            path.replace(target)


def check(asked: Asked) -> None:
    """Refuse what cannot be asked. Raises OnrecordError saying why."""
    format_ = registry.of(asked.format)
    if asked.profile not in format_.profiles:
        raise OnrecordError(
            f"The format {asked.format} holds what is never public; ask for it with --restricted, and keep it safe."
        )
    if asked.policy is not None and asked.policy not in POLICIES:
        raise OnrecordError(f"There is no policy {asked.policy!r}; there are {', '.join(POLICIES)}.")
    folder = asked.out.is_dir() and format_.suffix != ""
    if folder or not asked.out.absolute().parent.is_dir():
        raise OnrecordError(f"Cannot write {asked.out}: {'it is a folder' if folder else 'no such folder'}.")


def prepare(store: Store, asked: Asked, lists: Lists, moment: dt.datetime) -> Export:
    """The export as a format is given it: released records alone, in the order of the store."""
    terms = terms_of(store, asked.profile, lists, moment.date(), asked.protection)
    restricted = asked.profile == "restricted"
    keyed = Keyed(terms.secret, terms.profile)
    selected = store.events(asked.selection) if restricted else ()
    return Export(
        out=asked.out,
        stamp=Stamp(
            profile=asked.profile,
            policy=asked.policy or registry.of(asked.format).policy,
            exported_at=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            selection=asked.selection if restricted else public_selection(asked.selection),
            credits=lists.gazetteer.credits,
        ),
        records=_chosen(store, asked, terms, lists.registry),
        codebook=lists.codebook,
        registry=lists.registry,
        publishers=lists.publishers,
        store=store if restricted else None,
        originals={keyed(event.id): event.id for event in selected},
        before=_before(store, asked, terms, lists.registry),
    )


def _before(store: Store, asked: Asked, terms: Terms, actors: Registry) -> Callable[[], Iterator[Released]] | None:
    """The events of the period before, on the same terms; nobody but a brief compares with them."""
    days = earlier(asked.selection.since, asked.selection.until) if asked.format == "brief" else None
    if days is None:
        return None
    since, until = days
    return _records(store, msgspec.structs.replace(asked.selection, since=since, until=until), terms, actors)


def terms_of(store: Store, profile: Profile, lists: Lists, today: dt.date, protection: Path | None = None) -> Terms:
    """On what terms records leave this store today: its secret, its rules, and whether it is a single person's."""
    own = (store.setting(PROTECTION), protection)
    rules = Rules.open(*(each for each in own if each))
    return Terms(
        profile=profile,
        secret=secret_of(store),
        today=today,
        gazetteer=lists.gazetteer,
        known=Known(rules, lists.registry, lists.publishers),
        rules=rules,
        alone=store.setting(SINGLE_PERSON) == "on",
    )


def secret_of(store: Store) -> str:
    """The store's secret; made when it is first needed, and never shown."""
    if not store.setting(SECRET):
        with store.writing() as writing:
            writing.put_setting(SECRET, secrets.token_hex(32))
    return store.setting(SECRET) or ""


def public_selection(selection: Selection) -> Selection:
    """The conditions as an export may tell them: words searched for stay here, they may be somebody's name."""
    return msgspec.structs.replace(selection, text=None)


def _chosen(store: Store, asked: Asked, terms: Terms, actors: Registry) -> Callable[[], Iterator[Released]]:
    only = asked.only
    if only is None:
        return _records(store, asked.selection, terms, actors)
    every = _records(store, Selection(review="cleared"), terms, actors)
    return lambda: (record for record in every() if record.dossier.event.id in only)


def _records(store: Store, selection: Selection, terms: Terms, actors: Registry) -> Callable[[], Iterator[Released]]:
    crowd = crowd_of(store.dossiers(selection), terms)
    keyed = Keyed(terms.secret, terms.profile)

    def dossiers() -> Iterator[Dossier]:
        every = store.dossiers(selection)
        return every if terms.profile == "restricted" else current(every, actors)

    def read() -> Iterator[Released]:
        found = (release(dossier, terms, crowd, keyed) for dossier in dossiers())
        return (record for record in found if record is not None)

    if len(crowd.events) > AT_HAND:
        return read
    kept = tuple(read())
    return lambda: iter(kept)


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


class _Seen(msgspec.Struct, frozen=True):
    """What an export holds: so many events, of these coders, with these remarks."""

    events: int
    coders: frozenset[str]
    remarks: frozenset[str]


def _seen(export: Export) -> _Seen:
    events, coders, remarks = 0, set[str](), set[str]()
    for record in export.records():
        events += 1
        coders.update(claim.coder for claim in record.dossier.claims)
        remarks.update(record.remarks)
    return _Seen(events, frozenset(coders), frozenset(remarks))


def _about(export: Export, done: Handed, seen: _Seen) -> dict[str, Any]:
    """What the export says of itself, beside the file: method, versions, attribution, fingerprints, what has no row."""
    return {
        **about(export.stamp, seen.coders),
        "events": done.events,
        "remarks": sorted(seen.remarks),
        "without a row": dict(sorted(done.left.items())),
        "files": done.files,
    }


def _log(store: Store, asked: Asked, export: Export, done: Handed) -> None:
    """Who took out what, when, by which conditions, with the fingerprints. Words searched for are kept as a keyed hash."""
    selection: dict[str, Any] = {
        name: value for name, value in msgspec.to_builtins(asked.selection).items() if value not in (None, [], ())
    }
    if asked.selection.text:
        key = secret_of(store).encode()
        selection["text"] = f"hmac:{hmac.new(key, asked.selection.text.encode(), hashlib.sha256).hexdigest()[:16]}"
    entry = {
        "by": asked.by,
        "format": asked.format,
        "profile": asked.profile,
        "policy": export.stamp.policy,
        "selection": selection,
        "events": done.events,
        "files": done.files,
    }
    with store.writing() as writing:
        writing.log("export", asked.format, msgspec.json.encode(entry).decode())
