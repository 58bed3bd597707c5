"""The tables of a store: rows that are never changed, only closed; indexes that are made from them; the log.

Every *kept* row bears when it was recorded, when it stopped being current (``until``, null while it is), and the numbers
of the log entries under which either happened. Its ``digest`` covers its content and a random ``salt``. *Made* tables hold
nothing of their own: they can be made anew from kept rows.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

METADATA = MetaData()
WORDS = Text().with_variant(Text(collation="C"), "postgresql")
"""Text in the order of its code points, on a server of any language as in a file."""
NUMBER = BigInteger().with_variant(Integer, "sqlite")
BOOKKEEPING = ("serial", "recorded_at", "until", "entry", "closed", "salt", "digest")
KEPT: list[Table] = []
"""All kept tables, in the order in which ``verify``, ``dump`` and ``redact`` go through them."""


def _kept(name: str, *columns: Column[object]) -> Table:
    table = Table(
        name,
        METADATA,
        Column("serial", NUMBER, primary_key=True, autoincrement=False),
        *columns,
        Column("recorded_at", WORDS, nullable=False),
        Column("until", WORDS),
        Column("entry", NUMBER, nullable=False),
        Column("closed", NUMBER),
        Column("salt", LargeBinary, nullable=False),
        Column("digest", LargeBinary, nullable=False),
    )
    KEPT.append(table)
    return table


def _current(table: Table, *columns: str) -> None:
    """An index over the rows that are current: all that is read and written day by day."""
    where = table.c.until.is_(None)
    name = "_".join(("current", table.name, *columns))
    Index(name, *(table.c[column] for column in columns), sqlite_where=where, postgresql_where=where)


def _ever(table: Table, *columns: str) -> None:
    Index("_".join(("ever", table.name, *columns)), *(table.c[column] for column in columns))


def _text(name: str, *, needed: bool = True) -> Column[object]:
    return Column(name, WORDS, nullable=not needed)


# --- reports and what they say ---------------------------------------------------------------------------------------

REPORTS = _kept(
    "reports",
    _text("id"),
    _text("url", needed=False),
    _text("publisher", needed=False),
    _text("published", needed=False),
    _text("payload"),
)
"""A report as JSON. Closed where an edited article at its address has superseded it."""
_ever(REPORTS, "id")
_current(REPORTS, "url")
_current(REPORTS, "published", "id")

PAGES = _kept("pages", _text("report"), _text("payload"))
"""The record of the bytes that a report was cleaned from; the bytes themselves are not kept."""
_ever(PAGES, "report")

ORIGINS = _kept("origins", _text("report"), _text("origin"))
"""This report is a near-copy of that one."""
_current(ORIGINS, "report")

CODINGS = _kept("codings", _text("report"), _text("family"), _text("coder"), _text("content"))
"""This report was read by this coder, which gave claims and events with this hash."""
_current(CODINGS, "report")

CLAIMS = _kept(
    "claims",
    _text("id"),
    _text("report"),
    _text("family"),
    Column("position", Integer, nullable=False),
    _text("telling", needed=False),
    Column("holding", Boolean, nullable=False),
    _text("payload"),
)
"""A claim as JSON, without its victims. ``holding``: it says who holds or took a place."""
_ever(CLAIMS, "id")
_ever(CLAIMS, "report")
HOLDING = CLAIMS.c.until.is_(None) & CLAIMS.c.holding.is_(True)
Index("current_claims_holding", CLAIMS.c.report, sqlite_where=HOLDING, postgresql_where=HOLDING)
DENYING = text("""claims.payload LIKE '%"status":"denied"%'""")
"""A claim denies something, as its coder read it: no words in a payload bear bare quotation marks. As a column it would change
the digests of rows that are kept already."""
DENIALS = Index("ever_claims_denying", CLAIMS.c.report, sqlite_where=DENYING, postgresql_where=DENYING)

VICTIMS = _kept("victims", _text("claim"), Column("position", Integer, nullable=False), _text("payload"))
"""Sealed: a person named in a claim. Nothing but ``victims`` and a merge's comparison reads this table."""
_ever(VICTIMS, "claim")

TELLINGS = _kept(
    "tellings",
    _text("id"),
    _text("report"),
    _text("family"),
    Column("position", Integer, nullable=False),
    _text("kind"),
    _text("claims"),
    _text("links"),
)
"""A report's share of an event; ``claims`` and ``links`` as JSON."""
_ever(TELLINGS, "id")
_ever(TELLINGS, "report")

REJECTIONS = _kept("rejections", _text("report", needed=False), _text("input"), _text("step"), _text("reason"))
_ever(REJECTIONS, "input")

# --- events ----------------------------------------------------------------------------------------------------------

