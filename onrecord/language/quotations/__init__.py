"""Who said what: the source, the cue and the content of every attribution of a text, quoted or reported."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from onrecord.language.document import Document, Sentence, Tree
from onrecord.language.quotations import cues, grammar, names, words
from onrecord.language.quotations.cast import Cast
from onrecord.language.quotations.cues import Cue
from onrecord.language.quotations.marks import Passage, passages
from onrecord.language.quotations.mend import credit_apart, dateline, mended
from onrecord.language.quotations.names import said_on
from onrecord.language.quotations.records import Act, Attribution, Force, Piece, Speaker
from onrecord.model import Quote

__all__ = ["Act", "Attribution", "Force", "Piece", "Speaker", "attributions", "outermost", "wanted"]

QUOTED_SHARE = 0.6
"""A reported clause is a direct quotation from this share of quoted words."""
SHORTEST_PASSAGE = 3
"""Tokens; a shorter quotation of its own is a name or an ironic word."""
_SIGNATURE = re.compile(
    r"[ \t\xa0\n]{0,3}(?P<dash>[—―–]|--?)[ \t\xa0]?(?P<name>[^\W\d_][^\n\"“”.;:]{1,58}[\w.])(?=\.?[ \t\xa0]*(?:\n|$))"
)
ABOUT_RULES = frozenset(
    {"object", "about", "infinitive", "as", "accusation", "passive object", "passive infinitive", "passive accusation"}
)
"""Rules by which a cue has no clause of its own, so that its complement may be a mere topic."""
_LABEL = re.compile(r"(?P<name>[A-Z][^\n:\"“”.,;!?]{1,38}[^\W_])(?P<colon>:)[ \t\xa0]+(?=\S)")
_CREDIT = re.compile(r"(?P<mark>:|(?<=[ \t])[—–―-]{1,2})[ \t](?P<name>[^\W\d_][^\n\"“”.,;:!?]{1,38}[^\W_])$")
_BARE_CREDIT = re.compile(
    r"[ \t](?P<name>(?P<mark>(?:Medical|Security|Military|Police|State|Local|Rights|Army|Hospital|Rebel|Opposition)"
    r" (?:source|sources|official|officials|media|group|TV)|Monitors?|Watchdog|Activists|Observatory|SOHR|NGO|Reports?))$"
)
"""A headline that has lost its colon; other words might be the end of a name."""
SHORTEST_HEADLINE = 4
"""Words of a headline before its credit."""
REPORTED_BY = frozenset({"of", "about", "against", "that"})
"""Prepositions before what is reported ("warned of an attack"); after others stands a topic ("reported on the war")."""
EMPTY = frozenset({"PUNCT", "DET", "CCONJ", "SCONJ", "ADP", "PART"})
"""Parts of speech that say nothing by themselves."""
NEIGHBOURS = 60
"""Attributions before and after one among which the sources around it are looked for."""
LONGEST_GAP = 200
"""Characters of white space over which a quotation goes on."""
LOOK_BACK = 40
"""Characters before a quotation in which the word that frames it is looked for."""
_MARKS = frozenset("\"“”„«»‘’'") | {"``", "''", ":", "—", "―"}


def wanted(sentence: Sentence, stances: bool = False) -> bool:
    """Whether a sentence may hold a cue, so that it is worth its tree."""
    triggers = words.trigger_words(stances)
    return any(token.lower in triggers or token.text in _MARKS for token in sentence.tokens)


def attributions(document: Document, stances: bool = False) -> tuple[Attribution, ...]:
    """Every attribution of the document in order of its cue; only sentences with a tree are looked at for cues.

    What the text says in its own voice gives none. With ``stances``, also stands taken for or against something
    ("backs the plan", "refused to leave"), and thoughts and passives whose owner is not told.
    """
    return tuple(_Attributor(document, stances).read())


def outermost(found: Sequence[Attribution]) -> tuple[Attribution, ...]:
    """The attributions that stand in nobody's content, each with all that is carried over as its content.

    This is how corpora of attribution (PolNeAR) annotate a text.
    """
    kept = []
    for one in found:
        at = one.cue[0][0]
        inside = any(start <= at < end for other in found if other is not one for start, end in other.content)
        if one.carried or inside:
            continue
        more = [piece for other in found if other.carried and other.cue_at == one.cue_at for piece in other.content]
        kept.append(msgspec.structs.replace(one, content=tuple(sorted({*one.content, *more}))))
    return tuple(kept)


class _Draft(msgspec.Struct):
    """A cue on its way to an attribution."""

    sentence: int
    cue: Cue
    pieces: list[Piece]
    quote: Quote
    quoted: list[Passage]
    inside: Passage | None


class _Attributor:
    def __init__(self, document: Document, stances: bool) -> None:
        self.text, self.stances = document.text, stances
        self.passages = passages(document)
        self.opens = [passage.start for passage in self.passages]
        self.begins = [sentence.start for sentence in document.sentences]
        self.starts = set(self.begins)
        self.document = document = self._mended(document)
        self.cast = Cast(document)
        self.taken: set[int] = set()

    def read(self) -> list[Attribution]:
        drafts = [draft for number in range(len(self.document.sentences)) for draft in self._drafts(number)]
        drafts = [draft for draft in drafts if draft.pieces and self._kept(draft)]
        told = [*self._told(drafts), *self._signed(), *self._labelled(), *self._headlines(drafts)]
        told = [*told, *self._carried(drafts, told)]
        told.sort(key=lambda one: one.content[0] if one.carried else one.cue[0])
        return _with_via(told)

    def _mended(self, document: Document) -> Document:
        """The document with trees that respect quotation marks."""
        sentences = []
        for sentence in document.sentences:
            near = [one for one in self._overlapping(sentence) if self._is_speech(one)]
            if sentence.tree is not None:
                inside = [any(one.start <= token.start < one.end for one in near) for token in sentence.tokens]
                credit = self._credited_from(sentence)
                tree = sentence.tree if credit is None else credit_apart(sentence.tree, credit)
                sentence = msgspec.structs.replace(sentence, tree=mended(tree, inside))  # noqa: PLW2901
            sentences.append(sentence)
        return Document(document.text, tuple(sentences))

    # --- cues and their quotations -----------------------------------------------------------------------------------

    def _drafts(self, number: int) -> list[_Draft]:
        sentence = self.document.sentences[number]
        if sentence.tree is None:
            return []
        drafts = []
        unnamed = _unnamed_words(sentence)
        start = dateline(sentence.tree)
        for cue in cues.find(sentence.tree):
            if cue.head in unnamed or (cue.content and cue.content[0] in unnamed):
                continue
            content = tuple(i for i in cue.content if i >= start)
            if all(sentence.tree.pos[i] in EMPTY for i in content):
                content = ()
            cue = msgspec.structs.replace(cue, content=content)  # noqa: PLW2901
            at = sentence.tokens[cue.head].start
            drafts.append(
                _Draft(number, cue, _pieces(self.text, sentence, cue.content), _plain(cue), [], self._around(at))
            )
        outside = [draft for draft in drafts if draft.inside is None and draft.cue.quotes]
        for _ in range(2):  # a quotation in two parts: the second time round its cue is known
            for passage in self._overlapping(sentence):
                self._give(passage, outside, sentence)
        for draft in outside:
            if not draft.pieces:
                self._look_around(draft, sentence)
        for draft in drafts:
            framed = grammar.framed(sentence.tree, draft.cue.head)
            told = [other for other in drafts if other.cue.head == framed and other.pieces]
            if draft.cue.rule == "citing" and told:  # what the reporter says is what the one cited said
                draft.pieces, draft.quote = list(told[0].pieces), told[0].quote
        return drafts

    def _around(self, at: int) -> Passage | None:
        """The quotation that holds this character."""
        found = bisect.bisect_right(self.opens, at) - 1
        return self.passages[found] if found >= 0 and at < self.passages[found].end else None

    def _overlapping(self, sentence: Sentence) -> list[Passage]:
        first = max(0, bisect.bisect_right(self.opens, sentence.start) - 1)
        last = bisect.bisect_left(self.opens, sentence.end)
        return [one for one in self.passages[first:last] if sentence.start < one.end]

    def _give(self, passage: Passage, drafts: list[_Draft], sentence: Sentence) -> None:
        """Hands a quotation to the cue that frames it."""
        if passage.start in self.taken or not drafts:
            return
        holder = next((draft for draft in drafts if any(_overlap(piece, passage) for piece in draft.pieces)), None)
        if holder is not None:
            self._direct_if_quoted(holder, passage)
            return
        if not self._is_speech(passage):
            return
        free = [draft for draft in drafts if not draft.pieces or draft.quoted]
        if free:
            nearest = min(free, key=lambda draft: _distance(sentence.tokens[draft.cue.head].start, passage))
            self._take(nearest, passage)

    def _direct_if_quoted(self, draft: _Draft, passage: Passage) -> None:
        """A reported clause that is mostly quoted is the quotation itself; one with some quoted words stays reported."""
        size = sum(end - start for start, end in draft.pieces)
        shared = sum(_overlap(piece, passage) for piece in draft.pieces)
        opens = any(passage.start <= start <= passage.start + 2 for start, _ in draft.pieces)
        if draft.quoted or shared >= QUOTED_SHARE * size or (opens and self._is_speech(passage)):
            self._take(draft, passage)

    def _take(self, draft: _Draft, passage: Passage) -> None:
        self.taken.add(passage.start)
        draft.quoted.append(passage)
        draft.quote = "direct"
        draft.pieces = _joined(self.text, [*draft.pieces, (passage.start, passage.end)])

    def _look_around(self, draft: _Draft, sentence: Sentence) -> None:
        """The quotation just before or after a cue that stands alone, as in: Ibrahim added: "…"."""
        root = sentence.tree.root if sentence.tree else None
        if draft.cue.head != root or draft.cue.source is None or draft.cue.act == "stance":
            return
        before, after = bisect.bisect_left(self.opens, sentence.start) - 1, bisect.bisect_left(self.opens, sentence.end)
        for passage in (*self.passages[max(0, before) : before + 1], *self.passages[after : after + 1]):
            if passage.start in self.taken or not self._is_speech(passage):
                continue
            if self._just_before(passage, sentence) or self._just_after(passage, sentence):
                self._take(draft, passage)
                return

    def _just_before(self, passage: Passage, sentence: Sentence) -> bool:
        gap = self.text[passage.end : sentence.start] if passage.end <= sentence.start else "-"
        return not gap.strip() and "\n" not in gap

    def _just_after(self, passage: Passage, sentence: Sentence) -> bool:
        gap = self.text[sentence.end : passage.start] if sentence.end <= passage.start else "-"
        return not gap.strip() and self.text.endswith((":", ","), sentence.start, sentence.end)

    def _is_speech(self, passage: Passage) -> bool:
        """Whether a quotation is a saying of its own, not some quoted words in another's clause or a name."""
        inner = self.text[passage.start + 1 : passage.end].rstrip("\"”'’»")
        long, ended = len(inner.split()) >= SHORTEST_PASSAGE, inner.endswith((".", ",", "!", "?", "…"))
        before = self.text[max(0, passage.start - LOOK_BACK) : passage.start].rstrip()
        if passage.start in self.starts or not before:
            return long or ended
        if not before[-1].isalnum():
            return long
        word = before.split()[-1].lower()
        framed = any("quote" in entry.takes for rest, entry in words.verbs().get(word, ()) if not rest)
        return framed or (word != "that" and long and ended and inner[:1].isupper())

    def _kept(self, draft: _Draft) -> bool:
        cue = draft.cue
        if draft.inside is not None and self._first_person(draft):
            return False
        if cue.rule in {*ABOUT_RULES, "noun", "rest"} and not self._somebody(draft):
            return False
        if cue.source is None and cue.act != "speech" and not cue.rule.startswith("passive"):
            return False
        if self.stances:
            return True
        plain = cue.rule in {"clause", "around", "bare"}
        if cue.act == "thought":
            return cue.source is not None and plain
        return (
            cue.act == "speech" and cue.rule != "participle" and (cue.rule not in ABOUT_RULES or self._reports(draft))
        )

    def _reports(self, draft: _Draft) -> bool:
        """Whether the cue's object is itself a report, not only what the words are about."""
        tokens = self.document.sentences[draft.sentence].tokens
        topic = draft.cue.rule == "about" and tokens[draft.cue.words[-1]].lower not in REPORTED_BY
        return tokens[draft.cue.head].lower in words.reporting_verbs() and not topic

    def _somebody(self, draft: _Draft) -> bool:
        tree, source = self.document.sentences[draft.sentence].tree, draft.cue.source
        return tree is not None and (source is None or names.is_somebody(tree, source))

    def _first_person(self, draft: _Draft) -> bool:
        if draft.cue.source is None:
            return False
        word = self.document.sentences[draft.sentence].tokens[draft.cue.source].lower
        return word in words.sources().pronouns["first"]

    # --- speakers ----------------------------------------------------------------------------------------------------

    def _told(self, drafts: Iterable[_Draft]) -> list[Attribution]:
        by_sentence: dict[int, list[_Draft]] = {}
        for draft in drafts:
            by_sentence.setdefault(draft.sentence, []).append(draft)
        told: list[Attribution] = []
        for number in range(len(self.document.sentences)):
            told += [self._attribution(draft) for draft in by_sentence.get(number, ())]
            self.cast.notice(number)
        return told

    def _attribution(self, draft: _Draft) -> Attribution:
        sentence, cue = self.document.sentences[draft.sentence], draft.cue
        source, pieces = self._source(draft, sentence)
        reporter = self._speaker(draft.sentence, cue.reporter)
        hearer = _text(self.text, _pieces(self.text, sentence, _hearer_words(sentence.tree, cue.hearer)))
        return Attribution(
            source=source,
            source_pieces=pieces,
            cue=_pieces_of(self.text, sentence, cue.words),
            content=tuple(draft.pieces),
            quote=draft.quote,
            cue_at=(draft.sentence, cue.head),
            rule=cue.rule,
            via=(reporter,) if reporter and source and reporter.speaker != source.speaker else (),
            to=hearer,
            act=cue.act,
            held=sentence.tokens[cue.head].lower in words.held(),
            force=cue.force,
        )

    def _source(self, draft: _Draft, sentence: Sentence) -> tuple[Speaker | None, tuple[Piece, ...]]:
        tree, head = sentence.tree, draft.cue.source
        if tree is None or head is None:
            return None, ()
        speaker = self._speaker(draft.sentence, head, draft.cue)
        return speaker, self._source_pieces(sentence, tree, head, draft.cue)

    def _source_pieces(self, sentence: Sentence, tree: Tree, head: int, cue: Cue) -> tuple[Piece, ...]:
        """The noun phrase without the branch that holds the cue and the words that are content."""
        branch = cue.head
        while tree.heads[branch] not in {head, -1}:
            branch = tree.heads[branch]
        branches = [branch] if tree.heads[branch] == head and branch != head else []
        away = {*cue.content, *cue.words, *said_on(tree, head)}
        tokens = [i for i in grammar.noun_phrase(tree, head, *branches) if i not in away]
        tokens = _past_amounts(tree, _from_article(tree, tokens, head), head)
        tokens = grammar.trimmed(tree, tokens or [head])
        return tuple(_pieces(self.text, sentence, tokens))

    def _speaker(self, number: int, head: int | None, cue: Cue | None = None) -> Speaker | None:
        sentence = self.document.sentences[number]
        if head is None or sentence.tree is None:
            return None
        self.cast.notice(number, upto=head)
        tokens = _past_amounts(sentence.tree, list(grammar.noun_phrase(sentence.tree, head)), head)
        unnamed = bool(self._unnamed(sentence, set(tokens), cue.head if cue else None))
        said = {cue.head, *(cue.content if cue.rule == "passive accusation" else ())} if cue else set()
        said.update(grammar.relative_clauses(sentence.tree, head))
        said |= said_on(sentence.tree, head)
        pieces = _pieces(self.text, sentence, [i for i in tokens if i not in said])
        return self.cast.speaker(
            number, head, pieces or [(sentence.tokens[head].start, sentence.tokens[head].end)], unnamed
        )

    def _unnamed(self, sentence: Sentence, tokens: set[int], cue: int | None) -> bool:
        """Whether the sentence says, outside quotations, that this source stays unnamed."""
        lower = [token.lower for token in sentence.tokens]
        for first, _, _ in words.unnamed().find(lower):
            if self._around(sentence.tokens[first].start) is None and (first in tokens or cue is not None):
                return True
        return False

    def _signed(self) -> list[Attribution]:
        """As in "…" — Name: a quotation with its speaker's name after a dash, at the end of a line."""
        found = []
        for passage in self.passages:
            dash = _SIGNATURE.match(self.text, passage.end)
            if passage.start in self.taken or dash is None:
                continue
            number, tokens = self._tokens_in(*dash.span("name"))
            tree = self.document.sentences[number].tree
            if not tokens or tree is None:
                continue
            head = next((i for i in tokens if tree.heads[i] not in tokens), tokens[0])
            self.taken.add(passage.start)
            found.append(
                Attribution(
                    source=self.cast.speaker(number, head, [dash.span("name")], unnamed=False),
                    source_pieces=(dash.span("name"),),
                    cue=(dash.span("dash"),),
                    content=((passage.start, passage.end),),
                    quote="direct",
                    cue_at=(number, head),
                    rule="signed",
                )
            )
        return found

    def _labelled(self) -> list[Attribution]:
        """As in "NAME: …" at the start of a paragraph, as transcripts print it; headlines ("Army: …") only with stances."""
        sentences = self.document.sentences
        labels = [
            (number, match) for number, sentence in enumerate(sentences) if (match := self._label(number, sentence))
        ]
        counts = Counter(match["name"].lower() for _, match in labels)
        found = []
        for number, match in labels:
            name, tree = match["name"], sentences[number].tree
            number, tokens = self._tokens_in(*match.span("name"))  # noqa: PLW2901
            if tree is None or not tokens or name.lower() in words.cues().not_speakers:
                continue
            head = next((i for i in tokens if tree.heads[i] not in tokens), tokens[0])
            known = counts[name.lower()] > 1 or (self.stances and names.is_somebody(tree, head))
            if not known or any(tree.pos[i] in {"VERB", "AUX"} for i in tokens):
                continue
            end = max(s.end for s in sentences[number:] if s.paragraph == sentences[number].paragraph)
            speaker = self.cast.speaker(number, head, [match.span("name")], unnamed=False)
            found.append(
                Attribution(
                    source=speaker,
                    source_pieces=(match.span("name"),),
                    cue=(match.span("colon"),),
                    content=((match.end(), end),),
                    quote="direct",
                    cue_at=(number, tokens[-1] + 1),
                    rule="label",
                )
            )
        return found

    def _headlines(self, drafts: Sequence[_Draft]) -> list[Attribution]:
        """As in "Nine killed in raid on Taiz: monitor": a line of its own with who says it at its end."""
        credited = {draft.sentence for draft in drafts}
        found = []
        for number, sentence in enumerate(self.document.sentences):
            match = self._credit(sentence) if number not in credited else None
            first = self._credited_from(sentence)
            if match is None or first is None or sentence.tree is None:
                continue
            tokens = range(first, len(sentence.tokens))
            inside = [i for i in tokens if sentence.tree.heads[i] not in tokens]
            if not names.is_speaker(sentence.tree, tokens):
                continue
            found.append(
                Attribution(
                    source=self.cast.speaker(number, inside[-1], [match.span("name")], unnamed=False),
                    source_pieces=(match.span("name"),),
                    cue=(match.span("mark"),),
                    content=((sentence.start, len(self.text[: match.start()].rstrip())),),
                    quote="indirect",
                    cue_at=(number, tokens[0] - 1),
                    rule="headline",
                )
            )
        return found

    def _credited_from(self, sentence: Sentence) -> int | None:
        """The first token of the credit that closes a headline; None for other sentences."""
        match = self._credit(sentence)
        after = (i for i, token in enumerate(sentence.tokens) if match and token.end > match.start("name"))
        return next(after, None)

    def _credit(self, sentence: Sentence) -> re.Match[str] | None:
        """Who is credited at the end of a sentence that opens a line and has no full stop: another line or a signature follows."""
        line = self.text[sentence.start : sentence.end].rstrip()
        if self.text[: sentence.start].rpartition("\n")[2].strip() or line.endswith((".", "!", "?", '"', "”")):
            return None
        match = _CREDIT.search(self.text, sentence.start, sentence.start + len(line))
        match = match or _BARE_CREDIT.search(self.text, sentence.start, sentence.start + len(line))
        enough = match and len(self.text[sentence.start : match.start()].split()) >= SHORTEST_HEADLINE
        return match if enough else None

    def _label(self, number: int, sentence: Sentence) -> re.Match[str] | None:
        first = number == 0 or self.document.sentences[number - 1].paragraph != sentence.paragraph
        return _LABEL.match(self.text, sentence.start, sentence.end) if first else None

    def _tokens_in(self, start: int, end: int) -> tuple[int, list[int]]:
        """The sentence that holds these characters, and its tokens among them."""
        for number, sentence in enumerate(self.document.sentences):
            if sentence.start <= start < sentence.end:
                return number, [i for i, token in enumerate(sentence.tokens) if start <= token.start < end]
        return 0, []

    # --- carried over ------------------------------------------------------------------------------------------------

    def _carried(self, drafts: Sequence[_Draft], told: Sequence[Attribution]) -> list[Attribution]:
        """Quotations without a cue of their own go on with the last one: in its paragraph, or as their own paragraphs."""
        frames = [
            (one, max(draft.quoted[-1].end, one.cue[-1][1]))
            for draft, one in zip(drafts, told, strict=False)
            if draft.quoted and draft.inside is None
        ]
        frames.sort(key=lambda frame: frame[0].cue)
        found, taken, last, end = [], 0, None, -1
        for passage in self.passages:
            while taken < len(frames) and frames[taken][0].cue[0][0] < passage.start:
                last, end = frames[taken] if frames[taken][1] >= end else (last, end)
                taken += 1
            if last is None or passage.start in self.taken or not self._is_speech(passage):
                continue
            if self._goes_on(end, passage):
                end = passage.end
                piece = (passage.start, passage.end)
                found.append(msgspec.structs.replace(last, content=(piece,), carried=True, quote="direct"))
        return found

    def _goes_on(self, end: int, passage: Passage) -> bool:
        """Nothing but the rest of the cue's sentence stands between, and the quotation is a sentence of its own."""
        begins = self._sentence_at(passage.start)
        if begins is None or self.text[begins.start : passage.start].strip():
            return False
        ended = self._sentence_at(max(0, end - 1))
        rest = ended.end if ended else end
        if begins.start - max(rest, end) > LONGEST_GAP:
            return False
        return (
            end >= begins.start
            or not self.text[max(rest, end) : begins.start].strip()
            or not self.text[end : begins.start].strip(" .\n\r\t")
        )

    def _sentence_at(self, at: int) -> Sentence | None:
        found = bisect.bisect_right(self.begins, at) - 1
        sentence = self.document.sentences[found] if found >= 0 else None
        return sentence if sentence is not None and at < sentence.end else None


