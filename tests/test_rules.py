"""The rule coder on one-line cases, and what must hold for every claim."""

import pytest
from conftest import SHARED, cases

from onrecord.pipeline import code_text

CASES = cases("claims")
WHEREABOUTS = cases("whereabouts")


def words(spans):
    return " ; ".join(span.text for span in spans).lower()


def matches(claim, case):
    roles = {"by": "initiator", "on": "target", "with": "party"}
    for key, role in roles.items():
        told = words([a for a in claim.actors if a.role == role])
        if key in case and (told if case[key] == "none" else case[key].lower() not in told):
            return False
    if "not_by" in case and case["not_by"].lower() in words([a for a in claim.actors if a.role == "initiator"]):
        return False
    if "basis" in case and case["basis"] not in {a.responsibility.basis for a in claim.actors if a.role != "target"}:
        return False
    for key in ("kind", "status", "recap", "denies"):
        if key in case and getattr(claim, key) != case[key]:
            return False
    places = words([*claim.places, *(p.container for p in claim.places if p.container)])
    if case.get("place", "").lower() not in places or not when_matches(claim, case):
        return False
    if not (lies_in(claim, case.get("land")) and case.get("who", "") in " ; ".join(a.name or "" for a in claim.actors)):
        return False
    return toll_matches(claim, case) and control_matches(claim, case) and source_matches(claim, case)


def whereabouts(claim):
    """The words of a claim's places, each with what it lies in."""
    held = ((p.text, f" < {p.container.text}" if p.container else "") for p in claim.places)
    return {" ".join(f"{text}{holder}".split()) for text, holder in held}


def lies_in(claim, land):
    """``land`` is the country of one of the places, or ``nowhere`` where none must be tied to any."""
    lands = {unit.name for place in claim.places for unit in place.admin[:1]}
    return land is None or (land == "nowhere" and not any(p.id for p in claim.places)) or land in lands


def when_matches(claim, case):
    """``when`` is a day, or ``none`` where the claim must have no day at all."""
    if "when" not in case:
        return True
    first = claim.when.earliest if claim.when else None
    return first is None if case["when"] == "none" else first == case["when"]


def toll_matches(claim, case):
    if "toll" not in case:
        return True
    harm, low, high, who = case["toll"].split()
    wanted = (harm, None if low == "_" else int(low), None if high == "_" else int(high), who)
    return wanted in {(t.harm, t.low, t.high, t.who) for t in claim.tolls}


def control_matches(claim, case):
    control = claim.control
    if any(key in case for key in ("holder", "from", "state", "change")) and control is None:
        return False
    if "holder" in case and (control.holder is None or case["holder"].lower() not in control.holder.name.lower()):
        # linking may have given the registry's name
        return control.holder is not None and control.holder.id is not None
    return case.get("state") in (None, control and control.state) and case.get("change") in (
        None,
        control and control.change,
    )


def source_matches(claim, case):
    if "weapon" in case and (claim.weapon is None or claim.weapon.class_ != case["weapon"]):
        return False
    if "source" not in case:
        return True
    kind, _, name = case["source"].partition(" ")
    return claim.source.kind == kind and (not name or claim.source.name == name)


@pytest.mark.parametrize("case", [*CASES, *cases("world")], ids=lambda case: case["text"][:60])
def test_case(case, tools):
    record = code_text(case["text"], tools, published="2020-03-10")
    if "none" in case:
        assert case["none"] in tools.codebook.kinds
        assert case["none"] not in {claim.kind for claim in record.claims}
    if set(case) - {"text", "none"}:
        assert any(matches(claim, case) for claim in record.claims), [
            (c.kind, c.status, words(c.actors), words(c.places), [(t.harm, t.low, t.high, t.who) for t in c.tolls])
            for c in record.claims
        ]


@pytest.mark.parametrize("text", cases("deadly"), ids=lambda text: text[:60])
def test_no_deed_is_hidden(text, tools):
    record = code_text(text, tools, published="2020-03-10")
    assert any(
        claim.status in {"happened", "ongoing"} and any(toll.harm == "killed" and toll.low == 9 for toll in claim.tolls)
        for claim in record.claims
    ), [(c.kind, c.status, [(t.harm, t.low) for t in c.tolls]) for c in record.claims]


def told(row):
    """A statement as a line of ``holding.yaml``."""
    holder, loser = (named.name if named else "" for named in (row.holder, row.from_))
    days = (row.when.earliest or f"..{row.when.latest}") if row.when and row.when.latest else ""
    return (row.place.text, holder, row.change or row.state, loser, days)


def wanted(line):
    place, _, rest = line.partition(": ")
    said, _, loser = rest.partition(" from ")
    words, day = said.split(), ""
    if (loser or said)[-1].isdigit():
        *left, day = (loser or said).split()
        words, loser = (words, " ".join(left)) if loser else (left, "")
    return (place, " ".join(words[:-1]).replace("-", ""), words[-1], loser, day)


