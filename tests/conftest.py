"""What many tests need: the encoder, loaded once, a store with a few articles of invented outlets, the page."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from browser import NEWSROOM, ROOT, opened_browser, serving
from invented_articles import INVENTED
from playwright.sync_api import Browser

from vectorstore import Store
from vectorstore.encoder import Encoder, open_encoder

BUILD = """
import json, sys
import ui.__main__
from ui.app import Serving, build
from ui.guard import _READ, _WRITE
from ui.library import Library

def listed(routes):
    for route in routes:
        inner = getattr(route, "original_router", None)
        yield from listed(inner.routes) if inner else (
            (method, route.path) for method in getattr(route, "methods", None) or ["GET"])

routes = build(Library(None), None, Serving()).app.routes
mounted = next(route.app for route in routes if hasattr(getattr(route, "app", None), "get_blocks"))
offered = {*listed(mounted.routes), *listed(route for route in routes if getattr(route, "path", True))}
doors = {"GET": _READ, "POST": _WRITE}
print(json.dumps(sorted(f"{method} {path}" for method, path in offered if method in doors)))
print(json.dumps(sorted(f"{m} {path}" for m, path in offered if m in doors and doors[m].fullmatch(path))))
print(json.dumps(sorted(sys.modules)))
"""


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The real encoder, loaded once."""
    return open_encoder()


@dataclass(frozen=True, slots=True)
class Built:
    """The app as a fresh process builds it: all routes that its parts bring, those that the guard lets through, and the
    modules that are loaded by then."""

    offered: list[str]
    opened: list[str]
    loaded: set[str]


@pytest.fixture(scope="session")
def built() -> Built:
    """What a fresh process builds, once for all tests."""
    listed = subprocess.run([sys.executable, "-c", BUILD], capture_output=True, text=True, check=True, cwd=ROOT)
    offered, opened, loaded = map(json.loads, listed.stdout.splitlines()[-3:])
    return Built(offered, opened, set(loaded))


@pytest.fixture(scope="session")
def newsroom() -> Iterator[str]:
    """The address of the page over the invented newsroom; who adds or removes articles leaves three."""
    with serving(NEWSROOM) as at:
        yield at


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's browser. Not for longer than a module: while it is open no test can run an event loop."""
    with opened_browser() as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path, encoder: Encoder) -> Iterator[Store]:
    """A store with three invented articles, without a Chroma index."""
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as opened:
        assert [outcome.status for outcome in opened.add(INVENTED)] == ["added"] * 3
        yield opened
