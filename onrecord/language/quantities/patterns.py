"""The harm that people suffer, read from the words around them: for sentences without a tree, and where the tree fails."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from onrecord.language.quantities.mentions import Mention, Scene, is_number, leads_to_noun
from onrecord.language.quantities.numbers import rises
from onrecord.language.quantities.verbs import Found
from onrecord.language.quantities.vocabulary import harms, people, verb_harm
from onrecord.model import Harm

WINDOW = 6
TOLL_REACH = 12
"""A toll's number stands at most this many tokens from the word "toll"."""
ASIDES = {",": ",", "(": ")"}
ASIDE = 14
"""An aside between people and their verb has at most this many tokens."""
WITHIN_GROUP = frozenset({"ADP", "DET", "NOUN", "PROPN", "ADJ", "PUNCT"})
FAR_TOLL = 30
"""The same where "rose to" or the like leads to the number."""


def find(view: Scene, mention: Mention, before: int = -1) -> tuple[Found, ...]:
    """The harm of a mention by the words beside it; ``before`` is the last token of the mention before it."""
    if mention.own:
        return (
            Found(
                mention.own, mention.nouns[0] if mention.nouns else mention.head, negated=_denied(view, mention.first)
            ),
        )
    found = _after(view, mention) or _before(view, mention, before)
    return (found,) if found else ()


def acting(view: Scene, mention: Mention) -> bool:
    """Whether the words after make them the doers: "a bomber killed at least 22 people"; or they only speak."""
    at = mention.last + 1
    words = view.words
    if mention.own or at >= len(words):
        return False
    speaks = _speaks(view, mention, at) or _said_before(view, mention)
    if mention.number is None and speaks:
        return True
    verb = harms().object.get(words[at])
    return bool(verb) and not words[at].endswith("ing") and _people_follow(view, at + 1)


def _speaks(view: Scene, mention: Mention, after: int) -> bool:
    """Whether "said" follows, or they are the subject of it."""
    while after < min(len(view.words) - 1, mention.last + ASIDE) and _goes_on(view, after):
        after += 1
    if view.words[after] in people().small.saying:
        return True
    active = view.tree is not None and view.tree.relations[mention.head] == "nsubj"
    above = view.tree.heads[mention.head] if view.tree and active else -1
    return (
        above >= 0
        and view.words[above] in harms().lists.speaking
        and not (view.tree and view.tree.dependents(above, "aux:pass"))
    )


def _goes_on(view: Scene, position: int) -> bool:
    """Whether the token continues a noun group; a determiner does so only after a preposition."""
    opens = view.tag(position) == "DET" and view.tag(position - 1) == "ADP"
    return opens or view.tag(position) in {"ADP", "NOUN", "PROPN", "ADJ"} or view.words[position] == "-"


def _said_before(view: Scene, mention: Mention) -> bool:
    """Whether a name follows "said" and no verb follows the name: "said teacher Sami Nur"."""
    named = view.tag(mention.last) == "PROPN"
    before = people().small.saying & set(view.words[max(0, mention.first - 4) : mention.first])
    return named and bool(before) and view.tag(mention.last + 1) not in {"AUX", "VERB"}


def _people_follow(view: Scene, position: int) -> bool:
    """Whether an amount of people stands there, or a noun for people after "a" or "the"."""
    words = view.words
    number = view.starting.get(position)
    if number:
        return not _harmed_soon(view, number.last + 1)
    opened = position < len(words) and words[position] in people().lists.determiners
    return opened and any(people().nouns.at(words, at) for at in range(position + 1, min(len(words), position + 4)))


def doing(view: Scene, mention: Mention) -> Found | None:
    """The "killing" or "kills" right before an amount, which no tree need be asked about."""
    at = mention.first - 1
    if (
        mention.own
        or mention.number is None
        or mention.number.kind == "none"
        or at < 0
        or view.words[at] in harms().participles
    ):
        return None
    verb = verb_harm(harms().object, view.words, at)
    fits = verb is not None and not verb.rest and (mention.noun is not None or not verb.people_only)
    return (
        Found(_with_earlier(view, at, verb.harm), at, negated=_denied(view, at))
        if verb and fits and mention.sure
        else None
    )


def _with_earlier(view: Scene, at: int, harm: Harm) -> Harm:
    """As in "killing and wounding dozens", which says no number for either."""
    verbs = harms().object.get(view.words[at - 2]) if at > 1 and view.words[at - 1] in {"and", "or"} else None
    return "casualties" if verbs and {verbs[0].harm, harm} == {"killed", "wounded"} else harm


