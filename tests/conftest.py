"""What many tests need: the encoder, loaded once, and a store with a few articles of invented outlets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from invented_articles import INVENTED

from vectorstore import Store
from vectorstore.encoder import Encoder, open_encoder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The real encoder, loaded once."""
    return open_encoder()


@pytest.fixture
def store(tmp_path: Path, encoder: Encoder) -> Iterator[Store]:
    """A store with three invented articles, without a Chroma index."""
    with Store.open(tmp_path / "store", create=True, encoder=encoder, index=False) as opened:
        assert [outcome.status for outcome in opened.add(INVENTED)] == ["added"] * 3
        yield opened
