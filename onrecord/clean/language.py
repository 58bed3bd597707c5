"""Which language a text is in."""

from __future__ import annotations

import functools
from typing import Any

NEWS = (
    "am", "ar", "bn", "de", "en", "es", "fa", "fr", "ha", "he", "hi", "hy", "id", "it", "ja", "ka", "ko", "ku", "my", "ne", "nl", "pl", "ps", "pt",
    "ru", "rw", "so", "sw", "ta", "th", "tl", "tr", "uk", "ur", "zh",
)  # fmt: skip
"""Languages in which news of armed conflict is written, as far as the model knows them; others are mistakes on short texts."""
SAMPLE = 4000
FEWEST_LETTERS = 15
UNKNOWN = "und"


def of(text: str) -> str:
    """The ISO 639-1 code, or ``und`` (undetermined) for a text of too few letters."""
    sample = text[:SAMPLE]
    if sum(map(str.isalpha, sample)) < FEWEST_LETTERS:
        return UNKNOWN
    return str(_model().classify(sample)[0])


@functools.cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages([code for code in NEWS if code in model.labels])
    return model