EVENTS = _kept(
    "events",
    _text("id"),
    _text("kind"),
    _text("first_at"),
    _text("sort_day"),
    _text("place", needed=False),
    Column("lat", Float(53)),
    Column("lon", Float(53)),
    _text("precision"),
    _text("area", needed=False),
    _text("earliest", needed=False),
    _text("latest", needed=False),
    _text("when_precision"),
    Column("killed_low", NUMBER),
    Column("killed_high", NUMBER),
    Column("claims", Integer, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("disputed", Boolean, nullable=False),
    _text("review"),
)
"""An event at a glance, one row a version. Its JSON lies apart, so that a list of events reads little."""
_ever(EVENTS, "id")
_ever(EVENTS, "sort_day", "id", "latest", "recorded_at", "until")
_ever(EVENTS, "review", "sort_day", "id")
_ever(EVENTS, "kind", "sort_day", "id")
_current(EVENTS, "sort_day", "id", "latest")
_current(EVENTS, "lat", "lon")
_current(EVENTS, "killed_high")

EVENT_TEXTS = _kept("event_texts", Column("event", NUMBER, nullable=False), _text("payload"))
"""The JSON of one version of an event (``event`` is its serial), without links."""
_ever(EVENT_TEXTS, "event")

MEMBERSHIP = _kept("membership", _text("telling"), _text("event"))
"""This telling belongs to this event."""
_current(MEMBERSHIP, "telling")
_ever(MEMBERSHIP, "event")
_ever(MEMBERSHIP, "telling")

LINKS = _kept("links", _text("event"), _text("type"), _text("target"))
_ever(LINKS, "event")
_ever(LINKS, "target")

ALIASES = _kept("aliases", _text("gone"), _text("event"))
"""The id of this event now leads to that one."""
_ever(ALIASES, "gone")
_ever(ALIASES, "event")

COMPARISONS = _kept("comparisons", _text("one"), _text("two"), _text("payload"))
_ever(COMPARISONS, "one")
_ever(COMPARISONS, "two")

# --- judgements and what was brought in ------------------------------------------------------------------------------

DECISIONS = _kept("decisions", _text("id"), _text("act"), _text("by"), _text("undoes", needed=False), _text("payload"))
"""Never closed: an undo is a decision of its own."""
_ever(DECISIONS, "id")
_ever(DECISIONS, "undoes")

ANCHORS = _kept("anchors", _text("decision"), _text("subject"), _text("now", needed=False))
"""What a decision was made about has become this one by a new reading; null where nothing answers to it (stale)."""
_ever(ANCHORS, "decision")
_ever(ANCHORS, "now")

VOIDED = _kept("voided", _text("event"), _text("decision"))
"""This event is no longer what that approval, clearance or rejection was about: its tellings or claims have changed since."""
_ever(VOIDED, "event")

EXTERNALS = _kept("externals", _text("dataset"), _text("id"), _text("payload"))
_ever(EXTERNALS, "dataset", "id")

# --- made from kept rows ---------------------------------------------------------------------------------------------

SUBJECTS = Table("subjects", METADATA, _text("subject"), _text("decision"), PrimaryKeyConstraint("subject", "decision"))
"""Made: which decisions speak of an id, now or when they were made."""

TRAITS = Table(
    "traits",
    METADATA,
    _text("trait"),
    _text("value"),
    Column("event", NUMBER, nullable=False),
    PrimaryKeyConstraint("trait", "value", "event"),
    sqlite_with_rowid=False,
)
"""Made: what events can be selected by beyond a glance (``event`` is the serial of a version)."""
_ever(TRAITS, "event")

FINDS = Table(
    "finds",
    METADATA,
    Column("text", NUMBER, nullable=False),
    Column("event", NUMBER, nullable=False),
    PrimaryKeyConstraint("text", "event"),
    sqlite_with_rowid=False,
)
"""Made: in which indexed texts (``words.of_report``, ``words.of_telling``) a version of an event is told, by its serial. It says
nothing that reports, tellings and their membership do not say: by it a search gets from words to events in one step."""
_ever(FINDS, "event")

BLOCKS = Table(
    "blocks",
    METADATA,
    _text("key"),
    _text("telling"),
    PrimaryKeyConstraint("key", "telling"),
    sqlite_with_rowid=False,
)
_ever(BLOCKS, "telling")

SIGNATURES = Table(
    "signatures",
    METADATA,
    _text("report"),
    Column("signature", LargeBinary, nullable=False),
    PrimaryKeyConstraint("report"),
)
SIGNATURE_KEYS = Table(
    "signature_keys",
    METADATA,
    _text("key"),
    _text("report"),
    PrimaryKeyConstraint("key", "report"),
    sqlite_with_rowid=False,
)
_ever(SIGNATURE_KEYS, "report")

WAITING = Table("waiting", METADATA, _text("telling"), PrimaryKeyConstraint("telling"))
"""Made: current tellings that belong to no event."""

BEREFT = Table("bereft", METADATA, _text("event"), PrimaryKeyConstraint("event"))
"""Made: standing events that lost a telling, or whose telling was read anew, since they were last put."""

MADE = (SUBJECTS, TRAITS, BLOCKS, SIGNATURES, SIGNATURE_KEYS, WAITING, BEREFT)
"""The made tables that are copied with a store; ``FINDS`` is made with the index of words."""

# --- the store itself ------------------------------------------------------------------------------------------------

SETTINGS = Table("settings", METADATA, _text("name"), _text("value"), PrimaryKeyConstraint("name"))
"""Replaced in place on purpose: the hash of a password that was changed is to be gone."""

LOG = Table(
    "log",
    METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    _text("at"),
    _text("kind"),
    _text("payload_hash"),
    _text("rows_hash"),
    _text("previous"),
    _text("hash"),
)
_ever(LOG, "at")
PAYLOADS = Table(
    "payloads",
    METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    _text("subject"),
    _text("payload"),
)
"""What a log entry says, apart from the chain, so that it can be taken away for good."""
_ever(PAYLOADS, "subject")

GONE = ""
"""A payload that was taken away as a whole."""

REDACTED = Table(
    "redacted",
    METADATA,
    _text("table"),
    Column("serial", NUMBER, nullable=False),
    Column("entry", NUMBER, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    PrimaryKeyConstraint("table", "serial", "entry"),
)
"""Rows from which words were taken away: the digest of what is left, under the log entry of the redaction. The row's own
digest stays what the chain covers; the salt that it was made with is gone."""

MIGRATIONS = Table(
    "migrations", METADATA, Column("number", Integer, primary_key=True, autoincrement=False), _text("name"), _text("at")
)


def content(table: Table) -> tuple[Column[object], ...]:
    """The columns of a kept table that say something, without bookkeeping."""
    return tuple(column for column in table.columns if column.name not in BOOKKEEPING)
