"""Finds the cues of one sentence in its tree, with whose each is and what it reports; no look beyond the sentence."""

from __future__ import annotations

import msgspec

from onrecord.language.document import Tree
from onrecord.language.quotations import grammar, names, readings, words
from onrecord.language.quotations.readings import CLAUSES, Reading, complement, hearer
from onrecord.language.quotations.records import Act, Force
from onrecord.language.quotations.words import Entry


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
    reading = readings.passive(tree, verb, entries) if passive else readings.active(tree, verb, entries)
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
        reading = readings.aside(tree, verb, source, quotes[0]) or readings.rest_of_sentence(
            tree, verb, source, quotes[0]
        )
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
        hearer=reading.hearer if reading else hearer(tree, verb),
        force=_force(tree, lower, verb),
        quotes=bool(quotes),
    )


def _speaking(tree: Tree, verb: int) -> int | None:
    """Who says it; where a participle was hung on a thing ("blamed the raid, saying …"), the subject of the verb above."""
    source = grammar.subject(tree, verb)
    if source is None or grammar.own_subject(tree, verb) is not None or not tree.tokens[verb].lower.endswith("ing"):
        return source
    reporting = next((i for i in tree.ancestors(verb) if readings.may_quote(tree, i)), None)
    if reporting is not None and readings.is_added(tree, verb):
        return grammar.subject(tree, reporting) or source
    if not tree.is_a(verb, "acl") or names.is_somebody(tree, source):
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
    return grammar.trimmed(tree, readings.to_the_turn(tree, verb, list(content)))


def _force(tree: Tree, lower: list[str], verb: int) -> Force:
    lists = words.forceful()
    if lower[verb] in lists["denies"]:
        return "denies"
    if lower[verb] in lists["accuses"]:
        return "accuses"
    head = tree.heads[verb]
    withheld = tree.is_a(verb, "xcomp") and lower[head] in lists["withholds"]
    return "withholds" if withheld or lower[verb] in lists["withholds"] or grammar.negated(tree, verb) else "says"


# --- other cues ------------------------------------------------------------------------------------------------------


def _according(tree: Tree, position: int) -> Cue | None:
    """As in "according to X, …": the rest of the clause is X's."""
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
    while (
        tree.is_a(clause, "nmod", "obl", "obj", "appos", "nummod", "amod", "compound", "conj", "acl", "flat", "xcomp")
        and tree.heads[clause] >= 0
    ):
        clause = tree.heads[clause]
    content = grammar.trimmed(tree, grammar.without(tree, tree.subtree(clause), branch, position))
    source, content = _at_subject(tree, *_at_comma(tree, position, source, content))
    return Cue(
        head=position,
        act="speech",
        rule="according to",
        words=(position, position + 1),
        source=source,
        content=tuple(content),
        quotes=True,
    )


def _at_comma(tree: Tree, position: int, source: int, content: list[int]) -> tuple[int, list[int]]:
    """As in "According to X, …" opens a sentence: X ends at the comma, whatever was read into it."""
    if position > 1:
        return source, content
    commas = [i for i, token in enumerate(tree.tokens) if token.text == "," and i > position]
    if not commas or source < commas[0]:
        return source, content
    named = [i for i in range(position + 2, commas[0]) if tree.pos[i] in {"NOUN", "PROPN", "PRON"}]
    if not named:
        return source, content
    return named[-1], grammar.trimmed(tree, range(commas[0] + 1, len(tree.tokens)))


def _at_subject(tree: Tree, source: int, content: list[int]) -> tuple[int, list[int]]:
    """As in "According to the NHRM dozens of people died", its comma lost: the name is X, the subject no part of it."""
    names_before = [i for i in tree.dependents(source, "compound") if i < source and tree.pos[i] == "PROPN"]
    if not tree.is_a(source, "nsubj") or not names_before:
        return source, content
    name = names_before[-1]
    return name, grammar.trimmed(tree, sorted({*content, *(i for i in tree.subtree(source) if i > name)}))


def _citing(tree: Tree, verb: int) -> Cue | None:
    """As in "the agency reported, citing X": the agency's words are X's."""
    told = tree.dependents(verb, "obj")
    clause = grammar.framed(tree, verb)
    if not told or clause < 0 or tree.dependents(verb, "aux", "nsubj") or not names.is_somebody(tree, told[0]):
        return None
    content = grammar.trimmed(tree, grammar.without(tree, tree.subtree(clause), verb))
    inner = [i for i in tree.dependents(clause, *CLAUSES) if tree.tokens[clause].lower in words.verbs()]
    if inner:
        content = grammar.trimmed(tree, grammar.without(tree, tree.subtree(inner[0]), verb))
    return Cue(
        head=verb,
        act="speech",
        rule="citing",
        words=(verb,),
        source=told[0],
        content=tuple(content),
        reporter=grammar.subject(tree, verb) if tree.tokens[clause].lower in words.verbs() else None,
    )


def _noun(tree: Tree, noun: int, entry: Entry) -> Cue | None:
    """As in "the claim that …", "issued a warning of …"."""
    source, more = _owner(tree, noun)
    clause = _noun_clause(tree, noun)
    topic = _noun_topic(tree, noun) if clause is None and more else None
    if source is None and (clause is None or entry.act == "stance"):
        return None
    if clause is not None:
        that = tree.tokens[noun + 1].lower == "that"
        content = [*([noun + 1] if that else []), *(i for i in tree.subtree(clause) if i > noun + that)]
    elif topic is not None:
        content = complement(tree, topic)
    else:
        return None
    return Cue(
        head=noun,
        act=entry.act if clause is not None else "stance",
        rule="noun",
        words=tuple(sorted({noun, *more})),
        source=source,
        content=tuple(grammar.trimmed(tree, content)),
    )


def _noun_clause(tree: Tree, noun: int) -> int | None:
    """The clause that a noun stands for: "the claim that …", "the threat to …"; no relative clause."""
    below = [i for i in tree.dependents(noun, "acl", "ccomp") if i > noun + 1]
    if below and tree.tokens[noun + 1].lower == "that" and tree.pos[noun + 1] == "SCONJ":
        return below[0]
    return next((i for i in below if grammar.marks(tree, i) & {"that", "to"}), None)


def _noun_topic(tree: Tree, noun: int) -> int | None:
    below = [i for i in tree.dependents(noun, "nmod", "acl") if i > noun]
    return next((i for i in below if {*grammar.cases(tree, i), *grammar.marks(tree, i)} & TOPICS), None)


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
    """As in "is sure that …", "was critical of …"."""
    subjects = tree.dependents(adjective, "nsubj", "nsubj:pass")
    if not subjects:
        return None
    content: list[int] = []
    for i in tree.dependents(adjective, "ccomp", "xcomp", "obl", "advcl"):
        if i < adjective:
            continue
        if tree.is_a(i, "ccomp") or grammar.marks(tree, i) & {"that", "to"}:
            content = tree.subtree(i)
        elif {*grammar.cases(tree, i), *grammar.marks(tree, i)} & {
            "of",
            "about",
            "over",
            "on",
            "in",
            "at",
            "with",
            "to",
        }:
            content = complement(tree, i)
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
    """As in "refused to say that …" is one cue: the inner verb's content, with both verbs' words."""
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
