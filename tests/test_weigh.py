"""From claims to one value and a range: what counts, what supersedes what, and what each policy makes of it."""

import re
from itertools import count

import msgspec
import pytest
from conftest import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import weigh
from onrecord.model import Actor, Claim, Link, OnrecordError, Place, Source, Span, Toll, When, content_id

WORDS = Span(text="x", start=0, end=1)
DETAILS = {"children", "women", "men", "elderly", "medics", "journalists"}
TOLL = re.compile(r"(<?)('[^']*'|\S+) (\w+) (\w+)(?:@([\w:-]+))?(?: \[(\w+)\])?$")


def toll(text, claim, whole=None):
    part, number, harm, group, side, extra = TOLL.match(text.strip()).groups()
    low, high = bounds(number)
    return Toll(
        text=number.strip("'"), start=0, end=1, id=content_id("t", claim, text), harm=harm,
        who="civilians" if group in DETAILS else group, detail=(group,) if group in DETAILS else (), side=side,
        unit=extra if extra in {"families", "bodies"} else "persons", low=low, high=high,
        scope=extra if extra in {"part", "cumulative", "digest"} else "incident", part_of=whole if part else None,
    )  # fmt: skip


def bounds(number):
    if number.startswith("'"):
        return None, None
    if number.endswith("+"):
        return int(number[:-1]), None
    if number.startswith("-"):
        return None, int(number[1:])
    low, _, high = number.lstrip("~").partition("-")
    return int(low), int(high or low)


ACTORS = {
    "A": ("aaa:armed-forces", "state_forces"),
    "B": ("bbb:band", "rebel_group"),
    "C": ("ccc:gang", "political_militia"),
    "P": ("aaa:civilians", "civilians"),
}
ROLES = {"does": "initiator", "suffers": "target"}


def actors(case):
    return tuple(
        Actor(text="x", start=0, end=1, role=role, id=ACTORS[one][0], name=ACTORS[one][0], kind=ACTORS[one][1])
        for key, role in ROLES.items()
        for one in case.get(key, ())
    )


def claim(said, at, case):
    own = case | (said if isinstance(said, dict) else {"say": said})
    head, _, tail = own["say"].partition("|")
    day, kind, name, *rest = head.split()
    id_ = content_id("c", at, own["say"])
    tolls = []
    for words in filter(str.strip, tail.split(";")):
        tolls.append(toll(words, id_, tolls[0].id if tolls else None))
    sides = [word[1:] for word in rest if word.startswith("@")]
    return Claim(
        id=id_, report="r:1" if case.get("one_report") else f"r:{at}", coder="test/1", kind=own.get("kind", "battle"), recap=False, denies=own.get("denies"),
        status=next((word for word in rest if not word.startswith("@")), "happened"), score=0.9, trigger=WORDS, sentence=WORDS,
        tolls=tuple(tolls), actors=actors(own), said=When(text="x", start=0, end=1, earliest=day, latest=day, precision="day"),
        source=Source(
            kind=kind, name=None if name == "-" else name, text="x", start=0, end=1, anonymous=name == "-",
            side=sides[0] if sides else None,
        ),
    )  # fmt: skip


def evidence(case):
    number = count()
    claims = [claim(text, next(number), case) for text in case["claims"]]
    return weigh.gathered(claims, case.get("kind", "battle"), event=case.get("name"))


def shown(figure):
    if figure is None:
        return None
    low, high = ("" if bound is None else bound for bound in (figure.low, figure.high))
    marks = (" +" if figure.open_above else "") + (" !" if figure.corroborated else "")
    return f"{figure.value} {low}..{high}{marks}"


@pytest.mark.parametrize("case", cases("weigh"), ids=lambda case: case["name"])
def test_case(case):
    told = evidence(case)
    found = {policy: shown(weigh.weighed(told, policy).figure("killed")) for policy in case.get("killed", {})}
    assert found == case.get("killed", {})
    weighed = weigh.weighed(told, "range")
    assert {group: shown(weighed.figure("killed", group)) for group in case.get("groups", {})} == case.get("groups", {})
    graded = weigh.weighed(told, "airwars")
    zero = case.get("groups_airwars", {})
    assert {group: shown(graded.figure("killed", group)) for group in zero} == zero
    if "uses" in case:
        assert [reading.use for reading in weighed.readings] == case["uses"]
    if "standings" in case:
        assert [standing.verdict for standing in weighed.standings] == case["standings"]
        assert weigh.standings(told) == weighed.standings


def share(row):
    kind = f"{row.violence or '-'}{'' if row.decided else '?'}"
    return f"{kind} {row.deaths_a}/{row.deaths_b}/{row.deaths_civilians}/{row.deaths_unknown} {row.low}-{row.best}-{row.high}"


@pytest.mark.parametrize("case", cases("weigh_ucdp"), ids=lambda case: case["name"])
def test_dead_by_side_and_type_of_violence(case):
    rows = weigh.weighed(evidence(case), "ucdp").shares
    assert [share(row) for row in rows] == case["shares"]
    for row in rows:
        assert row.deaths_a + row.deaths_b + row.deaths_civilians + row.deaths_unknown == row.best
        assert row.low <= row.best <= row.high
        assert row.why


