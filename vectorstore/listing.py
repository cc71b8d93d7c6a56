"""How articles are listed on the command line."""

from typing import Any

from ingest.article import Article
from ingest.report import article_to_dict
from vectorstore.verify import Report


def as_dict(article: Article) -> dict[str, Any]:
    """Return what a program is told of a stored article."""
    return {"source": article.source, **article_to_dict(article)}


def as_line(article: Article) -> str:
    """Return an article in one line, its id first."""
    return f"{article.article_id}  {_published(article):<16}  {article.outlet or 'unknown outlet'}: {article.title}"


def as_page(article: Article) -> str:
    """Return a whole article with what is known about it."""
    about = (article.outlet or "unknown outlet", ", ".join(article.authors) or "no author", _published(article))
    return "\n".join([article.title, "; ".join(about), article.url or article.source, "", article.text])


def as_report(report: Report) -> str:
    """Return what `verify` found, the problems first."""
    counts = f"{report.articles} articles, {report.passages} passages, {len(report.problems)} problems"
    return "\n".join([*report.problems, counts])


def _published(article: Article) -> str:
    return article.published.value if article.published else "no date"
