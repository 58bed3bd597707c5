"""Trees put right where quotation marks show that the parser mixed a quotation with the words that frame it.

A quotation is a text of its own: no word of it depends on the framing clause but its topmost, and no word of the frame
depends on it. Parsers read the sentence as one and err at the border, most of all after a lost or doubled mark.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from onrecord.language.document import Tree
from onrecord.language.quotations import names, words

_NOUNS = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_AFTER = frozenset({"ADP", "ADV", "SCONJ", "PUNCT", "CCONJ", "PART"})
_BREAKS = frozenset({"“", "”", '"', "''", "``", "’", "»", ";", ":"})
_TIGHT = frozenset({"compound", "flat"})
_DASHES = frozenset({"–", "—", "-", "--", "―"})
SHORTEST_CAPITALS = 3
"""Letters of a dateline's first word in capitals."""
LONGEST_DATELINE = 14
"""Tokens within which a dateline's dash must stand."""
_NOUN_PHRASE = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PUNCT", "ADP"})
SHORTEST_CLAUSE = 3
"""Tokens of a report before its speaker."""
RELATIONS = {"DET": "det", "ADJ": "amod"}
"""How words hang on the speaker whom they stand before."""
LONGEST_ASIDE = 16
"""Tokens of a subject between commas."""


class _Draft:
    """A tree being changed."""

    def __init__(self, tree: Tree, inside: Sequence[bool]) -> None:
        self.tree, self.inside = tree, inside
        self.heads, self.relations = list(tree.heads), list(tree.relations)

    def hang(self, position: int, head: int, relation: str) -> None:
        """Attaches a token, unless that would close a circle."""
        above, steps = head, 0
        while above >= 0 and steps <= len(self.heads):
            if above == position:
                return
            above, steps = self.heads[above], steps + 1
        self.heads[position], self.relations[position] = head, relation

    def is_tree(self) -> bool:
        """Whether every token still reaches the one root."""
        reached = [head < 0 for head in self.heads]
        if sum(reached) != 1:
            return False
        for start in range(len(self.heads)):
            path: list[int] = []
            position = start
            while not reached[position] and len(path) <= len(self.heads):
                path.append(position)
                position = self.heads[position]
            if not reached[position]:
                return False
            for i in path:
                reached[i] = True
        return True

    def done(self) -> Tree:
        """The changed tree; the old one where nothing changed or the changes made no tree."""
        unchanged = self.heads == list(self.tree.heads) and self.relations == list(self.tree.relations)
        if unchanged or not self.is_tree():
            return self.tree
        return Tree(self.tree.tokens, self.tree.pos, tuple(self.heads), tuple(self.relations))


def mended(tree: Tree, inside: Sequence[bool]) -> Tree:
    """The tree with the frame of its quotations apart. ``inside`` tells for each token whether it is quoted speech."""
    draft = _Draft(tree, inside)
    _unglue(draft)
    _cut(draft, dateline(tree))
    _asides(draft)
    _known_speakers(draft)
    _subjects(draft)
    if any(inside) and not all(inside):
        verb = _frame(tree, inside)
        if verb is not None:
            _raise(draft, verb)
            _subject(draft, verb)
            _rest(draft, verb)
            _explained(draft, verb)
            _quoted(draft, verb)
    return draft.done()


def credit_apart(tree: Tree, first: int) -> Tree:
    """The tree with the words from ``first`` on, the credit that closes a headline, apart from what stands before."""
    draft = _Draft(tree, [False] * len(tree.tokens))
    crossing = [i for i in range(first) if draft.heads[i] >= first]
    root = draft.heads.index(-1)
    if root >= first and crossing:
        root = crossing[0]
        draft.heads[root], draft.relations[root] = -1, "root"
    for i in crossing:
        if i != root:
            draft.heads[i], draft.relations[i] = root, "dep"
    loose = [i for i in range(first, len(tree.tokens)) if draft.heads[i] < first and i != root]
    for i in loose:
        draft.heads[i], draft.relations[i] = root, "parataxis"
    return draft.done()


