"""A store for tests of the screen, and the screen itself served in this process."""

from __future__ import annotations

import contextlib
import shutil
import socket
import threading
import time
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"

HOSTILE = """Shells hit <script>window.hacked=1</script> the town of Taftanaz on Monday, killing 3 people, <img src=x onerror="window.hacked=1"> residents said.

A spokesman, <svg onload="window.hacked=1"></svg> "<b>Omar</b> javascript:alert(1)", said on Monday that 7 people were killed in Taftanaz. <style>body{display:none}</style>

{{ 7*7 }} </script></textarea></title><a href="javascript:window.hacked=1">click</a>
"""

ARABIC = """قصفت مدفعية مجهولة قرية التلة يوم الاثنين وقتلت ثلاثة مدنيين، بحسب سكان محليين.

وقال شاهد إن القصف استمر ساعتين وإن منزلين دُمّرا في القرية بالكامل قبل وصول فرق الإسعاف إلى المكان.
"""


AREA = "The Rapid Support Forces control Darfur, residents of Nyala said on Tuesday."


def told_of_an_area(store, tools):
    """Put a report on an area that somebody holds into an open store."""
    from onrecord import pipeline, record
    from onrecord.merge import Weaver

    record.keep(pipeline.code_text(AREA, tools, published="2024-06-12"), store, Weaver(record.kin(tools)))


def filled(path, tools):
    """Make a store of the example reports and of reports of hostile and Arabic text."""
    from onrecord import pipeline, record
    from onrecord.merge import Weaver
    from onrecord.store import open_store

    store = open_store(path)
    sources = sorted([*EXAMPLES.glob("reports/*.txt"), *EXAMPLES.glob("scenario/*.txt")])
    for _ in record.add([str(source) for source in sources], tools, store):
        pass
    for text, day in ((HOSTILE, "2016-04-04"), (ARABIC, "2016-04-05")):
        record.keep(pipeline.code_text(text, tools, published=day), store, Weaver(record.kin(tools)))
    store.close()


@contextlib.contextmanager
def served(path, tools, **settings):
    """The screen over a store, on a free port of this machine; gives its address."""
    import uvicorn

    from onrecord.serve import Settings, application
    from onrecord.store import open_store

    store = open_store(path, create=False)
    app = application(store, Settings(**{"by": "amal", **settings}))
    app.state.place.tools = tools
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(5)
        store.close()


def copied(source, target):
    """A copy of a closed store's file."""
    shutil.copyfile(source, target)
    return target


def ready(page):
    """Waits until the page's script has begun its work."""
    page.locator('body[data-ready="yes"]').wait_for()
