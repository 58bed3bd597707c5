"""Ten reports of one attack: the right events, every number with its source, three policies, and who held the suburb when."""

import csv
import json
from pathlib import Path

import pytest

from onrecord import control, record, weigh
from onrecord.cli import main
from onrecord.knowledge.actors import Registry
from onrecord.model import Selection
from onrecord.store import open_store

FOLDER = Path(__file__).parent.parent / "examples" / "scenario"
REPORTS = sorted(str(path) for path in FOLDER.glob("*.txt"))
MONITOR, ARMY, GROUP, STATE = "monitor", "syr:armed-forces", "syr:islamic-state", "syr:pro-government"


def filled(tools, path, reports):
    store = open_store(path)
    assert [kept.added for kept in record.add(reports, tools, store)] == ["new"] * len(reports)
    return store


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    return tmp_path_factory.mktemp("scenario") / "record.sqlite"


@pytest.fixture(scope="module")
def store(tools, address):
    opened = filled(tools, address, REPORTS)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def dossiers(store):
    return {name(dossier): dossier for dossier in store.dossiers(Selection())}


def name(dossier):
    """An event by what the scenario calls it."""
    harms = {toll.harm for claim in dossier.claims for toll in claim.tolls}
    if any(toll.scope == "cumulative" for claim in dossier.claims for toll in claim.tolls):
        return "digest"
    if harms & {"abducted", "released"}:
        return "abduction" if "abducted" in harms else "release"
    return "storming" if "killed" in harms else "retaking"


@pytest.fixture(scope="module")
def storming(dossiers):
    return dossiers["storming"]


def test_the_events(store, dossiers):
    assert store.count(Selection()) == 5
    assert {key: len(one.tellings) for key, one in dossiers.items()} == {
        "storming": 6, "abduction": 1, "retaking": 1, "digest": 1, "release": 1,
    }  # fmt: skip
    assert dossiers["storming"].event.kind == dossiers["retaking"].event.kind == "capture"
    assert dossiers["abduction"].event.kind == "abduction"


def test_lists_show_what_weighing_shows(store, dossiers):
    registry = Registry.open()
    for dossier in dossiers.values():
        [glance] = store.seen([dossier.event.id]).values()
        weighed = weigh.weighed(dossier, "range", registry)
        figure = weighed.figure("killed")
        assert (glance.killed_low, glance.killed_high) == ((figure.low, figure.high) if figure else (None, None))
        assert glance.disputed == any(standing.verdict == "contradicts" for standing in weighed.standings)


def test_how_the_events_hang_together(dossiers):
    storming = dossiers["storming"].event.id
    assert [(link.type, link.event) for link in dossiers["abduction"].event.links] == [("part_of", storming)]
    assert ("follows", storming) in {(link.type, link.event) for link in dossiers["retaking"].event.links}
    assert ("summarises", storming) in {(link.type, link.event) for link in dossiers["digest"].event.links}


def test_every_number_with_its_source(storming):
    told = {
        (claim.source.kind, toll.who, toll.low, toll.high)
        for claim in storming.claims
        for toll in claim.tolls
        if toll.harm == "killed" and (toll.low, toll.high) != (None, None)
    }
    assert told == {
        (MONITOR, "unknown", 60, None), (MONITOR, "unknown", 135, None),
        (MONITOR, "civilians", 85, None), (MONITOR, "combatants", 50, None),
        ("media", "civilians", 300, 300), ("official", "unknown", 250, None), ("outlet", "mixed", 150, None),
        ("activist", "combatants", 40, None), ("activist", "civilians", 130, None),
    }  # fmt: skip


def test_sources_are_counted_not_reports(storming):
    voices = {voice.kind: voice for voice in storming.voices if voice.claims and voice.corroborates}
    assert len(voices[MONITOR].reports) == 3
    assert {"media", "official", "activist"} <= set(voices)


def test_the_monitor_supersedes_itself(storming):
    weighed = weigh.weighed(storming, "range")
    texts = {reading.toll: reading.text for reading in weighed.readings}
    gone = [(texts[s.one], texts[s.two]) for s in weighed.standings if s.verdict == "supersedes"]
    assert gone == [("at least 135 people", "at least 60 people")]
    uses = {(reading.text, reading.use) for reading in weighed.readings}
    assert ("at least 60 people", "superseded") in uses
    assert ("at least 135 people", "repeated") in uses  # the report of the twentieth says it again
    assert ("85 of them civilians", "part") in uses and ("50 pro-government fighters", "part") in uses


