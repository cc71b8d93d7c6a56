"""The versions of a story: which of them is shown, and the way to the others."""

from collections.abc import Sequence

from ingest.article import Article
from ui.markup import date_in_words, escape


def render_standing(article: Article, versions: Sequence[Article]) -> str:
    """Return a line for a story of several `versions`, oldest first: that a newer one exists, or what changed last."""
    if len(versions) < 2:
        return ""
    number, newest = number_of(article, versions), versions[-1]
    if newest.article_id == article.article_id:
        return f'<p class="version">Version {number} of {number} {_compare(article, number)}</p>'
    return (f'<p class="older" role="note">This is version {number} of {len(versions)}; a newer one exists. '
            f'{_opens(newest, f"Open the newest, of {version_day(newest)}")}</p>')


def render_versions(article: Article, versions: Sequence[Article]) -> str:
    """Return the list of a story's versions, "" where there is one; all but `article` open, all but the first are
    compared with the one before."""
    if len(versions) < 2:
        return ""
    items = "".join(_item(version, number, is_shown=version.article_id == article.article_id)
                    for number, version in enumerate(versions, 1))
    return f'<details class="known versions"><summary>{len(versions)} versions</summary><ol>{items}</ol></details>'


def number_of(article: Article, versions: Sequence[Article]) -> int:
    """Return which of the versions, counted from 1, an article is."""
    return [version.article_id for version in versions].index(article.article_id) + 1


def version_day(version: Article) -> str:
    """Return the date of a version's last change in words."""
    dated = version.updated or version.published
    return date_in_words(dated.value if dated else None)


def _item(version: Article, number: int, *, is_shown: bool) -> str:
    name = f"Version {number}, {version_day(version)}"
    opens = f'<span aria-current="true">{name}, shown here</span>' if is_shown else _opens(version, name)
    return f"<li>{opens} {_compare(version, number) if number > 1 else ''}</li>"


def _opens(version: Article, words: str) -> str:
    return f'<button type="button" class="to" data-article="{escape(version.article_id)}">{words}</button>'


def _compare(version: Article, number: int) -> str:
    return (f'<button type="button" class="to" data-changes="{escape(version.article_id)}">'
            f"What changed since version {number - 1}</button>")
