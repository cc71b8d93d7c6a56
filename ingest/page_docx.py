"""Read a Word file: its text as it would be printed now, without what was deleted or hidden; styles tell the kinds.

Neither python-docx (drops text inserted while changes were tracked) nor mammoth (keeps hidden text) gives that.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from lxml import etree

from ingest.archive import Limits, open_archive, read_member
from ingest.article import BlockKind
from ingest.canonical import clean
from ingest.draft import Draft, Line
from ingest.file_properties import declared_title, fallback_title
from ingest.layout import lay_out
from ingest.roles import Role, role_of

MOST_XML_BYTES = 20_000_000
MOST_PARAGRAPHS = 50_000
_MOST_PARTS = 5_000  # a part is a picture, a header, ...
_DEEPEST = 200
_FEWEST_WORDS_IN_CELL = 5

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_DELETED = frozenset(f"{_W}{name}" for name in (
    "del", "moveFrom", "delText", "instrText", "delInstrText", "fldData", "rt", "pPr", "rPr", "sectPr", "tblPr",
    "tcPr", "trPr", "sdtPr", "object", "commentReference", "footnoteReference", "endnoteReference"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same text once more
_BREAKS = frozenset((f"{_W}br", f"{_W}cr"))
_SIGNS = {f"{_W}tab": " ", f"{_W}ptab": " ", f"{_W}noBreakHyphen": "-"}
_HEADING = re.compile(r"(?:heading|überschrift|titre|título) ?(\d)?", re.IGNORECASE)
_KINDS = {"caption": BlockKind.CAPTION, "title": BlockKind.HEADLINE}


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style makes of a paragraph or a run."""

    kind: BlockKind | None = None
    level: int = 0  # of a heading, from 1
    is_hidden: bool = False


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while it is read; `is_open` where its end was deleted: the next one continues it."""

    style: _Style
    in_table: bool
    is_item: bool = False
    is_open: bool = False
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words so far, line breaks as "\\n"."""
        return "".join(self.pieces)


def read_docx(data: bytes) -> Draft:
    """Return the article that a Word file (.docx) holds; the file's own dates and account names are never taken.

    Raises:
        ValueError: if it is no Word file, is encrypted, damaged, or built to exhaust a parser.
    """
    archive = _opened(data)
    lines = list(_lines(_paragraphs(_body(archive), _styles(_xml(archive, "word/styles.xml")))))
    title = _title(_xml(archive, "docProps/core.xml"))
    known = Draft(title=declared_title(title, lines=[line.text for line in lines]))
    # Where no style tells a caption, a short line below the headline is taken for one, as in pasted text.
    page = lines if any(line.kind for line in lines) else ()
    draft = lay_out(lines, known, page=page)
    if not draft.title and (title := fallback_title(title)):
        return lay_out([Line(title, BlockKind.HEADLINE), *lines], known, page=page)
    return draft


def paragraph_texts(data: bytes) -> tuple[str, ...]:
    """Return the text of each paragraph of a Word file as it would be printed, and last the file's own title.

    Raises:
        ValueError: as `read_docx`.
    """
    archive = _opened(data)
    paragraphs = _paragraphs(_body(archive), _styles(_xml(archive, "word/styles.xml")))
    return (*(paragraph.text for paragraph in paragraphs), _title(_xml(archive, "docProps/core.xml")))


def _body(archive: zipfile.ZipFile) -> Any:
    body = _xml(archive, _main_part(archive))
    if body is None:
        raise ValueError("no Word file: it has no document inside; save it as .docx again")
    return body


def _opened(data: bytes) -> zipfile.ZipFile:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValueError("an encrypted or an old Word file (.doc): save it as .docx without a password")
    try:
        return open_archive(data, Limits(members=_MOST_PARTS))
    except ValueError as error:
        raise ValueError(f"no Word file, or a damaged one: {error}") from error


def _main_part(archive: zipfile.ZipFile) -> str:
    """Return the name of the document's part: some programs call it otherwise."""
    relations = _xml(archive, "_rels/.rels")
    targets = [] if relations is None else [
        relation.get("Target", "") for relation in relations if relation.get("Type", "").endswith("/officeDocument")]
    return next((target.lstrip("/") for target in targets), "word/document.xml")


