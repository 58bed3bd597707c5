"""What a user says about a language model: where it is, what it may cost, and what may be sent to it."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Group, Parameter

from onrecord.model import OnrecordError

if TYPE_CHECKING:
    from onrecord.coders import Coder
    from onrecord.coders.llm.budget import Usage
    from onrecord.coders.llm.settings import Prices, Settings
    from onrecord.pipeline import Tools

MODEL = Group(
    "Language model",
    help="For --coder llm:URL#MODEL. Nothing is sent anywhere unless an endpoint is named here. A key is read from ONRECORD_LLM_KEY.",
    sort_key=2,
)
OWN_KEY = "ONRECORD_LLM_KEY"


@Parameter(name="*")
@dataclasses.dataclass(frozen=True, kw_only=True)
class Asking:
    """How a language model is asked."""

    endpoint: Annotated[str | None, Parameter(show_default=False, group=MODEL)] = None
    "Address of an OpenAI-compatible interface, such as http://localhost:11434/v1, for --coder llm."
    model: Annotated[str | None, Parameter(show_default=False, group=MODEL)] = None
    "Name of the model there."
    key_variable: Annotated[str, Parameter(show_default=False, group=MODEL)] = OWN_KEY
    "Environment variable that holds the key."
    max_requests: Annotated[int | None, Parameter(show_default=False, group=MODEL)] = None
    "Send no more requests than this."
    max_cost: Annotated[float | None, Parameter(show_default=False, group=MODEL)] = None
    "Spend no more than this; wants --prices."
    prices: Annotated[str | None, Parameter(show_default=False, group=MODEL)] = None
    "What a million tokens cost, asked and answered: 0.5,1.5."
    cache: Annotated[Path | None, Parameter(show_default=False, group=MODEL)] = None
    "Folder for answers; without it the platform's folder for such files."
    keep_answers: Annotated[bool, Parameter(show_default=False, group=MODEL, negative="no-cache")] = True
    "Keep answers, and ask nothing twice."
    send_names: Annotated[bool, Parameter(show_default=False, group=MODEL, negative="")] = False
    "Send names of private people to another machine as they stand, instead of masked."
    draft: Annotated[bool, Parameter(show_default=False, group=MODEL, negative="")] = False
    "Give the model what the rule coder read, to correct."
    workers: Annotated[int, Parameter(show_default=False, group=MODEL)] = 4
    "Reports asked about at a time."
    timeout: Annotated[float, Parameter(show_default=False, group=MODEL)] = 300.0
    "Seconds that one answer may take."


def asked(options: Asking) -> Settings:
    """The settings that the options stand for. Raises OnrecordError where prices are none."""
    from onrecord.coders.llm.settings import Settings, default_cache

    return Settings(
        endpoint=options.endpoint or "",
        model=options.model or "",
        key_variable=options.key_variable,
        max_requests=options.max_requests,
        max_cost=options.max_cost,
        prices=_prices(options.prices),
        cache=(options.cache or default_cache()) if options.keep_answers else None,
        mask=False if options.send_names else None,
        draft=options.draft,
        workers=options.workers,
        seconds=options.timeout,
    )


def _prices(text: str | None) -> Prices | None:
    from onrecord.coders.llm.settings import Prices

    if text is None:
        return None
    try:
        asked_for, answered = (float(part) for part in text.split(","))
    except ValueError:
        raise OnrecordError(f"--prices wants two numbers such as 0.5,1.5, not {text!r}.") from None
    if not (0 <= asked_for < float("inf") and 0 <= answered < float("inf")):
        raise OnrecordError("--prices wants two numbers that are not below zero.")
    return Prices(asked_for, answered)


def tell_usage(coder: Coder) -> None:
    """What was asked of language models, on standard error; nothing where no model was asked."""
    for line in usage_lines(coder):
        print(line, file=sys.stderr)


def usage_lines(coder: Coder) -> list[str]:
    """What was asked of each language model, a line each."""
    used = ((one.name, getattr(one, "usage", None)) for one in _members(coder))
    return [f"{name}: {usage_line(usage)}" for name, usage in used if usage is not None]


def close(coder: Coder) -> None:
    """Stop what a coder has begun and nobody will wait for."""
    for one in _members(coder):
        end = getattr(one, "close", None)
        if end is not None:
            end()


def usage_line(usage: Usage) -> str:
    """What was used, in a line."""
    cost = "" if usage.cost is None else f", cost {usage.cost:.4f}"
    return (
        f"{usage.requests:,} requests, {usage.asked:,} tokens asked, {usage.answered:,} answered, "
        f"{usage.cached:,} answers from the cache{cost}"
    )


def _members(coder: Coder) -> Sequence[Coder]:
    return getattr(coder, "coders", (coder,))


def dry_run(sources: Iterable[str], tools: Tools, published: str | None) -> int:
    """Print what would be sent for each report, and send nothing."""
    from onrecord import pipeline
    from onrecord.coders.llm.coder import LlmCoder
    from onrecord.model import Rejected

    model = next((one for one in _members(tools.coder) if isinstance(one, LlmCoder)), None)
    if model is None:
        raise OnrecordError("--dry-run shows what is sent to a language model; name one with --coder llm:URL#MODEL.")
    refused = False
    for report in pipeline.reports(list(sources), tools, published=published):
        try:
            if isinstance(report, Rejected):
                raise OnrecordError(f"{report.input}: {report.reason}")
            for messages in model.shown(report):
                print(f"--- to {model.settings.shown}, model {model.settings.model}")
                for message in messages:
                    print(f"--- {message.role}\n{message.content}")
        except OnrecordError as error:
            refused = True
            print(f"not sent: {error}", file=sys.stderr)
    return int(refused)
