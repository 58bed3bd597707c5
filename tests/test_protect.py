"""What may leave the store, and in which form."""

from __future__ import annotations

import msgspec
import pytest
from making import actor, claim, day, dossier, place, public, report, source, terms, toll

from onrecord.model import Control, Hit, Link, Named, OnrecordError, Responsibility, Review, Via, Victim
from onrecord.protect.known import Known
from onrecord.protect.people import masked
from onrecord.protect.release import cleared
from onrecord.protect.rules import Rules


def text_of(records):
    return msgspec.json.encode([record.dossier for record in records]).decode()


# --- whether ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("review", "fine", "fine_alone"),
    [
        (Review(), False, False),
        (Review(state="approved", approved_by=("person:Ana",)), False, False),
        (Review(state="cleared", approved_by=("person:Ana",), cleared_by=("person:Ben",)), True, True),
        (Review(state="cleared", approved_by=("person:Ana",), cleared_by=("person:Ana",), single=True), False, True),
        (Review(state="cleared", approved_by=("person:Ana",), cleared_by=("person: ANA ",)), False, True),
        (Review(state="cleared", approved_by=("rules:auto/1",), cleared_by=("person:Ben",)), False, False),
        (Review(state="cleared", approved_by=("person:Ana", "person:Ben"), cleared_by=("person:Ana",)), True, True),
        (Review(state="rejected", approved_by=("person:Ana",), cleared_by=("person:Ben",)), False, False),
    ],
)
def test_only_what_one_person_approved_and_another_cleared(review, fine, fine_alone):
    assert cleared(review) is fine
    assert cleared(review, alone=True) is fine_alone
    assert bool(public(dossier([claim()], review=review))) is fine


def test_a_single_persons_installation_says_so_on_every_record():
    (record,) = public(dossier([claim()]), alone=True)
    assert record.remarks == ("approved and cleared by one person",)
    assert public(dossier([claim()]))[0].remarks == ()


@pytest.mark.parametrize(
    ("date", "leaves"), [("2020-05-28", True), ("2020-05-29", True), ("2020-05-30", False), ("2020-06-05", False)]
)
def test_events_wait_three_days(date, leaves):
    assert bool(public(dossier([claim(when=day(date))]))) is leaves


def test_the_last_possible_day_counts():
    assert not public(dossier([claim(when=day("2020-05-01", "2020-05-31"))]))


def test_an_undated_event_waits_from_its_publication_and_without_one_from_its_recording():
    assert public(dossier([claim(when=None)]))
    assert not public(dossier([claim(when=None)], [report(published="2020-05-31")]))
    assert not public(dossier([claim(when=None)], [report(published="2020-06")]))  # a month that only the address tells
    assert public(dossier([claim(when=None)], [report(published="2020-04")]))
    assert not public(dossier([claim(when=None)], [report(published=None)], recorded_at="2020-05-31T00:00:00Z"))


HOLDS = Control(state="holds", holder=Named(id="syr:opposition", name="Opposition Rebels (Syria)"))


@pytest.mark.parametrize(
    ("over", "leaves"),
    [
        ({"control": HOLDS}, False),
        ({"kind": "base_established"}, False),
        ({"places": (place(text="a checkpoint near Idlib"),)}, False),
        ({"control": HOLDS, "places": (place(precision="admin1", id="SY.12"),)}, True),
        ({"control": HOLDS, "when": day("2020-05-18")}, True),
        ({}, True),
    ],
)
def test_positions_below_the_second_level_wait_fourteen_days(over, leaves):
    assert bool(public(dossier([claim(**({"when": day("2020-05-20")} | over))]))) is leaves


@pytest.mark.parametrize("status", ["planned", "hypothetical"])
def test_nothing_planned_leaves(status):
    told = dossier([claim(1), claim(2, status=status, tolls=(toll(low=77, high=77),))])
    (record,) = public(told)
    assert len(record.dossier.claims) == 1
    assert "77" not in text_of([record])
    assert not public(dossier([claim(status=status)]))


def test_a_denial_alone_is_no_event():
    assert not public(dossier([claim(status="denied", denies="event")]))
    assert len(public(dossier([claim(1), claim(2, status="denied", denies="number")]))[0].dossier.claims) == 2


