"""Whether a draft tells one event of a day or a state of affairs, and whether its words point back at an event told before."""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence

from onrecord.coders.rules import grammar
from onrecord.coders.rules.parts import Draft
from onrecord.coders.rules.reading import Reading
from onrecord.coders.rules.triggers import occurrence_verbs
from onrecord.language import dates, lexicon
from onrecord.language.dates import TimeMention
from onrecord.language.dates.intervals import Offset, Relative
from onrecord.language.document import Tree

DEFINITE = {"the", "this", "that", "these", "those"}
HAVE = {"has", "have", "'ve"}
PRESENT = {"is", "are", "'s", "'re", *HAVE}
LONG = {"cumulative", "digest"}
DAYS = 2
"""A stretch of so many days tells when something was as a day does."""
AFTER = {"after", "before", "since", "until", "following"}
WAR_LONG = 10_000
"""So many dead are those of a war, whatever the sentence says of when."""
SOME_DAY = datetime.date(2015, 6, 15)
"""Any day: how finely words tell a time does not depend on when they were written."""


@functools.cache
def _words() -> Mapping[str, frozenset[str]]:
    """``background.yaml``, verbs and nouns in all their forms."""
    raw = lexicon.load("background", dict[str, list[str]])
    forms = {
        "verbs": lexicon.verb_forms,
        "stretches": lexicon.noun_forms,
        "wars": lexicon.noun_forms,
        "pointing": lexicon.noun_forms,
        "answers": lexicon.noun_forms,
    }
    return {
        name: frozenset(form.split()[0] if name == "verbs" else form for word in words for form in forms[name](word))
        if name in forms
        else frozenset(words)
        for name, words in raw.items()
    }


def is_general(draft: Draft, reading: Reading) -> bool:
    """Whether the draft tells what goes on, is usual or has added up: neither the day nor the place of the event before it."""
    tree = reading.document.sentences[draft.sentence].tree
    if draft.reading.recap or draft.reading.status == "ongoing" or tree is None:
        return True
    if draft.tolls and all(quantity.scope in LONG for _, quantity in draft.tolls):
        return True
    if sums_up_a_war(draft, reading):
        return True
    return _usual(tree, draft) or _present(tree, draft) or _of_long(draft, reading)


def sums_up_a_war(draft: Draft, reading: Reading) -> bool:
    """Whether the draft counts all the dead of a war: "more than 9,000 have died in the conflict"."""
    tree = reading.document.sentences[draft.sentence].tree
    dated = draft.when is not None and is_day(draft.when.mention)
    if tree is None or not draft.tolls or dated:
        return False
    if any(q.harm == "killed" and (q.low or 0) >= WAR_LONG for _, q in draft.tolls):
        return True
    verb = grammar.clause_verb(tree, draft.trigger.position)
    below = [o.head for p in {verb, draft.trigger.position} for o in grammar.obliques(tree, p)]
    clauses = [i for c in tree.dependents(verb, "advcl") if _from_on(tree, c) for i in grammar.subjects(tree, c)]
    return any(grammar.word(tree, i) in _words()["wars"] for i in (*below, *clauses))


def _from_on(tree: Tree, clause: int) -> bool:
    return any(grammar.word(tree, i) == "since" for i in tree.dependents(clause, "mark"))


def _usual(tree: Tree, draft: Draft) -> bool:
    """Whether adverbs, adjectives or a stretch of time make a habit of it: "years of shelling"."""
    words, position = _words(), draft.trigger.position
    verb = grammar.clause_verb(tree, position)
    adverbs = {grammar.word(tree, i) for i in tree.dependents(verb, "advmod")}
    marks = {grammar.word(tree, i) for i in tree.dependents(position, "amod", "advmod", "compound")}
    if _called_usual(tree, position):
        return True
    sorts = {grammar.word(tree, o.head) for o in grammar.obliques(tree, position) if o.case == "of"}
    every = {grammar.word(tree, i) for i in tree.dependents(position, "det", "det:predet")} & words["determiners"]
    if every or sorts & words["sorts"]:
        return True
    above = tree.heads[position]
    stretch = above >= 0 and tree.is_a(position, "nmod") and grammar.word(tree, above) in words["stretches"]
    return bool(adverbs & words["adverbs"] or marks & (words["adverbs"] | words["adjectives"]) or stretch)


def _called_usual(tree: Tree, position: int) -> bool:
    """Whether the clause only says how often it is: "raids on the town are frequent", "shelling is a daily occurrence"."""
    said = tree.heads[position]
    if said < 0 or not tree.is_a(position, "nsubj"):
        return False
    now = {grammar.word(tree, i) for i in tree.dependents(said, "cop")} & PRESENT
    return bool(now) and grammar.word(tree, said) in _words()["predicates"]


