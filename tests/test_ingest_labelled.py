"""Pages in the shapes of real news sites are read as a reader reads them: story, fields, and nothing around them."""

import json
from pathlib import Path

import pytest

from eval.pages import judge, ours, plain
from ingest import BlockKind, Loaded, read_bytes

PAGES = sorted((Path(__file__).parent / "pages" / "labelled").glob("*.json"))
# What is known to go wrong, by page: a byline inside the first paragraph and a date of the Persian calendar.
FAULTS = {"fa_yaddasht_br": {"authors", "published"}}
LEAST_F1 = 0.93
APART = (BlockKind.CAPTION, BlockKind.POST)


@pytest.mark.parametrize("gold", PAGES, ids=lambda path: path.stem)
def test_a_page_gives_its_story_and_its_fields(gold: Path) -> None:
    score = judge(gold, ours)
    assert {name for name, is_right in score.right.items() if not is_right} == FAULTS.get(gold.stem, set())
    assert score.text >= LEAST_F1


@pytest.mark.parametrize("gold", PAGES, ids=lambda path: path.stem)
def test_what_stands_around_a_story_is_not_in_it_and_captions_are_labelled(gold: Path) -> None:
    expected = json.loads(gold.read_text("utf-8"))
    loaded = read_bytes(gold.with_suffix(".html").read_bytes(), source="page.html", place="page")
    assert isinstance(loaded, Loaded)
    article = loaded.article
    prose = "\n".join(b.span.of(article.text) for b in article.blocks if b.kind not in APART)
    assert [fragment for fragment in expected["not_text"] if fragment in prose and len(fragment) > 20] == []
    assert [fragment for fragment in expected["captions"] if fragment in prose] == []


def test_more_is_read_right_than_by_trafilatura_alone() -> None:
    assert sum(judge(gold, ours).text for gold in PAGES) > sum(judge(gold, plain).text for gold in PAGES)