# --- people ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "words", "name", "shown"),
    [
        ("activist", "Jomana Terrafield, a local activist", "Jomana Terrafield", None),
        ("resident", "Jomana Terrafield, a resident", "Jomana Terrafield", None),
        ("medical", "Dr. Jomana Terrafield, spokeswoman of the hospital", "Jomana Terrafield", None),
        ("military", "Col. Jomana Terrafield, an officer in the Syrian army", "Jomana Terrafield", None),
        ("military", "army chief of staff Jomana Terrafield", "Jomana Terrafield", "Jomana Terrafield"),
        ("official", "Defence Minister Jomana Terrafield", "Jomana Terrafield", "Jomana Terrafield"),
        ("armed_group", "Jomana Terrafield, spokesman for the Free Syrian Army", "Jomana Terrafield", "Jomana Terrafield"),
        ("official", "Jomana Terrafield, a village clerk", "Jomana Terrafield", None),
        ("monitor", "the Syrian Observatory for Human Rights", "Syrian Observatory for Human Rights", "Syrian Observatory for Human Rights"),
        ("official", "the Ministry of Defence", "Ministry of Defence", "Ministry of Defence"),
        ("medical", "Terrafield Hospital", "Terrafield Hospital", None),
    ],
)  # fmt: skip
def test_individuals_are_kinds_unless_they_hold_office_or_speak_for_a_body(kind, words, name, shown):
    rules = Rules.open()
    seen = masked(source(kind, text=words, name=name), Known.open(), rules)
    assert seen.name == shown
    assert ("Terrafield" in str(seen)) is bool(shown and "Terrafield" in shown)


def test_an_anonymous_source_is_its_kind_and_nothing_else():
    seen = masked(
        source("medical", text="a doctor at the Terrafield clinic", affiliation="health directorate", anonymous=True, side="syr:opposition", via=(Via(text="Jo Terra", start=0, end=1, name="Jo Terra", kind="activist"),)),
        Known.open(), Rules.open(),
    )  # fmt: skip
    assert seen == source("medical", text="a medic", anonymous=True, start=None, end=None)


def test_texts_bylines_victims_and_unlisted_words_stay():
    told = claim(
        source=source("activist", name="Jomana Terrafield", text="activist Jomana Terrafield"),
        victims=(Victim(text="Nasser Quillbrook", start=0, end=1, harm="killed"),),
        tolls=(toll(text="dozens of the Quillbrook family, among them women"),),
        actors=(actor(id_=None, name=None, text="gunmen of Abu Quillbrook", kind=None),),
    )
    records = public(
        dossier(
            [told], [report(title="Nasser Quillbrook killed in Idlib", url="https://outlet.example/quillbrook-killed")]
        )
    )
    shown = text_of(records)
    for secret in ("Terrafield", "Quillbrook", "Wrendale", "secret sentence", "Secret body", "Qamishli"):
        assert secret not in shown
    (made,) = records[0].dossier.claims
    assert made.tolls[0].text == "dozens of the … family among them women"
    assert made.actors[0].text == "gunmen of …"
    assert records[0].dossier.reports[0].url == "https://outlet.example/"
    assert records[0].dossier.reports[0].title is None


def test_titles_and_addresses_of_ordinary_words_stay():
    (record,) = public(dossier([claim()]))
    (seen,) = record.dossier.reports
    assert (seen.title, seen.url, seen.publisher) == (
        "Air strike hits market",
        "https://outlet.example/2020/air-strike-hits-market",
        "Northern Courier",
    )


@pytest.mark.parametrize(
    ("publisher", "url"),
    [
        ("Jomana Terrafield", "https://t.me/jomana/3"),
        ("@jomana", None),
        ("Idlib diary", "https://jomana.wordpress.com/3"),
    ],
)
def test_personal_channels_are_no_outlets(publisher, url):
    records = public(dossier([claim()], [report(publisher=publisher, url=url)]))
    assert "omana" not in text_of(records)
    assert records[0].dossier.reports[0].publisher is None


def test_names_that_are_ordinary_words_go_too():
    who = source("activist", name="Rose Market", text="activist Rose Market")
    told = claim(source=who, tolls=(toll(text="two friends of Rose"),))
    (record,) = public(dossier([told], [report(url="https://rosemarket.example/12", publisher="Market Rose")]))
    (seen,) = record.dossier.reports
    assert (seen.title, seen.url, seen.publisher) == (None, None, None)
    assert record.dossier.claims[0].tolls[0].text == "two friends of …"


def test_nobody_is_followed_from_report_to_report_and_nobody_counts_twice():
    who = source("activist", name="Jomana Terrafield", text="activist Jomana Terrafield")
    told = dossier(
        [claim(1, "r:1", source=who), claim(2, "r:2", source=who)], [report(1), report(2, publisher="Southern Post")]
    )
    assert len(told.voices) == 1
    one, two = public(told)[0].dossier.voices
    assert one.id != two.id
    assert (one.corroborates, two.corroborates) == (True, False)


