"""Judge what a PDF or Word file says of itself: titles are often file names, authors often programs."""

import re
from collections.abc import Sequence

from ingest.bylines import is_name
from ingest.canonical import clean

_FILE_NAME = re.compile(
    r".*\.(?:docx?|dotx?|indd|qxd|qxp|pdf|html?|tex|odt|rtf|txt|pages|pub|pptx?|xlsx?|fm|wpd|eps|ai|p65)\b.*|"
    r"microsoft (?:word|powerpoint|excel)\b.*|(?:untitled|document|unbenannt|sans titre|sin título|layout|print|page|"
    r"slide|presentation|about:blank|title|dokument|new document|no title)\W*\d*|https?://.*|\S*_\S*|[\w.-]*\d[\w.-]*",
    re.IGNORECASE)
_PROGRAM = re.compile(
    r"\b(?:adobe|acrobat|indesign|quark\w*|microsoft|word|office|libreoffice|openoffice|writer|latex|tex|chrome|"
    r"chromium|firefox|mozilla|safari|skia|quartz|ghostscript|pdf\w*|scanner|printer|user|admin\w*|owner|author|"
    r"unknown|anonymous|default|desktop|laptop|server|converter|distiller|itext|apache|reportlab)\b", re.IGNORECASE)
_SUFFIX = re.compile(r"\s+(?:[|–—•·-]|::)\s+")


def declared_title(title: str, *, lines: Sequence[str]) -> str:
    """Return the headline that the file's `title` names, as the page's `lines` write it; "" where none bears it out.

    A title that no line holds is a template's or another file's.
    """
    title = clean(title)
    if not title or _FILE_NAME.fullmatch(title):
        return ""
    by_letters = {_letters(line): line for line in reversed(lines)}
    wholes = [title, *(" - ".join(pieces) for pieces in _starts(_SUFFIX.split(title)))]
    return next((by_letters[_letters(whole)] for whole in wholes if _letters(whole) in by_letters), "")


def fallback_title(title: str) -> str:
    """Return the file's `title` where it reads like a headline (three words or more), "" where not."""
    title = clean(title)
    is_headline = len(title.split()) >= 3 and not _FILE_NAME.fullmatch(title) and not _PROGRAM.fullmatch(title)
    return title if is_headline else ""


def declared_authors(author: str) -> tuple[str, ...]:
    """Return the full names in a file's `author`, () where it names an account or a program."""
    names = [name.strip() for name in re.split(r"[;,]| and ", clean(author))]
    return tuple(names) if all(is_name(name) and not _PROGRAM.search(name) for name in names) else ()


def _starts(pieces: Sequence[str]) -> list[Sequence[str]]:
    """Return the pieces without the last, without the last two, ...: a site's name stands behind the headline."""
    return [pieces[:end] for end in range(len(pieces) - 1, 0, -1)]


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()
