"""Where a verb of saying, thinking or judging has its content, by the grammar of its sentence."""

from __future__ import annotations

import msgspec

from onrecord.language.document import Tree
from onrecord.language.quotations import grammar, words
from onrecord.language.quotations.words import Entry

CLAUSES = ("ccomp", "csubj")
LONGEST_TAIL = 10
"""Tokens of a cue's own clause after its verb: to whom, when and where it was said."""
INTRODUCING = frozenset({":", "“", '"', "''", "``", "‘", "«"})
ENDING = frozenset({",", "”", '"', "''", "’", "»", "-", "–", "—", "--", "(", "…"})
TURNS = frozenset({"and", "but", "while", "though", "although", "whereas"})
"""Words after which another speaker may have his say."""
MEANWHILE = frozenset({"as", "while", "after", "before", "when", "since", "because", "until"})
"""Words that begin a clause beside a report, not the report itself."""
APART = frozenset({",", ";", "—", "–", "-", "--", "”", '"', "''", "’"})
LONGEST_SUBJECT = 12
"""Tokens within which that speaker's verb must follow."""
WITH_OBJECT = frozenset({"as", "for", "to", "of", "over"})
"""Prepositions whose complement completes the object of a cue ("lauded her for …", "likened it to …")."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Where a verb has its content: the tokens, the rule, further cue words, and who was told."""

    rule: str
    content: tuple[int, ...]
    entry: Entry
    more: tuple[int, ...] = ()
    hearer: int | None = None


def active(tree: Tree, verb: int, entries: list[Entry]) -> Reading | None:
    """The first reading that fits, by the order in which the rules are sure of themselves."""
    for read in (_clause, _parenthesis, _around, _infinitive, _accusation, _small_clause, _object, _about, _relative):
        for entry in entries:
            found = read(tree, verb, entry)
            if found:
                return found
    return None


