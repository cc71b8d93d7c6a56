"""What is read of an export: columns found by name or by value, one bad row never stops the rest. All is invented."""

import csv
import io
import itertools
import json
import time
import tracemalloc
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_story import PARAGRAPHS, TITLE

from ingest import BlockKind, Precision
from ingest.article import Dated
from ingest.draft import Draft, Part
from ingest.exports import Record, read_export

BODY = "\n\n".join(PARAGRAPHS[:3])
HTML = "".join(f"<p>{p}</p>" for p in PARAGRAPHS[:3])
PARTS = (Part(BlockKind.HEADLINE, TITLE), *(Part(BlockKind.PARAGRAPH, p) for p in PARAGRAPHS[:3]))


def records(data: Any, suffix: str = ".json", **named: Any) -> list[Record]:
    raw = data if isinstance(data, bytes) else (data if isinstance(data, str) else json.dumps(data)).encode()
    return list(read_export(raw, suffix=suffix, **named))


def draft_of(data: Any, suffix: str = ".json", **named: Any) -> Draft:
    (record,) = records(data, suffix, **named)
    assert record.draft is not None, record.reason
    return record.draft


def table(*rows: Sequence[str], separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


def instant(value: str, evidence: str, offset: str | None = "+00:00") -> Dated:
    return Dated(value, Precision.INSTANT, evidence, offset)


def test_a_news_service_answer_is_read() -> None:
    article = {"source": {"id": None, "name": "The Harbour Chronicle"}, "author": "Ada Orlow", "title": TITLE,
               "description": "Too short.", "url": "https://hc.example/a", "urlToImage": "https://hc.example/i.jpg",
               "publishedAt": "2031-05-04T18:42:00Z", "content": f"{BODY}… [+1234 chars]"}
    answer = {"status": "ok", "totalResults": 1, "articles": [article]}
    assert records(answer) == [Record(1, "https://hc.example/a", Draft(
        title=TITLE, outlet="The Harbour Chronicle", authors=("Ada Orlow",), url="https://hc.example/a",
        published=instant("2031-05-04T18:42", 'column publishedAt: "2031-05-04T18:42:00Z"'),
        parts=(*PARTS[:-1], Part(BlockKind.PARAGRAPH, PARAGRAPHS[2] + "…"))))]


def test_nested_columns_and_a_summary_in_place_of_a_text_are_found() -> None:
    article = {"_id": "n://1", "web_url": "https://n.example/1", "source": "The Brennick Times", "snippet": "x",
               "lead_paragraph": PARAGRAPHS[0], "headline": {"main": TITLE, "kicker": "Dams"},
               "pub_date": "2031-05-04T18:42:00+0200", "byline": {"original": "By Ada Orlow and Ivo Brandt"}}
    assert records({"response": {"docs": [article]}}) == [Record(1, "n://1", Draft(
        title=TITLE, outlet="The Brennick Times", authors=("Ada Orlow", "Ivo Brandt"), url="https://n.example/1",
        published=instant("2031-05-04T18:42", 'column pub_date: "2031-05-04T18:42:00+0200"', "+02:00"),
        parts=PARTS[:2]))]


def test_a_page_of_a_blog_program_is_read_as_html() -> None:
    post = {"id": 7, "date": "2031-05-04T18:42:00", "modified": "2031-05-05T08:00:00", "link": "https://w.example/7",
            "title": {"rendered": TITLE.replace("a crack", "a&nbsp;crack")}, "author": 12,
            "content": {"rendered": HTML + "<script>alert(1)</script>"}}
    assert records([post]) == [Record(7 - 6, "7", Draft(
        title=TITLE, url="https://w.example/7", parts=PARTS,
        published=instant("2031-05-04T18:42", 'column date: "2031-05-04T18:42:00"', None),
        updated=instant("2031-05-05T08:00", 'column modified: "2031-05-05T08:00:00"', None)))]


def test_a_crawled_record_keeps_the_articles_date_not_the_crawlers() -> None:
    draft = draft_of({"authors": ["Ada Orlow"], "date_download": "2031-06-01 10:00:00", "date_modify": None,
                      "date_publish": "2031-05-04 00:00:00", "source_domain": "www.harbourchronicle.example",
                      "maintext": BODY, "title": TITLE, "filename": "x.json"})
    assert draft.published == Dated("2031-05-04", Precision.DAY, 'column date_publish: "2031-05-04 00:00:00"')
    assert (draft.outlet, draft.authors, draft.updated) == ("harbourchronicle.example", ("Ada Orlow",), None)


def test_only_a_crawl_date_means_no_date() -> None:
    for name in ("crawled_at", "date_download", "scraped", "created_at", "indexed"):
        assert draft_of([{"title": TITLE, "text": BODY, name: "2031-06-01"}]).published is None


def test_an_object_of_articles_by_their_ids_is_read_whole() -> None:
    one = {"headline": TITLE, "body": BODY}
    found = records({"a1": one, "a2": one})
    assert [(r.key, r.draft and r.draft.parts) for r in found] == [("a1", PARTS), ("a2", PARTS)]


def test_a_page_in_a_column_is_read_as_a_page() -> None:
    page = f"<html><head><title>{TITLE}</title></head><body><nav>Home</nav><h1>{TITLE}</h1>{HTML}</body></html>"
    assert draft_of([{"page_html": page}]).parts == PARTS


def test_a_body_too_short_for_the_extraction_is_kept() -> None:
    assert draft_of([{"title": TITLE, "html": "<p>The dam was shut on Saturday, the ministry said.</p>"}]).parts == (
        PARTS[0], Part(BlockKind.PARAGRAPH, "The dam was shut on Saturday, the ministry said."))


def test_bad_lines_are_named_and_the_rest_is_read() -> None:
    good = json.dumps({"id": "g", "title": TITLE, "text": BODY, "lang": "en-GB"})
    deep = '{"text": ' + "[" * 100_000 + "]" * 100_000 + "}"
    lines = [good, "", "not json", "[1]", json.dumps({"id": "e", "text": ""}), deep, '{"text": 1e999}', good]
    draft = Draft(title=TITLE, parts=PARTS)
    assert records("\n".join(lines), ".jsonl") == [
        Record(1, "g", draft, language="en"),
        Record(2, "", None, "no JSON: Expecting value at line 1, character 1"),
        Record(3, "", None, "no object, but a list: expected an object with a text"),
        Record(4, "e", None, "no text in the column 'text'"),
        Record(5, "", None, "nested too deep to be read as JSON"),
        Record(6, "", None, "no text in the column 'text'"),
        Record(7, "g", draft, language="en")]


def test_json_lines_under_the_name_of_json_are_read() -> None:
    line = json.dumps({"title": TITLE, "text": BODY})
    assert [r.draft and r.draft.parts for r in records(f"{line}\n{line}\n")] == [PARTS, PARTS]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_tables_separator_and_encoding_are_found(separator: str, encoding: str) -> None:
    rows = (["Title", "Date", "Content", "Source"], [TITLE, "4 May 2031", BODY, "Harbour Wire"])
    text = table(*rows, separator=separator)
    assert records(text.encode(encoding), ".csv") == [Record(1, "", Draft(
        title=TITLE, outlet="Harbour Wire", parts=PARTS,
        published=Dated("2031-05-04", Precision.DAY, 'column Date: "4 May 2031"')))]


def test_columns_without_telling_names_are_found_by_their_values() -> None:
    rows = [["c1", "c2", "c3", "c4", "c5"], [TITLE, "2031-05-04", BODY, "Ada Orlow", "https://h.example/1"],
            [TITLE, "2031-05-03", BODY, "Ivo Brandt", "https://h.example/2"]]
    first, second = records(table(*rows), ".csv")
    assert first == Record(1, "https://h.example/1", Draft(
        title=TITLE, authors=("Ada Orlow",), url="https://h.example/1", parts=PARTS,
        published=Dated("2031-05-04", Precision.DAY, 'column c2: "2031-05-04"')))
    assert second.key == "https://h.example/2"


def test_two_columns_that_could_be_the_date_leave_it_unknown() -> None:
    rows = [["c1", "c2", "c3"], ["2031-05-04", "2031-05-06", BODY], ["2031-05-03", "2031-05-06", BODY]]
    assert records(table(*rows), ".csv")[0].draft == Draft(parts=PARTS[1:])


def test_a_table_without_names_is_read_from_its_first_row() -> None:
    rows = [[TITLE, "2031-05-04", BODY], [TITLE, "2031-05-03", BODY]]
    found = records(table(*rows), ".csv")
    assert [r.number for r in found if r.draft and r.draft.parts == PARTS] == [1, 2]


def test_the_given_columns_override_what_is_found() -> None:
    rows = [["title", "text", "full", "who"], ["Desk note", "A short note of the desk.", BODY, "Harbour Wire"],
            ["Other", "x", BODY, "Harbour Wire"]]
    draft = records(table(*rows), ".csv", columns={"text": "full", "outlet": "who"})[0].draft
    assert draft is not None
    assert (draft.title, draft.outlet, draft.parts[1:]) == ("Desk note", "Harbour Wire", PARTS[1:])


@pytest.mark.parametrize(("columns", "reason"), [
    ({"headline": "title"}, "no field is called 'headline': there are title, text, html"),
    ({"text": "story"}, "the export has no column 'story', named for text: it has title, body"),
])
def test_a_given_column_that_there_is_not_is_refused(columns: dict[str, str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        records(table(["title", "body"], [TITLE, BODY]), ".csv", columns=columns)


@pytest.mark.parametrize("broken", ['1,"broken,abc def.', '1,broken,"abc def.', '"1,broken,abc def.'])
def test_a_quotation_mark_that_is_never_closed_costs_its_row_only(broken: str) -> None:
    text = f'id,title,text\n{broken}\n2,{TITLE},"{BODY}"\n3,{TITLE},"{BODY}"\n'
    found = records(text, ".csv")
    assert [(r.key, r.draft and r.draft.parts) for r in found] == [("", None), ("2", PARTS), ("3", PARTS)]


def test_a_row_of_another_width_is_named() -> None:
    text = table(["id", "title", "text"], ["1", TITLE, BODY, "x", "y"], ["2", TITLE, BODY])
    assert [(r.number, r.reason) for r in records(text, ".csv")] == [
        (1, "5 cells, expected 3 as in the first row"), (2, "")]


@pytest.mark.parametrize(("cell", "authors"), [
    ("Ada Orlow", ("Ada Orlow",)), ("By Ada Orlow", ("Ada Orlow",)),
    ("Ada Orlow and Ivo Brandt", ("Ada Orlow", "Ivo Brandt")),
    ("['Ada Orlow', 'Ivo Brandt']", ("Ada Orlow", "Ivo Brandt")), ('["Ada Orlow"]', ("Ada Orlow",)),
    ("Orlow, Ada; Brandt, Ivo", ("Ada Orlow", "Ivo Brandt")), ("Ada Orlow|Ivo Brandt", ("Ada Orlow", "Ivo Brandt")),
    ("Ada Orlow, Ivo Brandt", ("Ada Orlow", "Ivo Brandt")), ("nan", ()), ("None", ()), ("", ()), ("[]", ()),
    ("Orlow, Ada", ("Ada Orlow",)), ("Harbour Wire staff", ("Harbour Wire staff",)),
])
def test_authors_are_read_as_programs_write_them(cell: str, authors: tuple[str, ...]) -> None:
    text = table(["title", "author", "text"], [TITLE, "Lena Ort", BODY], [TITLE, cell, BODY])
    draft = records(text, ".csv")[1].draft
    assert draft is not None
    assert draft.authors == authors


@pytest.mark.parametrize(("value", "date"), [
    ("2031-05-04", ("2031-05-04", Precision.DAY, None)), ("2031-05", ("2031-05", Precision.MONTH, None)),
    ("2031-05-04T00:00:00Z", ("2031-05-04", Precision.DAY, None)),
    ("Sun, 04 May 2031 18:42:00 GMT", ("2031-05-04T18:42", Precision.INSTANT, "+00:00")),
    (1935686520, ("2031-05-04T18:42", Precision.INSTANT, "+00:00")),
    (1935686520000, ("2031-05-04T18:42", Precision.INSTANT, "+00:00")),
    ("03/04/2031", ("2031", Precision.YEAR, None)), ("yesterday", None), ("0000-00-00", None), (True, None),
])
def test_dates_are_as_exact_as_written(value: Any, date: tuple[str, Precision, str | None] | None) -> None:
    article = {"title": TITLE, "text": BODY, "published": "2031-01-01"}
    draft = records([article, article, article, article, article | {"published": value}])[-1].draft
    assert draft is not None
    found = draft.published
    assert (found and (found.value, found.precision, found.utc_offset)) == date
    assert found is None or found.evidence == f'column published: "{value}"'


def test_rows_and_fields_beyond_the_limits_are_named() -> None:
    rows = [{"id": str(n), "title": TITLE, "text": BODY * (50 if n == 1 else 1)} for n in range(4)]
    found = records(rows, most_rows=3, most_field=10_000)
    assert [(r.number, r.key, r.reason) for r in found] == [
        (1, "0", ""), (2, "1", f"its text has {len(BODY) * 50:,} characters, at most 10,000 are read"), (3, "2", ""),
        (4, "", "not read: the export has more than 3 rows; split it")]


def test_rows_of_json_lines_are_not_gathered_in_memory() -> None:
    line = json.dumps({"title": TITLE, "text": BODY}) + "\n"
    data = (line * 5_000).encode()
    tracemalloc.start()
    try:
        for _ in itertools.islice(read_export(data, suffix=".jsonl"), 200):
            pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5 * len(data)  # the decoded text, in up to four bytes a character


HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", ".json"), "blank": (b" \n\n", ".jsonl"), "binary": (bytes(range(256)) * 99, ".csv"),
    "a PDF": (b"%PDF-1.7", ".json"), "a number": (b"7", ".json"), "a string": (b'"text"', ".json"),
    "null": (b"null", ".json"), "a list of numbers": (b"[1, 2]", ".json"), "no records": (b'{"a": {"b": []}}', ".json"),
    "cut off": (json.dumps([{"text": BODY}])[:-9].encode(), ".json"), "deep": (b"[" * 500_000, ".json"),
    "deep objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, ".json"),
    "a number of many digits": (b'[{"text": "' + BODY.encode("ascii", "ignore").replace(b"\n", b" ") + b'", "id": '
                                + b"9" * 100_000 + b"}]", ".json"),
    "not a number": (b'[{"text": NaN, "date": Infinity}]', ".json"),
    "lone surrogates": (b'[{"title": "\\ud800", "text": "The dam \\udfff was shut on Saturday, they said."}]', ".json"),
    "a million keys": (json.dumps({f"k{n}": "v" for n in range(200_000)}).encode(), ".json"),
    "no text column": (b"a,b\n1,2\n3,4\n", ".csv"), "one cell": (b"text\n", ".csv"),
    "only quotes": (b'"' * 100_001, ".csv"), "only separators": (b"," * 1_000_000, ".csv"),
    "quotes that never close": (b'id,title,text\n' + b'1,"x,y\n' * 50_000, ".csv"),
    "NULs": (b"title,text\nA,\x00\x00\n", ".csv"), "carriage returns": (b"title,text\r" * 5_000, ".csv"),
    "a giant cell": (b"title,text\nA," + b"word " * 1_000_000, ".csv"),
    "backslashes": (b'title,text\n"\\"\\"\\"' + b"\\" * 100_000, ".csv"),
    "markup without end": (b'[{"title": "A", "html": "' + b"<p " * 100_000 + b'"}]', ".json"),
    "elements": (b'[{"title": "A", "html": "' + b"<i>" * 40_000 + b'"}]', ".json"),
    "an author list that is code": (json.dumps([{"text": BODY, "authors": "[" * 4_000}]).encode(), ".json"),
    "lines that are no objects": (b"1\n" * 50_000, ".jsonl"), "an unknown ending": (b"{}", ".xml"),
    "a date out of range": (json.dumps([{"text": BODY, "date": "99999999999999"}]).encode(), ".json"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_export_ends_in_records_or_in_one_line_and_in_time(kind: str) -> None:
    data, suffix = HOSTILE[kind]
    started = time.monotonic()
    try:
        lines = [r.reason for r in read_export(data, suffix=suffix)]
    except ValueError as error:
        lines = [str(error)]
    assert all("\n" not in line and len(line) < 250 for line in lines)
    assert time.monotonic() - started < 10


NAMES = ("title", "text", "date", "author", "source", "url", "html", "id", "x.y")


@settings(max_examples=150, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=60),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner),
                    max_leaves=12))
def test_whatever_the_values_are_each_row_ends_in_a_record(value: Any) -> None:
    rows = [{"title": TITLE, "text": BODY}, {"title": TITLE, "text": BODY} | (value if isinstance(value, dict) else {})]
    found = records([*rows, value])
    assert [r.number for r in found] == [1, 2, 3]
    assert found[0].draft is not None
    assert all((r.draft is None) == (r.reason != "") for r in found)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=50)), min_size=1, max_size=5))
def test_a_table_gives_back_every_row_that_was_written(cells: list[tuple[str, str]]) -> None:
    rows = [(f"{n}", title, f"{text} {BODY}") for n, (title, text) in enumerate(cells)]
    found = records(table(["id", "title", "text"], *rows).encode("utf-8", "replace"), ".csv")
    assert [r.key for r in found] == [row[0] for row in rows]
