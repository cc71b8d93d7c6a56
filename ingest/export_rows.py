"""Cut an export into its rows: JSON, JSON Lines, and tables whose separators are found by trying."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.canonical import clean

_DEEPEST_LIST = 3  # {"response": {"docs": [...]}}
_LEAST_BODY = 40  # characters; a shorter string is a label
_BODY_NAMES = re.compile(r"text|body|content|html|article|abstract|description|summary|paragraph", re.IGNORECASE)
_SEPARATORS = (",", ";", "\t", "|")
_SAMPLE = 30  # rows
_LONGEST_HEAD = 60  # characters; a longer cell in the first row is content
_MOST_REWINDS = 20
_MOST_DIGITS = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One row's values by column; nested objects as "outer.inner". `fault` where it cannot be read, else ""."""

    values: Mapping[str, Any]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Dialect:
    separator: str
    escape: str | None


def json_rows(text: str) -> Iterator[Row]:
    """Yield the records of a JSON text: a list, an object that holds a list of them, or a single one.

    Raises:
        ValueError: if it is no JSON or holds no records.
    """
    for item in _records(_loaded(text)):
        yield _row(item)


def jsonl_rows(text: str) -> Iterator[Row]:
    """Yield the records of JSON Lines; blank lines are passed over, a line that is no object is a row with a fault."""
    for line in _lines(text):
        if line.strip(" \t\r\n\ufeff\x1e"):
            try:
                yield _row(_loaded(line))
            except ValueError as error:
                yield Row({}, str(error))


def table_rows(text: str, *, is_tsv: bool) -> Iterator[Row]:
    """Yield the rows of a table; its first row names the columns, unless a cell of it reads like content.

    A quotation mark that is never closed swallows the rows after it: such a row is given up and reading goes on with
    the line after its first.

    Raises:
        ValueError: if the table has no rows.
    """
    dialect = _dialect(text, is_tsv=is_tsv)
    rows = _cells(text, dialect, start=0)
    head = next(rows, None)
    if head is None:
        raise ValueError("the table is empty")
    names = _names(head.cells)
    if names is None:
        names = [f"column {n}" for n in range(1, len(head.cells) + 1)]
        rows = _cells(text, dialect, start=0)
    yield from _table(text, rows, dialect=dialect, names=names)


@dataclass(frozen=True, slots=True)
class _Cells:
    """One row of a table; it covers `[start, end)` of the text, its first line ends at `line_end`."""

    cells: Sequence[str]
    start: int
    line_end: int
    end: int


def _table(text: str, rows: Iterator[_Cells], *, dialect: _Dialect, names: Sequence[str]) -> Iterator[Row]:
    rewinds = 0
    while (row := next(rows, None)) is not None:
        width = len(row.cells)
        if rewinds < _MOST_REWINDS and _is_unclosed(text, row, dialect, width=len(names)):
            rewinds += 1
            rows = _cells(text, dialect, start=row.line_end)
            yield Row({}, "a quotation mark is opened and never closed")
        elif width <= len(names) or not any(cell.strip() for cell in row.cells[len(names) :]):
            yield Row(dict(zip(names, row.cells, strict=False)))
        else:
            yield Row({}, f"{width} cells, expected {len(names)} as in the first row")


def _is_unclosed(text: str, row: _Cells, dialect: _Dialect, *, width: int) -> bool:
    """Tell whether a row of several lines is one line with a fault that swallowed the next.

    A quotation mark inside a cell is a fault too, but then its second line does not look like a row.
    """
    if row.line_end >= row.end:
        return False
    lines = io.StringIO(text[row.start : row.end], newline="")
    try:
        for _ in csv.reader(lines, delimiter=dialect.separator, escapechar=dialect.escape, strict=True):
            pass
    except csv.Error:
        below = next(_cells(text, dialect, start=row.line_end), None)
        return len(row.cells) != width or (below is not None and len(below.cells) == width > 1)
    return False


def _cells(text: str, dialect: _Dialect, *, start: int) -> Iterator[_Cells]:
    csv.field_size_limit(2**31 - 1)  # the text is in memory already; the caller looks at each field's length
    position = start
    ends: list[int] = []

    def lines() -> Iterator[str]:
        nonlocal position
        for line in _lines(text, start=start):
            position += len(line)
            ends.append(position)
            yield line

    reader = csv.reader(lines(), delimiter=dialect.separator, escapechar=dialect.escape, strict=False)
    begin = start
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield _Cells(cells, begin, ends[0], position)
        begin = position
        ends.clear()


