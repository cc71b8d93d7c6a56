"""Read exports of articles: the rows of JSON, JSON Lines and tables become drafts, one bad row never stops the rest."""

import ast
import datetime as dt
import html
import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.article import BlockKind, Dated, Precision
from ingest.bylines import is_name, read_byline
from ingest.canonical import clean, clean_lines
from ingest.dates import read_stamp
from ingest.decode import decode
from ingest.draft import Draft, Line, Part
from ingest.export_fields import find_columns, is_empty
from ingest.export_rows import Row, json_rows, jsonl_rows, table_rows
from ingest.layout import lay_out

SUFFIXES = (".json", ".jsonl", ".ndjson", ".csv", ".tsv")
MOST_ROWS = 100_000
MOST_FIELD_CHARACTERS = 1_000_000
_SAMPLE = 50  # rows that tell what the columns hold
_MARKUP = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|ol|li|blockquote|figure|img|span|article|body|html|strong|em|a)\b[^<>]*>", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ESCAPED_MARKUP = re.compile(r"&lt;(?:p|br|div|h[1-6])\b", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_PAGE = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_CUT_OFF = re.compile(r"\s*\[\+\d+ chars\]$")  # where a news service cuts its texts
_EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?$")
_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)/?")


@dataclass(frozen=True, slots=True)
class Record:
    """One row of an export. `number` counts from 1; `key` is its own id, else its address, "" where it has neither.

    `draft` is None where `reason` says, in one line, why there is none. `language` is ISO 639-1 as the row says, or "".
    `cells` is the row itself, by column.
    """

    number: int
    key: str
    draft: Draft | None
    reason: str = ""
    language: str = ""
    cells: Mapping[str, Any] = field(default_factory=dict, compare=False)


def read_export(data: bytes, *, suffix: str, columns: Mapping[str, str] | None = None, most_rows: int = MOST_ROWS,
                most_field: int = MOST_FIELD_CHARACTERS) -> Iterator[Record]:
    """Yield a record for each row of an export, by its `suffix` (one of `SUFFIXES`).

    `columns` names the column of a field where it is not to be found by itself: {"text": "story.full", ...}; fields are
    those of `export_fields.FIELDS`. Rows of JSON Lines and tables are read one at a time. A row beyond `most_rows` is
    not read, one with a text longer than `most_field` characters is refused.

    Raises:
        ValueError: if it is no such file, holds no rows, or `columns` names what there is not.
    """
    rows = _rows(decode(data), suffix.lower())
    sample = list(itertools.islice(rows, _SAMPLE))
    if not any(row.values for row in sample):
        raise ValueError(f"the export holds no readable row: {sample[0].fault if sample else 'it is empty'}")
    found = find_columns(sample, columns)
    if "text" not in found and "html" not in found:
        names = clean(", ".join(dict.fromkeys(name for row in sample for name in row.values)))[:100]
        raise ValueError(f"no column of the export holds a text: name it, for example text=COLUMN; it has {names}")
    for number, row in enumerate(itertools.chain(sample, rows), start=1):
        if number > most_rows:
            yield Record(number, "", None, f"not read: the export has more than {most_rows:,} rows; split it")
            return
        yield _record(number, row, found, most_field=most_field)


def _rows(text: str, suffix: str) -> Iterator[Row]:
    if suffix == ".json":
        try:
            return iter(list(json_rows(text)))
        except ValueError:
            rows = list(itertools.islice(jsonl_rows(text), 3))  # JSON Lines under the wrong name
            if len(rows) < 2 or any(row.fault for row in rows):
                raise
            return jsonl_rows(text)
    if suffix in (".jsonl", ".ndjson"):
        return jsonl_rows(text)
    if suffix in (".csv", ".tsv"):
        return table_rows(text, is_tsv=suffix == ".tsv")
    raise ValueError(f"no export by its ending {clean(suffix)[:20]!r}: expected one of {', '.join(SUFFIXES)}")


def _record(number: int, row: Row, columns: Mapping[str, str], *, most_field: int) -> Record:
    values = {field: value for field, column in columns.items() if not is_empty(value := row.values.get(column))}
    address = _address(values.get("url"))
    key = _one_line(values.get("key")) or address or ""
    language = _language(values.get("language"))
    body = next((found for field in ("html", "text") if isinstance(found := values.get(field), (str, list))), "")
    reason = row.fault or ("" if body else f"no text in the column {columns.get('text') or columns.get('html')!r}")
    if not reason and len(str(body)) > most_field:
        reason = f"its text has {len(str(body)):,} characters, at most {most_field:,} are read"
    if reason:
        return Record(number, key, None, " ".join(clean(reason).split())[:200], language)
    known = Draft(title=_one_line(values.get("title")), outlet=_outlet(values.get("outlet")),
                  authors=_authors(values.get("authors")), url=address,
                  published=_dated(values.get("published"), columns.get("published", "")),
                  updated=_dated(values.get("updated"), columns.get("updated", "")))
    try:
        draft = _draft(body, known)
    except ValueError as error:
        return Record(number, key, None, clean(str(error))[:200], language)
    if not any(part.kind is not BlockKind.HEADLINE for part in draft.parts):
        return Record(number, key, None, "no article text: the row holds no sentences of a story", language)
    return Record(number, key, draft, language=language, cells=row.values)


