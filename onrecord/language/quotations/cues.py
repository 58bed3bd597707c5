"""Finds the cues of one sentence in its tree, with whose each is and what it reports; no look beyond the sentence."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from onrecord.language.document import Tree
from onrecord.language.quotations import grammar, names, words
from onrecord.language.quotations.records import Act, Force
from onrecord.language.quotations.words import Entry

CLAUSES = ("ccomp", "csubj")
LONGEST_TAIL = 10
"""Tokens of a cue's own clause after its verb: to whom, when and where it was said."""
INTRODUCING = frozenset({":", "“", '"', "''", "``", "‘", "«"})
ENDING = frozenset({",", "”", '"', "''", "’", "»", "-", "–", "—", "--", "(", "…"})
TURNS = frozenset({"and", "but", "while", "though", "although", "whereas"})
"""Words after which another speaker may have his say."""
LONGEST_SUBJECT = 12
"""Tokens within which that speaker's verb must follow."""
WITH_OBJECT = frozenset({"as", "for", "to", "of", "over"})
"""Prepositions whose complement completes the object of a cue ("lauded her for …", "likened it to …")."""


class Cue(msgspec.Struct, frozen=True, kw_only=True):
    """A cue as the grammar shows it: token positions of one sentence.

    ``source`` is the head of the noun phrase credited. ``content`` may be empty: then a quotation must supply it.
    ``quotes`` when the cue can stand beside a quotation.
    """

    head: int
    act: Act
    rule: str
    words: tuple[int, ...]
    source: int | None
    content: tuple[int, ...] = ()
    hearer: int | None = None
    force: Force = "says"
    quotes: bool = False
    reporter: int | None = None


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Where a verb has its content: the tokens, the rule, further cue words, and who was told."""

    rule: str
    content: tuple[int, ...]
    entry: Entry
    more: tuple[int, ...] = ()
    hearer: int | None = None


def find(tree: Tree) -> list[Cue]:
    """Every cue of a sentence, in order of its head."""
    lower = [token.lower for token in tree.tokens]
    found: list[Cue] = []
    for position, word in enumerate(lower):
        cue = _at(tree, lower, position, word)
        if cue:
            found.append(cue)
    return _merged(tree, found)


def _at(tree: Tree, lower: list[str], position: int, word: str) -> Cue | None:
    if word in {"according", "accordingly"} and lower[position + 1 : position + 2] == ["to"]:
        return _according(tree, position)
    pos = tree.pos[position]
    if pos in {"VERB", "AUX"} and word in words.verbs():
        cited = _citing(tree, position) if word in words.cues().citing else None
        return cited or _verb(tree, lower, position)
    if pos in {"NOUN", "PROPN"} and word in words.nouns():
        return _noun(tree, position, words.nouns()[word])
    if pos in {"ADJ", "VERB", "NOUN"} and word in words.adjectives():
        return _adjective(tree, position, words.adjectives()[word])
    return None


# --- verbs -----------------------------------------------------------------------------------------------------------


def _verb(tree: Tree, lower: list[str], verb: int) -> Cue | None:
    entries = [entry for rest, entry in words.verbs()[lower[verb]] if _follows(tree, lower, verb, rest)]
    if not entries or _is_modifier(tree, verb) or (verb == 0 and lower[0].endswith("ed")):
        return None
    passive = grammar.is_passive(tree, verb)
    reading = _passive(tree, verb, entries) if passive else _active(tree, verb, entries)
    quotes = [entry for entry in entries if "quote" in entry.takes]
    if not reading and not quotes:
        return None
    if passive:
        source = grammar.agent(tree, verb)
    else:
        source = _speaking(tree, verb)
        if source is None and quotes and not reading:
            source = grammar.neighbour(tree, verb)
    if reading is None and source is not None and not passive:
        reading = _aside(tree, verb, source, quotes[0]) or _rest_of_sentence(tree, verb, source, quotes[0])
    if source is not None and lower[source] in {"it", "there"} and tree.is_a(source, "expl"):
        source = None
    entry = reading.entry if reading else quotes[0]
    return Cue(
        head=verb,
        act=entry.act,
        rule=reading.rule if reading else "bare",
        words=tuple(sorted({*grammar.cue_words(tree, verb), *(reading.more if reading else ())})),
        source=source,
        content=tuple(_content(tree, reading, source, verb)) if reading else (),
        hearer=reading.hearer if reading else _hearer(tree, verb),
        force=_force(tree, lower, verb),
        quotes=bool(quotes),
    )


def _speaking(tree: Tree, verb: int) -> int | None:
    """Who says it; where a participle was hung on a thing ("blamed the raid, saying …"), the subject of the verb above."""
    source = grammar.subject(tree, verb)
    if source is None or not tree.is_a(verb, "acl") or not tree.tokens[verb].lower.endswith("ing") or names.is_somebody(tree, source):
        return source
    above = next((i for i in tree.ancestors(source) if tree.pos[i] == "VERB"), None)
    return source if above is None else grammar.subject(tree, above) or source


def _follows(tree: Tree, lower: list[str], verb: int, rest: tuple[str, ...]) -> bool:
    if not rest:
        return True
    if tuple(lower[verb + 1 : verb + 1 + len(rest)]) == rest:
        return True
    return len(rest) == 1 and any(lower[i] == rest[0] for i in tree.dependents(verb, "compound:prt"))


def _is_modifier(tree: Tree, verb: int) -> bool:
    """A participle before its noun ("the reported deaths") credits nobody."""
    return tree.is_a(verb, "amod", "compound", "case", "mark", "aux", "fixed") or tree.is_a(verb, "flat")


def _content(tree: Tree, reading: Reading, source: int | None, verb: int) -> list[int]:
    content = reading.content
    if source is not None and source in content and not tree.is_a(verb, "acl"):
        content = tuple(grammar.without(tree, content, source))
    return grammar.trimmed(tree, content)


def _active(tree: Tree, verb: int, entries: list[Entry]) -> Reading | None:
    for read in (_clause, _around, _infinitive, _accusation, _small_clause, _object, _about, _relative):
        for entry in entries:
            found = read(tree, verb, entry)
            if found:
                return found
    return None


def _clause(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """ "said that …": the clause below the verb, without the words told to whom."""
    if not entry.takes & {"clause", "quote"}:
        return None
    clauses = [i for i in tree.dependents(verb, *CLAUSES) if tree.pos[i] != "PUNCT"]
    clauses += [i for i in tree.dependents(verb, "parataxis") if i > verb and "quote" in entry.takes and _introduced(tree, verb, i)]
    clauses += [i for i in tree.dependents(verb, "advcl", "xcomp") if "that" in grammar.marks(tree, i)]
    clauses = [i for i in clauses if not grammar.marks(tree, i) & {"of", "for", "about"}]
    after = [i for i in clauses if i > verb and not _added(tree, i)]
    if after:
        content = _after(tree, verb, after[0])
    elif clauses and not _goes_on(tree, verb):
        own = grammar.own_subject(tree, verb)
        content = tree.subtree(clauses[0])
        content = grammar.without(tree, content, own) if own in content and own is not None else content
        content = _beside(tree, verb, content)
    else:
        return None
    return Reading(rule="clause", content=tuple(content), entry=entry, hearer=_hearer(tree, verb))


def _after(tree: Tree, verb: int, clause: int) -> list[int]:
    """A clause after its verb with all that follows it, to where the verb's own clause goes on."""
    start = min(i for i in tree.subtree(clause) if i > verb)
    end = max(tree.subtree(verb)) + 1
    for i in tree.children[verb]:
        first = min(tree.subtree(i))
        if i > clause and first > clause and _resumes(tree, i, first):
            end = min(end, first)
    return list(range(start, next((i for i in range(start + 1, end) if _turns(tree, i, end)), end)))