def test_a_body_stays_one_voice():
    who = source("monitor", name="Syrian Observatory for Human Rights", text="the Syrian Observatory for Human Rights")
    told = dossier(
        [claim(1, "r:1", source=who), claim(2, "r:2", source=who)], [report(1), report(2, publisher="Southern Post")]
    )
    (voice,) = public(told)[0].dossier.voices
    assert voice.name == "Syrian Observatory for Human Rights"
    assert len(voice.claims) == 2


# --- anonymous claims ------------------------------------------------------------------------------------------------


def crowd(number):
    """So many events of one outlet, area and week, each told by an anonymous source and by the outlet itself."""
    return [
        dossier(
            [
                claim(
                    f"{n}a",
                    f"r:{n}",
                    source=source("resident", text="a resident", anonymous=True),
                    tolls=(toll(f"{n}a"),),
                ),
                claim(f"{n}b", f"r:{n}"),
            ],
            [report(n)],
            number=n,
        )
        for n in range(1, number + 1)
    ]


@pytest.mark.parametrize(("number", "known"), [(1, False), (2, False), (3, True), (4, True)])
def test_an_anonymous_claim_keeps_its_outlet_only_in_a_crowd(number, known):
    for record in public(*crowd(number)):
        shown = {r.id: r for r in record.dossier.reports}
        anonymous = next(c for c in record.dossier.claims if c.source.anonymous)
        named = next(c for c in record.dossier.claims if not c.source.anonymous)
        assert shown[named.report].publisher == "Northern Courier"
        assert (shown[anonymous.report].publisher, shown[anonymous.report].title is not None) == (
            ("Northern Courier", True) if known else (None, False)
        )
        assert (anonymous.report == named.report) is known
        telling = next(t for t in record.dossier.tellings if anonymous in t.claims)
        assert (telling.publisher, telling.published) == (("Northern Courier", "2020-01-11") if known else (None, None))


def test_the_crowd_is_of_what_leaves():
    events = crowd(3)
    events[2] = msgspec.structs.replace(events[2], review=Review())
    assert all(None in {r.publisher for r in record.dossier.reports} for record in public(*events))


def test_three_claims_of_one_anonymous_source_are_no_crowd():
    who = source("resident", text="a resident", anonymous=True)
    (record,) = public(dossier([claim(n, source=who) for n in range(5)]))
    assert {r.publisher for r in record.dossier.reports} == {None}


# --- places ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "over",
    [
        {"hits": (Hit(text="the Terrafield hospital", start=0, end=1, object="health"),)},
        {"hits": (Hit(text="a school", start=0, end=1, object="school"),)},
        {"places": (place(text="the shelter in Idlib"),)},
        {"places": (place(name="Atmeh camp", text="Atmeh"),)},
    ],
)
def test_sensitive_places_become_their_unit_in_the_whole_event(over):
    (record,) = public(dossier([claim(1, **over), claim(2)]))
    assert {(p.name, p.precision, p.lat, p.lon) for c in record.dossier.claims for p in c.places} == {
        ("Idlib", "admin1", 35.8273, 36.6206)
    }
    assert record.dossier.event.computed.place.precision == "admin1"
    assert "35.93062" not in text_of([record])
    assert record.dossier.reports[0].url == "https://outlet.example/"
    assert record.dossier.reports[0].title is None


def test_a_place_that_no_list_knows_becomes_its_unit():
    (record,) = public(dossier([claim(places=(place(id=None, name="Terrafield's farm", text="Terrafield's farm"),))]))
    assert record.dossier.claims[0].places[0].name == "Idlib"
    assert "Terrafield" not in text_of([record])


def test_nothing_is_jittered():
    one, two = public(dossier([claim()])), public(dossier([claim()]))
    assert text_of(one) == text_of(two)
    assert (one[0].dossier.claims[0].places[0].lat, one[0].dossier.claims[0].places[0].lon) == (35.93062, 36.63393)


@pytest.mark.parametrize(("precision", "shown"), [("settlement", "12 … civilians"), ("admin1", "12 Yazidi civilians")])
def test_ethnicity_of_victims_is_withheld_below_the_first_level(precision, shown):
    where = place(precision=precision, id="SY.12" if precision == "admin1" else "gn:169389")
    (record,) = public(dossier([claim(places=(where,), tolls=(toll(text="12 Yazidi civilians"),))]))
    assert record.dossier.claims[0].tolls[0].text == shown


