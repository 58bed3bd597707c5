"""Two hundred generated reports full of people who must not be found; every public export searched byte by byte."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import itertools
import json
import random
import re
import zipfile
import zlib

import msgspec
import pytest
from making import lists

from onrecord import merge, record
from onrecord.exports import registry
from onrecord.exports.hand_over import Asked, hand_over
from onrecord.model import OnrecordError, Report, Selection, content_id
from onrecord.pipeline import code_report
from onrecord.store import open_store

REPORTS = 200
NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
TOWNS = (
    "Idlib",
    "Ariha",
    "Saraqib",
    "Homs",
    "Hama",
    "Palmyra",
    "Manbij",
    "al-Bab",
    "Douma",
    "Daraa",
    "Raqqa",
    "Mosul",
    "Tikrit",
    "Fallujah",
    "Ramadi",
    "Baquba",
)
ARMED = ("Syrian army", "Islamic State", "Free Syrian Army", "Ahrar al-Sham", "Nusra Front", "Iraqi army")
CRAFTS = ("baker", "teacher", "taxi driver", "shepherd", "student", "pharmacist")
FORMULAS = (
    "=HYPERLINK({q}http://{s}.example{q})",
    "+cmd|{s}",
    "@SUM({s})",
    "-2+3+{s}",
    "\t={s}",
    "=WEBSERVICE({q}{s}{q})",
)
PLANS = (
    "is planning to storm {s} farm next week",
    "are preparing to move the convoy through {s} pass tomorrow",
    "may attack the {s} depot on Friday",
)

BEGINNING = re.compile(rb"[zxqvjk](?:arqu|elvo|ixta|ovra|undri)")


def names():
    """Invented words, each used once, that no list holds: Zarquibel, Zarquibem …"""
    for one, two, three in itertools.product("ZXQVJK", ("arqu", "elvo", "ixta", "ovra", "undri"), ("bel", "bem", "dan", "dor", "fax", "gom", "hul", "jit", "kev", "lop", "mur", "niv", "pog", "quan", "rast", "siv", "tov", "wub", "xen", "yal", "zod")):  # fmt: skip
        yield from (f"{one}{two}{three}{end}" for end in ("", "i", "o", "ek", "ur", "ash"))


class Secrets:
    """Makes secrets and remembers them."""

    def __init__(self):
        self._words = names()
        self.all: dict[str, str] = {}

    def new(self, what):
        word = next(self._words)
        self.all[word] = what
        return word


def generated(number, rng, secrets):
    """One report of a few sentences, with what must not get out."""
    town, other = rng.sample(TOWNS, 2)
    day = dt.date(2017, 1, 1) + dt.timedelta(days=number * 5 + rng.randrange(3))
    weekday = (day - dt.timedelta(days=1)).strftime("%A")
    first, second = rng.sample(ARMED, 2)
    activist = f"{secrets.new('activist')} {secrets.new('activist')}"
    victim = f"{secrets.new('victim')} {secrets.new('victim')}"
    dead, wounded = rng.randrange(3, 40), rng.randrange(2, 60)
    lines = [
        f"Air strikes by the {first} on the town of {town} on {weekday} killed {dead} civilians and wounded {wounded}, activist {activist} said.",
        f"Among the dead was {victim}, a {rng.choice(CRAFTS)} from the {secrets.new('family')} family, residents said.",
    ]
    if number % 2 == 0:
        lines.append(
            f"A nurse at the {secrets.new('hospital')} hospital in {town}, who asked not to be named, said shells hit the {secrets.new('hospital')} clinic and killed two doctors."
        )
    if number % 3 == 0:
        lines.append(
            f"“We buried {rng.randrange(2, 9)} people this morning,” said {secrets.new('resident')} {secrets.new('resident')}, a resident of {other}."
        )
    if number % 4 == 0:
        lines.append(
            f"Fighters of the {second} clashed with the {first} near {secrets.new('village')} village on {weekday}, killing 6 soldiers, a local source who declined to be identified said."
        )
    if number % 5 == 0:
        lines.append(
            f"The {second} {rng.choice(PLANS).format(s=secrets.new('plan'))}, {secrets.new('officer')} {secrets.new('officer')}, an officer of the {second}, said."
        )
    if number % 7 == 0:
        lines.append(
            f"Gunmen loyal to Abu {secrets.new('commander')} abducted {secrets.new('journalist')} {secrets.new('journalist')}, a journalist, in {other} on {weekday}."
        )
    title = [
        f"{victim} killed in {town}",
        f"Activist {activist} tells of strikes",
        FORMULAS[number % len(FORMULAS)].format(q='"', s=secrets.new("formula")),
    ][number % 3]
    url = [
        f"https://outlet{number % 20}.example/{activist.replace(' ', '-').lower()}",
        f"https://t.me/{secrets.new('channel').lower()}/{number}",
        f"https://outlet{number % 20}.example/?by={secrets.new('address').lower()}",
    ][number % 3]
    byline = f"{secrets.new('byline')} {secrets.new('byline')}"
    publisher = [f"Courier {number % 20}", f"@{secrets.new('channel')}", byline][number % 3]
    text = " ".join(lines)
    published = day.isoformat()
    return Report(
        id=content_id("r", text, publisher, published), title=title, url=url, publisher=publisher, byline=(byline,), dateline=secrets.new("dateline"),
        published=published, published_from="meta", language="en", text=text,
    )  # fmt: skip


@pytest.fixture(scope="module")
def filled(tools, tmp_path_factory):
    """A store of the generated reports, approved by one person and cleared by another, and the secrets."""
    home = open_store(tmp_path_factory.mktemp("adversarial") / "store.db")
    secrets, rng = Secrets(), random.Random(20161122)
    weaver = merge.Weaver(record.kin(tools))
    for number in range(REPORTS):
        record.keep(code_report(generated(number, rng, secrets), tools), home, weaver)
    ids = [event.id for event in home.events(Selection())]
    record.review(home, "approve", ids, "Ana")
    record.review(home, "clear", ids, "Ben")
    yield home, secrets
    home.close()


def layers(content):
    """The bytes of a file and of all that is packed in it."""
    yield content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from layers(packed.read(name))
            yield packed.comment
    elif content.startswith(b"\x1f\x8b"):
        yield from layers(gzip.decompress(content))
    elif content.startswith(b"PAR1"):
        parquet = pytest.importorskip("pyarrow.parquet")
        read = parquet.ParquetFile(io.BytesIO(content))
        yield json.dumps(read.read().to_pylist(), default=repr).encode()
        yield repr(read.schema_arrow.metadata).encode() + repr(read.schema_arrow).encode()
    elif content.startswith(b"x\x9c"):
        yield zlib.decompress(content)


def found(content, secrets):
    """The secrets that any layer holds, in any case, as UTF-8, UTF-16 or JSON escapes.

    All secrets begin as `names` makes them, so most layers are done with after one search.
    """
    held = set()
    for layer in layers(content):
        plain = layer.lower().replace(b"\0", b"")
        if BEGINNING.search(plain):
            held |= {word for word in secrets if word.lower().encode() in plain}
    return held


PUBLIC = [name for name, row in registry.FORMATS.items() if "public" in row.profiles]


def test_the_reports_hold_what_is_searched_for(filled):
    """The search itself works, and the reports were understood: restricted exports hold the secrets of every sort."""
    home, secrets = filled
    assert home.count(Selection()) > REPORTS
    assert len(secrets.all) > 1500
    texts = "\n".join(report.text for report in home.reports()).encode()
    assert len(found(texts, secrets.all)) > 900
    for packed in (gzip.compress(texts), zlib.compress(texts)):
        assert found(packed, secrets.all) == found(texts, secrets.all)


def test_restricted_exports_hold_them(filled, tmp_path):
    home, secrets = filled
    hand_over(home, Asked(format="casualties", out=tmp_path / "all.csv", by="Ana", profile="restricted"), lists(), NOW)
    held = found(b"".join(path.read_bytes() for path in tmp_path.iterdir()), secrets.all)
    assert {"victim", "activist"} <= {secrets.all[word] for word in held}


@pytest.mark.parametrize("format_", PUBLIC)
def test_no_public_export_holds_any_secret(filled, tmp_path, capfd, format_):
    home, secrets = filled
    row = registry.of(format_)
    done = hand_over(home, Asked(format=format_, out=tmp_path / f"export{row.suffix}", by="Ana"), lists(), NOW)
    assert done.events > 150, "nothing to search"
    for path in [file for file in tmp_path.rglob("*") if file.is_file()]:
        held = found(path.read_bytes(), secrets.all)
        assert not held, f"{path.name} holds {sorted((secrets.all[word], word) for word in held)[:5]}"
        assert not found(path.name.encode(), secrets.all)
    said = "".join(home.said(entry.number) or "" for entry in home.log() if entry.kind == "export")
    out, err = capfd.readouterr()
    assert not found((said + out + err).encode(), secrets.all)


@pytest.mark.parametrize("format_", ["csv", "casualties", "hxl", "acled", "ucdp", "airwars"])
def test_no_cell_starts_a_formula(filled, tmp_path, format_):
    import csv

    home, _ = filled
    for profile in ("public", "restricted"):
        out = tmp_path / f"{profile}.csv"
        hand_over(home, Asked(format=format_, out=out, by="Ana", profile=profile), lists(), NOW)
        for path in tmp_path.glob(f"{profile}*.csv"):
            with path.open(encoding="utf-8", newline="") as file:
                cells = {
                    cell
                    for line in csv.reader(file)
                    for cell in line
                    if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
                }
            assert all(_is_number(cell) for cell in cells), sorted(cells)[:3]


def _is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_hospitals_are_shown_as_their_unit(filled, tmp_path):
    import csv

    home, _ = filled
    hand_over(home, Asked(format="csv", out=tmp_path / "a.csv", by="Ana"), lists(), NOW)
    with (tmp_path / "a.claims.csv").open(encoding="utf-8", newline="") as file:
        claims = list(csv.DictReader(file))
    hit = {
        claim.id
        for dossier in home.dossiers(Selection())
        for claim in dossier.claims
        if any(h.object == "health" for h in claim.hits)
    }
    assert len(hit) > 50
    from onrecord.exports.hand_over import secret_of
    from onrecord.protect.identifiers import Keyed

    key = Keyed(secret_of(home), "public")
    events = {row["event"] for row in claims if row["id"] in set(map(key, hit))}
    assert events
    assert {row["place_precision"] for row in claims if row["event"] in events} <= {
        "admin2",
        "admin1",
        "country",
        "unresolved",
    }


def test_public_and_restricted_files_share_no_id(filled, tmp_path):
    home, _ = filled
    found_ids = {}
    for profile in ("public", "restricted"):
        hand_over(home, Asked(format="csv", out=tmp_path / f"{profile}.csv", by="Ana", profile=profile), lists(), NOW)
        text = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob(f"{profile}*.csv"))
        found_ids[profile] = set(re.findall(r"\b[ectvr]:[0-9a-f]{16}\b|ONR[0-9a-f]{16}", text))
    own = {event.id for event in home.events(Selection())}
    assert len(found_ids["public"]) > 500
    assert not found_ids["public"] & found_ids["restricted"]
    assert not found_ids["public"] & own


def test_nothing_leaves_unapproved_or_uncleared(filled, tmp_path, tools):
    home, _ = filled
    first = next(iter(home.events(Selection()))).id
    record.review(home, "reject", [first], "Cara")
    try:
        done = hand_over(home, Asked(format="csv", out=tmp_path / "a.csv", by="Ana"), lists(), NOW)
        assert done.withheld >= 1
        assert done.events + done.withheld == home.count(Selection())
    finally:
        record.review(home, "approve", [first], "Ana")
        record.review(home, "clear", [first], "Ben")


def test_no_option_goes_round_protection(filled, tmp_path):
    home, _ = filled
    loose = tmp_path / "loose.yaml"
    loose.write_text("k: 1\nembargo: {events: 0}\n", encoding="utf-8")
    with pytest.raises(OnrecordError, match="stricter"):
        hand_over(home, Asked(format="csv", out=tmp_path / "a.csv", by="Ana", protection=loose), lists(), NOW)
    for name, row in registry.FORMATS.items():
        if "public" not in row.profiles:
            with pytest.raises(OnrecordError, match="restricted"):
                hand_over(home, Asked(format=name, out=tmp_path / "b", by="Ana"), lists(), NOW)
    early = dt.datetime(2017, 1, 1, tzinfo=dt.UTC)
    assert hand_over(home, Asked(format="csv", out=tmp_path / "c.csv", by="Ana"), lists(), early).events == 0
    assert msgspec.json.decode((tmp_path / "c.csv.about.json").read_bytes())["events"] == 0