def _unglue(draft: _Draft) -> None:
    """Parts of names do not reach over a comma: they belong to the word beside them."""
    tree = draft.tree
    for i, relation in enumerate(tree.relations):
        head = tree.heads[i]
        if relation not in _TIGHT or head < 0 or abs(head - i) < 2:
            continue
        between = range(min(i, head) + 1, max(i, head))
        if any(tree.tokens[j].text in {",", "“", "”", '"'} for j in between):
            step = 1 if head > i else -1
            if tree.pos[i + step] in _NOUNS:
                draft.hang(i, i + step, relation)


def dateline(tree: Tree) -> int:
    """How many tokens at the start say where the report was written ("KABUL (AP) —"); 0 where none do."""
    first = tree.tokens[0].text if tree.tokens else ""
    if not first.isupper() or len(first) < SHORTEST_CAPITALS:
        return 0
    for i, token in enumerate(tree.tokens[:LONGEST_DATELINE]):
        if token.text in _DASHES and i and i + 1 < len(tree.tokens):
            apart = token.start > tree.tokens[i - 1].end or token.text in {"—", "--"}
            if apart:
                return i + 1
        if token.text[:1].islower() and token.lower not in {"of", "the", "and", "de", "el"}:
            return 0
    return 0


def _cut(draft: _Draft, end: int) -> None:
    """The words of a dateline govern nothing of the report and are nobody's subject."""
    tree = draft.tree
    if not end or end >= len(tree.tokens):
        return
    crossing = [i for i in range(end, len(tree.tokens)) if 0 <= draft.heads[i] < end]
    if -1 in draft.heads[:end]:
        root = next((i for i in crossing if tree.pos[i] in {"VERB", "AUX"}), crossing[0] if crossing else None)
        if root is None:
            return
        draft.heads[root], draft.relations[root] = -1, "root"
        crossing.remove(root)
    root = draft.heads.index(-1)
    verb = next(
        (draft.heads[i] for i in range(end) if draft.relations[i].startswith("nsubj") and draft.heads[i] >= end), root
    )
    for i in range(end):
        if draft.heads[i] < 0 or draft.heads[i] >= end:
            draft.heads[i], draft.relations[i] = root, "discourse"
    for i in crossing:
        has_subject = any(
            draft.heads[j] == verb and draft.relations[j].startswith("nsubj") for j in range(end, len(tree.tokens))
        )
        draft.hang(i, verb, "nsubj" if tree.pos[i] in _NOUNS and i < verb and not has_subject else "dep")


def _asides(draft: _Draft) -> None:
    """As in "The road, officials said, is closed": between the commas stands a subject with its verb, whatever was read."""
    tree = draft.tree
    for verb, token in enumerate(tree.tokens):
        if verb < 2 or tree.pos[verb] != "VERB" or token.lower.endswith("ing") or not _quotes(token.lower):
            continue
        start = verb
        while start > 0 and tree.tokens[start - 1].text != "," and verb - start <= LONGEST_ASIDE:
            start -= 1
        segment = [i for i in range(start, verb) if tree.pos[i] != "PUNCT"]
        nouns = [i for i in segment if tree.pos[i] in _NOUNS]
        if (
            start < 2
            or not nouns
            or tree.tokens[start - 1].text != ","
            or any(tree.pos[i] in {"VERB", "SCONJ", "CCONJ"} for i in segment)
        ):
            continue
        after = tree.tokens[verb + 1].text if verb + 1 < len(tree.tokens) else "."
        if after in {",", "."} and not any(draft.inside[i] for i in range(start, verb)):
            _aside(draft, verb, segment, nouns)


def _subjects(draft: _Draft) -> None:
    """A verb of saying has one subject, before it: not two side by side, nor that of the clause which it reports."""
    tree = draft.tree
    for verb, token in enumerate(tree.tokens):
        if tree.pos[verb] != "VERB" or not _quotes(token.lower):
            continue
        own = [i for i in range(verb) if draft.heads[i] == verb and draft.relations[i].startswith("nsubj")]
        for first, second in itertools.pairwise(own):
            if not any(tree.pos[i] == "PUNCT" for i in range(first, second)):
                draft.hang(first, second, "nmod:desc")
        if own and _cut_short(draft, verb, own[-1]):
            _unmarked(draft, verb)
        if own or token.lower.endswith("ing") or _named_after(draft, verb):
            continue
        for i in range(verb - 1, -1, -1):
            if draft.relations[i].startswith("nsubj") and draft.heads[i] > verb and _below(draft, draft.heads[i], verb):
                draft.hang(i, verb, "nsubj")
                break
        else:
            if not _follows(draft, verb):
                _unmarked(draft, verb)