def _present(tree: Tree, draft: Draft) -> bool:
    """Whether the clause speaks of what is, is done or has been going on: "are facing raids", "they target clinics"."""
    verb = _governing(tree, grammar.clause_verb(tree, draft.trigger.position))
    auxiliaries = {grammar.word(tree, i) for i in tree.dependents(verb, "aux", "aux:pass")}
    if "been" in auxiliaries and grammar.word(tree, verb).endswith("ing"):
        return True
    if auxiliaries & HAVE and _since(tree, verb):
        return True
    aspect = verb != draft.trigger.position and grammar.word(tree, verb) in _words()["verbs"]
    return _habitual(tree, verb) or (aspect and bool(auxiliaries & PRESENT))


def _governing(tree: Tree, verb: int) -> int:
    """The verb whose tense holds: "have suffered" for "rebels fighting the army have suffered defeats"."""
    if tree.heads[verb] >= 0 and (tree.is_a(verb, "xcomp") or tree.relations[verb] == "acl"):
        return grammar.clause_verb(tree, tree.heads[verb])
    return verb


def _habitual(tree: Tree, verb: int) -> bool:
    """Whether a verb stands in the simple present: in prose, what people do, not what happened."""
    word = grammar.word(tree, verb)
    to = any(grammar.word(tree, i) == "to" for i in tree.dependents(verb, "mark"))
    finite = bool(tree.dependents(verb, "nsubj")) and not to and not tree.dependents(verb, "aux", "aux:pass")
    return (
        tree.pos[verb] == "VERB"
        and word not in FOLLOWING
        and finite
        and not word.endswith(("ed", "ing"))
        and word not in grammar.irregular_pasts()
    )


def _since(tree: Tree, verb: int) -> bool:
    """Whether a clause, or the one it is coordinated with, counts from some time on: "have been killed since then"."""
    verbs = (verb, tree.heads[verb]) if tree.is_a(verb, "conj") else (verb,)
    below = [i for v in verbs for i in tree.dependents(v, "obl", "advcl", "advmod")]
    marks = (i for b in below for i in (b, *tree.dependents(b, "case", "mark")))
    return any(grammar.word(tree, i) == "since" for i in marks)


def _of_long(draft: Draft, reading: Reading) -> bool:
    """Whether its sentence counts in months or years, or from a day on, and names no day."""
    times = [m for m in reading.times[draft.sentence] if m.kind in ("date", "span", "offset")]
    return bool(times) and not any(is_day(mention) for mention in times)


def is_day(mention: TimeMention) -> bool:
    """Whether the words tell a day or two; "since 2011" and "last year" are no day of what is told next."""
    resolved = dates.resolve(mention, SOME_DAY)
    if mention.governor == "since" or (mention.kind == "offset" and not _in_days(mention)):
        return False
    if mention.kind == "span":  # "the past 24 hours"
        first, last = (resolved.earliest, resolved.latest) if resolved else (None, None)
        return first is not None and last is not None and (last - first).days <= DAYS
    return resolved is None or resolved.precision in {"day", "range"}


def _in_days(mention: TimeMention) -> bool:
    """Whether an offset counts days: not "a few hours later"."""
    unit = mention.meaning.unit if isinstance(mention.meaning, (Offset, Relative)) else None
    return unit not in {None, "minute", "hour"}


def by_the_clock(mention: TimeMention) -> bool:
    """Whether words count minutes or a few hours from something told: "seconds later" is no other day."""
    meaning = mention.meaning
    return isinstance(meaning, Offset) and not _in_days(mention) and (meaning.high or 0) < HOURS


HOURS = 12
"""An offset of fewer hours than this leaves the day open."""


def points_back(draft: Draft, reading: Reading) -> bool:
    """Whether the draft's noun points at an event that the text has told: "the attack", "these raids"."""
    tree = reading.document.sentences[draft.sentence].tree
    if tree is None or draft.trigger.meaning.verb:
        return False
    position = draft.trigger.position
    marks = {grammar.word(tree, i) for i in tree.dependents(position, "det")}
    counted = tree.dependents(position, "nmod:poss")
    counted += [i for i in tree.dependents(position, "acl:relcl") if grammar.word(tree, i) not in occurrence_verbs()]
    return bool(marks & DEFINITE) and not counted  # "the attack, which happened near the market", is no other one


def is_pointing_noun(draft: Draft) -> bool:
    """Whether the noun fits events of many kinds: "the attack" may be an air strike."""
    return not draft.trigger.meaning.verb and draft.trigger.meaning.lemma in _words()["pointing"]


