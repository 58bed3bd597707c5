"""How alike two spellings of a place or person name are, whatever the romanisation.

Arabic, Persian and Kurdish names reach English in many spellings: Begayliya, Baghaliyeh, al-Bughayliyah, البغيلية. Three
views of a name, from strict to loose:

* ``fold``      the name without case, accents, hyphens and apostrophes: what an exact look-up compares;
* ``phones``    letters that romanisations confuse made one (kh, q/k, ou/u, ei/i): what ``likeness`` measures;
* ``skeleton``  the consonants of that alone, articles and doubling gone: what a look-up of similar names starts from.

The letter tables follow the romanisations in use for Arabic names on maps and in news: BGN/PCGN 1956, the United Nations
system, French mandate spellings (Brhaïlîyé, Aayache) and Kurdish Latin (Hewlêr).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable

# Letters that Unicode does not decompose, and marks for hamza and ayn, which romanisations drop or write at will.
LETTERS = str.maketrans(
    {
        "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ħ": "h", "ə": "a",
        "ç": "ch",
        **dict.fromkeys("'’‘`´ʿʾʼʻˈ′ʹ\"“”.", ""),
        **dict.fromkeys("-‐‑‒–—_/,;:()[]\u00a0&", " "),
        # Arabic script: one shape for each letter, vowel signs and the stretching line dropped.
        **dict.fromkeys("أإآٱ", "ا"), **dict.fromkeys("ىیې", "ي"), "ک": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه",
        "ؤ": "و", "ئ": "ي", "ء": "", "ـ": "", "ۆ": "و", "ێ": "ي", "ە": "ه", "ڕ": "ر", "ڵ": "ل", "ڤ": "ف",
    }
)  # fmt: skip
ASCII = {code: after for code, after in LETTERS.items() if code < 128}

ARTICLES = frozenset(
    [
        "al",
        "el",
        "il",
        "ul",
        "ar",
        "er",
        "as",
        "es",
        "ash",
        "esh",
        "ech",
        "at",
        "et",
        "ath",
        "ad",
        "ed",
        "adh",
        "an",
        "en",
        "az",
        "ez",
        "as",
        "us",
        "uz",
        "ur",
        "le",
        "la",
        "les",
        "l",
    ]
)
# "Ezzor", "Assuwayda", "Arraqqa": the article written together with a consonant that it takes on.
JOINED = re.compile(r"^[aeiu](?=(zz|ss|rr|nn|tt|dd|shsh|thth))")
JOINED_ARTICLE = re.compile(r"^(?:al|el)(?=[bcdfghjklmnpqrstvwxyz]\w{3})")

DIGRAPHS = re.compile(r"tch|dj|kh|gh|rh|sh|ch|sz|th|dh|ph|zh|ck|ou|oo|ee|ei|ey|ai|ay|au|aw|ow|q|c|g|p|v|x|w|y|e|o")
SOUND = {
    "tch": "s", "dj": "j", "kh": "x", "gh": "g", "rh": "g", "sh": "s", "ch": "s", "sz": "s", "th": "t", "dh": "d",
    "ph": "f", "zh": "j", "ck": "k", "ou": "u", "oo": "u", "ee": "i", "ei": "i", "ey": "i", "ai": "i", "ay": "i",
    "au": "u", "aw": "u", "ow": "u", "q": "k", "c": "k", "g": "g", "p": "b", "v": "f", "x": "x", "w": "u", "y": "i",
    "e": "a", "o": "u",
}  # fmt: skip
ARABIC = str.maketrans(
    {
        "ا": "a", "ب": "b", "پ": "b", "ت": "t", "ث": "t", "ج": "j", "چ": "s", "ح": "h", "خ": "x", "د": "d", "ذ": "d",
        "ر": "r", "ز": "z", "ژ": "j", "س": "s", "ش": "s", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "", "غ": "g",
        "ف": "f", "ق": "k", "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "u", "ي": "i",
    }
)  # fmt: skip
IN_ARABIC = re.compile(r"[\u0621-\u06d3]")
ENOUGH_CONSONANTS = 4
NISBA = "ia"  # the ending -iyah makes another name of one: Hamdan, Hamdaniyah
ANOTHER_FORM = 0.1
VOWELS = str.maketrans("", "", "aeiou")
ONE_VOWEL = str.maketrans("eiou", "aaaa")
DOUBLED = re.compile(r"(.)\1+")
# Consonants that the same sound of a dialect or a reporter's ear is written with: what a second look-up swaps.
CONFUSED = {"d": "zt", "z": "ds", "g": "kjr", "k": "gxs", "x": "khg", "j": "gsz", "s": "zjtk", "t": "sd", "h": "x", "b": "f",
            "f": "b", "n": "m", "m": "n", "r": "gl", "l": "rn"}  # fmt: skip


@functools.lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The name as an exact look-up compares it: no case, accents, dots, hyphens; Arabic letters in one shape each."""
    if name.isascii():
        return " ".join(name.lower().translate(ASCII).split())
    plain = unicodedata.normalize("NFKD", name.lower().translate(LETTERS)).lower()
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(bare.translate(LETTERS).split())


