"""What many tests need: the encoder, loaded once, a store with a few articles of invented outlets, the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import NEWSROOM, opened_browser, serving
from invented_articles import INVENTED
from playwright.sync_api import Browser

from vectorstore import Store
from vectorstore.encoder import Encoder, open_encoder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The real encoder, loaded once."""
    return open_encoder()


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