def _lines(text: str, *, start: int = 0) -> Iterator[str]:
    """Yield lines with their ends, without a copy of the whole; only line feeds and carriage returns end one."""
    while start < len(text):
        found = _LINE_END.search(text, start)
        end = found.end() if found else len(text)
        yield text[start:end]
        start = end


_LINE_END = re.compile(r"\r\n|\n|\r")


def _dialect(text: str, *, is_tsv: bool) -> _Dialect:
    """Return the dialect that cuts the first rows most evenly. `csv.Sniffer` is slow and unsure on long texts."""
    candidates = [_Dialect(separator, escape) for separator in (("\t",) if is_tsv else _SEPARATORS)
                  for escape in (None, *("\\" * ('\\"' in text[:100_000])))]
    return max(candidates, key=lambda dialect: _evenness(text, dialect))


def _evenness(text: str, dialect: _Dialect) -> tuple[float, int]:
    """Return the share of the first rows as wide as the first, and that width; a single column counts least."""
    widths: list[int] = []
    try:
        for row in _cells(text[:500_000], dialect, start=0):
            widths.append(len(row.cells))
            if len(widths) == _SAMPLE:
                break
    except csv.Error:
        return 0.0, 0
    if not widths or widths[0] < 2:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]


def _names(cells: Sequence[str]) -> list[str] | None:
    """Return the columns' names, None where the first row is content. A name that comes twice gets a number."""
    if any(len(cell) > _LONGEST_HEAD or re.match(r"https?://|\d{4}-\d\d-\d\d", cell.strip()) for cell in cells):
        return None
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = clean(cell) or f"column {number}"
        names.append(f"{name} {number}" if name in names else name)
    return names


def _loaded(text: str) -> Any:
    try:
        # A number of 5,000 digits is an error in Python; no column needs one.
        return json.loads(text.lstrip("\ufeff\x1e \t"), strict=False,
                          parse_int=lambda digits: int(digits) if len(digits) < _MOST_DIGITS else digits)
    except RecursionError:
        raise ValueError("nested too deep to be read as JSON") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"no JSON: {error.msg} at line {error.lineno}, character {error.colno}") from error


def _records(data: Any) -> Sequence[Any]:
    if isinstance(data, list):
        if any(isinstance(item, dict) for item in data):
            return data
        raise ValueError("the JSON holds no records: expected a list of objects with a text each")
    if not isinstance(data, dict):
        raise ValueError(f"the JSON holds no records: expected objects, found a {type(data).__name__}")
    if _has_body(data, is_deep=False):
        return [data]
    found = max(_lists(data, depth=0), key=_worth, default=())
    if _worth(found):
        return found
    if _has_body(data, is_deep=True):
        return [data]
    raise ValueError("the JSON holds no records: expected a list of objects with a text each, found none")


def _has_body(item: Any, *, is_deep: bool) -> bool:
    """Tell whether a record has a text, by the name and the length of a value; `is_deep` where one below it will do."""
    if not isinstance(item, dict):
        return False
    values = _flat(item) if is_deep else item
    return any(isinstance(value, str) and len(value) >= _LEAST_BODY and _BODY_NAMES.search(name)
               for name, value in values.items())


def _lists(data: Mapping[str, Any], *, depth: int) -> Iterator[Sequence[Any]]:
    """Yield lists of objects below `data`, and objects of objects as lists."""
    values = list(data.values())
    if values and all(_has_body(value, is_deep=False) for value in values):
        yield [{"id": name, **value} for name, value in data.items()]
    for value in values:
        if isinstance(value, list) and any(isinstance(item, dict) for item in value):
            yield value
        elif isinstance(value, dict) and depth < _DEEPEST_LIST:
            yield from _lists(value, depth=depth + 1)


def _worth(items: Sequence[Any]) -> int:
    return len(items) if any(_has_body(item, is_deep=True) for item in items[:_SAMPLE]) else 0


def _row(item: Any) -> Row:
    if not isinstance(item, dict):
        return Row({}, f"no object, but a {type(item).__name__}: expected an object with a text")
    return Row(_flat(item))


def _flat(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values by their dotted path; lists stay as they are."""
    found: dict[str, Any] = {}
    stack: list[tuple[str, Any]] = [("", item)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, dict) and path.count(".") < 6:
            stack.extend((f"{path}.{name}" if path else str(name), inner) for name, inner in reversed(value.items()))
        elif path:
            found.setdefault(path, value)
    return found