def _parenthesis(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """As in "The road, officials said, is closed": between two commas stands the cue's whole clause."""
    own = grammar.own_subject(tree, verb)
    ends = verb + 1 < len(tree.tokens) and tree.tokens[verb + 1].text == ","
    if own is None or own > verb or not ends or "quote" not in entry.takes:
        return None
    return aside(tree, verb, own, entry)


def _clause(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """As in "said that …": the clause below the verb, without the words told to whom."""
    if not entry.takes & {"clause", "quote"}:
        return None
    clauses = [i for i in tree.dependents(verb, *CLAUSES) if tree.pos[i] != "PUNCT"]
    clauses += [
        i
        for i in tree.dependents(verb, "parataxis")
        if i > verb and "quote" in entry.takes and _introduced(tree, verb, i)
    ]
    clauses += [i for i in tree.dependents(verb, "advcl", "xcomp") if "that" in grammar.marks(tree, i)]
    clauses += _through_a_noun(tree, verb)
    clauses = [i for i in clauses if not grammar.marks(tree, i) & {"of", "for", "about"}]
    after = [i for i in clauses if i > verb and not is_added(tree, i)]
    if after:
        content = _after(tree, verb, after[0])
    elif clauses and not _goes_on(tree, verb):
        own = grammar.own_subject(tree, verb)
        content = tree.subtree(clauses[0])
        content = grammar.without(tree, content, own) if own in content and own is not None else content
        content = _beside(tree, verb, content)
    else:
        return None
    return Reading(rule="clause", content=tuple(content), entry=entry, hearer=hearer(tree, verb))


def _through_a_noun(tree: Tree, verb: int) -> list[int]:
    """As in "said in a statement that …": the clause that the tree hangs on the noun between."""
    nouns = [i for i in tree.dependents(verb, "obl") if i > verb]
    clauses = [i for noun in nouns for i in tree.dependents(noun, "acl", "ccomp", "advcl") if i > noun]
    return [i for i in clauses if "that" in grammar.marks(tree, i) and tree.dependents(i, "nsubj")]


def _after(tree: Tree, verb: int, clause: int) -> list[int]:
    """A clause after its verb with all that follows it, to where the verb's own clause goes on."""
    start = min(i for i in tree.subtree(clause) if i > verb)
    end = max(tree.subtree(verb)) + 1
    for i in tree.children[verb]:
        first = min(tree.subtree(i))
        if i > clause and first > clause and _resumes(tree, i, first):
            end = min(end, first)
    return list(range(start, next((i for i in range(start + 1, end) if _turns(tree, i, end)), end)))


def to_the_turn(tree: Tree, verb: int, content: list[int]) -> list[int]:
    """Content after a verb up to where the speaker goes on or another one has his say."""
    end = max(content, default=0) + 1
    turn = next((i for i in content if i > verb + 1 and _turns(tree, i, end)), end)
    return [i for i in content if i < turn]


def is_added(tree: Tree, position: int) -> bool:
    """As in "…, adding that": a participle of saying has the same speaker, it is no part of what was said.

    Where commas were lost, a clause must follow it.
    """
    if (
        tree.pos[position] != "VERB"
        or not tree.tokens[position].lower.endswith("ing")
        or not _is_cue(tree, position, {"clause"})
    ):
        return False
    first = position
    while first > 0 and tree.pos[first - 1] == "ADV":
        first -= 1
    if not first or tree.tokens[first - 1].text in ENDING:
        return first > 0
    if tree.tokens[position].lower in words.cues().citing and tree.pos[first - 1] == "VERB":
        return True
    return tree.pos[first - 1] in {"NOUN", "PROPN", "VERB", "ADJ"} and bool(tree.dependents(position, "ccomp"))


def _turns(tree: Tree, position: int, end: int) -> bool:
    """Whether another's or the speaker's next words begin here: ", but rebels said", "and said", "according to"."""
    word, before = tree.tokens[position].lower, tree.tokens[position - 1].text
    if word == "according" and position + 2 < end and tree.tokens[position + 1].lower == "to":
        comma = next((i for i in range(position + 2, end) if tree.tokens[i].text == ","), end)
        return not any(tree.pos[i] in {"VERB", "AUX"} for i in range(comma, end))
    if is_added(tree, position):
        return True
    if before == "," and _last_words(tree, position, end):
        return True
    if word not in TURNS or (word not in {"and", "but"} and before not in APART):
        return False
    following = position + 1
    if following < end and tree.pos[following] == "VERB" and not tree.tokens[following].lower.endswith("ing"):
        return _is_cue(tree, following, {"quote"})
    return before in APART and _new_speaker(tree, following, end)


def _last_words(tree: Tree, position: int, end: int) -> bool:
    """Whether a subject and a verb of saying close the sentence: "…, the source added."."""
    for i in range(position + 1, min(end, position + LONGEST_SUBJECT)):
        if tree.pos[i] == "VERB":
            own = grammar.own_subject(tree, i)
            said = own is not None and position <= own < i and _is_cue(tree, i, {"quote"})
            return said and not tree.dependents(i, *CLAUSES, "xcomp", "obj") and len(tree.tokens) - i <= LONGEST_TAIL
        if tree.tokens[i].text == "," or tree.pos[i] in {"SCONJ", "CCONJ"}:
            return False
    return False


def _new_speaker(tree: Tree, start: int, end: int) -> bool:
    """Whether a subject and a verb of saying stand here, with no other verb before it."""
    for i in range(start, min(end, start + LONGEST_SUBJECT)):
        if tree.pos[i] in {"VERB", "AUX"}:
            subject = grammar.own_subject(tree, i)
            return subject is not None and start <= subject < i and _is_cue(tree, i, {"quote"})
        if tree.tokens[i].text in {",", ";", "that"}:
            return False
    return False


def may_quote(tree: Tree, position: int) -> bool:
    """Whether a verb can frame somebody's words."""
    return tree.pos[position] == "VERB" and _is_cue(tree, position, {"quote"})


def _is_cue(tree: Tree, position: int, takes: set[str]) -> bool:
    return any(not rest and entry.takes & takes for rest, entry in words.verbs().get(tree.tokens[position].lower, ()))


def _resumes(tree: Tree, position: int, first: int) -> bool:
    """Whether this part of the verb's clause says more of the speaker: "…, adding that", "… and fled"."""
    after_comma = tree.tokens[first - 1].text in {",", "-", "–", "—", "--", "”", '"'}
    if tree.is_a(position, "conj"):
        return True
    if tree.is_a(position, "advcl"):
        marked = tree.dependents(position, "mark", "advmod") or not tree.tokens[position].lower.endswith("ing")
        return after_comma and (not marked or "as" in grammar.marks(tree, position))
    return after_comma and tree.is_a(position, "parataxis", "obl", "nsubj", "discourse")


def _goes_on(tree: Tree, verb: int) -> bool:
    """Whether a clause follows the verb though the tree shows none: "the study found the plan would …"."""
    following = verb + 1
    if following >= len(tree.pos) or tree.pos[following] in {"PUNCT", "ADP", "ADV", "CCONJ", "VERB"}:
        return False
    if tree.pos[following] == "SCONJ" and tree.tokens[following].lower in MEANWHILE:
        return False
    own = grammar.own_subject(tree, verb)
    end = next((i for i in range(following, len(tree.pos)) if tree.pos[i] == "PUNCT"), len(tree.pos))
    return own is not None and own < verb and any(tree.pos[i] in {"VERB", "AUX"} for i in range(following, end))


def _introduced(tree: Tree, verb: int, clause: int) -> bool:
    """Whether a colon or a quotation mark stands between the cue and the clause."""
    return any(tree.tokens[i].text in INTRODUCING for i in range(verb + 1, clause))


def _around(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """As in "…, X said" and "as X said, …": the clause that the cue was put into."""
    head = tree.heads[verb]
    if head < 0 or "clause" not in entry.takes or grammar.own_subject(tree, verb) is None:
        return None
    as_clause = tree.is_a(verb, "advcl", "parataxis", "obl") and grammar.marks(tree, verb) & {"as"}
    inserted = "quote" in entry.takes and tree.is_a(verb, "parataxis", "ccomp", "dep", "discourse")
    if not as_clause and (not inserted or grammar.marks(tree, verb) or not _is_aside(tree, verb)):
        return None
    content = _beside(tree, verb, grammar.without(tree, tree.subtree(head), verb))
    return Reading(rule="around", content=tuple(content), entry=entry, hearer=hearer(tree, verb))


def _beside(tree: Tree, verb: int, content: list[int]) -> list[int]:
    """Content before a cue, and after the comma that ends the cue's own clause ("…, X said on Sunday, …")."""
    comma = next(
        (i for i in range(verb + 1, min(verb + LONGEST_TAIL, len(tree.tokens))) if tree.tokens[i].text == ","),
        len(tree.tokens),
    )
    quoted = next(
        (i for i in range(verb + 1, len(tree.tokens)) if tree.tokens[i].text in INTRODUCING), len(tree.tokens)
    )
    return [i for i in content if i < verb or i > comma or i >= quoted]


def _is_aside(tree: Tree, verb: int) -> bool:
    """Whether the cue's clause stands apart: after a comma or mark, and with nothing said in it."""
    own = [i for i in tree.subtree(verb) if tree.pos[i] != "PUNCT"]
    before = tree.tokens[own[0] - 1].text if own[0] else ""
    if any(tree.tokens[i].lower in {"which", "who", "whom"} for i in own):
        return False
    following = tree.pos[verb + 1] if verb + 1 < len(tree.pos) else "PUNCT"
    return (
        before in ENDING
        and (following in {"PUNCT", "ADP", "ADV", "NOUN", "PROPN", "SCONJ", "ADJ"} or _names_hearer(tree, verb))
        and not tree.dependents(verb, *CLAUSES, "xcomp")
    )


def _names_hearer(tree: Tree, verb: int) -> bool:
    """Whether the words right after a cue say who was told: "told the agency"."""
    return any(verb < i and min(tree.subtree(i)) == verb + 1 for i in tree.dependents(verb, "iobj"))


def aside(tree: Tree, verb: int, source: int, entry: Entry) -> Reading | None:
    """As in ", X said." and ", X said, …" where the tree does not show whose clause it is: all outside the commas."""
    if "clause" not in entry.takes:
        return None
    own = [i for i in {*grammar.noun_phrase(tree, source), *grammar.cue_words(tree, verb)} if tree.pos[i] != "PUNCT"]
    first, last = min(own), max(own)
    if first < 2 or tree.tokens[first - 1].text not in ENDING:
        return None
    rest = range(last + 1, len(tree.tokens))
    following = next((i for i in rest if tree.tokens[i].text == ","), len(tree.tokens))
    if following > last + 1 and any(tree.pos[i] in {"VERB", "SCONJ"} for i in range(last + 1, following)):
        return None
    end = len(tree.tokens)
    end = next((i for i in range(following + 1, end) if _turns(tree, i, end)), end)
    return Reading(rule="around", content=(*range(first), *range(following + 1, end)), entry=entry)


def rest_of_sentence(tree: Tree, verb: int, source: int, entry: Entry) -> Reading | None:
    """As in "X said the …" where the tree does not show the clause: what follows the verb, if a clause does."""
    if source > verb or entry.act != "speech" or "clause" not in entry.takes or not _goes_on(tree, verb):
        return None
    return Reading(rule="rest", content=tuple(range(verb + 1, len(tree.tokens))), entry=entry)


def _infinitive(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """As in "vowed to …", "urged them to …", "suggested leaving"."""
    if not entry.takes & {"infinitive", "gerund", "hearer"}:
        return None
    for clause in tree.dependents(verb, "xcomp", "ccomp", "advcl"):
        if tree.is_a(clause, "advcl") and (
            clause < verb or "infinitive" not in entry.takes or not tree.dependents(verb, "obj", "iobj")
        ):
            continue
        if "to" in grammar.marks(tree, clause) or (
            "gerund" in entry.takes and tree.tokens[clause].lower.endswith("ing")
        ):
            objects = [] if "hearer" in entry.takes else tree.dependents(verb, "obj")
            content = sorted({*tree.subtree(clause), *(j for i in objects for j in tree.subtree(i))})
            return Reading(rule="infinitive", content=tuple(content), entry=entry, hearer=hearer(tree, verb))
    return None


def _accusation(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """As in "accused O of …", "blamed O for …", "told O about …": whom and what."""
    if not entry.about or not entry.takes & {"hearer", "object"}:
        return None
    told = tree.dependents(verb, "obj", "iobj")
    topic = _topic(tree, verb, entry)
    if told and topic is None and entry.takes == {"hearer"}:
        topic = _topic(tree, told[-1], entry)
    if not told or topic is None or topic < told[0]:
        return None
    if "hearer" in entry.takes and len(entry.takes) > 1:
        return Reading(rule="about", content=tuple(complement(tree, topic)), entry=entry, hearer=told[0])
    if "object" in entry.takes and len(entry.takes) > 1:
        return None
    content = [*tree.subtree(told[0]), *tree.subtree(topic)]
    return Reading(rule="accusation", content=tuple(content), entry=entry)


def _small_clause(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """As in "called it a massacre", "described him as a thief"."""
    if "as" not in entry.takes:
        return None
    told = tree.dependents(verb, "obj", "iobj")
    if not told:
        return None
    made_of = [i for i in tree.dependents(verb, "xcomp", "ccomp", "obj", "dep", "nmod") if i > told[0]]
    made_of += [
        i
        for i in tree.dependents(verb, "obl", "advcl")
        if {*grammar.cases(tree, i), *grammar.marks(tree, i)} & {"as", "to"}
    ]
    if not made_of:
        return None
    content = sorted({*tree.subtree(told[0]), *tree.subtree(made_of[0])})
    return Reading(rule="as", content=tuple(content), entry=entry)


def _object(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """As in "denied the report": the object, with what is said of it."""
    if "object" not in entry.takes:
        return None
    told = tree.dependents(verb, "obj")
    if (
        not told
        or (entry.objects and tree.tokens[told[0]].lower not in entry.objects)
        or (not entry.objects and tree.tokens[told[0]].lower in words.cues().not_content)
        or (tree.pos[told[0]] == "PRON" and tree.tokens[told[0]].lower.endswith(("self", "selves")))
    ):
        return None
    content = set(tree.subtree(told[0]))
    for i in tree.dependents(verb, "xcomp", "obl", "advcl"):
        tied = {*grammar.cases(tree, i), *grammar.marks(tree, i)} & WITH_OBJECT
        if i > told[0] and (tree.is_a(i, "xcomp") or tied or entry.objects):  # a figure with what it is of, and where
            content.update(tree.subtree(i))
    return Reading(rule="object", content=tuple(sorted(content)), entry=entry)


def _relative(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """As in "the claims that he denied": the object is what the relative clause explains."""
    if "object" not in entry.takes or not tree.is_a(verb, "acl:relcl"):
        return None
    own, noun = grammar.own_subject(tree, verb), tree.heads[verb]
    if own is None or tree.tokens[own].lower in {"who", "which", "that"} or own < noun:
        return None
    return Reading(rule="relative", content=tuple(grammar.noun_phrase(tree, noun, verb)), entry=entry)


def _about(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """As in "warned of famine": the complement of a preposition."""
    topic = _topic(tree, verb, entry)
    if topic is None:
        return None
    case = [i for i in tree.dependents(topic, "case", "mark") if tree.tokens[i].lower in entry.about]
    return Reading(
        rule="about", content=tuple(complement(tree, topic)), entry=entry, more=tuple(case), hearer=hearer(tree, verb)
    )


def _topic(tree: Tree, verb: int, entry: Entry) -> int | None:
    for i in tree.dependents(verb, "obl", "advcl", "nmod", "xcomp", "acl", "ccomp"):
        if tree.is_a(i, "ccomp") and not grammar.marks(tree, i) & {"of", "for", "about"}:
            continue
        if i > verb and (
            " ".join(grammar.cases(tree, i)) in entry.about or grammar.marks(tree, i) & entry.about - {"to", "that"}
        ):
            return i
    return None


def complement(tree: Tree, topic: int) -> list[int]:
    """What stands below a preposition, without it."""
    before = [i for i in tree.dependents(topic, "case", "mark") if i < topic]
    return grammar.without(tree, tree.subtree(topic), *before)


def hearer(tree: Tree, verb: int) -> int | None:
    """Who was told: the object of "told", or "to X" of "said to X"."""
    if any("hearer" in entry.takes for _, entry in words.verbs().get(tree.tokens[verb].lower, ())):
        told = tree.dependents(verb, "iobj") or tree.dependents(verb, "obj")
        told = told or [
            i for i in tree.dependents(verb, "dep") if i > verb and tree.pos[i] in {"NOUN", "PROPN", "PRON"}
        ]
        if told:
            return told[0]
    return next((i for i in tree.dependents(verb, "obl") if grammar.cases(tree, i) == ["to"]), None)


def passive(tree: Tree, verb: int, entries: list[Entry]) -> Reading | None:
    """As in "It was reported that …", "X was accused of …", "the deaths were confirmed by X"."""
    by = grammar.agent(tree, verb)
    about_whom = tree.dependents(verb, "nsubj:pass")
    for entry in entries:
        clauses = [*tree.dependents(verb, *CLAUSES), *tree.dependents(verb, "csubj")]
        if clauses and entry.takes & {"clause", "quote"}:
            return Reading(rule="passive clause", content=tuple(tree.subtree(clauses[0])), entry=entry)
        made_of = [
            i
            for i in tree.dependents(verb, "xcomp")
            if "to" in grammar.marks(tree, i) or tree.pos[i] in {"ADJ", "VERB"}
        ]
        if made_of and about_whom and entry.takes & {"clause", "as", "infinitive"}:
            content = sorted({*tree.subtree(about_whom[0]), *tree.subtree(made_of[0])})
            return Reading(rule="passive infinitive", content=tuple(content), entry=entry)
        topic = _topic(tree, verb, entry)
        if topic is None and by is not None:  # "is accused by rights groups of killing …", hung on the groups
            topic = _topic(tree, by, entry)
        if topic is not None and about_whom and entry.takes in ({"hearer"}, {"object"}) and entry.act != "stance":
            content = sorted({*tree.subtree(about_whom[0]), *tree.subtree(topic)})
            return Reading(rule="passive accusation", content=tuple(content), entry=entry)
        if by is not None and about_whom and entry.takes & {"object", "as"}:
            return Reading(rule="passive object", content=tuple(tree.subtree(about_whom[0])), entry=entry)
        if by is not None and tree.is_a(verb, "acl") and entry.takes & {"object"}:
            noun = tree.heads[verb]
            return Reading(rule="participle", content=tuple(grammar.noun_phrase(tree, noun, verb)), entry=entry)
    return None
