"""Quotes put back where they stand: exact offsets, or a refusal; never a wrong place."""

import random
from collections import Counter

import pytest
from conftest import cases

from onrecord.coders.llm.alignment import Aligner, Found
from onrecord.coders.llm.folding import LEVELS, folded
from onrecord.coders.llm.grounding import sentences

TABLE = cases("alignment")
SEED = 20161208
GENERATED = 1000


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["quote"][:30] or "empty")
def test_quote(case):
    text = TABLE["texts"][case["text"]]
    home = list(sentences(text))[case["sentence"]]
    found = Aligner(text).align(case["quote"], home)
    if case["found"] is None:
        assert not isinstance(found, Found), text[found.start : found.end]
        return
    assert isinstance(found, Found), found
    assert text[found.start : found.end] == case["found"]
    start = -1
    for _ in range(case.get("at", 0) + 1):
        start = text.index(case["found"], start + 1)
    assert "at" not in case or found.start == start


# --- generated ---------------------------------------------------------------------------------------------------------

NAMES = [
    "Marwan",
    "Hadidi",
    "Sorani",
    "Kelber",
    "Toumas",
    "Veshti",
    "Ozrak",
    "Bennur",
    "Calvert",
    "Dorrin",
    "Esposti",
    "Farhan",
    "Gelmud",
    "Harrok",
]
PLACES = ["Tell Amrun", "Beit Sarra", "Qasr Hamdan", "Deir Vesh", "Ain Zorra", "Kafr Toum", "Wadi Gelm", "Umm Orrak"]
NUMBERS = {
    3: "three", 7: "seven", 12: "twelve", 14: "fourteen", 21: "twenty-one", 35: "thirty-five", 48: "forty-eight",
    60: "sixty", 90: "ninety", 230: "two hundred and thirty", 1200: "one thousand two hundred",
}  # fmt: skip
PEOPLE = ["soldiers", "civilians", "fighters", "villagers", "policemen", "displaced families"]
HARMS = ["were killed", "were wounded", "fled the shelling", "were taken away at night"]
SAID = ("said “we counted them” and left", "told reporters it wasn’t over", "called the figures ‘exaggerated’")
ARABIC = [
    "قُتِلَ {n} شَخْصًا في قَصْفٍ على بَلْدَةِ {p}",
    "وأصيب {n} مدنيًّا بجروحٍ في {p} يومَ الثلاثاء",
    "قالَ ناشطٌ إنّ {n} عائلةً نزحت من {p}",
    "استعادت القوّاتُ السيطرةَ على {p} بعد معاركَ عنيفة",
]
ARABIC_PLACES = ["تلّ عمرون", "بيت سارة", "قصر حمدان", "دير فيش", "عين زُرّة", "كفر توم"]
MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"


def _english(rng):
    number = rng.choice(list(NUMBERS))
    written = rng.choice([str(number), f"{number:,}", NUMBERS[number]])
    parts = [f"{written} {rng.choice(PEOPLE)} {rng.choice(HARMS)} in {rng.choice(PLACES)}"]
    parts.append(f"Colonel {rng.choice(NAMES)} {rng.choice(NAMES)} {rng.choice(SAID)}")
    rng.shuffle(parts)
    return ", while ".join(parts)


def _arabic(rng):
    digits = str(rng.choice(list(NUMBERS)))
    written = digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")) if rng.random() < 0.5 else digits
    return rng.choice(ARABIC).format(n=written, p=rng.choice(ARABIC_PLACES))


def _text(rng, make):
    """A text of unlike sentences, with the odd line break and no-break space."""
    found = []
    while len(found) < 8:
        sentence = make(rng)
        if sentence not in found:
            found.append(sentence)
    text = ". ".join(sentence[0].upper() + sentence[1:] for sentence in found) + "."
    return "".join(rng.choice(" \u00a0\n") if letter == " " and rng.random() < 0.08 else letter for letter in text)


def _quoted(rng, text, home):
    """A run of whole words of a sentence, as [start, end): none that cuts a number in two."""
    start, end = home
    inside = [at for at in range(start, end) if at == start or text[at - 1].isspace()]
    for _ in range(20):
        first = rng.choice(inside)
        ends = [at for at in range(first + 1, end + 1) if (at == end or text[at].isspace()) and at - first < 60]
        if not ends:
            continue
        last = rng.choice(ends)
        while last > first and text[last - 1] in ".,”’“‘":
            last -= 1
        while first < last and text[first] in "“‘”’":
            first += 1
        if last - first > 2:
            return first, last
    return None


def _reads_alike(text, reach, home):
    """Whether the same words, however written, stand in their sentence once: only then is one answer right."""
    return all(
        folded(text[slice(*home)], level).text.count(folded(text[slice(*reach)], level).text) == 1
        for level in ("letters", "numbers")
    )