def _added(tree: Tree, position: int) -> bool:
    """ "…, adding that": a participle of saying has the same speaker, it is no part of what was said.

    Where commas were lost, a clause must follow it.
    """
    if tree.pos[position] != "VERB" or not tree.tokens[position].lower.endswith("ing") or not _is_cue(tree, position, {"clause"}):
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
    if _added(tree, position):
        return True
    if word not in TURNS or (word not in {"and", "but"} and before not in {",", ";"}):
        return False
    following = position + 1
    if following < end and tree.pos[following] == "VERB" and not tree.tokens[following].lower.endswith("ing"):
        return _is_cue(tree, following, {"quote"})
    return before in {",", ";"} and _new_speaker(tree, following, end)


def _new_speaker(tree: Tree, start: int, end: int) -> bool:
    """Whether a subject and a verb of saying stand here, with no other verb before it."""
    for i in range(start, min(end, start + LONGEST_SUBJECT)):
        if tree.pos[i] in {"VERB", "AUX"}:
            subject = grammar.own_subject(tree, i)
            return subject is not None and start <= subject < i and _is_cue(tree, i, {"quote"})
        if tree.tokens[i].text in {",", ";", "that"}:
            return False
    return False


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
    own = grammar.own_subject(tree, verb)
    end = next((i for i in range(following, len(tree.pos)) if tree.pos[i] == "PUNCT"), len(tree.pos))
    return own is not None and own < verb and any(tree.pos[i] in {"VERB", "AUX"} for i in range(following, end))


