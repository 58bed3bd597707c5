"""What reading the attributions of a text gives."""

from __future__ import annotations

from typing import Literal

import msgspec

from onrecord.model import Quote, SourceKind

Piece = tuple[int, int]
"""Characters [start, end) of the text."""

Act = Literal["speech", "thought", "stance"]
Force = Literal["says", "denies", "accuses", "withholds"]


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """These words name who is credited, here; the identity behind them is as the whole text tells it.

    ``name`` is null for a person told by a role only, and is never guessed. ``affiliation`` are the words for the body
    that the source speaks for, ``affiliation_at`` where they stand. ``anonymous`` when the text says so or gives one
    person by a role only; of "officials" or "the ministry" nobody's name is withheld. ``speaker`` is the same number for the same speaker within the text.
    """

    text: str
    start: int
    end: int
    name: str | None
    kind: SourceKind
    affiliation: str | None = None
    affiliation_at: Piece | None = None
    anonymous: bool = False
    speaker: int


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """The text credits this source with this content, by this cue.

    ``source`` is null where words are said to be somebody's without saying whose ("it was reported that").
    ``cue_at`` is the sentence and the token of the cue's head. ``carried`` marks a quotation that goes on without a cue
    of its own. ``via`` holds the sources that this one is quoted by, outermost first. ``to`` are the words for who was
    told. ``act`` tells words spoken from thoughts and from stances; ``held`` are thoughts that somebody takes for true ("believe
    that"), not fears and hopes. ``force`` tells what is said from what is denied, what somebody is accused of, and what was
    not said ("declined to confirm that").
    """

    source: Speaker | None
    source_pieces: tuple[Piece, ...]
    cue: tuple[Piece, ...]
    content: tuple[Piece, ...]
    quote: Quote
    cue_at: tuple[int, int]
    carried: bool = False
    rule: str
    via: tuple[Speaker, ...] = ()
    to: str | None = None
    act: Act = "speech"
    held: bool = False
    force: Force = "says"
