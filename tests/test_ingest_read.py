"""Which files give an article, what identifies it, and what a file that gives none says."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import BlockKind, Loaded, NotLoaded, read, read_bytes, read_pasted
from ingest.formats import EXPECTED, MOST_BYTES

STORY = "The harbour wall of Velmora broke on Monday, the council said.\n\nNobody was hurt in the flood, it added.\n"


def loaded(path: Path) -> Loaded:
    (only,) = read([path])
    assert isinstance(only, Loaded)
    return only


def test_a_folder_is_read_in_sorted_order_with_sources_below_it(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.html", "a/y.HTM", ".hidden.txt", "notes.rtf"):
        file = tmp_path / "news" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"<html><body><p>{STORY}</p></body></html>" if "htm" in name.lower() else STORY)
    results = list(read([tmp_path / "news"]))
    assert [(r.article.source if isinstance(r, Loaded) else r.source, type(r)) for r in results] == [
        ("b.txt", Loaded), ("notes.rtf", NotLoaded), ("a/y.HTM", Loaded), ("a/z.html", Loaded)]


def test_a_file_given_directly_is_named_by_its_base_name_and_no_path_is_kept(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(STORY)
    result = loaded(tmp_path / "one.txt")
    assert result.article.source == "one.txt"
    assert str(tmp_path) not in repr(result.article)
    assert result.raw == STORY.encode()


def test_a_changed_file_is_a_new_version_of_the_same_story(tmp_path: Path) -> None:
    file = tmp_path / "one.txt"
    file.write_text(STORY)
    first = loaded(file).article
    file.write_text(STORY + "\nThe wall is old, the mayor said.\n")
    second = loaded(file).article
    assert first.story_id == second.story_id
    assert first.article_id != second.article_id


def test_the_same_content_elsewhere_is_the_same_version_of_another_story(tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(STORY)
    one, two = (r.article for r in read([tmp_path]) if isinstance(r, Loaded))
    assert one.article_id == two.article_id == one.origin_id
    assert one.story_id != two.story_id


def test_a_declared_address_names_the_story_wherever_the_file_lies() -> None:
    page = f'<html><head><link rel="canonical" href="https://wire.example/wall"></head><body><p>{STORY}</p></body></html>'.encode()
    first, second = (read_bytes(page, source="x.html", place=place) for place in ("here", "there"))
    assert isinstance(first, Loaded)
    assert isinstance(second, Loaded)
    assert first.article.url == "https://wire.example/wall"
    assert first.article.story_id == second.article.story_id


def test_two_pasted_texts_of_one_name_are_two_stories() -> None:
    first, second = read_pasted(STORY, name="pasted"), read_pasted(STORY + "It rained.", name="pasted")
    assert isinstance(first, Loaded)
    assert isinstance(second, Loaded)
    assert first.article.story_id != second.article.story_id


@pytest.mark.parametrize(("name", "data", "status", "reason"), [
    ("empty.txt", b" \n", "skipped", "empty file"),
    ("binary.txt", b"\x89PNG\n\x00", "failed", "binary data, expected text"),
    ("huge.txt", b"a" * (MOST_BYTES + 1), "failed", "too large: 5,000,001 bytes, at most 5,000,000 are read"),
    ("furniture.txt", b"Share | Tweet\nLeave a comment\n0\n", "skipped",
     "no article text found: the file holds no sentences of a story"),
    ("picture.jpg", b"x", "skipped", f"not an article: expected {EXPECTED}, found .jpg"),
    ("blank.html", b"<html><body></body></html>", "skipped",
     "no article text found: the file holds no sentences of a story"),
])
def test_a_file_that_gives_no_article_says_why(tmp_path: Path, name: str, data: bytes, status: str,
                                               reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert list(read([tmp_path / name])) == [NotLoaded(name, status, reason)]


def test_a_missing_path_a_pipe_and_a_folder_without_articles_are_failures(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "bare").mkdir()
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    results = list(read([tmp_path / "gone.txt", tmp_path / "pipe.txt", tmp_path / "bare", tmp_path / "loop.txt"]))
    assert [(r.source, r.status, r.reason.split(":")[0]) for r in results if isinstance(r, NotLoaded)] == [
        ("gone.txt", "failed", "no such file or folder"), ("pipe.txt", "failed", "not a regular file"),
        ("bare", "failed", "no articles in this folder"), ("loop.txt", "failed", "cannot be read")]


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x00" * 100)
    (tmp_path / "b.txt").write_text(STORY)
    assert [type(r) for r in read([tmp_path])] == [NotLoaded, Loaded]


@settings(deadline=None)  # the first example loads the language classifier
@given(st.text(max_size=300))
def test_any_text_gives_an_article_or_a_short_reason(text: str) -> None:
    result = read_pasted(text, name="pasted")
    if isinstance(result, NotLoaded):
        assert 0 < len(result.reason) <= 200
        assert "\n" not in result.reason
    else:
        assert result.passages or all(b.kind in (BlockKind.HEADING, BlockKind.HEADLINE) for b in result.article.blocks)


@settings(deadline=None)  # the first example loads the language classifier
@given(st.lists(st.sampled_from([
    "The wall broke. Nobody was hurt. It rained. The sea rose.", "Heading", "Photo: Ida Voss", "By Ada Orlow",
    "“Go!” he said. Run.",
    "word " * 70 + "end.", "سد شکست. کسی نیست.", "pic.twitter.com/a — x (@yy) May 4, 2031", "Is it? Yes. No."]),
    max_size=8))
def test_passages_are_slices_of_whole_sentences_within_their_limits(lines: list[str]) -> None:
    result = read_pasted("\n".join(lines), name="pasted")
    for passage in result.passages if isinstance(result, Loaded) else ():
        text = result.article.text
        assert passage.text == passage.span.of(text)
        assert 1 <= len(passage.sentences) <= 3
        assert len(passage.text.split()) <= 60 or len(passage.sentences) == 1
        assert (passage.sentences[0].start, passage.sentences[-1].end) == (passage.span.start, passage.span.end)
        (block,) = [b for b in result.article.blocks if b.span.holds(passage.span)]
        assert (block.kind, block.language) == (passage.kind, passage.language)


def test_passages_have_their_own_kinds_and_lasting_names() -> None:
    text = "Wall breaks in Velmora after rain\n\nThe wall. Photo: Ida Voss\n\n" + STORY
    first, second = read_pasted(text, name="a"), read_pasted(text, name="b")
    assert isinstance(first, Loaded)
    assert isinstance(second, Loaded)
    assert [p.kind for p in first.passages] == [BlockKind.CAPTION, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]
    assert first.passages == second.passages
    assert len({p.passage_id for p in first.passages}) == 3


@pytest.mark.parametrize("control", ["\x1b[31m", "&#27;", "&#x1b;", "\x00"])
def test_a_control_character_costs_a_page_nothing_but_itself(tmp_path: Path, control: str) -> None:
    page = f"<html><head><title>Wall</title></head><body><p>{control}{STORY}</p><p>{STORY * 3}</p></body></html>"
    (tmp_path / "page.html").write_text(page)
    text = loaded(tmp_path / "page.html").article.text
    assert "The harbour wall of Velmora broke on Monday" in text
    assert not set("\x00\x1b") & set(text)


@pytest.mark.parametrize("given_", ["", "https://gazette.example/wall"])
def test_an_empty_name_or_an_address_is_refused_in_one_line(given_: str) -> None:
    (only,) = read([given_])
    assert isinstance(only, NotLoaded)
    assert (only.source, only.status) == (given_, "failed")


def test_a_file_name_shows_no_control_character(tmp_path: Path) -> None:
    (tmp_path / "wall\x1b[31m\n.txt").write_text(STORY)
    assert loaded(tmp_path / "wall\x1b[31m\n.txt").article.source == "wall\ufffd[31m\ufffd.txt"
