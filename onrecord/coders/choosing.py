"""Which coder a name stands for: ``rules``, ``llm:URL#MODEL``, or several joined by ``+``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from onrecord.coders import Coder
from onrecord.coders.llm.settings import Settings
from onrecord.coders.together import Together
from onrecord.knowledge.actors import Registry
from onrecord.knowledge.codebook import Codebook
from onrecord.knowledge.gazetteer import Gazetteer
from onrecord.knowledge.publishers import Publishers
from onrecord.model import OnrecordError

if TYPE_CHECKING:
    from onrecord.coders.llm.coder import LlmCoder
    from onrecord.coders.rules.coder import RuleCoder

NAMES = "rules, llm:URL#MODEL (such as llm:http://localhost:11434/v1#qwen3:8b), rules+llm:URL#MODEL"


class Knowledge(msgspec.Struct, frozen=True):
    """What coders know before they read."""

    codebook: Codebook
    registry: Registry
    gazetteer: Gazetteer
    publishers: Publishers


def choose(name: str, knowledge: Knowledge, asking: Settings) -> Coder:
    """The coder of this name, opened. ``asking`` is how a language model is asked; the name's own endpoint and model win.

    Raises ``OnrecordError`` where there is no such coder, or its endpoint is none.
    """
    parts = _parts(name)
    rules = _rules(knowledge) if "rules" in parts or (asking.draft and any(map(_is_llm, parts))) else None
    chosen = [rules if part == "rules" and rules else _llm(part, knowledge, asking, rules) for part in parts]
    return chosen[0] if len(chosen) == 1 else Together(tuple(chosen))


def _parts(name: str) -> list[str]:
    """The names joined by ``+``; a plus inside an address or a model's name joins nothing."""
    parts: list[str] = []
    for part in name.split("+"):
        if parts and not (part == "rules" or _is_llm(part)):
            parts[-1] += f"+{part}"
        else:
            parts.append(part)
    wrong = next((part for part in parts if part != "rules" and not _is_llm(part)), None)
    if wrong is not None:
        raise OnrecordError(f"There is no coder called {wrong!r}; the coders are: {NAMES}.")
    if len(parts) != len(set(parts)):
        raise OnrecordError(f"{name!r} names one coder twice.")
    return parts


def _is_llm(part: str) -> bool:
    return part == "llm" or part.startswith("llm:")


def _rules(knowledge: Knowledge) -> RuleCoder:
    from onrecord.coders.rules.coder import RuleCoder
    from onrecord.coders.rules.reading import Tools
    from onrecord.coders.rules.triggers import Triggers, entries
    from onrecord.language.parse import Reader

    triggers = Triggers(entries(knowledge.codebook))
    return RuleCoder(Tools(Reader.open(), knowledge.gazetteer, knowledge.registry, triggers))


def _llm(part: str, knowledge: Knowledge, asking: Settings, drafter: RuleCoder | None) -> LlmCoder:
    from onrecord.coders.llm.coder import LlmCoder, Tools
    from onrecord.coders.llm.protection import Guard
    from onrecord.protect.known import Known
    from onrecord.protect.rules import Rules

    settings, rules = _addressed(part, asking), Rules.open()
    registry, gazetteer = knowledge.registry, knowledge.gazetteer

    def place(name: str) -> bool:
        return bool(gazetteer.exact(name)) or registry.is_land(name)

    def actor(english: str) -> str | None:
        entry = registry.named(english)
        return entry.id if entry else None

    guard = Guard(settings, Known(rules, registry, knowledge.publishers), rules, place)
    drafted = drafter.claims if drafter is not None else None
    return LlmCoder(settings, Tools(knowledge.codebook, guard, actor, drafted))


def _addressed(part: str, asking: Settings) -> Settings:
    """The settings with the endpoint and model of a name such as ``llm:http://localhost:11434/v1#qwen3:8b``."""
    if part == "llm":
        return asking.checked()
    endpoint, _, model = part.removeprefix("llm:").partition("#")
    return msgspec.structs.replace(asking, endpoint=endpoint, model=model or asking.model).checked()