def _known_speakers(draft: _Draft) -> None:
    """As in "Ten died in Taiz local media reported on Monday": without commas the speaker was read into the clause before him."""
    tree = draft.tree
    for verb, token in enumerate(tree.tokens):
        if tree.pos[verb] != "VERB" or token.lower.endswith("ing") or not _quotes(token.lower) or draft.inside[verb]:
            continue
        start = _known_speaker(tree, verb)
        if start is None or not _ends_report(tree, verb) or not _can_close(tree, start - 1) or _after_comma(tree, verb):
            continue
        subjects = [i for i in range(verb) if draft.heads[i] == verb and draft.relations[i].startswith("nsubj")]
        read = any(start <= i and not _reaches(draft, i, start) for i in subjects)
        if read and draft.relations[verb] not in {"advcl", "acl", "acl:relcl", "dep"}:
            continue
        _speaks(draft, verb, start)


def _known_speaker(tree: Tree, verb: int) -> int | None:
    """Where the words of the lexicon for one who speaks begin that end right before a verb, with what tells whose he is.

    Words with capitals may be the end of a longer name ("Karifa Police"), so that only acronyms count beside a name.
    """
    lower = [token.lower for token in tree.tokens[:verb]]
    tables = (words.bodies(), words.roles(), words.speaks_for())
    begins = [
        at
        for at in range(max(0, verb - LONGEST_ASIDE), verb)
        if any((found := table.at(lower, at)) and at + found[0] == verb for table in tables)
    ]
    if not begins:
        return None
    start = begins[0]
    while start and tree.tokens[start - 1].text.islower() and _tells_whose(tree, lower, start - 1):
        start -= 1
    named = tree.tokens[start].text[:1].isupper() and not tree.tokens[start].text.isupper()
    return None if named and start and tree.pos[start - 1] == "PROPN" else start


def _tells_whose(tree: Tree, lower: list[str], position: int) -> bool:
    """Whether a word before a speaker says of what sort or side he is: "local", "opposition"."""
    return tree.pos[position] in {"ADJ", "DET"} or words.sides().at(lower, position) is not None


def _ends_report(tree: Tree, verb: int) -> bool:
    """Whether no clause of its own can follow this verb: it closes a report."""
    if verb + 1 == len(tree.tokens):
        return True
    after = tree.tokens[verb + 1]
    day = tree.pos[verb + 1] == "PROPN" and after.lower in words.sources().calendar
    opens = tree.pos[verb + 1] in {"ADP", "SCONJ"} and after.lower not in {"that", "of", "if", "whether", "to"}
    return day or opens or after.text == "."


def _can_close(tree: Tree, position: int) -> bool:
    """Whether a clause may end with this word, so that who follows it is no part of it."""
    if position > 0 and tree.tokens[position - 1].text == "-":  # "well-informed sources"
        return tree.pos[position] == "PROPN" and position + 1 >= SHORTEST_CLAUSE
    return position + 1 >= SHORTEST_CLAUSE and tree.pos[position] in {"NOUN", "PROPN", "NUM", "VERB", "ADV"}


def _reaches(draft: _Draft, subject: int, start: int) -> bool:
    """Whether what was read as the subject of a verb reaches over the words before the speaker."""
    return any(draft.tree.pos[i] != "PUNCT" and _below(draft, i, subject) for i in range(start))


