"""How articles, their versions and their faults are shown on the command line."""

from dataclasses import asdict, fields
from typing import Any

from ingest.article import Article, Dated, Span
from ingest.canonical import clean
from ingest.raw_map import RawMap
from vectorstore.catalogue import Listed
from vectorstore.corrections import Corrections
from vectorstore.difference import Piece
from vectorstore.verify import Report

MARKS = {"same": " ", "removed": "-", "added": "+"}
LONGEST = 160  # characters of a text that is shown in one line


def as_dict(article: Article | Listed) -> dict[str, Any]:
    """Return what a program is told of a stored article, in the words of `python -m ingest --json`."""
    return {"source": article.source, "url": article.url, "article_id": article.article_id,
            "story_id": article.story_id, "origin_id": article.origin_id, **_metadata(article), **_marked(article)}


def as_line(article: Listed) -> str:
    """Return an article in one line, its id first."""
    versions = f"  ({article.versions} versions)" if article.versions > 1 else ""
    heading = f"{article.outlet or 'unknown outlet'}: {article.title}"
    return f"{article.article_id}  {_value(article.published) or 'no date':<16}  {heading}{versions}"


def as_page(article: Article, own: Article, versions: tuple[Article, ...]) -> str:
    """Return a whole article with what is known about it, what it says itself where that was corrected, and the
    versions of its story where there are several."""
    about = (article.outlet or "unknown outlet", ", ".join(article.authors) or "no author",
             _value(article.published) or "no date")
    said = [f"{name} was corrected; the article itself says {value or 'nothing'}"
            for name, value in corrected(article, own).items()]
    listed = [_version(version, f"{place} of {len(versions)}", article) for place, version in enumerate(versions, 1)]
    return "\n".join([article.title, "; ".join(about), article.url or article.source, *said,
                      *(listed if len(listed) > 1 else []), "", article.text])


def corrected(article: Article, own: Article) -> dict[str, Any]:
    """Return what an article says itself in the fields that are shown otherwise."""
    shown, said = _metadata(article), _metadata(own)
    return {field.name: said[field.name] for field in fields(Corrections) if shown[field.name] != said[field.name]}


def as_difference(pieces: tuple[Piece, ...]) -> str:
    """Return the sentences of two versions, each with a mark: only in the older -, only in the newer +."""
    return "\n".join(f"{MARKS[piece.kind]} {' '.join(piece.text.split())}" for piece in pieces)


def as_traced(article: Article, raw: RawMap, span: Span) -> dict[str, Any]:
    """Return what a program is told of where a span of an article stands in its raw form; no places: unknown."""
    return {"start": span.start, "end": span.end, "text": span.of(article.text),
            "places": [asdict(place) for place in raw.places(span)]}


def as_trace(traced: dict[str, Any]) -> str:
    """Return the same for a reader: a line for the span and one for each place, its raw form in one line."""
    lines = [f"[{traced['start']}, {traced['end']})  {_short(traced['text'])}"]
    lines += [f"    {clean(place['part'])}, {place['start']} to {place['end']}: {_short(place['text'])}"
              for place in traced["places"]]
    return "\n".join(lines if traced["places"] else [*lines, "    unknown"])


def as_report(report: Report) -> str:
    """Return what `verify` found, the problems first, each with what to do."""
    counts = f"{report.articles} articles, {report.passages} passages, {len(report.problems)} problems"
    return "\n".join([*(f"{problem.what}; {problem.remedy}" for problem in report.problems), counts,
                      f"Chroma's index: {report.index}"])


def _metadata(article: Article | Listed) -> dict[str, Any]:
    return {"title": article.title, "outlet": article.outlet, "authors": list(article.authors),
            "published": _value(article.published), "updated": _value(article.updated), "language": article.language}


def _marked(article: Article | Listed) -> dict[str, Any]:
    if isinstance(article, Listed):
        return {}
    return {"section": article.section, "genre": article.genre, "agency": article.agency}


def _version(version: Article, number: str, shown: Article) -> str:
    dated = version.updated or version.published
    this = ", this one" if version.article_id == shown.article_id else ""
    return f"version {number}: {version.article_id}, {_value(dated) or 'no date'}{this}"


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _value(dated: Dated | None) -> str | None:
    return dated.value if dated else None
