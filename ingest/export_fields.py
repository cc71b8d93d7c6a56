"""Find which column of an export holds what: by the names in use, else by what the values are."""

import re
import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ingest.bylines import is_name
from ingest.canonical import clean
from ingest.dates import read_stamp
from ingest.export_rows import Row

FIELDS: Final = ("title", "text", "html", "published", "updated", "authors", "outlet", "url", "language", "key")

# The names in use, best first, letters and digits only: of news services, scrapers, blog programs and data sets. A
# nested name is tried whole ("sourcename"), then by its last part ("name" alone says too little).
_NAMES: Mapping[str, tuple[str, ...]] = {field: tuple(names.split()) for field, names in {
    "title": "headlinemain fieldsheadline titlerendered title headline webtitle articletitle newstitle storytitle "
             "headtitle head heading titel titre titulo überschrift",
    "text": "fieldsbodytext articlebody bodytext fulltext maintext plaintext contenttext articletext storytext "
            "newstext rawtext cleantext text body content contents article story contentrendered fullarticle "
            "articlecontent bodyplain texte inhalt texto document",
    "html": "contenthtml bodyhtml fieldsbody contentencoded html rawhtml htmlcontent articlehtml pagehtml sourcehtml",
    "published": "datepublished publishedat publisheddate publishdate pubdate datepublish publicationdate "
                 "webpublicationdate firstpublished firstpublicationdate publishtime publishedtime publicationtime "
                 "published datetime date dateline articledate newsdate storydate issued datum posted postdate "
                 "postedat fecha pubtime",
    "updated": "datemodified updatedat modifiedat lastmodified lastupdated lastupdate updateddate modifieddate "
               "datemodify modifydate updated modified lastmod fieldslastmodified",
    "authors": "authors author byline bylineoriginal fieldsbyline creator dccreator writer writers authorname "
               "authornames reporter journalist auteur autor verfasser",
    "outlet": "sourcename outlet outletname publishername publisher publication publicationname newspaper sitename "
              "medianame medium source sourcetitle threadsite sourcedomain domain site newsoutlet newssource provider "
              "siteurl cleanurl agency quelle "
              "zeitung fuente",
    "url": "url link weburl canonicalurl articleurl sourceurl permalink href storyurl pageurl newsurl uri",
    "language": "language lang locale languagecode",
    "key": "id articleid docid documentid uuid guid newsid storyid uid identifier externalid",
}.items()}
# Where an export has no full text, its summary is what it says.
_SUMMARIES = tuple("leadparagraph abstract description summary excerptrendered excerpt snippet lead teaser".split())
# A column of dates under these names tells about the collection, not the article.
_NO_ARTICLE_DATE = re.compile(r"crawl|download|scrap|fetch|retriev|access|index|insert|import|creat|collect|load|seen|"
                              r"updat|modif|change|expir|birth", re.IGNORECASE)
_EMPTY = frozenset(("", "nan", "none", "null", "n/a", "na", "nat", "-", "--", "[]", "{}", "unknown", "undefined"))
_LEAST_TEXT = 120  # characters in the middle row: shorter is a title
_MOSTLY = 0.8