def _speaks(draft: _Draft, verb: int, start: int) -> None:
    """Cuts the tree before a speaker: the clause before is what he says."""
    last, speaker = verb - 1, range(start, verb)
    was = next((i for i in speaker if draft.heads[i] not in speaker), last)
    above, relation = draft.heads[was], draft.relations[was]
    root = draft.heads.index(-1)
    if above == verb:  # what stands before the speaker is part of the clause that he reports
        told = [i for i in range(start - 1) if draft.heads[i] == verb and draft.relations[i] == "ccomp"]
        above, relation = (told[-1], "obl") if told else (above, "dep")
    for i in range(start):
        if draft.heads[i] in speaker:
            draft.heads[i], draft.relations[i] = (start - 1, draft.relations[i]) if i < start - 1 else (above, relation)
    for i in speaker:
        if i != last:
            draft.heads[i], draft.relations[i] = last, RELATIONS.get(draft.tree.pos[i], "compound")
    draft.heads[last], draft.relations[last] = verb, "nsubj"
    if root < start:
        draft.heads[verb], draft.relations[verb] = -1, "root"
        draft.heads[root], draft.relations[root] = verb, "ccomp"


def _follows(draft: _Draft, verb: int) -> bool:
    """As in "…, said Omar Haddad": the name right after the verb is its subject, whatever it was read to be."""
    tree = draft.tree
    after = verb + 1
    if not verb or after >= len(tree.tokens) or tree.pos[after] != "PROPN" or tree.tokens[verb - 1].text[-1].isalnum():
        return False
    if 0 <= draft.heads[after] < verb:
        draft.hang(after, verb, "nsubj")
        return True
    return False


def _named_after(draft: _Draft, verb: int) -> bool:
    """As in "Ten people died said Omar Haddad": the name right after the verb was read as its subject."""
    after = verb + 1
    named = after < len(draft.heads) and draft.tree.pos[after] == "PROPN" and draft.heads[after] == verb
    return named and draft.relations[after].startswith("nsubj")


def _unmarked(draft: _Draft, verb: int) -> None:
    """As in "Ten people died the local police said": the speaker was read into the clause before him."""
    tree = draft.tree
    start = _after_comma(tree, verb)
    if start is None:
        start = verb
        while start > 0 and _in_noun_phrase(tree, start - 1) and verb - start < LONGEST_ASIDE:
            start -= 1
            if tree.pos[start] == "DET":
                break
    segment = range(start, verb)
    ends = verb + 1 == len(tree.tokens) or tree.pos[verb + 1] in {"PUNCT", "ADP", "PROPN", "ADV"}
    ends = ends or any(i > verb for i in tree.dependents(verb, "iobj"))  # "a doctor told the agency"
    chunk = [i for i in segment if not any(tree.pos[j] == "ADP" for j in range(start, i + 1)) and tree.pos[i] in _NOUNS]
    if start < SHORTEST_CLAUSE or not chunk or not ends or tree.tokens[verb - 1].text == ",":
        return
    main = next((i for i in reversed(chunk) if draft.relations[i] not in {"compound", "flat"}), chunk[-1])
    if not names.is_somebody(tree, main) and not names.is_somebody(tree, chunk[-1]):
        return
    clause = next((i for i, head in enumerate(draft.heads) if head == verb and i < start), None)
    draft.hang(main, verb, "nsubj")
    for i in segment:
        if i != main and draft.heads[i] not in segment:
            draft.hang(i, main, "compound" if tree.pos[i] in _NOUNS and i < main else "nmod")
    for i in range(start):
        if draft.heads[i] in segment:
            draft.hang(i, clause if clause is not None else verb, "ccomp" if clause is None else "dep")


def _in_noun_phrase(tree: Tree, position: int) -> bool:
    """Whether a token may stand in a noun phrase; a participle may after a hyphen ("the London-based")."""
    return tree.pos[position] in _NOUN_PHRASE or (position > 0 and tree.tokens[position - 1].text == "-")


def _cut_short(draft: _Draft, verb: int, subject: int) -> bool:
    """Whether the subject was read to begin in the middle of the noun phrase between a comma and its verb."""
    start = _after_comma(draft.tree, verb)
    if start is None or start >= subject:
        return False
    return not any(_below(draft, i, subject) for i in range(start, subject) if i == start)