def test_numbers_differ_and_two_lower_bounds_never_contradict(storming):
    weighed = weigh.weighed(storming, "range")
    texts = {reading.toll: reading.text for reading in weighed.readings}
    pairs = {frozenset((texts[s.one], texts[s.two])): s.verdict for s in weighed.standings}
    assert pairs[frozenset(("130 civilians", "About 300 civilians"))] == "differs"
    assert pairs[frozenset(("more than 150 people", "At least 250 people"))] == "differs"
    assert pairs[frozenset(("85 of them civilians", "130 civilians"))] == "differs"
    assert "contradicts" not in pairs.values()
    assert frozenset(("At least 40 soldiers", "130 civilians")) not in pairs


def test_acled_takes_the_lowest_until_corroborated(storming, tools):
    killed = weigh.weighed(storming, "acled", tools.registry).figure("killed")
    assert (killed.value, killed.low, killed.high, killed.corroborated) == (135, 135, 300, False)
    reports = {report.id: report for report in storming.reports}
    claims = [claim for claim in storming.claims if claim.id in killed.claims]
    assert {claim.source.kind for claim in claims} == {MONITOR}
    assert {reports[claim.report].published for claim in claims} == {"2016-01-17"}


def test_ucdp_splits_the_best_by_side(storming, tools):
    (row,) = weigh.weighed(storming, "ucdp", tools.registry).shares
    assert (row.violence, row.decided) == (1, True)
    assert (row.side_a.id, row.side_b.id) == (ARMY, GROUP)
    assert (row.deaths_a, row.deaths_b, row.deaths_civilians, row.deaths_unknown) == (50, 0, 85, 0)
    assert (row.low, row.best, row.high) == (135, 135, 300)


def test_airwars_gives_ranges_by_group_and_a_grade(storming, tools):
    weighed = weigh.weighed(storming, "airwars", tools.registry)
    groups = {f.group: (f.low, f.high) for f in weighed.figures if f.harm == "killed"}
    assert groups == {"all": (135, 300), "civilians": (85, 300), "combatants": (40, 50)}
    assert weighed.graded.grade == "fair"
    assert (weighed.graded.happened, weighed.graded.by_whom) == ("corroborated", "agreed")


def test_running_totals_count_for_no_event(dossiers, tools):
    digest = weigh.weighed(dossiers["digest"], "range", tools.registry)
    assert digest.killed is None
    assert {reading.use for reading in digest.readings} == {"running_total"}


def test_a_sum_counts_everybody_once(dossiers, tools):
    every = [weigh.weighed(dossier, "acled", tools.registry) for dossier in dossiers.values()]
    assert weigh.total(every).value == 135
    assert weigh.total(every, "abducted").value == 400


def test_the_abduction_is_denied(store, dossiers, tools):
    denied = [claim for claim in store.claims() if claim.status == "denied"]
    found = weigh.denials(dossiers["abduction"], denied)
    assert [claim.source.kind for claim in found] == ["activist"]
    assert not weigh.denials(dossiers["storming"], denied)
    weighed = weigh.weighed(dossiers["abduction"], "airwars", tools.registry, denials=found)
    assert weighed.figure("abducted").value == 400
    assert weighed.denied_by == (found[0].id,)
    assert weighed.graded.happened == "disputed"
    assert weigh.weighed(dossiers["abduction"], "airwars", tools.registry).graded.happened == "single"


# --- who held the suburb ---------------------------------------------------------------------------------------------


def published(store):
    return {report.id: report.published for report in store.reports()}


def suburb(claims, days, tools):
    lines = control.timeline(claims, days, tools.registry)
    return control.select(lines, place="Baghaliyah")


def test_the_suburb_changed_hands_twice(store, tools):
    (line,) = suburb(store.claims(holding=True), published(store), tools)
    before, taken, retaken = line.stretches
    assert tools.registry.side_of(before.holder.id) == STATE
    assert (before.to_earliest, before.to_latest) == ("2016-01-16", "2016-01-16")
    assert (taken.holder.id, taken.footing, taken.from_earliest) == (GROUP, "attested", "2016-01-16")
    assert taken.bases == ("third_party",)
    assert (taken.to_earliest, taken.to_latest) == ("2016-01-17", "2016-01-17")
    assert (retaken.holder.id, retaken.footing, retaken.attested) == (ARMY, "attested", "2016-01-20")
    assert retaken.bases == ("taker", "outlet")
    assert all(stretch.claims for stretch in line.stretches)


