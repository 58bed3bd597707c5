"""Handing over from the screen: the public export of the view that somebody looks at, and nothing that is not public."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.model import OnrecordError
from onrecord.serve import query as queries
from onrecord.serve.visit import Refused, Visit

if TYPE_CHECKING:
    from starlette.responses import Response

TYPES = {"csv": "application/zip", "geojson": "application/geo+json"}
"""Formats that the screen hands over. CSV is four tables, which come in one archive."""


def export(visit: Visit) -> Response:
    """The public export of a view (`csv` as ZIP of its tables, or `geojson`), written and logged as the command's; other profiles are not reachable here."""
    from starlette.responses import Response

    name = visit.path("format")
    if name not in TYPES:
        raise Refused(404, f"The screen hands over {' and '.join(TYPES)}; the command knows more formats.")
    query = queries.read(visit.asked())
    if query.review is not None or query.as_of is not None or query.tray is not None:
        raise OnrecordError(
            "A public export knows no states of review, no past and no trays; please clear these filters."
        )
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        body = _written(visit, query, name, Path(folder))
    ending = "zip" if name == "csv" else name
    attached = {"content-disposition": f'attachment; filename="onrecord-public.{ending}"'}
    return Response(body, media_type=TYPES[name], headers=attached)


def _written(visit: Visit, query: queries.Query, name: str, folder: Path) -> bytes:
    """The export's bytes; several files as one archive, with the file that tells about the export."""
    import io
    import zipfile

    from onrecord.exports.hand_over import Asked, hand_over

    # what leaves is chosen as a reader sees it, by whomever: a filter must not find what protection takes away
    only = frozenset(one.id for one in visit.place.public.index(query).glances)
    out = folder / f"onrecord.{name}"
    kinds = tuple(kind for group in query.kinds for kind in visit.place.grouping.kinds(group))
    asked = Asked(
        format=name, out=out, by=visit.person.by, profile="public", selection=query.selection(kinds), only=only
    )
    hand_over(visit.place.store, asked, visit.place.lists)
    if name != "csv":
        return out.read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    return packed.getvalue()