def _after_comma(tree: Tree, verb: int) -> int | None:
    """Where the words between the last comma and the verb begin, if they are a noun phrase with all its parts."""
    for i in range(verb - 1, max(0, verb - LONGEST_ASIDE), -1):
        if tree.tokens[i].text == ",":
            return i + 1 if i + 1 < verb else None
        if not _in_noun_phrase(tree, i) or tree.tokens[i].text in _BREAKS:
            return None
    return None


def _below(draft: _Draft, position: int, above: int) -> bool:
    steps = 0
    while position >= 0 and steps <= len(draft.heads):
        if position == above:
            return True
        position, steps = draft.heads[position], steps + 1
    return False


def _aside(draft: _Draft, verb: int, segment: Sequence[int], nouns: Sequence[int]) -> None:
    within = set(segment)
    subjects = [i for i, head in enumerate(draft.heads) if head == verb and draft.relations[i].startswith("nsubj")]
    if any(i in within for i in subjects):
        return
    main = next((i for i in nouns if draft.heads[i] not in within), nouns[-1])
    clause = next(
        (
            i
            for i, head in enumerate(draft.heads)
            if head == verb and i not in within and draft.relations[i] in {"ccomp", "parataxis"}
        ),
        None,
    )
    for i in subjects:
        if clause is not None:
            draft.hang(i, clause, "nsubj")
    draft.hang(main, verb, "nsubj")


def _quotes(word: str) -> bool:
    return any("quote" in entry.takes for rest, entry in words.verbs().get(word, ()) if not rest)


def _frame(tree: Tree, inside: Sequence[bool]) -> int | None:
    """The verb that frames the quotation: the cue verb outside it that stands nearest to it."""
    verbs = [
        i
        for i, token in enumerate(tree.tokens)
        if not inside[i] and tree.pos[i] in {"VERB", "AUX"} and _quotes(token.lower)
    ]
    quoted = [i for i, quote in enumerate(inside) if quote]
    return min(verbs, key=lambda i: min(abs(i - quoted[0]), abs(i - quoted[-1])), default=None)


def _raise(draft: _Draft, verb: int) -> None:
    """The framing verb hangs on nothing inside the quotation."""
    head = draft.heads[verb]
    if head >= 0 and draft.inside[head]:
        above = head
        while above >= 0 and draft.inside[above]:
            above = draft.heads[above]
        relation = draft.relations[head]
        draft.heads[verb], draft.relations[verb] = above, "root" if above < 0 else relation
        draft.heads[head] = verb
        draft.relations[head] = "ccomp"


def _subject(draft: _Draft, verb: int) -> None:
    """Between a quotation and the verb stands the subject and nothing else; where nothing does, it follows the verb."""
    tree = draft.tree
    start = verb
    while start > 0 and not draft.inside[start - 1]:
        start -= 1
    segment = [i for i in range(start, verb) if tree.pos[i] != "PUNCT"]
    nouns = [i for i in segment if tree.pos[i] in _NOUNS]
    if start > 0 and nouns:
        _before(draft, verb, segment)
    elif start > 0 and not any(draft.heads[i] == verb and draft.relations[i].startswith("nsubj") for i in segment):
        _inverted(draft, verb)


def _before(draft: _Draft, verb: int, segment: Sequence[int]) -> None:
    """As in "…," the officer, a major, said: one subject; what else the parser left loose explains it."""
    tree, within = draft.tree, set(segment)
    loose = [i for i in segment if draft.heads[i] not in within]
    nouns = [i for i in loose if tree.pos[i] in _NOUNS]
    main = next(
        (i for i in nouns if draft.relations[i].startswith("nsubj") and draft.heads[i] == verb),
        nouns[0] if nouns else None,
    )
    if main is None:
        return
    if not draft.relations[main].startswith("nsubj") or draft.heads[main] != verb:
        draft.hang(main, verb, "nsubj")
    for i in loose:
        if i == main or tree.pos[i] in {"ADV", "AUX", "PART", "CCONJ", "SCONJ"}:
            if draft.heads[i] >= 0 and draft.inside[draft.heads[i]]:
                draft.hang(i, verb, "advmod" if tree.pos[i] == "ADV" else "dep")
            continue
        if i < main and i + 1 < len(tree.pos) and tree.pos[i] in {"ADJ", "DET", "NOUN", "PROPN"} and i > 0:
            draft.hang(i, main, "compound")
        elif tree.pos[i] in _NOUNS:
            draft.hang(i, main, "appos")
        elif tree.pos[i] == "VERB" and i > main:
            draft.hang(i, main, "acl:relcl")