def _draft(body: Any, known: Draft) -> Draft:
    text = "\n\n".join(map(str, body)) if isinstance(body, list) else str(body)
    text = _CUT_OFF.sub("", html.unescape(text) if _ESCAPED_MARKUP.search(text) else text)
    if _MARKUP.search(text):
        return _from_page(text, known)
    lines = [Line(line) for line in clean_lines(html.unescape(text))]
    if known.title and not any(line.text == known.title for line in lines[:3]):
        lines.insert(0, Line(known.title, BlockKind.HEADLINE))
    return lay_out(lines, known)


def _from_page(markup: str, known: Draft) -> Draft:
    from ingest.page_html import read_page  # trafilatura and lxml: not where all rows are plain text

    markup = _CONTROLS.sub("", markup)
    is_page = _PAGE.search(markup) is not None
    heading = f"<h1>{html.escape(known.title)}</h1>" if known.title else ""
    draft = read_page(markup if is_page else f"<html><body><article>{heading}{markup}</article></body></html>")
    story = [part for part in draft.parts if part.kind is not BlockKind.HEADLINE]
    if not story and not is_page:  # too short for the extraction
        return _draft(_TAG.sub("\n", markup), known)
    title = known.title or draft.title
    return Draft(
        title=title, outlet=known.outlet or draft.outlet, authors=known.authors or draft.authors,
        published=known.published or draft.published, updated=known.updated or draft.updated,
        url=known.url or draft.url, parts=(*[Part(BlockKind.HEADLINE, title)] * bool(title), *story))


def _one_line(value: Any) -> str:
    return clean(html.unescape(_TAG.sub("", str(value)))) if isinstance(value, (str, int)) else ""


def _outlet(value: Any) -> str:
    name = _name_of(value)
    domain = _DOMAIN.fullmatch(name)
    return domain[1].lower() if domain else name


def _name_of(value: Any) -> str:
    if isinstance(value, list):
        return next(filter(None, map(_name_of, value)), "")
    if isinstance(value, dict):
        return _name_of(value.get("name") or value.get("title") or "")
    return _one_line(value)


def _authors(value: Any) -> tuple[str, ...]:
    """Return the names of a cell: one, several in one string, or a list as programs write it."""
    if isinstance(value, str) and value.strip()[:1] == "[":
        value = _listed(value.strip())
    if isinstance(value, list):
        return tuple(dict.fromkeys(name for item in value for name in _authors(_name_of(item))))
    text = _name_of(value)
    pieces = [piece.strip() for piece in re.split(r"\s*[;|/\n]\s*", text) if piece.strip()]
    if len(pieces) > 1 or _is_turned(text):
        return tuple(_forward(piece) for piece in pieces)
    byline = read_byline(text if text.lower().startswith("by ") else f"By {text}")
    return byline.authors if byline and byline.authors else (text,) * bool(text)


def _listed(text: str) -> Any:
    """Return the list that a string spells, as JSON or as Python writes it; else the string."""
    for spelled in (json.loads, ast.literal_eval):
        try:
            found = spelled(text[:5_000])
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(found, list):
            return found
    return text


def _is_turned(name: str) -> bool:
    """Tell whether a name is written with the family's first ("Orlow, Ada")."""
    family, _, given = name.partition(", ")
    return len(family.split()) == len(given.split()) == 1 and is_name(f"{given} {family}")


def _forward(name: str) -> str:
    family, _, given = name.partition(", ")
    return f"{given} {family}" if _is_turned(name) else re.sub(r"^by\s+", "", name, flags=re.I)


def _address(value: Any) -> str | None:
    text = clean(value) if isinstance(value, str) else ""
    return text if re.fullmatch(r"https?://[^\s/]+/?\S*", text) else None


def _language(value: Any) -> str:
    found = re.match(r"([a-z]{2})(?:[-_]\w+)*$", str(value or "").strip().lower())
    return found[1] if found else ""


def _dated(value: Any, column: str) -> Dated | None:
    """Return the date of a cell; seconds since 1970 are in UTC, a time of exactly midnight is no time."""
    text = clean(str(value)) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    evidence = f'column {clean(column).removeprefix("column ")}: "{text[:60]}"'
    epoch = _EPOCH.fullmatch(text)
    if epoch:
        moment = dt.datetime.fromtimestamp(int(epoch[1]), dt.UTC)
        return Dated(f"{moment:%Y-%m-%dT%H:%M}", Precision.INSTANT, evidence, "+00:00")
    return read_stamp(_MIDNIGHT.sub("", text), evidence=evidence)
