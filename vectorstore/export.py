"""Write what a store holds to one file that other programs read."""

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from ingest.article import Article, Dated
from vectorstore.catalogue import each
from vectorstore.errors import StoreError
from vectorstore.truth import Truth


def export(truth: Truth, target: Path) -> int:
    """Write the newest version of every story to `target` as JSON Lines, whole or not at all; return how many.

    Raises:
        StoreError: if `target` cannot be written; what was there before is kept then.
    """
    fresh = None
    try:
        with tempfile.NamedTemporaryFile("w", dir=target.parent, prefix=f".{target.name}.", delete=False,
                                         encoding="utf-8", newline="\n") as file:
            fresh = file.name
            count = 0
            for article in each(truth):
                file.write(json.dumps(exported(article), ensure_ascii=False) + "\n")
                count += 1
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, target)
    except OSError as error:
        if fresh:
            with suppress(OSError):
                os.unlink(fresh)
        raise StoreError(f"cannot export to {target}: {error.strerror}; name a file in a folder that can be written") \
            from error
    return count


def exported(article: Article) -> dict[str, Any]:
    """Return what is exported of an article, as corrected; dates with the article's own UTC offset."""
    return {"source": article.source, "url": article.url, "title": article.title, "outlet": article.outlet,
            "authors": list(article.authors), "published": _written(article.published),
            "updated": _written(article.updated), "language": article.language, "text": article.text}


def _written(dated: Dated | None) -> str | None:
    return f"{dated.value}{dated.utc_offset or ''}" if dated else None