def _inverted(draft: _Draft, verb: int) -> None:
    """As in "…," said the officer, who …: the subject follows."""
    tree = draft.tree
    for i in range(verb + 1, len(tree.tokens)):
        if draft.inside[i] or tree.pos[i] in _AFTER:
            return
        if tree.pos[i] in _NOUNS and draft.heads[i] == verb and not draft.relations[i].startswith("obl"):
            draft.hang(i, verb, "nsubj")
            return
        if tree.pos[i] in _NOUNS and (draft.heads[i] < 0 or draft.inside[draft.heads[i]]):
            draft.hang(i, verb, "nsubj")
            return


def _rest(draft: _Draft, verb: int) -> None:
    """Words of the frame that hang inside the quotation: relative clauses on the subject, the rest on the verb."""
    tree = draft.tree
    subject = next(
        (i for i, head in enumerate(draft.heads) if head == verb and draft.relations[i].startswith("nsubj")), None
    )
    for i, head in enumerate(draft.heads):
        if draft.inside[i] or i == verb or head < 0 or not draft.inside[head]:
            continue
        between = range(i) if subject is None else range(subject, i)
        relative = any(tree.tokens[j].lower in {"who", "which", "whose", "whom"} for j in between)
        if subject is not None and relative and tree.pos[i] in {"VERB", "AUX", "ADJ", "NOUN"}:
            draft.hang(i, subject, "acl:relcl")
        elif tree.pos[i] == "PUNCT":
            draft.hang(i, verb, "punct")
        else:
            draft.hang(i, verb, "obj" if i == verb + 1 and tree.pos[i] in _NOUNS else "dep")


def _explained(draft: _Draft, verb: int) -> None:
    """As in "said Omar Haddad, a farmer": what follows the subject and a comma explains it."""
    tree = draft.tree
    subject = next(
        (i for i, head in enumerate(draft.heads) if head == verb and draft.relations[i].startswith("nsubj")), None
    )
    if subject is None or subject < verb:
        return
    for i in range(subject + 1, len(tree.tokens)):
        loose = draft.heads[i] == verb and draft.relations[i] in {
            "obj",
            "parataxis",
            "dep",
            "ccomp",
            "xcomp",
            "appos",
            "conj",
            "obl",
        }
        if draft.inside[i] or not loose or tree.pos[i] not in _NOUNS:
            continue
        comma = any(tree.tokens[j].text == "," for j in range(subject, i))
        marked = any(
            draft.heads[j] == i and draft.relations[j] in {"det", "nmod:poss", "nummod"} for j in range(subject, i)
        )
        if (
            comma
            and marked
            and not any(draft.heads[j] == i and draft.relations[j] == "case" for j in range(subject, i))
        ):
            draft.hang(i, subject, "appos")


def _quoted(draft: _Draft, verb: int) -> None:
    """Each quotation hangs on the framing verb by its topmost word."""
    top: int | None = None
    for i, quote in enumerate(draft.inside):
        head = draft.heads[i]
        if not quote or (head >= 0 and draft.inside[head]) or draft.tree.pos[i] == "PUNCT":
            continue
        if top is None or not _same_quotation(draft, top, i):
            top = i
            if head < 0:
                draft.heads[i], draft.relations[i] = verb, "ccomp"
                if draft.heads[verb] == i or draft.heads[verb] >= 0:
                    draft.heads[verb], draft.relations[verb] = -1, "root"
            elif draft.relations[i] not in {"ccomp", "parataxis"} or head != verb:
                draft.hang(i, verb, "ccomp")
        else:
            draft.hang(i, top, draft.relations[i] if draft.relations[i] != "ccomp" else "parataxis")


def _same_quotation(draft: _Draft, one: int, other: int) -> bool:
    return all(draft.inside[one:other])