@functools.lru_cache(maxsize=65536)
def phones(folded: str) -> str:
    """The folded name by sound, words joined: letters that romanisations confuse are one, articles and doubling gone."""
    if IN_ARABIC.search(folded):
        words = [_arabic(word) for word in folded.split()]
    else:
        latin = folded if folded.isascii() else _romanised(folded)
        words = [_latin(word) for word in _without_articles(latin.split())]
    return "".join(words)


@functools.lru_cache(maxsize=65536)
def skeleton(folded: str) -> str:
    """The consonants of the folded name: ``al bughayliyah``, ``begayliya`` and ``البغيليه`` are all ``bgl``."""
    return phones(folded).translate(VOWELS)


def skeletons(folded: str) -> tuple[str, ...]:
    """The skeleton, and that without a joined article where one may be written together: Alhasakah, Elbab."""
    first = skeleton(folded)
    bare = " ".join(JOINED_ARTICLE.sub("", word) for word in folded.split())
    return (first,) if bare == folded else tuple(dict.fromkeys((first, skeleton(bare))))


def neighbours(bones: str) -> list[str]:
    """Skeletons one likely slip away: a consonant lost, doubled by another, or heard as its neighbour."""
    found: list[str] = []
    for at, letter in enumerate(bones):
        found.extend(bones[:at] + other + bones[at + 1 :] for other in CONFUSED.get(letter, ""))
        if len(bones) > 3:
            found.append(bones[:at] + bones[at + 1 :])
    if len(bones) > 2:
        found.extend(bones[:at] + extra + bones[at:] for at in range(1, len(bones) + 1) for extra in "hrnlmb")
    return list(dict.fromkeys(found))


def likeness(one: str, other: str) -> float:
    """How alike two folded names sound, 0 to 1; 1 for the same folded name only.

    Consonants weigh more the more of them there are: two short names that share both consonants may still be two names.
    Short vowels are not written in Arabic script, so a name in it is compared with a Latin one by consonants and long
    vowels alone, and needs more of them.
    """
    return next((score for score, _ in alike(one, [other], 1)), 0.0)


def alike(name: str, others: Iterable[str], limit: int) -> list[tuple[float, str]]:
    """The names most alike to one, with their likeness, best first; for many names at once."""
    from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

    sounds, bones, letters, arabic = phones(name), skeleton(name), _letters(name), bool(IN_ARABIC.search(name))
    neutral = sounds.translate(ONE_VOWEL)
    found = []
    for other in others:
        if other == name:
            found.append((1.0, other))
            continue
        consonants = DamerauLevenshtein.normalized_similarity(bones, skeleton(other))
        heard = phones(other)
        strict = DamerauLevenshtein.normalized_similarity(sounds, heard)
        whole = (strict + DamerauLevenshtein.normalized_similarity(neutral, heard.translate(ONE_VOWEL))) / 2
        trust = min(1.0, max(len(bones), 1) / ENOUGH_CONSONANTS)
        if arabic != bool(IN_ARABIC.search(other)):
            score = (0.45 + 0.25 * trust) * consonants + (0.5 - 0.25 * trust) * whole
        else:
            written = JaroWinkler.similarity(letters, _letters(other))
            score = 0.4 * trust * consonants + (0.7 - 0.35 * trust) * whole + (0.29 - 0.05 * trust) * written
        if sounds.endswith(NISBA) != heard.endswith(NISBA):
            score -= ANOTHER_FORM
        found.append((score, other))
    return sorted(found, reverse=True)[: max(limit, 1)]


@functools.lru_cache(maxsize=65536)
def _letters(name: str) -> str:
    latin = name if name.isascii() or IN_ARABIC.search(name) else _romanised(name)
    return latin.replace(" ", "")


def _romanised(folded: str) -> str:
    from anyascii import anyascii

    return fold(anyascii(folded))


def _without_articles(words: list[str]) -> list[str]:
    kept = [word for word in words if word not in ARTICLES]
    return kept or words


def _latin(word: str) -> str:
    word = JOINED.sub("", word)
    sounds = DIGRAPHS.sub(lambda found: SOUND[found[0]], word)
    if len(sounds) > 1 and sounds.endswith("h"):
        sounds = sounds[:-1]
    return DOUBLED.sub(r"\1", sounds)


def _arabic(word: str) -> str:
    if word.startswith("ال") and len(word) > 3:
        word = word[2:]
    if word.endswith("ه") and len(word) > 1:
        word = word[:-1] + "ا"
    return DOUBLED.sub(r"\1", word.translate(ARABIC))
