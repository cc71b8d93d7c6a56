"""How well pages are read: `python -m eval.pages FOLDER`, beside trafilatura alone.

A folder holds pages (NAME.html) and what a reader finds on each (NAME.json): `text`, a list of paragraphs, and
`title`, `outlet`, `authors`, `published`, `updated`, `language`; null or [] where the page does not tell.
"""

import json
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import trafilatura
import typer
from rich.console import Console
from rich.table import Table

from ingest import Article, BlockKind, Loaded, read_bytes

FIELDS = ("title", "outlet", "authors", "published", "updated", "language", "section", "genre")
STORY = (BlockKind.PARAGRAPH, BlockKind.HEADING)


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody read on a page: the story's words and the fields, "" , () or None where unknown."""

    text: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """How one reading of a page compares with its gold: word-level F1 and each field right or wrong."""

    page: str
    text: float
    right: dict[str, bool]


def main(folder: Annotated[Path, typer.Argument(help="folder of NAME.html with NAME.json")],
         details: Annotated[bool, typer.Option(help="list each page's faults")] = False) -> None:
    """Print the mean F1 and the share of pages with each field right, ours and trafilatura's."""
    pages = sorted(folder.rglob("*.json"))
    sides = {"ours": [judge(path, ours) for path in pages], "trafilatura alone": [judge(path, plain) for path in pages]}
    console = Console()
    if details:
        for score in sides["ours"]:
            wrong = [name for name, is_right in score.right.items() if not is_right]
            console.print(f"{score.page}: text {score.text:.3f}; wrong: {', '.join(wrong) or 'nothing'}")
    console.print(_table(sides, title=f"{len(pages)} pages"))


def judge(gold: Path, read: Any) -> Score:
    """Return how `read`, a function of the page's bytes, does on the page beside `gold`."""
    expected = json.loads(gold.read_text("utf-8"))
    found: Reading = read(gold.with_suffix(".html").read_bytes())
    expected["genre"] = expected.get("kind")
    right = {name: key(name, found.fields[name]) == key(name, expected[name]) for name in FIELDS if name in expected}
    return Score(gold.stem, f1(words(found.text), words(" ".join(expected["text"]))), right)


def ours(page: bytes) -> Reading:
    """Return what ingest reads."""
    loaded = read_bytes(page, source="page.html", place="page")
    if not isinstance(loaded, Loaded):
        return Reading("", dict.fromkeys(FIELDS))
    article = loaded.article
    dates = {"published": article.published and article.published.value,
             "updated": article.updated and article.updated.value}
    return Reading(story(article), {**{name: getattr(article, name) for name in FIELDS}, **dates})


def story(article: Article) -> str:
    """Return the article's words without headline, captions and embeds, which the gold texts leave out too."""
    return " ".join(block.span.of(article.text) for block in article.blocks if block.kind in STORY)


def plain(page: bytes) -> Reading:
    """Return what trafilatura gives with its own metadata."""
    found = trafilatura.bare_extraction(page, with_metadata=True)
    if found is None or isinstance(found, dict):
        return Reading("", dict.fromkeys(FIELDS))
    authors = [name.strip() for name in (found.author or "").split(";") if name.strip()]
    return Reading(found.text or "", {"title": found.title, "outlet": found.sitename, "authors": authors,
                                      "published": found.date, "updated": None, "language": found.language,
                                      "section": next(iter(found.categories or ()), None), "genre": None})


def key(name: str, value: Any) -> Any:
    """Return a field's value as it is compared: dates by their day, names without case, "the" and blanks."""
    if name in ("published", "updated"):
        return (value or "")[:10]
    if name == "authors":
        return sorted(_folded(author) for author in value or ())
    return _folded(value or "")


def _folded(text: str) -> str:
    return re.sub(r"^the\s|[\W_]", "", text.casefold())


def words(text: str) -> Counter[str]:
    """Return how often each word occurs."""
    return Counter(re.findall(r"\w+", text.casefold()))


def f1(found: Counter[str], gold: Counter[str]) -> float:
    """Return the harmonic mean of word precision and recall, 0 where nothing is shared."""
    shared = (found & gold).total()
    return 2 * shared / (found.total() + gold.total()) if shared else 0.0


def _table(sides: Mapping[str, Sequence[Score]], *, title: str) -> Table:
    table = Table("figure", *sides, title=title)
    table.add_row("text F1", *(f"{statistics.mean(score.text for score in scores):.3f}" for scores in sides.values()))
    for name in FIELDS:
        table.add_row(name, *(_share(score.right[name] for score in scores if name in score.right)
                              for scores in sides.values()))
    return table


def _share(right: Iterable[bool]) -> str:
    known = list(right)
    return f"{sum(known) / len(known):.3f} of {len(known)}" if known else "none"


if __name__ == "__main__":
    typer.run(main)