def _unnamed_words(sentence: Sentence) -> set[int]:
    """The tokens of "on condition of anonymity" and the like, which credit nobody with anything."""
    lower = [token.lower for token in sentence.tokens]
    return {i for first, end, _ in words.unnamed().find(lower) for i in range(first, end)}


def _from_article(tree: Tree, tokens: list[int], head: int) -> list[int]:
    """A noun phrase that begins with a preposition has more in it than the source: it begins at the head's article."""
    if not tokens or tree.pos[tokens[0]] not in {"ADP", "SCONJ"}:
        return tokens
    own = [i for i in tree.dependents(head, "det", "nmod:poss", "amod", "compound") if i < head]
    article = [i for i in own if tree.pos[i] == "DET"] or own or [head]
    return [i for i in tokens if i >= article[0]]


VAGUE = frozenset({"dozens", "scores", "hundreds", "thousands", "others", "people"})


def _past_amounts(tree: Tree, tokens: list[int], head: int) -> list[int]:
    """The words of a source without the people counted right before it, where a text has lost its commas: "wounding
    dozens activists said", "killing 18 civilians Radio Valley reported"."""
    first = tokens[0] if tokens else head
    word, after = tree.tokens[first].lower, first + 1
    if first == head or after >= len(tree.tokens) or after not in tokens:
        return tokens
    named = tree.pos[after] == "PROPN" and not tree.tokens[head].lower.endswith("s")
    if word in VAGUE and tree.pos[after] in {"NOUN", "PROPN", "ADJ"}:
        return [i for i in tokens if i > first]
    if tree.pos[first] != "NUM" or tree.tokens[first].text[:1].isupper():
        return tokens
    if named:
        return [i for i in tokens if i > first]
    counted = tree.pos[after] == "NOUN" and after != head and tree.tokens[after + 1 : after + 2]
    capital = counted and tree.tokens[after + 1].text[:1].isupper() and after + 1 in tokens
    return [i for i in tokens if i > after] if capital else tokens


