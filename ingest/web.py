"""Fetch what an address gives: a page, or the pages that a feed links to."""

from collections.abc import Iterator

from ingest.feed import FeedError, entries, is_feed
from ingest.fetch import Fetched, FetchError, fetch
from ingest.fetch_settings import FetchSettings
from ingest.formats import one_line
from ingest.inputs import Input
from ingest.load import NotLoaded

_SUFFIXES = {"application/pdf": ".pdf", "application/json": ".json", "text/csv": ".csv", "text/markdown": ".md"}


def fetched(url: str, settings: FetchSettings) -> Iterator[Input | NotLoaded]:
    """Yield the page at `url`, or each page that the feed there links to, in its order; one after the other."""
    try:
        page = fetch(url, settings=settings)
        if not is_feed(page.data, page.content_type):
            yield _input(page)
            return
        links = entries(page.data, url=page.final_url, charset=page.charset)
    except (FetchError, FeedError) as error:
        yield NotLoaded(one_line(url), "failed", one_line(str(error)))
        return
    if not links:
        yield NotLoaded(one_line(url), "skipped", "the feed links to no articles")
    # A feed on the public web never leads into a private network.
    settings = settings.model_copy(update={"allow_private": page.is_private})
    for link in links:
        try:
            yield _input(fetch(link.url, settings=settings))
        except FetchError as error:
            yield NotLoaded(one_line(link.url), "failed", one_line(str(error)))


def _input(page: Fetched) -> Input:
    return Input(page.url, page.url, data=page.data, address=page.final_url, charset=page.charset,
                 suffix=_SUFFIXES.get(page.content_type, ".html"))