def find_columns(sample: Sequence[Row], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the column of each field that the export has; `given` (field to column) overrides what is found.

    A nested column is named by its path ("source.name").

    Raises:
        ValueError: if `given` names a field that there is not, or a column that no row of `sample` has.
    """
    names = tuple(dict.fromkeys(name for row in sample for name in row.values))
    given = dict(given or {})
    for field, column in given.items():
        if field not in FIELDS:
            raise ValueError(f"no field is called {clean(field)[:40]!r}: there are {', '.join(FIELDS)}")
        if column not in names:
            raise ValueError(f"the export has no column {clean(column)[:40]!r}, named for {field}: it has "
                             f"{clean(', '.join(names))[:120]}")
    filled = {name: values for name in names if (values := _filled(sample, name))}
    wanted = [field for field in FIELDS if field not in given]
    found = given | {field: column for field in wanted if (column := _by_name(field, filled, given))}
    return found | _by_values(filled, taken=found)


def is_empty(value: Any) -> bool:
    """Tell whether a cell says nothing: blank, or a program's word for that."""
    return value is None or (isinstance(value, str) and value.strip().casefold() in _EMPTY) or value in ([], {})


def _filled(sample: Sequence[Row], name: str) -> tuple[Any, ...]:
    return tuple(value for row in sample if not is_empty(value := row.values.get(name)))


def _by_name(field: str, filled: Mapping[str, Sequence[Any]], given: Mapping[str, str]) -> str:
    """Return the first column with a name of `field` and values that can be it, "" where there is none."""
    fits = _FITS.get(field, _is_short)
    for wanted in _NAMES[field] + (_SUMMARIES if field == "text" and "html" not in given else ()):
        for whole in (True, False):
            for name, values in filled.items():
                if name not in given.values() and _bare(name, whole=whole) == wanted and fits(values):
                    return name
    return ""


def _bare(name: str, *, whole: bool) -> str:
    return re.sub(r"[\W_]", "", name if whole else name.rsplit(".", 1)[-1]).casefold()


def _share(values: Sequence[Any], holds: Callable[[str], bool]) -> float:
    return sum(holds(str(value).strip()) for value in values) / len(values)


def _is_text(values: Sequence[Any]) -> bool:
    return any(isinstance(value, (str, list)) and len(str(value)) > 20 for value in values)


def _is_short(values: Sequence[Any]) -> bool:
    return statistics.median(len(str(value)) for value in values) < 500


def _is_address(values: Sequence[Any]) -> bool:
    return _share(values, lambda value: re.match(r"https?://", value) is not None) >= _MOSTLY


def _is_date(values: Sequence[Any]) -> bool:
    return _share(values, lambda value: re.fullmatch(r"\d{10}(?:\d{3})?(?:\.\d+)?", value) is not None
                  or read_stamp(value, evidence="") is not None) >= _MOSTLY


def _is_plain_name(values: Sequence[Any]) -> bool:
    """Tell names from numbers and booleans ("source": 12)."""
    return _is_short(values) and any(re.search(r"[^\W\d]{2}", str(value)) for value in values)


_FITS: Mapping[str, Callable[[Sequence[Any]], bool]] = {
    "title": _is_plain_name, "text": _is_text, "html": _is_text, "url": _is_address, "outlet": _is_plain_name,
    "authors": _is_plain_name, "published": lambda values: not _is_address(values) and _is_short(values)}


def _by_values(filled: Mapping[str, Sequence[Any]], *, taken: Mapping[str, str]) -> dict[str, str]:
    """Return columns told by their values: the longest text, addresses, one column of dates, headlines, names.

    Two columns that could be the date leave it unknown.
    """
    free = {name: values for name, values in filled.items() if name not in taken.values()}
    lengths = {name: statistics.median(len(str(v)) for v in values) for name, values in free.items()}
    found: dict[str, str] = {}
    longest = max(lengths, key=lambda name: lengths[name], default="")
    if "text" not in taken and "html" not in taken and longest and lengths[longest] >= _LEAST_TEXT:
        found["text"] = longest
    dates = [n for n, values in free.items() if not _NO_ARTICLE_DATE.search(n) and _is_calendar_date(values)]
    if "published" not in taken and len(dates) == 1:
        found["published"] = dates[0]
    for field, holds in (("url", _is_address), ("authors", _are_names), ("title", _are_headlines)):
        column = next((n for n, values in free.items() if n not in found.values() and holds(values)), "")
        if column and field not in taken:
            found[field] = column
    return found


def _is_calendar_date(values: Sequence[Any]) -> bool:
    return _is_date(values) and _share(values, lambda v: re.search(r"\D", v) is not None and len(v) >= 8) == 1


def _are_names(values: Sequence[Any]) -> bool:
    return _share(values, lambda value: is_name(value.removeprefix("By "))) >= _MOSTLY


def _are_headlines(values: Sequence[Any]) -> bool:
    return _share(values, lambda v: 4 <= len(v.split()) <= 25 and v[:1].isupper() and "\n" not in v) >= _MOSTLY