@pytest.mark.parametrize("case", cases("holding"), ids=lambda case: case["text"][:60])
def test_who_holds_what(case, tools):
    record = code_text(case["text"], tools, published="2020-03-10")
    found = [told(row) for row in record.control]
    expected = [wanted(line) for line in case["held"]]
    assert len(found) == len(expected), found
    assert {row.place.relation for row in record.control} <= {"in"}
    for have, want in zip(found, expected, strict=True):
        assert all(word in value for value, word in zip(have, want, strict=True)) and have[2:3] == want[2:3], (
            have,
            want,
        )
        assert bool(have[1]) == bool(want[1]) and bool(have[3]) == bool(want[3]) and have[4] == want[4], (have, want)


def test_every_span_cuts_out_its_words(tools):
    text = " ".join(case["text"] for case in CASES)
    record = code_text(text, tools, published="2020-03-10")
    assert record.claims and not record.rejected


def test_the_same_report_gives_the_same_ids(tools):
    text = "Rebels shelled Deir Amar on Monday, killing at least four people, residents said."
    first, second = (code_text(text, tools, published="2020-03-10") for _ in range(2))
    assert first == second
    assert first.claims and first.events


def test_without_a_publication_date_weekdays_stay_unresolved(tools):
    record = code_text("Rebels shelled Deir Amar on Monday, killing four people.", tools)
    assert record.claims
    assert all(
        c.when is None or (c.when.earliest, c.when.latest, c.when.precision) == (None, None, "unresolved")
        for c in record.claims
    )


def test_a_language_no_coder_reads_is_kept_and_named(tools):
    record = code_text("قصفت قوات النظام اليوم بلدة في ريف حلب وقتل ثلاثة مدنيين في القصف على السوق", tools)
    assert record.report is not None and not record.claims
    assert "ar" in record.rejected[0].reason


@pytest.mark.skipif(not (SHARED / "seed").is_dir(), reason="the sample report is not beside the checkout")
def test_the_sample_report_holds_in_all_its_rows(tools):
    import importlib.util

    import msgspec

    from onrecord.exports import json
    from onrecord.pipeline import code

    spec = importlib.util.spec_from_file_location("check_seed", SHARED / "seed" / "check_seed.py")
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    (file,) = sorted((SHARED / "seed").glob("*.txt"))
    (record,) = code([str(file)], tools, published="2016-01-17")
    sample = check.Sample(msgspec.json.decode(json.one_or_many([record])))
    assert {row for row, holds in check.rows(sample).items() if not holds} == set()
    assert check.ungrounded(sample) == 0


@pytest.mark.parametrize(
    ("text", "army"),
    [
        ("The Turkish army captured Qasr Hamra in Aleppo, Syria. The army then shelled Deir Amar.", "tur"),
        ("The Turkish army shelled Aleppo in Syria. The Syrian army fled. The army then shelled Deir Amar.", "syr"),
        ("Clashes raged near the Turkish border in Aleppo in Syria. The army then shelled Deir Amar.", "syr"),
    ],
)
def test_the_army_is_the_one_named_just_before(text, army, tools):
    last = [claim for claim in code_text(text, tools, published="2020-03-10").claims if claim.kind == "shelling"][-1]
    assert [actor.id for actor in last.actors] == [f"{army}:armed-forces"]


def test_who_took_a_place_and_who_holds_it_are_one(tools):
    text = "Rebels crossed the Turkish border on Sunday. The military recaptured the town of Azaz in Syria on Monday."
    taken = next(claim for claim in code_text(text, tools, published="2020-03-10").claims if claim.control)
    assert taken.control.holder.id == taken.actors[0].id == "syr:armed-forces"


def test_a_place_that_is_taken_counts_nobody(tools):
    record = code_text("The army captured Tel Nasib on Monday.", tools, published="2020-03-10")
    (claim,) = [claim for claim in record.claims if claim.kind == "capture"]
    assert ([place.text for place in claim.places], claim.tolls) == (["Tel Nasib"], ())


@pytest.mark.parametrize("case", WHEREABOUTS, ids=lambda case: case["text"][:60])
def test_where(case, tools):
    told = [
        claim for claim in code_text(case["text"], tools, published="2020-03-10").claims if claim.kind == case["kind"]
    ]
    if "at" in case:
        wanted = set(case["at"].split("; "))
        found = [whereabouts(claim) for claim in told]
        assert wanted in [
            {w.partition(" < ")[0] if w.partition(" < ")[0] in wanted else w for w in f} for f in found
        ], found
    if "none" in case:
        assert not any(case["none"] in place for claim in told for place in whereabouts(claim))