def test_until_somebody_else_says_so_the_retaking_is_a_claim(store, tools):
    days = published(store)
    early = [claim for claim in store.claims(holding=True) if days[claim.report] < "2016-01-20"]
    (standing,) = control.state_at(suburb(early, days, tools), "2016-01-18")
    assert (standing.stretch.holder.id, standing.stretch.footing, standing.sure) == (ARMY, "claimed", False)
    assert standing.before.holder.id == GROUP
    assert standing.age == 1


def test_most_of_the_city_is_another_matter(store, tools):
    lines = control.timeline(store.claims(holding=True), published(store), tools.registry)
    city = [one for one in control.state_at(lines, "2016-01-17", place="Deir ez-Zor") if one.timeline.relation == "in"]
    assert [one.stretch.holder.id for one in city] == [GROUP]


def test_the_command_line_tells_who_held_it(store, address, capsys):
    assert main(["control", "Baghaliyah", "--store", str(address)]) == 0
    told = capsys.readouterr().out
    assert "since 2016-01-16 until 2016-01-17: Islamic State; a third party" in told
    assert "“Islamic State seized the suburb on Saturday, the monitor said.”" in told
    assert main(["control", "--at", "2016-01-16", "--within", "Deir ez-Zor", "--store", str(address)]) == 0
    heading, row = capsys.readouterr().out.splitlines()
    assert heading.split("\t")[:2] == ["place", "held by"] and "Islamic State" in row
    assert main(["control", "--store", str(address), "--format", "json"]) == 0
    assert {one["day"] for one in json.loads(capsys.readouterr().out)} == {"2016-01-20"}


def test_the_command_line_weighs(storming, address, capsys):
    assert main(["weigh", storming.event.id, "--policy", "ucdp", "--store", str(address)]) == 0
    told = capsys.readouterr().out
    assert (
        "type 1: Military Forces of Syria and Islamic State: 135/135/300 (a 50, b 0, civilians 85, unknown 0)" in told
    )
    assert "“at least 60 people” killed (Badia Human Rights Monitor (monitor), said by 2016-01-16): superseded" in told
    assert main(["weigh", storming.event.id, "--policy", "airwars", "--format", "json", "--store", str(address)]) == 0
    assert json.loads(capsys.readouterr().out)["graded"]["grade"] == "fair"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["weigh", "e:none"], "There is no event 'e:none' in this store."),
        (["control", "Atlantis"], "No claim in this store says who held 'Atlantis'."),
        (["control", "--at", "yesterday"], "--at wants a date such as 2016-01-17, not 'yesterday'."),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_line(store, address, capsys, words, said):
    assert main([*words, "--store", str(address)]) == 2
    assert capsys.readouterr().err == f"onrecord: {said}\n"


def test_the_order_of_adding_does_not_matter(store, tools, tmp_path):
    other = filled(tools, tmp_path / "other.sqlite", REPORTS[::-1])
    groups = [
        {frozenset(claim.id for claim in dossier.claims) for dossier in one.dossiers(Selection())}
        for one in (store, other)
    ]
    other.close()
    assert groups[0] == groups[1]


def test_adding_again_changes_nothing(store, tools):
    version = store.version()
    assert {kept.added for kept in record.add(REPORTS, tools, store)} == {"same"}
    assert store.version() == version


def test_what_leaves_counts_as_what_stays(tools, tmp_path, capsys):
    address = str(tmp_path / "cleared.sqlite")
    filled(tools, address, REPORTS).close()
    for act, person in (("approve", "Amal"), ("clear", "Omar")):
        assert main([act, "--all", "--by", person, "--store", address]) == 0
    assert main(["export", "acled", "--store", address, "--out", str(tmp_path / "acled.csv")]) == 0
    capsys.readouterr()
    with (tmp_path / "acled.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "killed" in row["notes"]]
    assert [row["fatalities"] for row in rows] == [
        "135"
    ]  # the monitor's first 60 are replaced, though nobody may know whose
    assert "Badia" not in rows[0]["notes"] + rows[0]["source"]
