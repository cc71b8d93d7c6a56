"""The outlet that a PDF's pages name: in a running head or foot, or in the masthead above the headline."""

import re
from collections.abc import Iterable, Iterator

from ingest.credits import is_masthead, is_own_name
from ingest.dates import without_dates

_BETWEEN = re.compile(r"\s*[|·•–—/,;:]\s*|\s+-\s+|\s{2,}")
_NUMBERING = re.compile(
    r"(?<!\w)(?:page|seite|pagina|página|p\.|vol(?:ume)?\.?|no\.|nr\.|issue|[ivxlc]+)(?!\w)", re.IGNORECASE)


def outlet_of(heads: Iterable[str], *, headline: str) -> str:
    """Return the first name in the `heads` of a paper's pages that reads like a paper's, "" where none does.

    Dates and page numbers beside it are left out, and so is what the headline says.
    """
    return next((name for head in heads for name in _names(head) if name not in headline), "")


def _names(head: str) -> Iterator[str]:
    for piece in _BETWEEN.split(without_dates(head)):
        name = " ".join(_NUMBERING.sub(" ", piece).split()).strip("-.#() ")
        if is_masthead(name) and is_own_name(name):
            yield name