def another_time(tree: Tree, one: int, other: int) -> bool:
    """Whether a word such as "after" or "despite" stands between two events of a sentence: they have days of their own."""
    return _bordered(tree, one, other) or _bordered(tree, other, one)


def of_another_event(tree: Tree, time: int, event: int) -> bool:
    """Whether a time stands in a clause of "since", "after" and the like that the event lies outside of."""
    head = tree.heads[time]
    return head >= 0 and head != event and _bordered(tree, head, event)


def lies_beyond(tree: Tree, place: int, event: int) -> bool:
    """Whether a place is told of another event that only explains or dates this one: "in revenge for the raid on Ayn", "the
    deadliest since the raid on Ayn", "a week after rebels took Ayn"."""
    path = list(_up_to(tree, place, event))
    return any(_answers(tree, i) or _counts_from(tree, i) for i in path) or _answered_by(tree, path)


def _answered_by(tree: Tree, path: Sequence[int]) -> bool:
    """Whether what an event answers stands on the way: "the barrage was a response to attacks on Ayn"."""
    last = path[-1] if path else 0
    noun = tree.heads[last] if path else -1
    answers = noun >= 0 and grammar.word(tree, noun) in _words()["answers"] and bool(tree.dependents(noun, "cop"))
    return answers and grammar.case_of(tree, last) in {"to", "for"}


def answered(tree: Tree, event: int, place: int) -> bool:
    """Whether an event is what another answers, and the place the other's: "shelled Ayn in revenge for the raid"."""
    return any(_answers(tree, i) for i in _up_to(tree, event, place))


def _up_to(tree: Tree, inner: int, outer: int) -> Iterator[int]:
    """The words above one, itself among them, below those that another hangs on too."""
    above = {outer, *tree.ancestors(outer)}
    yield from itertools.takewhile(lambda position: position not in above, (inner, *tree.ancestors(inner)))


def _answers(tree: Tree, position: int) -> bool:
    return grammar.word(tree, position) in _words()["answers"] and grammar.case_of(tree, position) in {"in", "as"}


def _counts_from(tree: Tree, position: int) -> bool:
    """Whether "since" or "a week after" stands before what hangs on a word."""
    marks = tree.dependents(position, "mark", "case")
    counted = any(counts_from(tree, position, i) for i in marks)
    return counted or any(grammar.word(tree, i) == "since" for i in marks)


def counts_from(tree: Tree, position: int, mark: int) -> bool:
    """Whether a mark such as "a day after" says from which event the one that "came" after it counts."""
    after = tree.is_a(mark, "mark", "case") and grammar.word(tree, mark) in AFTER
    comes = tree.heads[position] >= 0 and grammar.word(tree, grammar.predicate(tree, tree.heads[position])) in FOLLOWING
    return bool(after and mark and grammar.word(tree, mark - 1) in UNITS and comes)


FOLLOWING = frozenset({"come", "comes", "came", "follow", "follows", "followed"})
"""Verbs that only say what an event came after: "the raid came a day after rebels took Ayn"."""
UNITS = frozenset({"day", "days", "week", "weeks", "month", "months", "year", "years"})


def told_as_past(tree: Tree, inner: int, outer: int) -> bool:
    """Whether something stands in a clause of "after" and the like that another event lies outside of: it was before that."""
    above = {outer, *tree.ancestors(outer)}
    for position in (inner, *tree.ancestors(inner)):
        if position in above:
            return False
        if AFTER & {grammar.word(tree, i) for i in tree.dependents(position, "mark")}:
            return True
    return False


def long_before(tree: Tree, event: int) -> bool:
    """Whether an event only dates another that came days later: "two days after shells killed six"."""
    for position in (event, *tree.ancestors(event)):
        marks = tree.dependents(position, "mark", "case")
        if any(i and grammar.word(tree, i) in AFTER and grammar.word(tree, i - 1) in UNITS for i in marks):
            return True
    return False


def looks_back(tree: Tree, event: int) -> bool:
    """Whether an event stands in a clause of "since" or "before": no day that the story goes on with."""
    marks = (grammar.word(tree, i) for p in (event, *tree.ancestors(event)) for i in tree.dependents(p, "mark"))
    return bool({"since", "before", "until"} & set(marks))


def _bordered(tree: Tree, inner: int, outer: int) -> bool:
    borders = _words()["borders"]
    above = {outer, *tree.ancestors(outer)}
    for position in (inner, *tree.ancestors(inner)):
        if position in above:
            return False
        marks = {grammar.word(tree, i) for i in tree.dependents(position, "mark", "case")}
        if marks & borders:
            return True
    return False