def _renumbered(rng, quote):
    """Numbers written the other way: in figures, with or without commas, or in words."""
    flat = " ".join(quote.split())
    for number, words in sorted(NUMBERS.items(), key=lambda item: -len(item[1])):
        forms = [f"{number:,}", str(number), words, words.capitalize()]
        for form in forms:
            if f" {form} " in f" {flat} ":
                other = rng.choice([one for one in forms[:3] if one != form])
                return f" {flat} ".replace(f" {form} ", f" {other} ", 1).strip()
    return quote


CHANGES = {
    "exact": lambda rng, quote: quote,
    "spaces": lambda rng, quote: rng.choice([" ", "\n", "  ", "\u00a0", " \u200b"]).join(quote.split()),
    "marks": lambda rng, quote: quote.translate(str.maketrans("“”‘’", "\"\"''")),
    "case": lambda rng, quote: rng.choice([quote.upper(), quote.lower()]) if len(quote) > 4 else quote,
    "around": lambda rng, quote: rng.choice(["“{}”", '"{}"', " {};", "({})"]).format(quote),
    "numbers": _renumbered,
    "bare": lambda rng, quote: "".join(letter for letter in quote if letter not in MARKS),
    "pointed": lambda rng, quote: "".join(
        letter + rng.choice(MARKS) if "\u0621" <= letter <= "\u064a" and rng.random() < 0.3 else letter
        for letter in quote
    ),
    "stretched": lambda rng, quote: "".join(
        letter + "\u0640" if letter in "بتسشصطعفقكلمن" and rng.random() < 0.3 else letter for letter in quote
    ),
    "digits": lambda rng, quote: quote.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")),
}
ENGLISH = ("exact", "spaces", "marks", "case", "around", "numbers")
ARABIC_CHANGES = ("exact", "spaces", "around", "bare", "pointed", "stretched", "digits")


def _invented(rng, quote, text):
    """A quote that stands nowhere: a letter changed, a word dropped or added, a number changed, words swapped."""
    words = quote.split()
    kind = rng.randrange(4)
    if kind == 0:
        at = rng.randrange(len(words))
        words[at] = words[at][::-1] + "x" if words[at][0].isascii() else words[at] + "ظظ"
    elif kind == 1:
        words.insert(rng.randrange(len(words) + 1), "perhaps" if words[0][0].isascii() else "ربما")
    elif kind == 2:
        words = ["97" if any(letter.isdigit() for letter in word) else word for word in words] + ["97"]
    else:
        words = [*words, *reversed(words)]
    return " ".join(words)


def _cases():
    rng = random.Random(SEED)
    made = 0
    while made < GENERATED:
        arabic = rng.random() < 0.4
        text = _text(rng, _arabic if arabic else _english)
        for _ in range(5):
            home = rng.choice(list(sentences(text)))
            reach = _quoted(rng, text, home)
            if reach is None or not _reads_alike(text, reach, home):
                continue
            quote = text[slice(*reach)]
            if rng.random() < 0.2:
                yield text, home, _invented(rng, quote, text), None, "invented"
            else:
                change = rng.choice(ARABIC_CHANGES if arabic else ENGLISH)
                yield text, home, CHANGES[change](rng, quote), reach, change
            made += 1
            if made == GENERATED:
                return


def test_a_thousand_generated_quotes_come_back_exactly_or_are_refused():
    wrong, counts = [], Counter()
    for text, home, quote, expected, kind in _cases():
        found = Aligner(text).align(quote, home)
        got = (found.start, found.end) if isinstance(found, Found) else None
        counts[kind, got == expected] += 1
        if got != expected:
            wrong.append(
                (kind, quote, text[slice(*expected)] if expected else None, text[slice(*got)] if got else None)
            )
    print(sorted(counts.items()))
    assert wrong == []
    assert sum(counts.values()) == GENERATED
    assert {kind for kind, _ in counts} == {*CHANGES, "invented"}


def test_folding_keeps_one_place_for_each_character():
    rng = random.Random(SEED)
    for make in (_english, _arabic):
        text = _text(rng, make)
        for level in LEVELS:
            whole = folded(text, level)
            assert len(whole.text) == len(whole.starts) == len(whole.ends)
            assert whole.starts == sorted(whole.starts)
            assert all(0 <= start < end <= len(text) for start, end in zip(whole.starts, whole.ends, strict=True))


def test_a_text_of_half_a_million_characters_is_searched_in_seconds():
    text = "He said that. " * 40_000
    found = Aligner(text).align("nothing of the kind", (0, 13))
    assert not isinstance(found, Found)
