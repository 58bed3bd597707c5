"""No regular expression of the package backtracks catastrophically: each is fed hostile strings against the clock.

Patterns are found by importing every module, calling what is cached without arguments (lists and patterns built from YAML)
and walking through what module attributes hold. Each pattern runs in a process that can be ended, since a regular
expression, once started, holds the interpreter.
"""

from __future__ import annotations

import importlib
import inspect
import multiprocessing
import pkgutil
import re
import time
from collections.abc import Iterator, Mapping, Sequence, Set
from types import ModuleType
from typing import Any

import msgspec

import onrecord

SLOW = 0.25
"""Seconds of processor time for one pattern on one hostile string: linear ones take a few milliseconds, quadratic ones a second."""
STUCK = 15.0
"""Seconds by the clock after which a pattern is taken to run for ever; generous, for busy machines."""
LENGTH = 7000
SHORT = {
    "onrecord.clean.furniture.compiled": 500,
    "onrecord.clean.furniture.labels": 300,
    "onrecord.knowledge.gazetteer.default.GENERIC": 200,
}
"""Patterns that only ever see lines up to a length, which the code checks first, or names from our own data."""
DEPTH = 6
OPTIONAL = {"onrecord.serve", "onrecord.batch"}
"""May need packages that are extras."""


class Found(msgspec.Struct, frozen=True):
    """A pattern of the package. ``anywhere``: it is searched for, not only matched at a given place."""

    where: str
    source: str
    flags: int
    anywhere: bool = True


def patterns() -> list[Found]:
    """Every compiled pattern of the package."""
    found: dict[tuple[str, str], Found] = {}
    for module in pkgutil.walk_packages(onrecord.__path__, "onrecord."):
        if module.name.endswith("__main__"):
            continue
        try:
            loaded = importlib.import_module(module.name)
        except ImportError:
            if any(module.name.startswith(name) for name in OPTIONAL):
                continue
            raise
        for name, value in vars(loaded).items():
            imported = callable(value) and getattr(value, "__module__", None) != module.name
            if not imported:
                anywhere = not isinstance(value, re.Pattern) or _is_searched(loaded, name)
                for pattern in _inside(_called(value), DEPTH, set()):
                    if isinstance(pattern.pattern, str):
                        where = f"{module.name}.{name}"
                        found.setdefault(
                            (where, pattern.pattern), Found(where, pattern.pattern, pattern.flags, anywhere)
                        )
    return list(found.values())


def _is_searched(module: ModuleType, name: str) -> bool:
    """Whether a pattern is used other than at one place: by ``match`` and ``fullmatch`` alone, quadratic search is no fault."""
    uses = set(re.findall(rf"\b{name}\b(?:\.(\w+)\()?", inspect.getsource(module).partition(f"\n{name} = ")[2]))
    return not uses or not uses <= {"match", "fullmatch"}


def _called(value: Any) -> Any:
    """What a cached function without parameters gives; anything else as it is."""
    if hasattr(value, "cache_info") and not inspect.signature(value).parameters:
        try:
            return value()
        except (OSError, FileNotFoundError, ImportError):
            return None
    return value


def _inside(value: Any, depth: int, seen: set[int]) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
        return
    if depth == 0 or id(value) in seen or isinstance(value, (str, bytes, int, float, type(None))):
        return
    seen.add(id(value))
    if isinstance(value, Mapping):
        children: list[Any] = [*value.keys(), *value.values()]
    elif isinstance(value, (Sequence, Set)):
        children = list(value)
    elif isinstance(value, msgspec.Struct):
        children = [getattr(value, field) for field in value.__struct_fields__]
    elif isinstance(value, type):
        children = [item for name, item in vars(value).items() if not name.startswith("__")]
    else:
        children = (
            list(getattr(value, "__dict__", {}).values()) if type(value).__module__.startswith("onrecord") else []
        )
    for child in children:
        yield from _inside(child, depth - 1, seen)


def hostile(pattern: str, length: int) -> list[str]:
    """Strings that make bad patterns explode: one character many times, pairs, words, then something that does not fit.

    The pattern's own words come in too: what a nested quantifier repeats is mostly written in it.
    """
    singles = " \n\u00a0a0A.,-–'\"“()[]<>/&=*x\u0627"
    pairs = ["a ", "A ", "0 ", "0,", "a.", ". ", "- ", "a-", "Aa ", "at the ", "(a", "1/1/", "a,\n", " \n"]
    words = re.findall(r"[A-Za-z]{2,12}", pattern)[:12]
    own = [" ".join(words[:5]) + " ", *(word + " " for word in words[:4]), *(word for word in words[:2])]
    return [
        text
        for piece in [*singles, *pairs, *own]
        for text in ((piece * length)[:length], (piece * length)[:length] + "\x00!")
    ]


def _run(work: Sequence[Found], report: Any) -> None:
    for position, item in enumerate(work):
        pattern = re.compile(item.source, item.flags)
        report.send((position, "stuck"))
        for text in hostile(item.source, SHORT.get(item.where, LENGTH)):
            start = time.process_time()
            (pattern.search if item.anywhere else pattern.match)(text)
            pattern.fullmatch(text)
            took = time.process_time() - start
            if took > SLOW:
                report.send((position, f"{took:.1f} s on {text[:12]!r}"))
                return
    report.send(None)


def first_slow(work: Sequence[Found], stuck: float = STUCK) -> tuple[int, str] | None:
    """The first pattern that is slow or never ends, and on what."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(work, theirs), daemon=True)
    process.start()
    theirs.close()
    current: tuple[int, str] | None = None
    try:
        while ours.poll(stuck):
            current = ours.recv()
            if current is None or current[1] != "stuck":
                return current
        return current
    finally:
        process.kill()
        process.join()


def test_patterns_are_found() -> None:
    names = {item.where for item in patterns()}
    assert {
        "onrecord.language.datelines.SEPARATOR",
        "onrecord.language.datelines._day_pattern",
        "onrecord.clean.furniture.compiled",
    } <= names
    assert len(patterns()) > 80


def test_no_pattern_backtracks_catastrophically() -> None:
    work, slow = patterns(), []
    while work and (found := first_slow(work)):
        item = work[found[0]]
        slow.append(f"{item.where}: {found[1]}: {item.source[:100]}")
        work = work[found[0] + 1 :]
    assert not slow, "\n".join(slow)


def test_the_test_finds_bad_patterns() -> None:
    exponential, quadratic = r"(?:[a-z]+\s?)+:", r"\w+\s*x"
    assert first_slow([Found("bad", exponential, 0)], stuck=2) == (0, "stuck")
    assert first_slow([Found("slow", quadratic, 0)]) not in (None, (0, "stuck"))
    assert first_slow([Found("placed", quadratic, 0, anywhere=False)]) is None