def _hearer_words(tree: Tree | None, hearer: int | None) -> list[int]:
    """The words for who was told, with all of a name that the tree has in pieces ("told ARA | News")."""
    if tree is None or hearer is None:
        return []
    found = grammar.noun_phrase(tree, hearer)
    while found and tree.pos[found[-1]] == "PROPN" and tree.pos[found[-1] + 1 : found[-1] + 2] == ("PROPN",):
        found.append(found[-1] + 1)
    return found


def _plain(cue: Cue) -> Quote:
    return "indirect" if cue.act == "speech" else "none"


def _overlap(piece: Piece, passage: Passage) -> int:
    return max(0, min(piece[1], passage.end) - max(piece[0], passage.start))


def _distance(at: int, passage: Passage) -> int:
    return passage.start - at if at < passage.start else at - passage.end


def _pieces_of(text: str, sentence: Sentence, positions: Iterable[int]) -> tuple[Piece, ...]:
    return tuple(_pieces(text, sentence, positions))


def _pieces(text: str, sentence: Sentence, positions: Iterable[int]) -> list[Piece]:
    """Tokens as runs of characters; runs with nothing but marks between them are one, and none ends with a comma."""
    runs = _joined(text, [(sentence.tokens[i].start, sentence.tokens[i].end) for i in sorted(positions)])
    bare = [(start, start + len(text[start:end].rstrip(",;: \xa0"))) for start, end in runs]
    return [(start, end) for start, end in bare if any(map(str.isalnum, text[start:end]))]


def _joined(text: str, pieces: Iterable[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for start, end in sorted(pieces):
        if found and (start <= found[-1][1] or not any(map(str.isalnum, text[found[-1][1] : start]))):
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _text(text: str, pieces: Sequence[Piece]) -> str | None:
    return text[pieces[0][0] : pieces[-1][1]] if pieces else None


def _with_via(told: Sequence[Attribution]) -> list[Attribution]:
    """Adds to each attribution the sources whose content holds its cue, outermost first."""
    found = []
    for number, one in enumerate(told):
        at = one.cue[0][0]
        around = [
            other
            for other in told[max(0, number - NEIGHBOURS) : number + NEIGHBOURS]
            if other is not one and other.source and any(start <= at < end for start, end in other.content)
        ]
        around.sort(key=lambda other: -sum(end - start for start, end in other.content))
        via = [other.source for other in around if other.source]
        own = one.source.speaker if one.source else None
        chain = [
            speaker
            for i, speaker in enumerate(via)
            if speaker.speaker != own and speaker.speaker not in {v.speaker for v in via[:i]}
        ]
        found.append(msgspec.structs.replace(one, via=(*chain, *one.via)))
    return found