# --- who is blamed ---------------------------------------------------------------------------------------------------


def test_what_one_side_says_of_the_other_is_an_accusation():
    army = source(
        "military", text="the army", side="syr:pro-government", entity="syr:armed-forces", affiliation="Syrian army"
    )
    rebels = actor(id_="syr:fsa", name="Free Syrian Army", kind="rebel_group")
    (record,) = public(dossier([claim(source=army, actors=(rebels,))]))
    assert record.dossier.claims[0].actors[0].responsibility == Responsibility(basis="accused", by="the military")


def test_what_somebody_else_tells_is_none():
    (record,) = public(dossier([claim(source=source("resident", text="residents"), actors=(actor(),))]))
    assert record.dossier.claims[0].actors[0].responsibility.basis == "stated"


# --- ids and links ---------------------------------------------------------------------------------------------------


def test_ids_are_keyed_by_store_and_profile():
    told = dossier([claim(tolls=(toll(),))])
    ids = {
        (profile, secret): public(told, profile=profile, secret=secret)[0].dossier.event.id
        for profile in ("public", "restricted")
        for secret in ("one", "two")
    }
    assert len({*ids.values(), told.event.id}) == 5
    shown = text_of(public(told))
    assert not any(f'"{own}"' in shown for own in ("e:1", "c:1", "t:1", "r:1"))


def test_a_store_without_a_secret_lets_nothing_out():
    with pytest.raises(OnrecordError, match="secret"):
        terms(secret="")


def test_links_lead_only_to_what_leaves_too():
    whole = dossier([claim(1)], number=1)
    part = dossier([claim(2, "r:2")], [report(2)], number=2, links=[Link(type="part_of", event="e:1")])
    assert [link.type for link in public(whole, part)[1].dossier.event.links] == ["part_of"]
    hidden = msgspec.structs.replace(whole, review=Review())
    assert public(hidden, part)[0].dossier.event.links == ()


def test_restricted_holds_everything():
    told = dossier([claim(source=source("activist", name="Jomana Terrafield"))], review=Review())
    (record,) = public(told, profile="restricted")
    assert record.profile == "restricted"
    assert record.dossier.claims[0].source.name == "Jomana Terrafield"
    assert record.dossier.reports[0].text == "Secret body of the report."


# --- rules of one's own ----------------------------------------------------------------------------------------------


def test_rules_only_grow_stricter(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("k: 5\nembargo: {events: 30}\nsensitive: {words: [bakery]}\nclosed: [spokesman]\n", encoding="utf-8")
    rules = Rules.open("embargo: {positions: 20}", own)
    assert (rules.k, rules.embargo.events, rules.embargo.positions) == (5, 30, 20)
    assert "bakery" in rules.sensitive.words and "hospital" in rules.sensitive.words
    assert "spokesman" not in rules.named_offices and "spokeswoman" in rules.named_offices


@pytest.mark.parametrize(
    "text",
    ["k: 2", "embargo: {events: 0}", "embargo: {positions: 13}", "offices: {national: [clerk]}", "page_words: [x]", "unknown: 1", "k: [", "k: many"],
)  # fmt: skip
def test_rules_cannot_be_loosened_or_misread(tmp_path, text):
    own = tmp_path / "own.yaml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(OnrecordError):
        Rules.open(own)


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "shown"),
    [
        ("dozens of women and children", "dozens of women and children"),
        ("at least 1,200 people", "at least 1,200 people"),
        ("30-40 fighters", "30-40 fighters"),
        ("Nasser Quillbrook", ""),
        ("the Quillbrooks' three sons", "the … three sons"),
        ("=HYPERLINK(0)", "… 0"),
        ("call +963 944 123456 now", "call … now"),
        ("قتل أحمد", ""),
        ("", ""),
    ],
)
def test_phrases_keep_words_that_are_on_a_list(phrase, shown):
    assert Known.open().scrubbed(phrase) == shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.outlet.example/2020/01/strike-kills-five", "https://outlet.example/2020/01/strike-kills-five"),
        ("https://outlet.example/quillbrook?ref=nasser#n", "https://outlet.example/"),
        ("https://nasser:pw@outlet.example/12345", "https://outlet.example/12345"),
        ("https://outlet.example/0123456789", "https://outlet.example/"),
        ("https://t.me/nasser", None),
        ("javascript:alert(1)", None),
        ("file:///home/nasser/x", None),
        (None, None),
    ],
)
def test_addresses_are_cut_back_to_what_names_nobody(url, shown):
    assert Known.open().address(url, ()) == shown