def _xml(archive: zipfile.ZipFile, name: str) -> Any:
    """Return the root of a part, None where there is no such part; entities and outside files are never resolved."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    content = read_member(archive, info, most=MOST_XML_BYTES).replace(_STRICT, _W[1:-1].encode())
    if b"<!DOCTYPE" in content[:4_096] or b"<!ENTITY" in content:
        raise ValueError("the Word file declares XML entities, which no Word file needs: save it as .docx again")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
                             remove_pis=True, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"the Word file is damaged: {clean(str(error))[:100]}; save it as .docx again") from error


def _title(core: Any) -> str:
    return "" if core is None else str(core.findtext("{http://purl.org/dc/elements/1.1/}title") or "")


def _styles(root: Any) -> Mapping[str, _Style]:
    """Return what each style says by its id, with what it inherits."""
    nodes = {} if root is None else {node.get(f"{_W}styleId", ""): node for node in root.iter(f"{_W}style")}
    return {name: _style(name, nodes) for name in nodes}


def _style(name: str, nodes: Mapping[str, Any]) -> _Style:
    style, seen = _Style(), set()
    while name in nodes and name not in seen:
        seen.add(name)
        node = nodes[name]
        own = _own_style(node)
        style = _Style(style.kind or own.kind, style.level or own.level, style.is_hidden or own.is_hidden)
        based = node.find(f"{_W}basedOn")
        name = "" if based is None else based.get(f"{_W}val", "")
    return style


def _own_style(node: Any) -> _Style:
    name = node.find(f"{_W}name")
    named = "" if name is None else name.get(f"{_W}val", "").casefold()
    heading = _HEADING.fullmatch(named)
    outline = node.find(f"{_W}pPr/{_W}outlineLvl")
    level = int(heading[1] or 1) if heading else _number(outline) + 1 if outline is not None else 0
    kind = _KINDS.get(named) or (BlockKind.HEADING if 0 < level < 10 else None)
    return _Style(kind, level if kind is BlockKind.HEADING else 0, _is_on(node.find(f"{_W}rPr/{_W}vanish")))


def _number(node: Any) -> int:
    value = node.get(f"{_W}val", "")
    return int(value) if re.fullmatch(r"\d{1,2}", value) else 9


def _is_on(node: Any) -> bool:
    return node is not None and node.get(f"{_W}val", "true") not in ("0", "false", "off")


def _paragraphs(root: Any, styles: Mapping[str, _Style]) -> list[_Paragraph]:
    """Return the paragraphs in reading order, those of text boxes after the paragraph that holds the box."""
    found: list[_Paragraph] = []
    stack: list[tuple[Any, _Paragraph | None, bool, int]] = [(root, None, False, 0)]
    while stack:
        node, paragraph, in_table, depth = stack.pop()
        if depth > _DEEPEST or len(found) > MOST_PARAGRAPHS:
            raise ValueError("the Word file is nested too deep or has too many paragraphs: no single article")
        if node.tag in _DELETED or node.tag == _FALLBACK or _is_hidden(node, styles):
            continue
        if node.tag == f"{_W}p":
            paragraph = _paragraph(node, styles, in_table=in_table)
            found.append(paragraph)
        elif paragraph is not None:
            paragraph.pieces.append(_written(node))
        inside = in_table or node.tag == f"{_W}tbl"
        stack.extend((child, paragraph, inside, depth + 1) for child in reversed(node))
    return found


def _paragraph(node: Any, styles: Mapping[str, _Style], *, in_table: bool) -> _Paragraph:
    properties = node.find(f"{_W}pPr")
    if properties is None:
        return _Paragraph(_Style(), in_table)
    named = properties.find(f"{_W}pStyle")
    style = styles.get(named.get(f"{_W}val", ""), _Style()) if named is not None else _Style()
    deleted = properties.find(f"{_W}rPr/{_W}del")
    return _Paragraph(style, in_table, properties.find(f"{_W}numPr") is not None, deleted is not None)


def _is_hidden(node: Any, styles: Mapping[str, _Style]) -> bool:
    if node.tag != f"{_W}r":
        return False
    own, named = node.find(f"{_W}rPr/{_W}vanish"), node.find(f"{_W}rPr/{_W}rStyle")
    if own is not None:
        return _is_on(own)
    return named is not None and styles.get(named.get(f"{_W}val", ""), _Style()).is_hidden


def _written(node: Any) -> str:
    if node.tag == f"{_W}t":
        return node.text or ""
    return "\n" if node.tag in _BREAKS else _SIGNS.get(node.tag, "")


def _lines(paragraphs: Sequence[_Paragraph]) -> Iterator[Line]:
    """Yield the lines with the kinds their styles tell; of a table only cells that hold sentences or a set style."""
    has_title = any(p.style.kind is BlockKind.HEADLINE and p.text.strip() for p in paragraphs)
    in_tables = sum(len(p.text) for p in paragraphs if p.in_table and _is_prose(p.text))
    is_laid_out = 2 * in_tables > sum(len(p.text) for p in paragraphs)  # the whole story stands in a table
    for paragraph in _whole(paragraphs):
        kind = paragraph.style.kind
        if paragraph.style.level == 1 and not has_title and clean(paragraph.text):
            kind, has_title = BlockKind.HEADLINE, True  # the first of the first level, where nothing is styled a title
        for line in filter(None, map(clean, paragraph.text.split("\n"))):
            if kind or is_laid_out or not paragraph.in_table or _is_prose(line):
                yield Line(line, kind or (BlockKind.PARAGRAPH if paragraph.is_item else None))


def _is_prose(text: str) -> bool:
    return len(text.split()) >= _FEWEST_WORDS_IN_CELL and role_of(Line(clean(text))) is Role.SENTENCE


def _whole(paragraphs: Sequence[_Paragraph]) -> Iterator[_Paragraph]:
    """Yield what is seen, paragraphs joined whose ends were deleted."""
    before: list[str] = []
    for paragraph in paragraphs:
        if paragraph.style.is_hidden:
            continue
        if paragraph.is_open:
            before.append(paragraph.text)
            continue
        yield replace(paragraph, pieces=[*before, paragraph.text])
        before = []
    if before:
        yield _Paragraph(_Style(), in_table=False, pieces=before)
