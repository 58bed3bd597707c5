"""A comparison as lines for a terminal and as one page, each event a click from its words."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.exports.stamp import WARNING
from onrecord.take_back.comparing import Comparison, Ours
from onrecord.take_back.foreign import Foreign


def lines(found: Comparison) -> Iterator[str]:
    """What matched and how it differs, then what only one side has."""
    differing = sum(bool(match.differences) for match in found.matched)
    yield (
        f"{len(found.matched)} matched, {differing} of them with differences; {len(found.only_theirs)} only theirs, "
        f"{len(found.only_ours)} only ours; our numbers by policy {found.policy}"
    )
    for match in found.matched:
        yield f"=  {_ours(match.ours)}  ~  {_theirs(match.theirs)}"
        for one in match.differences:
            yield f"     {one.field}: ours {one.ours}, theirs {one.theirs}"
    yield from (f"+  {_ours(event)}" for event in found.only_ours)
    yield from (f"-  {_theirs(row)}" for row in found.only_theirs)


def _ours(event: Ours) -> str:
    killed = "" if event.killed is None else f", {event.killed} killed"
    return f"{event.id} {event.kind.replace('_', ' ')}, {event.first or 'undated'}, {event.place or 'no place'}{killed}"


def _theirs(row: Foreign) -> str:
    killed = "" if row.killed is None else f", {row.killed} killed"
    return f"{row.own_id} {row.first or 'undated'}, {row.place or 'no place'}{killed}"


def page(found: Comparison) -> str:
    """One page without scripts: the words of each of our events open on a click."""
    import jinja2

    loader = jinja2.PackageLoader("onrecord", "data/templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    differing = sum(bool(match.differences) for match in found.matched)
    return environment.get_template("compare.html").render(found=found, differing=differing, warning=WARNING)