def finished(view: Scene, mention: Mention) -> Found | None:
    """As in "three found dead": the verb and what completes it right after the amount."""
    at = mention.last + 1
    harm = _completed(view.words, at) if mention.number and not mention.own else None
    end = at + 2 if harm == "killed" and view.words[at + 1 : at + 2] == ("dead",) else at + 3
    return Found(harm, at) if harm and not _takes_object(view, end) else None


def chained(view: Scene, mention: Mention) -> Found | None:
    """As in "20 people killed 30 others injured", which has lost its comma: each amount has the participle after it."""
    at = _past_aside(view, mention)
    own = None if mention.own or mention.noun is None is mention.number else _bare_participle(view, at)
    if own is None:
        return None
    following = view.starting.get(at + 1)
    if following:
        return own if _harmed_soon(view, following.last + 1) else None
    before = view.words[mention.first - 1] if mention.first else ""
    earlier = view.words[mention.first - 2 : mention.first - 1]
    if own and mention.number and before == "and" and earlier and harms().counted.at(earlier, 0):
        return own
    counted = mention.number is not None and before in harms().participles
    return own if counted and _people_before(view, mention.first - 1) else None


def besides(view: Scene, mention: Mention) -> Found | None:
    """As in "nine were killed, including two nurses, and 30 others wounded", "another 20 sustained wounds", "one of the nine hurt
    there died": what befell further people, or those spoken of, stands right after them."""
    after = mention.last + 1
    if mention.number is None or after >= len(view.words) or _takes_object(view, after + 1):
        return None
    state = harms().states.at(view.words, after)
    if not people().small.further.isdisjoint(view.words[mention.first : after]):
        return Found(state[1], after) if state else _bare_participle(view, after) or _with_wounds(view, after)
    tree = view.tree
    told = state and tree and tree.is_a(after, "acl") and tree.heads[after] == mention.head
    return Found(state[1], after) if state and told else None


def _with_wounds(view: Scene, at: int) -> Found | None:
    """As in "40 others with injuries", "another 20 sustained wounds"."""
    carried = view.words[at] == "with" or view.words[at] in harms().undergo
    harm = harms().undergone.get(view.words[at + 1]) if carried and at + 1 < len(view.words) else None
    return Found(harm, at + (view.words[at] == "with")) if harm else None


def _bare_participle(view: Scene, at: int) -> Found | None:
    if at >= len(view.words) or view.words[at] not in harms().participles:
        return None
    return Found(harms().object[view.words[at]][-1].harm, at)


def _harmed_soon(view: Scene, position: int) -> bool:
    """Whether a participle of its own follows an amount; behind "and" stands a second verb: "killed two men and wounded five"."""
    near = itertools.takewhile(lambda word: word not in {"and", "or"}, view.words[position : position + 3])
    harmed = (at for at, word in enumerate(near, position) if word in harms().participles)
    own = (at for at in harmed if not _takes_object(view, at + 1))  # "killed four, wounded nine" has two verbs
    return any(not leads_to_noun(view, at + 1) for at in own)  # "beheaded three captured soldiers" harmed three


def _people_before(view: Scene, verb: int) -> bool:
    if verb and people().nouns.at(view.words, verb - 1):
        return True
    return not view.ends.isdisjoint(range(max(0, verb - 3), verb))


def toll(view: Scene, mention: Mention) -> Found | None:
    """The harm of a number that a word for a toll announces: "death toll rose to 20", "brings to 20 the number of dead"."""
    first, words = mention.first, view.words
    if mention.number is None or mention.number.kind != "figure" or not first or not mention.sure:
        return None
    told = _bare_participle(view, mention.last + 1)
    if told and words[first - 1] == "of":
        return told
    if words[first - 1] in harms().lists.toll_links:
        risen = first > 1 and (
            rises(words[first - 2 : first - 1], 1) or words[first - 2] in {"stands", "stood", "put", "estimated"}
        )
        for at in range(first - 1, max(-1, first - 1 - (FAR_TOLL if risen else TOLL_REACH)), -1):
            hit = harms().tolls.at(words, at)
            if hit and at + hit[0] <= first:
                return _toll_at(view, at, hit, first)
            if words[at] in {";", "."}:
                break
    if words[first - 1] in {"to", "at"}:
        for at in range(mention.last + 1, min(len(words), mention.last + 4)):
            hit = harms().tolls.at(words, at)
            if hit:
                return _toll_at(view, at, hit, at + hit[0] + TOLL_REACH)
    return None


