"""Actors: the registry, their mentions in a text, and claims linked to them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.coders.rules import actors
from onrecord.coders.rules.actors import ActorMention
from onrecord.knowledge.actors import Registry
from onrecord.language import parse
from onrecord.language.document import Document
from onrecord.language.sentences import split
from onrecord.link.actors import link_actors
from onrecord.model import (
    Actor,
    Admin,
    Claim,
    Control,
    Named,
    OnrecordError,
    Place,
    Report,
    Source,
    Span,
    Toll,
)

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "actors.yaml").read_text(encoding="utf-8"))
FLAGS = ("generic", "civilian", "unidentified", "suspected", "own", "loaded", "modifier")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.open()


def test_countries_in_capitals_are_told_from_common_words(registry):
    assert dict(registry.lands("A CAR BOMB IN PERU, THEY TOLD US")) == {"PER": 1}
    assert dict(registry.lands("The US army left the CAR")) == {"USA": 1, "CAF": 1}


@pytest.fixture(scope="module")
def reader() -> parse.Reader:
    return parse.Reader.open()


@pytest.mark.parametrize("case", CASES["names"], ids=lambda case: f"{case[0]}|{case[2]}")
def test_words_name_an_entry(case: list, registry: Registry) -> None:
    words, on, country, wanted = case
    entry = registry.named(words, on, country)
    assert (entry.id if entry else None) == wanted


def found(text: str, registry: Registry, reader: parse.Reader | None) -> tuple[Document, tuple[ActorMention, ...]]:
    document = parse.read(text, reader, lambda sentence: True)
    return document, actors.resolve(actors.find(document, registry), document)


@pytest.mark.parametrize("case", CASES["mentions"], ids=lambda case: case["text"][:40])
def test_mentions_with_tree(case: dict, registry: Registry, reader: parse.Reader) -> None:
    _, mentions = found(case["text"], registry, reader)
    rest = list(mentions)
    for wanted in case["actors"]:
        words, _, told = wanted.partition(" -> ")
        id_, *flags = told.split()
        while rest and rest[0].text != words:
            rest.pop(0)
        assert rest, f"{words!r} is not among {[m.text for m in mentions]}"
        mention = rest.pop(0)
        assert id_ == "?" or mention.id == id_, (words, mention.id)
        for flag in flags:
            assert (mention.joint == "any") if flag == "any" else getattr(mention, flag), (words, flag)
    assert not {mention.text for mention in mentions} & set(case.get("not", ()))


@pytest.mark.parametrize("case", CASES["mentions"], ids=lambda case: case["text"][:40])
def test_mentions_without_tree_keep_their_names(case: dict, registry: Registry) -> None:
    _, mentions = found(case["text"], registry, None)
    ids = {mention.id for mention in mentions}
    wanted = {w.partition(" -> ")[2].split()[0] for w in case["actors"]} - {"?"}
    assert wanted <= ids


@pytest.mark.parametrize("case", CASES["mentions"], ids=lambda case: case["text"][:40])
def test_spans_cut_out_their_words(case: dict, registry: Registry, reader: parse.Reader) -> None:
    document, mentions = found(case["text"], registry, reader)
    for mention in mentions:
        assert document.text[mention.start : mention.end] == mention.text
        tokens = document.sentences[mention.sentence].tokens
        assert mention.first <= mention.position <= mention.last
        assert tokens[mention.first].start == mention.start and tokens[mention.last].end == mention.end
        assert mention.antecedent is None or mentions[mention.antecedent].start < mention.start


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_searched(text: str) -> None:
    registry = Registry.open()
    document = Document(text=text, sentences=split(text))
    for mention in actors.resolve(actors.find(document, registry), document):
        assert text[mention.start : mention.end] == mention.text


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_words_are_read(text: str) -> None:
    Registry.open().named(text, None, "SYR")


def test_hostile_lengths(registry: Registry) -> None:
    for words in ("the " * 20_000, "army of " * 20_000, "Islamic " * 20_000, "'" * 50_000, "a-" * 50_000):
        start = time.perf_counter()
        registry.named(words, None, "SYR")
        document = Document(text=words, sentences=split(words))
        actors.resolve(actors.find(document, registry), document)
        assert time.perf_counter() - start < 20


# --- the registry ------------------------------------------------------------------------------------------------------


def test_every_entry_is_found_by_its_own_name(registry: Registry) -> None:
    for entry in registry:
        day = entry.valid_from or entry.valid_to
        named = registry.named(entry.name, day, entry.theatre[0] if entry.theatre else None)
        assert named is not None and named.name == entry.name, entry.id


def test_size_and_sides(registry: Registry) -> None:
    assert len(registry) >= 250
    assert registry.side_of("syr:tiger-forces") == "syr:pro-government"
    assert registry.side_of("syr:islamic-state") == "syr:islamic-state"
    assert registry.side_of("lbn:hezbollah") == "lbn:hezbollah"
    assert registry.same_side("lbn:hezbollah", "syr:armed-forces", "SYR")
    assert not registry.same_side("lbn:hezbollah", "syr:armed-forces")
    assert registry.contains("syr:fsa", "syr:southern-front")


def test_every_country_has_forces(registry: Registry) -> None:
    entry = registry.entry("caf:armed-forces")
    assert entry is not None and entry.name == "Military Forces of the Central African Republic"
    assert registry.entry("caf:civilians").name == "Civilians (Central African Republic)"
    assert registry.entry("zzz:armed-forces") is None
    assert registry.country("SY") == registry.country("Syria") == registry.country("syr") == "SYR"


def own(tmp_path: Path, text: str) -> Registry:
    path = tmp_path / "actors.yaml"
    path.write_text(text, encoding="utf-8")
    return Registry.open([path])


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    registry = own(
        tmp_path,
        """
