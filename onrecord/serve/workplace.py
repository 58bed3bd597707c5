"""What all pages share while the screen runs: the store, the knowledge, what is kept in memory, and the templates."""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from onrecord.model import Record
from onrecord.serve.access import Door
from onrecord.serve.groups import Grouping

if TYPE_CHECKING:
    import jinja2

    from onrecord.exports.hand_over import Lists
    from onrecord.knowledge.actors import Registry
    from onrecord.pipeline import Settings as Knowledge
    from onrecord.pipeline import Tools
    from onrecord.serve.areas import Areas
    from onrecord.serve.background import Background
    from onrecord.serve.shown import Public, Whole
    from onrecord.store.contract import Store

KEPT = 24
"""Views kept in memory; each filter that somebody tries is one."""
HERE = Path(__file__).parent
VENDOR = HERE / "static" / "vendor"


class Settings(Record, frozen=True, kw_only=True):
    """How the screen runs.

    ``by`` is whose decisions a single person's are. ``users``: there are accounts, and nobody sees anything without one.
    ``tiles`` is a user's own background map; its host is the only one besides our own that a browser may then ask.
    ``areas`` are a user's own boundaries, for claims of control that name an area.
    """

    by: str = "me"
    users: bool = False
    tiles: Background | None = None
    areas: Areas | None = None
    hosts: tuple[str, ...] = ()


class Workplace:
    """Opened once; every request works with it."""

    def __init__(self, store: Store, settings: Settings, knowledge: Knowledge) -> None:
        self.store, self.settings, self._knowledge = store, settings, knowledge
        self.door = Door()
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._lock = threading.RLock()

    def kept(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """What was made for this key while the store stood as it stands, or else what ``make`` makes now."""
        key = (self.store.version(), *key)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    @functools.cached_property
    def tools(self) -> Tools:
        """What coding needs; opened when somebody first codes by hand or looks a place up."""
        from onrecord.pipeline import Tools

        return Tools.open(self._knowledge)

    @property
    def lists(self) -> Lists:
        """What an export needs to know."""
        from onrecord.exports.hand_over import Lists

        tools = self.tools
        return Lists(
            gazetteer=tools.gazetteer, registry=tools.registry, publishers=tools.publishers, codebook=tools.codebook
        )

    @functools.cached_property
    def registry(self) -> Registry:
        """Who is on whose side."""
        from onrecord.knowledge.actors import Registry

        return Registry.open(self._knowledge.actors)

    @functools.cached_property
    def grouping(self) -> Grouping:
        """Groups of kinds with their colours and shapes."""
        from onrecord.knowledge.codebook import Codebook

        return Grouping.open(Codebook.open(self._knowledge.codebook))

    @functools.cached_property
    def whole(self) -> Whole:
        """The record as reviewers see it."""
        from onrecord.serve.shown import Whole

        return Whole(self)

    @functools.cached_property
    def public(self) -> Public:
        """The record as readers see it: the public profile, and nothing else."""
        from onrecord.serve.shown import Public

        return Public(self)

    @functools.cached_property
    def templates(self) -> jinja2.Environment:
        """The pages."""
        from onrecord.serve.put import filters
        from onrecord.serve.visit import environment

        made = environment()
        made.filters.update(filters(self.grouping))
        made.globals.update(groups=self.grouping.groups, mapless=not (VENDOR / "maplibre-gl.mjs").exists())
        return made


def copied(value: Any) -> Any:
    """A record as plain values, for a page and its twin alike."""
    return msgspec.to_builtins(value)