def _toll_at(view: Scene, at: int, hit: tuple[int, Harm | None], end: int) -> Found | None:
    """A toll whose word does not say the harm ("the number of people killed") takes the next word of harm."""
    if hit[1] is not None:
        return Found(hit[1], at, toll=True)
    for ahead in (*range(at + hit[0], min(end, len(view.words))), *range(at - 1, max(-1, at - TOLL_REACH), -1)):
        if view.words[ahead] in {";", "."}:
            return None
        harm = _harm_word(view, ahead)
        if harm:
            return Found(harm, ahead, toll=True)
    return None


def _harm_word(view: Scene, position: int) -> Harm | None:
    """The harm of any word of harm; "victims" are killed or wounded."""
    counted = harms().counted.at(view.words, position) or harms().states.at(view.words, position)
    if counted or view.words[position] == "victims":
        return counted[1] if counted else "casualties"
    verb = verb_harm(harms().object, view.words, position) or verb_harm(harms().subject, view.words, position)
    return verb.harm if verb else None


def old_toll(view: Scene, mention: Mention) -> bool:
    """Whether the number is what a toll rose from: "up from 12"."""
    link = view.words[mention.first - 1] if mention.first else ""
    return link == "from" and rises(view.words, mention.first)


def _after(view: Scene, mention: Mention) -> Found | None:
    """Passive participles, states and verbs of suffering after the noun: "12 people were killed", "12 people died"."""
    words, start, helped = view.words, _past_aside(view, mention), False
    at = start
    while at < min(len(words), start + WINDOW) and (words[at] in harms().lists.between or words[at].endswith("ly")):
        helped = helped or words[at] in {"was", "were", "been", "being", "be", "is", "are", "got"}
        at += 1
    if at >= len(words):
        return None
    among = _among(view, at)
    if among:
        return among
    negated = any(word in harms().lists.negators for word in words[start : at + 1])
    if words[at] in harms().lists.negators:
        at += 1
    if at >= len(words):
        return None
    completed = _completed(words, at)
    if completed:
        return Found(completed, at, negated=negated)
    for hit in (harms().states.at(words, at), harms().counted.at(words, at)):
        if hit and (hit[0] > 1 or words[at].endswith(("ed", "ing", "dead")) or helped):
            return (
                None
                if not helped and _takes_object(view, at + hit[0])
                else Found(_pair(words, at, hit[1]), at, negated=negated)
            )
    verb = verb_harm(harms().subject, words, at)
    if verb:
        return Found(verb.harm, at, negated=negated) if mention.noun or not verb.people_only else None
    return _participle(view, at, helped, negated)


def _past_aside(view: Scene, mention: Mention) -> int:
    """Past ", including a policeman," or "(five men and a boy)", and past "of the patrol", to where the verb may stand."""
    words, at = view.words, mention.last + 1
    if mention.number is None or at >= len(words):
        return at
    if words[at] in ASIDES:
        ends = range(at + 2, min(len(words) - 1, at + ASIDE))
        end = next((end for end in ends if words[end] == ASIDES[words[at]]), None)
        return end + 1 if end and _tells(view, end + 1) else at
    end = at
    while (
        view.tree
        and end < min(len(words) - 1, at + ASIDE)
        and view.tag(end) in WITHIN_GROUP
        and not is_number(view, end)
    ):
        end += 1
    return end if view.tag(end) in {"AUX", "VERB"} and words[at] in {"of", "from", "in"} else at


def _tells(view: Scene, position: int) -> bool:
    word = view.words[position]
    return word in harms().lists.between or word in harms().subject or word in harms().participles


def _among(view: Scene, position: int) -> Found | None:
    """As in "five children were among those killed"."""
    if view.words[position] != "among":
        return None
    for at in range(position + 1, min(len(view.words), position + 6)):
        hit = harms().counted.at(view.words, at)
        if hit or view.words[at] == "victims":
            return Found(hit[1] if hit else "casualties", at)
    return None


def _participle(view: Scene, at: int, helped: bool, negated: bool) -> Found | None:
    verb = verb_harm(harms().object, view.words, at) if at < len(view.words) else None
    if verb is None or view.words[at].endswith("ing") or view.words[at] in _plain_forms():
        return None
    if not helped and _takes_object(view, at + 1 + len(verb.rest)):
        return Found(verb.harm, at, "agent")
    return Found(_pair(view.words, at, verb.harm), at, negated=negated)


def _plain_forms() -> frozenset[str]:
    return frozenset(harms().object) - frozenset(form.split()[0] for form in harms().participles)


def _takes_object(view: Scene, position: int) -> bool:
    """Whether a noun group follows a participle, which then is an active verb: "militants killed three people"."""
    if position >= len(view.words):
        return False
    number = view.starting.get(position)
    return (number is not None and number.kind != "none") or view.words[position] in people().lists.determiners