country: SYR
actors:
  - {id: syr:valley-guard, name: Valley Guard, kind: rebel_group, aliases: [VG], side: syr:opposition}
  - {id: syr:fsa, name: The Free Army, kind: rebel_group}
""",
    )
    assert registry.named("Valley Guard fighters").id == "syr:valley-guard"
    assert registry.side_of("syr:valley-guard") == "syr:opposition"
    assert registry.entry("syr:fsa").name == "The Free Army"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("actors: [{id: syr:x, name: X, kind: army}]", "kind"),
        ("actors: [{id: syr:x, name: X}]", "kind"),
        ("actors: [{id: X, name: X, kind: rebel_group}]", "ids are like"),
        ("actors: [{id: syr:x, name: X, kind: rebel_group, parent: syr:nobody}]", "syr:nobody"),
        ("actors: [{id: syr:x, name: X, kind: rebel_group, country: Syria}]", "alpha-3"),
        (
            "actors: [{id: syr:x, name: X, kind: rebel_group, valid_from: 2015-01-01, valid_to: 2014-01-01}]",
            "ends before",
        ),
        (
            "actors: [{id: syr:x, name: X, kind: rebel_group, parent: syr:y}, {id: syr:y, name: Y, kind: rebel_group, parent: syr:x}]",
            "back to itself",
        ),
        ("actors: 3", "actors"),
        ("{", "actors"),
    ],
)
def test_a_bad_file_is_refused_with_its_fault(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(OnrecordError, match=reason):
        own(tmp_path, text)


# --- linking -----------------------------------------------------------------------------------------------------------

TEXT = (
    "“Our army forces retook the hill of Ras Umar from ISIS,” said Samir, an officer in the Syrian army. "
    "The militants had killed 12 soldiers. Pro-regime troops fought on; we will chase the terrorists, he said. "
    "The Turkish army shelled the valley. Unidentified gunmen shot a farmer."
)
REPORT = Report(
    id="r:1", title=None, url=None, publisher=None, byline=(), dateline=None, published="2016-02-03",
    published_from="given", language="en", text=TEXT,
)  # fmt: skip
OFFICER = Source(
    kind="military", text="Samir", name="Samir", affiliation="an officer in the Syrian army", quote="direct"
)
SYRIA = Place(text="valley", start=0, end=6, admin=(Admin(level=0, name="Syria", code="SY"),))


def actor(words: str, role: str = "initiator") -> Actor:
    start = TEXT.index(words)
    return Actor(text=words, start=start, end=start + len(words), role=role)


def claim(trigger: str, *who: Actor, source: Source | None = None, **fields: object) -> Claim:
    start = TEXT.index(trigger)
    span = Span(text=trigger, start=start, end=start + len(trigger))
    given_ = {"kind": "battle", "status": "happened", "recap": False, "denies": None, "score": 0.9} | fields
    return Claim(
        id=f"c:{trigger}", report="r:1", coder="test", trigger=span, sentence=span, actors=who,
        source=source or Source(kind="outlet"), **given_,
    )  # fmt: skip


def linked(*claims: Claim) -> tuple[Claim, ...]:
    return link_actors(claims, REPORT, Registry.open())


def test_own_words_mean_the_speakers_army() -> None:
    control = Control(
        change="recaptured", holder=Named(id=None, name="Our army forces"), from_=Named(id=None, name="ISIS")
    )
    (done,) = linked(claim("retook", actor("Our army forces"), source=OFFICER, kind="capture", control=control))
    assert (done.actors[0].id, done.actors[0].name) == ("syr:armed-forces", "Military Forces of Syria")
    assert done.control.holder.name == "Military Forces of Syria" and done.control.from_.name == "Islamic State"
    assert done.control.basis == "taker"
    assert (done.source.entity, done.source.side) == ("syr:armed-forces", "syr:pro-government")
    assert not done.source.against_interest


def test_generic_words_take_the_latest_fitting_actor() -> None:
    _, done = linked(
        claim("retook", actor("ISIS", "target")), claim("killed", actor("The militants")),
    )  # fmt: skip
    assert done.actors[0].id == "syr:islamic-state"
    assert any(because.rule == "link.actor.antecedent" for because in done.because)


def test_terrorists_are_the_speakers_enemies() -> None:
    *_, done = linked(
        claim("retook", actor("ISIS", "target"), actor("Our army forces"), source=OFFICER),
        claim("chase", actor("we"), actor("the terrorists", "target"), source=OFFICER),
    )
    assert [a.id for a in done.actors] == ["syr:armed-forces", "syr:islamic-state"]


def test_umbrella_stays_an_umbrella() -> None:
    (done,) = linked(claim("fought", actor("Pro-regime troops", "party"), places=(SYRIA,)))
    assert (done.actors[0].id, done.actors[0].kind) == ("syr:pro-government", "umbrella")


def test_own_losses_are_against_interest() -> None:
    start = TEXT.index("12 soldiers")
    toll = Toll(
        id="t:1",
        text="12 soldiers",
        start=start,
        end=start + 11,
        harm="killed",
        who="combatants",
        side="soldiers",
        low=12,
        high=12,
    )
    (done,) = linked(claim("killed", actor("The militants"), source=OFFICER, tolls=(toll,), places=(SYRIA,)))
    assert done.tolls[0].side == "Military Forces of Syria"
    assert done.source.against_interest
    lost = Control(change="captured", holder=Named(id=None, name="ISIS"), from_=Named(id=None, name="the Syrian army"))
    (done,) = linked(claim("retook", source=OFFICER, kind="capture", control=lost))
    assert done.control.basis == "loser_concedes" and done.source.against_interest


def test_an_army_abroad_is_an_external_force() -> None:
    (done,) = linked(claim("shelled", actor("The Turkish army"), places=(SYRIA,)))
    assert (done.actors[0].id, done.actors[0].kind) == ("tur:armed-forces", "external_forces")


def test_third_parties_and_the_outlet() -> None:
    control = Control(state="holds", holder=Named(id=None, name="ISIS"))
    monitor = Source(kind="monitor", text="a monitor")
    assert linked(claim("retook", control=control, source=monitor))[0].control.basis == "third_party"
    assert linked(claim("retook", control=control))[0].control.basis == "outlet"


def test_unidentified_gunmen_of_a_country() -> None:
    (done,) = linked(claim("shot", actor("Unidentified gunmen"), places=(SYRIA,)))
    assert done.actors[0].name == "Unidentified Armed Group (Syria)"


def test_a_place_in_a_country_that_nobody_names_is_doubted() -> None:
    elsewhere = Place(text="valley", start=0, end=6, admin=(Admin(level=0, name="Chile", code="CL"),))
    (done, _) = linked(claim("fought", actor("Pro-regime troops"), places=(elsewhere,)), claim("shot", places=(SYRIA,)))
    assert done.actors[0].id == "syr:pro-government"


def test_words_of_abuse_are_never_values() -> None:
    start = TEXT.index("the terrorists")
    toll = Toll(
        id="t:1", text="the terrorists", start=start, end=start + 14, harm="killed", who="combatants", side="terrorists"
    )
    control = Control(change="recaptured", from_=Named(id=None, name="the terrorists"))
    (done,) = linked(claim("chase", kind="capture", tolls=(toll,), control=control, places=(SYRIA,)))
    assert done.tolls[0].side is None and done.control.from_ is None


def test_a_country_is_no_side_of_its_people() -> None:
    start = TEXT.index("a farmer")
    toll = Toll(id="t:1", text="a farmer", start=start, end=start + 8, harm="killed", who="civilians", side="Syrian")
    (done,) = linked(claim("shot", tolls=(toll,), places=(SYRIA,)))
    assert done.tolls[0].side is None


def test_linking_twice_changes_nothing() -> None:
    once = linked(claim("retook", actor("Our army forces"), actor("ISIS", "target"), source=OFFICER))
    again = link_actors(once, REPORT, Registry.open())
    assert [a.id for a in again[0].actors] == [a.id for a in once[0].actors]
