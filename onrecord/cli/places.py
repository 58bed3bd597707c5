"""The index of places: build one, download GeoNames' files for it, ask it for a name."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from onrecord.cli.shared import ASKING, OWN, File, app, progress
from onrecord.model import OnrecordError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from onrecord.knowledge.gazetteer.build import Built, Source

commands = App(name="gazetteer", help="Build and ask the index of places.", group=ASKING)
app.command(commands)

Sources = Annotated[list[str], Parameter(name="--from", consume_multiple=True, negative="")]


@commands.command
def build(*, sources: Sources, out: Path) -> int:
    """Make an index of places from public lists or your own; use it with `--places` or `--gazetteer`.

    Parameters
    ----------
    sources
        A kind (geonames, whosonfirst, cod, csv), then its files; several kinds one after the other. geonames: country
        dumps with alternateNames*, admin1CodesASCII.txt and admin2Codes.txt; whosonfirst: GeoJSON, folders or CSV;
        cod: OCHA tables or GeoJSON with p-codes; csv: your own CSV or YAML.
    out
        The index file. An older one stays until the new one is whole; a stopped build goes on where it stopped.

    """
    from onrecord.knowledge.gazetteer.build import build as make

    with progress() as tell:
        built = make(out, _sources(sources), lambda name, rows: tell(name, f"{rows:,}"))
    _told(built)
    return 0


def _sources(words: list[str]) -> list[Source]:
    """Sources from words such as ``geonames SY.zip admin1CodesASCII.txt csv own.csv``."""
    from typing import get_args

    from onrecord.knowledge.gazetteer.sources import Kind, source

    kinds: tuple[Kind, ...] = get_args(Kind)
    groups: list[tuple[Kind, list[Path]]] = []
    for word in words:
        if word in kinds:
            groups.append((word, []))
        elif groups:
            groups[-1][1].append(Path(word))
        else:
            raise OnrecordError(f"--from wants a kind first ({', '.join(kinds)}), not {word!r}.")
    if bare := [kind for kind, files in groups if not files]:
        raise OnrecordError(f"--from {bare[0]} wants files after it.")
    return [source(kind, files) for kind, files in groups]


def _told(built: Built) -> None:
    print(f"{built.path}: {built.places:,} places")
    for reason, count in built.refused.items():
        print(f"  refused {count:,}: {reason}, such as {built.examples.get(reason, '?')}")


@commands.command
def fetch(
    countries: Annotated[list[str], Parameter(negative="")],
    /,
    *,
    out: Path = Path("geonames"),
    server: Annotated[str | None, Parameter(show_default=False)] = None,
) -> int:
    """Download GeoNames' public files (CC BY 4.0) for countries, to build an index from.

    Parameters
    ----------
    countries
        ISO codes of two letters, such as SY IQ.
    out
        The folder for the files. What has not changed is not downloaded again.
    server
        A mirror of https://download.geonames.org/export/dump.

    """
    from onrecord.knowledge.gazetteer.fetch import SERVER
    from onrecord.knowledge.gazetteer.fetch import fetch as download

    with progress() as tell:
        files = download(countries, out, server=server or SERVER, progress=_megabytes(tell))
    for file in files:
        print(file)
    print(
        f"Next: onrecord gazetteer build --from geonames {' '.join(map(str, files))} --out places.sqlite",
        file=sys.stderr,
    )
    return 0


def _megabytes(tell: Callable[[str, str], None]) -> Callable[[str, int], None]:
    return lambda name, size: tell(name, f"{size / 1e6:.1f} MB")


@commands.command
def find(
    name: str,
    /,
    *,
    near: str | None = None,
    country: str | None = None,
    limit: int = 5,
    places: File = (),
    gazetteer: Annotated[Path | None, Parameter(show_default=False, group=OWN)] = None,
) -> int:
    """Which places a name may stand for: candidates, scores and why. Exit code 1 where there is none.

    Parameters
    ----------
    name
        The name, in any spelling or script.
    near
        What it is said to lie in or near.
    country
        ISO code of the country that is spoken of, such as SY.
    limit
        How many candidates to show.
    places
        YAML, CSV or built index of places.
    gazetteer
        An index of places to use instead of the package's.

    """
    from onrecord.knowledge.gazetteer import Gazetteer
    from onrecord.link.places import explain

    known = Gazetteer.open(gazetteer, places)
    rows = explain(name, known, near=near, country=country and country.upper(), limit=limit)
    if not rows:
        print(f"Nothing sounds like {name}.", file=sys.stderr)
        return 1
    for row in rows:
        print("\n".join(_candidate(row)))
    if not any(row["chosen"] for row in rows):
        print("None is sure enough to be chosen.")
    print("Sources: " + "; ".join(filter(None, known.credits)))
    return 0


def _candidate(row: Mapping[str, str | float | None]) -> list[str]:
    at = f"{row['lat']}, {row['lon']}" if row["lat"] is not None else "no coordinates of its own"
    lies = ", ".join(str(part) for part in (row["admin"], row["country"]) if part)
    people = f", {row['population']:,} people" if row["population"] else ""
    return [
        f"{'→' if row['chosen'] else ' '} {row['score']:.2f}  {row['name']} ({row['feature']}{people}), {lies}: {at}",
        f"        {row['id']}, by the name {row['matched']!r}; {row['why']}",
    ]