def _pair(words: Sequence[str], at: int, harm: Harm) -> Harm:
    """As in "Killed or wounded", "killed and injured" under one number."""
    if (
        at + 2 < len(words)
        and words[at + 1] in {"or", "and"}
        and {harm, _participle_harm(words, at + 2)} == {"killed", "wounded"}
    ):
        return "casualties"
    return harm


def _participle_harm(words: Sequence[str], at: int) -> Harm | None:
    verbs = harms().object.get(words[at])
    return verbs[0].harm if verbs and words[at].endswith("ed") else None


def _completed(words: Sequence[str], at: int) -> Harm | None:
    """As in "Shot dead", "taken hostage", "burned to death" from the verb on."""
    if at + 1 >= len(words) or not (
        words[at] in harms().carriers or words[at] in harms().object or words[at].endswith("ed")
    ):
        return None
    hit = harms().completed.at(words, at + 1) if words[at] not in harms().lists.sentencing else None
    return hit[1] if hit else None


def _before(view: Scene, mention: Mention, floor: int) -> Found | None:
    """An active verb or a noun of harm right before: "killed 12 people", "the death of 12 people", "bodies of 12"."""
    words, at = view.words, mention.first - 1
    while at > floor and (words[at].endswith("ly") or words[at] in people().lists.determiners):
        at -= 1
    if at <= floor or at < 0:
        return None
    if words[at] == "of":
        return _act(view, at - 1)
    state = _left(view, mention) or _listed(view, at)
    if state:
        return state
    for start in (at, at - 1, at - 2):
        verb = verb_harm(harms().object, words, start) if start > floor else None
        if (
            verb
            and start + len(verb.rest) == at
            and (mention.noun or not verb.people_only)
            and not _was_passive(words, start)
        ):
            return Found(verb.harm, start, negated=_denied(view, start))
    return None


def _act(view: Scene, at: int) -> Found | None:
    if at < 0:
        return None
    word = view.words[at]
    if word in {"lives", "life"}:
        taken = any(other in harms().taking for other in view.words[max(0, at - 3) : at])
        return Found("killed", at) if taken else None
    if word in {"bodies", "body", "corpses", "remains"}:
        return Found("killed", at)
    harm = harms().acts.get(word)
    return Found(harm, at, negated=_denied(view, at)) if harm else None


def _left(view: Scene, mention: Mention) -> Found | None:
    """As in "Left 14 people dead", "took 12 of them hostage": the carrier before, the harm right after."""
    words, at = view.words, mention.first - 1
    after = mention.last + 1
    if at < 0 or after >= len(words) or words[at] not in harms().carriers | {"with"}:
        return None
    completed = harms().completed.at(words, after)
    state = harms().states.at(words, after) or completed
    return Found(state[1], after) if state else None


def _listed(view: Scene, verb: int) -> Found | None:
    """As in "among the wounded were four students"."""
    words = view.words
    if words[verb] not in {"were", "was", "are"} or "among" not in words[max(0, verb - 4) : verb]:
        return None
    for at in range(max(0, verb - 3), verb):
        hit = harms().counted.at(words, at)
        if hit and at + hit[0] == verb:
            return Found(hit[1], at)
    return None


def _was_passive(words: Sequence[str], verb: int) -> bool:
    return verb > 0 and words[verb - 1] in {"was", "were", "been", "being"} and not words[verb].endswith("ing")


def _denied(view: Scene, position: int) -> bool:
    return any(word in harms().lists.negators for word in view.words[max(0, position - 2) : position])


def silent(view: Scene, mention: Mention) -> bool:
    """Whether only a report or word of the toll is denied: "no reports of casualties" is no zero."""
    words = view.words
    if mention.first and words[mention.first - 1] == "how":  # "did not say how many had died"
        return True
    before = range(max(0, mention.first - 6), mention.first)
    told = mention.number is not None and words[mention.number.last] not in {"any", "no"}
    if not told and any(words[at] in harms().untold and (_denied(view, at) or words[at + 1] == "no") for at in before):
        return True  # "did not mention casualties"
    for at in range(max(0, mention.first - 4), min(len(words), mention.last + 2)):
        if words[at] in harms().silent and at + 1 < len(words) and words[at + 1] in LEADING_TO:
            return denied_before(view, at)
    return False


LEADING_TO = {"of", "on", "about", "that", "regarding", "for"}
"""Words between a report and what it is about."""


def denied_before(view: Scene, position: int) -> bool:
    """Whether a negation stands a few words before."""
    return any(word in harms().lists.negators for word in view.words[max(0, position - 6) : position])