@pytest.mark.parametrize("case", cases("weigh_airwars"), ids=lambda case: case["name"])
def test_two_ratings_and_the_grade(case):
    graded = weigh.weighed(evidence(case), "airwars").graded
    found = f"{graded.happened} / {graded.by_whom} / {graded.identity} -> {graded.grade or 'null'}"
    assert found == case["graded"]


# --- two tolls -------------------------------------------------------------------------------------------------------


def told(text):
    kind, harm, low, high, who, scope, *name = text.split()
    number = f"{low}+" if high == "_" and low != "_" else "'many'" if low == high == "_" else f"{low}-{high}"
    extra = "" if scope == "incident" else f" [{scope}]"
    one = claim(f"2020-03-01 {kind} {name[0]} | {number} {harm} {who}{extra}", text, {})
    return one, one.tolls[0]


@pytest.mark.parametrize("case", cases("tolls"), ids=lambda case: f"{case['one']} / {case['two']}")
def test_two_tolls(case):
    assert weigh.difference(told(case["one"]), told(case["two"])) == case["verdict"]
    assert weigh.difference(told(case["two"]), told(case["one"])) == case["verdict"]


def test_a_part_is_no_difference():
    one, toll_ = told("monitor killed 12 12 civilians incident A")
    other, part = told("police killed 5 5 civilians incident B")
    assert weigh.difference((one, toll_), (other, msgspec.structs.replace(part, part_of=toll_.id))) is None


def test_places_apart_do_not_contradict():
    def at(text, place):
        one, toll_ = told(text)
        return msgspec.structs.replace(one, places=(Place(text=place, start=0, end=1, id=place, name=place),)), toll_

    one, two = "monitor killed 12 12 civilians incident A", "police killed 5 5 civilians incident B"
    assert weigh.difference(at(one, "Ayn"), at(two, "Ayn")) == "contradicts"
    assert weigh.difference(at(one, "Ayn"), at(two, "Beit")) == "differs"


# --- sums, fields, errors --------------------------------------------------------------------------------------------


def event(name, text, *links):
    told_ = evidence({"name": name, "claims": [text]})
    return weigh.weighed(msgspec.structs.replace(told_, links=tuple(Link(type=t, event=e) for t, e in links)), "acled")


def test_a_sum_takes_each_event_once():
    one = event("e:1", "2020-03-01 monitor Alpha | 12 killed unknown")
    two = event("e:2", "2020-03-02 monitor Alpha | 8+ killed unknown")
    none = event("e:3", "2020-03-02 monitor Alpha |")
    total = weigh.total([one, two, one, none])
    assert (total.value, total.low, total.high, total.open_above) == (20, 20, 20, True)
    assert (total.events, total.without_number) == (3, 1)


def test_a_sum_never_adds_a_part_to_its_whole_or_a_summary_to_its_events():
    storming = event("e:1", "2020-03-01 monitor Alpha | 60 killed unknown")
    bomb = event("e:2", "2020-03-01 monitor Alpha | 20 killed unknown", ("part_of", "e:1"))
    other = event("e:3", "2020-03-02 monitor Alpha | 5 killed unknown")
    digest = event("e:4", "2020-03-03 monitor Alpha | 65 killed unknown", ("summarises", "e:1"), ("summarises", "e:3"))
    total = weigh.total([storming, bomb, other, digest])
    assert (total.value, total.left_out) == (65, 1)
    assert weigh.total([bomb, digest]).value == 85  # neither whole nor summed events are among them


def test_a_whole_has_at_least_as_many_as_its_parts():
    storming = event("e:1", "2020-03-01 monitor Alpha | 10 killed unknown")
    bomb = event("e:2", "2020-03-01 monitor Alpha | 20 killed unknown", ("part_of", "e:1"))
    assert weigh.total([storming, bomb]).value == 20


def test_links_in_a_circle_end():
    one = event("e:1", "2020-03-01 monitor Alpha | 10 killed unknown", ("part_of", "e:2"))
    two = event("e:2", "2020-03-01 monitor Alpha | 20 killed unknown", ("part_of", "e:1"))
    assert weigh.total([one, two]).value == 20


def test_range_keeps_every_toll():
    claims = [told("monitor killed 12 12 civilians incident A")[0], told("police killed 9 _ unknown incident B")[0]]
    computed = weigh.ranged(claims)
    assert [(t.low, t.high) for t in computed.tolls] == [(12, 12), (9, None)]
    assert computed.place is None and computed.when is None


