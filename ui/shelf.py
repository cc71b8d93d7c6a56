"""What is at hand: the articles, questions to begin with, and what became of articles that were dropped in."""

from collections.abc import Sequence

from ingest.article import Article
from ui.markup import date_in_words, escape, isolate
from vectorstore import Outcome

# A longer list helps nobody to find an article; asking does.
SHELF_LENGTH = 200


def render_shelf(articles: Sequence[Article]) -> str:
    """Return the list of the articles at hand, each a button that opens it."""
    items = "".join(_shelved(a) for a in articles[:SHELF_LENGTH])
    more = len(articles) - SHELF_LENGTH
    rest = f'<p class="more">and {more:,} more</p>' if more > 0 else ""
    if not articles:
        rest = '<p class="more">Drop files or paste an article above, then ask.</p>'
    heading = f"{len(articles):,} article{'' if len(articles) == 1 else 's'} at hand" if articles else "No articles yet"
    return f'<div class="shelf"><h2 class="label">{heading}</h2><ul>{items}</ul>{rest}</div>'


def _shelved(article: Article) -> str:
    published = article.published.value if article.published else None
    return (f'<li><button type="button" data-article="{escape(article.article_id)}">'
            f'<span class="title">{isolate(article.title or article.source)}</span>'
            f'<span class="from">{isolate(article.outlet or "Outlet unknown")} · {date_in_words(published)}</span>'
            f"</button></li>")


def render_welcome(examples: Sequence[str]) -> str:
    """Return what an empty conversation shows: what this is, and questions to begin with."""
    items = "".join(f'<li><button type="button" data-ask="{number}">{isolate(question)}</button></li>'
                    for number, question in enumerate(examples))
    begin = f'<h2 class="label">To begin with</h2><ul class="examples">{items}</ul>' if items else ""
    return ('<div class="welcome"><p class="lead">Ask the articles.</p>'
            "<p>Every statement carries the exact sentence it rests on. Where outlets disagree you see both sides; "
            f"where the articles do not say, you are told.</p>{begin}</div>")


def render_report(outcomes: Sequence[Outcome]) -> str:
    """Return one line for each input: what became of it and, where nothing did, why."""
    return f'<ul class="report" role="status">{"".join(_outcome(o) for o in outcomes)}</ul>'


def _outcome(outcome: Outcome) -> str:
    name = outcome.article.title if outcome.article and outcome.article.title else outcome.source
    reason = f": {isolate(outcome.reason)}" if outcome.reason else ""
    return (f'<li class="{escape(outcome.status)}"><span class="status">{escape(outcome.status)}</span> '
            f"{isolate(name)}{reason}</li>")


def render_problem(problem: str) -> str:
    """Return one line that says what cannot be done."""
    return f'<p class="problem" role="alert">{isolate(problem)}</p>'
