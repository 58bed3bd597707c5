"""The map: a background of the user's own, areas, names of countries; what is looked at is the picture that the browser draws."""

from __future__ import annotations

import base64
import json

import pmtiles
import pytest
from screen import copied, ready, served, told_of_an_area

from onrecord.serve.areas import Areas
from onrecord.serve.background import background
from onrecord.serve.workplace import VENDOR
from onrecord.store import open_store

pytestmark = pytest.mark.skipif(not (VENDOR / "pmtiles.mjs").exists(), reason="the map's files are missing (make web)")
COLOUR = """async ([picture, x, y, wide, tall]) => {
  const image = new Image(); image.src = "data:image/png;base64," + picture; await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height }), pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const all = [...pen.getImageData(x, y, wide, tall).data]; return Array.from({ length: wide * tall }, (_, at) => all.slice(4 * at, 4 * at + 3)); }"""


def colour(page, x, y):
    """The colour of a pixel of the page as it is drawn."""
    return colours(page, x, y, 1, 1)[0]


def colours(page, x, y, wide, tall):
    """The colours of a piece of the page as it is drawn."""
    return page.evaluate(COLOUR, [base64.b64encode(page.screenshot()).decode(), x, y, wide, tall])


@pytest.fixture
def with_file(store, tools, tmp_path):
    """Serves a screen with this PMTiles file behind its map."""
    opened = []

    def serve(content):
        path = tmp_path / "mine.pmtiles"
        path.write_bytes(content)
        running = served(copied(store, tmp_path / "store.sqlite"), tools, tiles=background(str(path)))
        opened.append(running)
        return running.__enter__()

    yield serve
    for running in opened:
        running.__exit__(None, None, None)


@pytest.mark.parametrize(
    ("content", "form", "wanted"),
    [
        (
            pmtiles.archive(pmtiles.PNG, pmtiles.picture(250, 40, 40), {"attribution": "<b>Our survey</b>"}),
            "pictures",
            "red",
        ),
        (
            pmtiles.archive(
                pmtiles.MVT,
                pmtiles.shapes("earth", "buildings", "unheard_of"),
                {
                    "attribution": "Our survey",
                    "vector_layers": [{"id": one, "fields": {}} for one in ("earth", "buildings", "unheard_of")],
                },
            ),
            "shapes",
            "#e2dbcc",
        ),
    ],
    ids=["pictures", "shapes"],
)
def test_a_pmtiles_file_of_ones_own_lies_behind_the_signs(with_file, visit, content, form, wanted):
    address = with_file(content)
    page = visit(f"{address}/#map=2/0/-150", drawn=True)  # the Pacific: nothing of ours is drawn there
    page.locator(f'#map[data-background="{form}"]').wait_for()
    page.locator('#map[data-ready="yes"]').wait_for()
    page.wait_for_function(
        "() => performance.getEntriesByType('resource').some((one) => one.name.endsWith('.pmtiles'))"
    )
    box = page.locator("#map").bounding_box()
    for _ in range(40):
        page.wait_for_timeout(100)
        red, green, blue = colour(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        if (red, green, blue) != (219, 229, 234):
            break
    if wanted == "red":
        assert red > green + 40 and red > blue + 40  # quieter than it is, but red
    else:
        assert f"#{red:02x}{green:02x}{blue:02x}" == wanted
    assert page.locator(".credit").inner_text() == "Our survey"


def test_countries_are_named_where_there_is_room(screen, visit):
    def darkest(page):
        box = page.locator("#map").bounding_box()
        piece = colours(page, box["x"] + box["width"] / 2 - 40, box["y"] + box["height"] / 2 - 10, 80, 20)
        return min(sum(one) / 3 for one in piece)

    page = visit(f"{screen}/?q=nothing+of+this#map=4/28/3", drawn=True)  # the middle of Algeria, no event drawn
    page.wait_for_function(
        "() => performance.getEntriesByType('resource').some((one) => one.name.endsWith('/countries.json'))"
    )
    for _ in range(40):
        page.wait_for_timeout(100)
        if darkest(page) < 150:
            break
    assert darkest(page) < 150
    page.evaluate("() => { location.hash = 'map=1/28/3'; }")
    for _ in range(40):
        page.wait_for_timeout(100)
        if darkest(page) > 165:
            break
    assert darkest(page) > 165  # it does not fit there


def test_an_area_that_is_held_as_a_whole_is_drawn_with_its_boundary(store, tools, tmp_path, visit):
    ring = [[22, 9], [28, 9], [28, 20], [22, 20], [22, 9]]
    row = {"properties": {"name": "Darfur", "country": "SD"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", **row}]}))
    held = copied(store, tmp_path / "store.sqlite")
    home = open_store(held)
    told_of_an_area(home, tools)
    home.close()
    with served(held, tools, areas=Areas.open(path)) as address:
        page = visit(f"{address}/control#map=4/14/25", drawn=True)
        page.locator('#map[data-areas="1"]').wait_for()
        ready(page)
        box = page.locator("#map").bounding_box()
        spots = [(box["x"] + box["width"] / 2 + dx, box["y"] + box["height"] / 2 - 60) for dx in (0, 160)]
        for _ in range(40):
            page.wait_for_timeout(100)
            inside, outside = (colour(page, *spot) for spot in spots)
            if inside != outside:
                break
        assert inside != outside
        page.get_by_label("Day").last.fill("2015-01-01")  # nothing is told of Darfur so early
        page.locator('#map[data-areas="0"]').wait_for()


def test_a_file_of_unknown_layers_is_told(with_file, visit):
    about = {"vector_layers": [{"id": "unheard_of", "fields": {}}]}
    address = with_file(pmtiles.archive(pmtiles.MVT, pmtiles.shapes("unheard_of"), about))
    page = visit(address, drawn=True)
    page.locator("#live", has_text="no layer named as").wait_for()
    ready(page)