def test_kind_place_and_days_with_what_others_say():
    def at(text, place, precision, day):
        when = When(text="x", start=0, end=1, earliest=day, latest=day, precision="day")
        where = Place(text=place, start=0, end=1, id=place, name=place, precision=precision)
        return msgspec.structs.replace(claim(text, text, {}), places=(where,), when=when)

    claims = [
        at("2020-03-03 monitor Alpha | 2 killed unknown", "Province", "admin1", "2020-03-01"),
        at("2020-03-03 police Beta | 2 killed unknown", "Village", "settlement", "2020-03-02"),
        at("2020-03-03 medical Gamma | 2 killed unknown", "Village", "settlement", "2020-03-02"),
    ]
    weighed = weigh.weighed(weigh.gathered(claims, "battle"), "range")
    assert weighed.place.value.id == "Village" and set(weighed.place.claims) == {claims[1].id, claims[2].id}
    assert [(other.value.id, other.claims) for other in weighed.place.others] == [("Province", (claims[0].id,))]
    assert weighed.when.value.earliest == "2020-03-02" and weighed.when.others[0].value.earliest == "2020-03-01"
    assert weighed.kind.value == "battle" and not weighed.kind.others


def test_an_unknown_policy_is_named():
    with pytest.raises(
        OnrecordError, match="no policy called 'mean'; the policies are: acled, airwars, latest, range, ucdp"
    ):
        weigh.weighed(evidence({"claims": []}), "mean")


@pytest.mark.parametrize("name", weigh.POLICIES)
def test_a_policy_says_where_it_comes_from(name):
    assert len(weigh.policy(name).reference) > 20


def test_order_of_claims_changes_no_number():
    case = next(c for c in cases("weigh") if c["name"].startswith("the same source says more"))
    forth = weigh.weighed(evidence(case), "range").figure("killed")
    back = weigh.weighed(evidence(case | {"claims": case["claims"][::-1]}), "range").figure("killed")
    assert (forth.value, forth.low, forth.high) == (back.value, back.low, back.high)


# --- whatever is told ------------------------------------------------------------------------------------------------

SOURCES = ["monitor Alpha", "police Beta", "military Army @aaa:armed-forces", "official -", "outlet -", "medical Gamma"]
PEOPLE = ["unknown", "mixed", "civilians", "children", "women", "combatants@aaa:armed-forces", "combatants@bbb:band"]
NUMBERS = ["0", "3", "12", "12+", "-20", "10-14", "'dozens'", "'several'", "'people'"]
SCOPES = ["", "", "", " [part]", " [cumulative]", " [digest]", " [families]"]
HARMS = ["killed", "killed", "wounded", "casualties"]

a_toll = st.builds(
    lambda part, number, harm, who, scope: f"{part}{number} {harm} {who}{scope}",
    st.sampled_from(["", "<"]), st.sampled_from(NUMBERS), st.sampled_from(HARMS), st.sampled_from(PEOPLE), st.sampled_from(SCOPES),
)  # fmt: skip
a_claim = st.builds(
    lambda day, source, tolls, kind, does, suffers: {
        "say": f"2020-03-0{day} {source} | {'; '.join(tolls)}", "kind": kind, "does": does, "suffers": suffers,
    },
    st.integers(1, 4), st.sampled_from(SOURCES), st.lists(a_toll, max_size=3, unique=True),
    st.sampled_from(["battle", "air_strike", "attack_on_civilians", "bombing"]),
    st.lists(st.sampled_from("ABC"), max_size=2), st.lists(st.sampled_from("ABCP"), max_size=2),
)  # fmt: skip
some_claims = st.lists(a_claim, max_size=6)


@settings(max_examples=150, deadline=None)
@given(some_claims, st.sampled_from(weigh.POLICIES), st.randoms(use_true_random=False))
def test_numbers_hold_together_whatever_is_told(told_, policy, chance):
    told_ = evidence({"claims": told_})
    shuffled = list(told_.claims)
    chance.shuffle(shuffled)
    result = weigh.weighed(told_, policy)
    for figure in result.figures:
        assert figure.value is None or figure.value >= 0
        assert figure.low is None or figure.high is None or figure.low <= figure.high
        assert figure.value is None or figure.high is None or figure.value <= figure.high
        assert set(figure.claims) <= {claim.id for claim in told_.claims}
    for row in result.shares:
        assert row.deaths_a + row.deaths_b + row.deaths_civilians + row.deaths_unknown == row.best
        assert min(row.deaths_a, row.deaths_b, row.deaths_civilians, row.deaths_unknown, row.low) >= 0
        assert row.low <= row.best <= row.high
    assert [reading.toll for reading in result.readings] == [toll.id for claim in told_.claims for toll in claim.tolls]
    again = weigh.gathered(shuffled, told_.kind, voices=tuple(told_.speaker.values()), event=told_.event)
    assert weigh.weighed(again, policy) == result


@settings(max_examples=60, deadline=None)
@given(some_claims, st.sampled_from(weigh.POLICIES))
def test_a_running_total_changes_no_number(told_, policy):
    more = [*told_, "2020-03-04 humanitarian Omega | 900 killed unknown [cumulative]; <500 killed civilians"]
    plain, digested = (weigh.weighed(evidence({"claims": one}), policy) for one in (told_, more))
    assert digested.figures == plain.figures
    assert [row.best for row in digested.shares] == [row.best for row in plain.shares]