def _introduced(tree: Tree, verb: int, clause: int) -> bool:
    """Whether a colon or a quotation mark stands between the cue and the clause."""
    return any(tree.tokens[i].text in INTRODUCING for i in range(verb + 1, clause))


def _aside(tree: Tree, verb: int, source: int, entry: Entry) -> Reading | None:
    """ ", X said." and ", X said, …" where the tree does not show whose clause it is: all outside the commas."""
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
    return Reading(rule="around", content=(*range(first), *range(following + 1, len(tree.tokens))), entry=entry)


def _rest_of_sentence(tree: Tree, verb: int, source: int, entry: Entry) -> Reading | None:
    """ "X said the …" where the tree does not show the clause: what follows the verb, if a clause does."""
    if source > verb or entry.act != "speech" or "clause" not in entry.takes or not _goes_on(tree, verb):
        return None
    return Reading(rule="rest", content=tuple(range(verb + 1, len(tree.tokens))), entry=entry)


def _around(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """ "…, X said" and "as X said, …": the clause that the cue was put into."""
    head = tree.heads[verb]
    if head < 0 or "clause" not in entry.takes or grammar.own_subject(tree, verb) is None:
        return None
    as_clause = tree.is_a(verb, "advcl", "parataxis", "obl") and grammar.marks(tree, verb) & {"as"}
    inserted = "quote" in entry.takes and tree.is_a(verb, "parataxis", "ccomp", "dep", "discourse")
    if not as_clause and (not inserted or grammar.marks(tree, verb) or not _is_aside(tree, verb)):
        return None
    content = _beside(tree, verb, grammar.without(tree, tree.subtree(head), verb))
    return Reading(rule="around", content=tuple(content), entry=entry, hearer=_hearer(tree, verb))


def _beside(tree: Tree, verb: int, content: list[int]) -> list[int]:
    """Content before a cue, and after the comma that ends the cue's own clause ("…, X said on Sunday, …")."""
    comma = next((i for i in range(verb + 1, min(verb + LONGEST_TAIL, len(tree.tokens))) if tree.tokens[i].text == ","), len(tree.tokens))
    quoted = next((i for i in range(verb + 1, len(tree.tokens)) if tree.tokens[i].text in INTRODUCING), len(tree.tokens))
    return [i for i in content if i < verb or i > comma or i >= quoted]


def _is_aside(tree: Tree, verb: int) -> bool:
    """Whether the cue's clause stands apart: after a comma or mark, and with nothing said in it."""
    own = [i for i in tree.subtree(verb) if tree.pos[i] != "PUNCT"]
    before = tree.tokens[own[0] - 1].text if own[0] else ""
    if any(tree.tokens[i].lower in {"which", "who", "whom"} for i in own):
        return False
    following = tree.pos[verb + 1] if verb + 1 < len(tree.pos) else "PUNCT"
    return before in ENDING and following in {"PUNCT", "ADP", "ADV", "NOUN", "PROPN", "SCONJ", "ADJ"} and not tree.dependents(
        verb, *CLAUSES, "xcomp"
    )


def _infinitive(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """ "vowed to …", "urged them to …", "suggested leaving"."""
    if not entry.takes & {"infinitive", "gerund", "hearer"}:
        return None
    for clause in tree.dependents(verb, "xcomp", "ccomp", "advcl"):
        if tree.is_a(clause, "advcl") and (clause < verb or "infinitive" not in entry.takes or not tree.dependents(verb, "obj", "iobj")):
            continue
        if "to" in grammar.marks(tree, clause) or ("gerund" in entry.takes and tree.tokens[clause].lower.endswith("ing")):
            objects = [] if "hearer" in entry.takes else tree.dependents(verb, "obj")
            content = sorted({*tree.subtree(clause), *(j for i in objects for j in tree.subtree(i))})
            return Reading(rule="infinitive", content=tuple(content), entry=entry, hearer=_hearer(tree, verb))
    return None


def _accusation(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """ "accused O of …", "blamed O for …", "told O about …": whom and what."""
    if not entry.about or not entry.takes & {"hearer", "object"}:
        return None
    told = tree.dependents(verb, "obj", "iobj")
    topic = _topic(tree, verb, entry)
    if told and topic is None and entry.takes == {"hearer"}:
        topic = _topic(tree, told[-1], entry)
    if not told or topic is None or topic < told[0]:
        return None
    if "hearer" in entry.takes and len(entry.takes) > 1:
        return Reading(rule="about", content=tuple(_complement(tree, topic)), entry=entry, hearer=told[0])
    if "object" in entry.takes and len(entry.takes) > 1:
        return None
    content = [*tree.subtree(told[0]), *tree.subtree(topic)]
    return Reading(rule="accusation", content=tuple(content), entry=entry)


def _small_clause(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """ "called it a massacre", "described him as a thief"."""
    if "as" not in entry.takes:
        return None
    told = tree.dependents(verb, "obj", "iobj")
    if not told:
        return None
    made_of = [i for i in tree.dependents(verb, "xcomp", "ccomp", "obj", "dep", "nmod") if i > told[0]]
    made_of += [i for i in tree.dependents(verb, "obl", "advcl") if {*grammar.cases(tree, i), *grammar.marks(tree, i)} & {"as", "to"}]
    if not made_of:
        return None
    content = sorted({*tree.subtree(told[0]), *tree.subtree(made_of[0])})
    return Reading(rule="as", content=tuple(content), entry=entry)


def _object(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """ "denied the report": the object, with what is said of it."""
    if "object" not in entry.takes:
        return None
    told = tree.dependents(verb, "obj")
    if not told or tree.tokens[told[0]].lower in words.cues().not_content or (tree.pos[told[0]] == "PRON" and tree.tokens[told[0]].lower.endswith(("self", "selves"))):
        return None
    content = set(tree.subtree(told[0]))
    for i in tree.dependents(verb, "xcomp", "obl", "advcl"):
        tied = {*grammar.cases(tree, i), *grammar.marks(tree, i)} & WITH_OBJECT
        if i > told[0] and (tree.is_a(i, "xcomp") or tied):
            content.update(tree.subtree(i))
    return Reading(rule="object", content=tuple(sorted(content)), entry=entry)


def _relative(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """ "the claims that he denied": the object is what the relative clause explains."""
    if "object" not in entry.takes or not tree.is_a(verb, "acl:relcl"):
        return None
    own, noun = grammar.own_subject(tree, verb), tree.heads[verb]
    if own is None or tree.tokens[own].lower in {"who", "which", "that"} or own < noun:
        return None
    return Reading(rule="relative", content=tuple(grammar.noun_phrase(tree, noun, verb)), entry=entry)


def _about(tree: Tree, verb: int, entry: Entry) -> Reading | None:
    """ "warned of famine": the complement of a preposition."""
    topic = _topic(tree, verb, entry)
    if topic is None:
        return None
    case = [i for i in tree.dependents(topic, "case", "mark") if tree.tokens[i].lower in entry.about]
    return Reading(
        rule="about", content=tuple(_complement(tree, topic)), entry=entry, more=tuple(case), hearer=_hearer(tree, verb)
    )


def _topic(tree: Tree, verb: int, entry: Entry) -> int | None:
    for i in tree.dependents(verb, "obl", "advcl", "nmod", "xcomp", "acl", "ccomp"):
        if tree.is_a(i, "ccomp") and not grammar.marks(tree, i) & {"of", "for", "about"}:
            continue
        if i > verb and (" ".join(grammar.cases(tree, i)) in entry.about or grammar.marks(tree, i) & entry.about - {"to", "that"}):
            return i
    return None


def _complement(tree: Tree, topic: int) -> list[int]:
    """What stands below a preposition, without it."""
    before = [i for i in tree.dependents(topic, "case", "mark") if i < topic]
    return grammar.without(tree, tree.subtree(topic), *before)


def _hearer(tree: Tree, verb: int) -> int | None:
    """Who was told: the object of "told", or "to X" of "said to X"."""
    if any("hearer" in entry.takes for _, entry in words.verbs().get(tree.tokens[verb].lower, ())):
        told = tree.dependents(verb, "iobj") or tree.dependents(verb, "obj")
        told = told or [i for i in tree.dependents(verb, "dep") if i > verb and tree.pos[i] in {"NOUN", "PROPN", "PRON"}]
        if told:
            return told[0]
    return next((i for i in tree.dependents(verb, "obl") if grammar.cases(tree, i) == ["to"]), None)


def _passive(tree: Tree, verb: int, entries: list[Entry]) -> Reading | None:
    """ "It was reported that …", "X was accused of …", "the deaths were confirmed by X"."""
    by = grammar.agent(tree, verb)
    about_whom = tree.dependents(verb, "nsubj:pass")
    for entry in entries:
        clauses = [*tree.dependents(verb, *CLAUSES), *tree.dependents(verb, "csubj")]
        if clauses and entry.takes & {"clause", "quote"}:
            return Reading(rule="passive clause", content=tuple(tree.subtree(clauses[0])), entry=entry)
        made_of = [i for i in tree.dependents(verb, "xcomp") if "to" in grammar.marks(tree, i) or tree.pos[i] in {"ADJ", "VERB"}]
        if made_of and about_whom and entry.takes & {"clause", "as", "infinitive"}:
            content = sorted({*tree.subtree(about_whom[0]), *tree.subtree(made_of[0])})
            return Reading(rule="passive infinitive", content=tuple(content), entry=entry)
        topic = _topic(tree, verb, entry)
        if topic is not None and about_whom and entry.takes in ({"hearer"}, {"object"}) and entry.act != "stance":
            content = sorted({*tree.subtree(about_whom[0]), *tree.subtree(topic)})
            return Reading(rule="passive accusation", content=tuple(content), entry=entry)
        if by is not None and about_whom and entry.takes & {"object", "as"}:
            return Reading(rule="passive object", content=tuple(tree.subtree(about_whom[0])), entry=entry)
        if by is not None and tree.is_a(verb, "acl") and entry.takes & {"object"}:
            noun = tree.heads[verb]
            return Reading(rule="participle", content=tuple(grammar.noun_phrase(tree, noun, verb)), entry=entry)
    return None


def _force(tree: Tree, lower: list[str], verb: int) -> Force:
    lists = words.forceful()
    for force in ("denies", "accuses"):
        if lower[verb] in lists[force]:
            return force  # type: ignore[return-value]
    head = tree.heads[verb]
    withheld = tree.is_a(verb, "xcomp") and lower[head] in lists["withholds"]
    return "withholds" if withheld or lower[verb] in lists["withholds"] or grammar.negated(tree, verb) else "says"


# --- other cues ------------------------------------------------------------------------------------------------------


def _according(tree: Tree, position: int) -> Cue | None:
    """ "according to X, …": the rest of the clause is X's."""
    source = tree.heads[position]
    branch = source
    if source < position or not tree.is_a(position, "case", "mark"):
        below = tree.dependents(position, "obl", "nmod", "obj")
        if not below:
            return None
        source, branch = below[0], position
    clause = tree.heads[branch]
    if clause < 0:
        return None
    while tree.is_a(clause, "nmod", "obl", "obj", "appos", "nummod", "amod", "compound", "conj", "acl", "flat", "xcomp") and tree.heads[clause] >= 0:
        clause = tree.heads[clause]
    content = grammar.trimmed(tree, grammar.without(tree, tree.subtree(clause), branch, position))
    source, content = _at_comma(tree, position, source, content)
    return Cue(head=position, act="speech", rule="according to", words=(position, position + 1), source=source, content=tuple(content), quotes=True)


def _at_comma(tree: Tree, position: int, source: int, content: list[int]) -> tuple[int, list[int]]:
    """ "According to X, …" opens a sentence: X ends at the comma, whatever was read into it."""
    if position > 1:
        return source, content
    commas = [i for i, token in enumerate(tree.tokens) if token.text == "," and i > position]
    if not commas or source < commas[0]:
        return source, content
    named = [i for i in range(position + 2, commas[0]) if tree.pos[i] in {"NOUN", "PROPN", "PRON"}]
    if not named:
        return source, content
    return named[-1], grammar.trimmed(tree, range(commas[0] + 1, len(tree.tokens)))


def _citing(tree: Tree, verb: int) -> Cue | None:
    """ "the agency reported, citing X": the agency's words are X's."""
    told = tree.dependents(verb, "obj")
    clause = tree.heads[verb]
    if not told or clause < 0 or tree.dependents(verb, "aux", "nsubj") or not names.is_somebody(tree, told[0]):
        return None
    content = grammar.trimmed(tree, grammar.without(tree, tree.subtree(clause), verb))
    inner = [i for i in tree.dependents(clause, *CLAUSES) if tree.tokens[clause].lower in words.verbs()]
    if inner:
        content = grammar.trimmed(tree, grammar.without(tree, tree.subtree(inner[0]), verb))
    return Cue(
        head=verb, act="speech", rule="citing", words=(verb,), source=told[0], content=tuple(content), reporter=grammar.subject(tree, verb)
    )


def _noun(tree: Tree, noun: int, entry: Entry) -> Cue | None:
    """ "the claim that …", "X's report of …", "issued a warning that …"."""
    clause = next((i for i in tree.dependents(noun, "acl", "ccomp") if grammar.marks(tree, i) & {"that", "to"} and i > noun), None)
    if clause is None and noun + 1 < len(tree.pos) and tree.tokens[noun + 1].lower == "that" and tree.pos[noun + 1] == "SCONJ":
        clause = next((i for i in tree.dependents(noun, "acl") if i > noun + 1), None)
    topic = next((i for i in tree.dependents(noun, "nmod", "acl") if i > noun and {*grammar.cases(tree, i), *grammar.marks(tree, i)} & TOPICS), None)
    if clause is None and topic is None:
        return None
    source, more = _owner(tree, noun)
    if clause is None and not more:
        return None
    if source is None and (clause is None or entry.act == "stance"):
        return None
    below = clause if clause is not None else topic
    assert below is not None
    content = tree.subtree(below) if clause is not None else _complement(tree, below)
    if clause is not None and tree.tokens[noun + 1].lower == "that":
        content = [noun + 1, *(i for i in content if i > noun + 1)]
    return Cue(
        head=noun,
        act=entry.act if clause is not None else "stance",
        rule="noun",
        words=tuple(sorted({noun, *more})),
        source=source,
        content=tuple(grammar.trimmed(tree, content)),
    )


TOPICS = frozenset({"of", "about", "for", "on", "against", "over"})


def _owner(tree: Tree, noun: int) -> tuple[int | None, tuple[int, ...]]:
    """Whose claim it is, and the verb that is part of the cue."""
    own = tree.dependents(noun, "nmod:poss")
    if own:
        return own[0], ()
    by = next((i for i in tree.dependents(noun, "nmod") if set(grammar.cases(tree, i)) & {"by", "from"}), None)
    if by is not None:
        return by, ()
    head = tree.heads[noun]
    if tree.is_a(noun, "obj") and tree.tokens[head].lower in words.light_verbs() and not grammar.is_passive(tree, head):
        return grammar.subject(tree, head), tuple(grammar.cue_words(tree, head))
    named = [i for i in tree.dependents(noun, "compound") if tree.pos[i] == "PROPN"]
    return (named[0] if named else None), ()


def _adjective(tree: Tree, adjective: int, entry: Entry) -> Cue | None:
    """ "is sure that …", "was critical of …"."""
    subjects = tree.dependents(adjective, "nsubj", "nsubj:pass")
    if not subjects:
        return None
    content: list[int] = []
    for i in tree.dependents(adjective, "ccomp", "xcomp", "obl", "advcl"):
        if i < adjective:
            continue
        if tree.is_a(i, "ccomp") or grammar.marks(tree, i) & {"that", "to"}:
            content = tree.subtree(i)
        elif {*grammar.cases(tree, i), *grammar.marks(tree, i)} & {"of", "about", "over", "on", "in", "at", "with", "to"}:
            content = _complement(tree, i)
        if content:
            break
    if not content:
        return None
    return Cue(
        head=adjective,
        act=entry.act,
        rule="adjective",
        words=tuple(grammar.cue_words(tree, adjective)),
        source=subjects[0],
        content=tuple(grammar.trimmed(tree, content)),
        force="withholds" if grammar.negated(tree, adjective) else "says",
    )


# --- together --------------------------------------------------------------------------------------------------------


def _merged(tree: Tree, found: list[Cue]) -> list[Cue]:
    """ "refused to say that …" is one cue: the inner verb's content, with both verbs' words."""
    by_head = {cue.head: cue for cue in found}
    gone: set[int] = set()
    for cue in found:
        head = tree.heads[cue.head]
        outer = by_head.get(head)
        if outer and tree.is_a(cue.head, "xcomp") and outer.rule == "infinitive" and cue.rule != "bare":
            by_head[cue.head] = msgspec.structs.replace(
                cue,
                words=tuple(sorted({*outer.words, *cue.words})),
                source=outer.source,
                force="withholds" if outer.force == "withholds" else cue.force,
            )
            gone.add(head)
    return [by_head[cue.head] for cue in found if cue.head not in gone]


def hearsay(tree: Tree) -> Iterator[Cue]:
    """ "reportedly": the clause is somebody's word, nobody's in particular."""
    for position, token in enumerate(tree.tokens):
        if token.lower in words.cues().hearsay and tree.is_a(position, "advmod") and tree.pos[tree.heads[position]] == "VERB":
            content = grammar.trimmed(tree, grammar.without(tree, tree.subtree(tree.heads[position]), position))
            yield Cue(head=position, act="speech", rule="hearsay", words=(position,), source=None, content=tuple(content))
