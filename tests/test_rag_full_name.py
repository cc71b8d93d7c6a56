"""The full names of speakers of whom only an office or a surname is told."""

import pytest
from invented_articles import make_loaded

from ingest.article import Span
from rag.full_name import holder_named, labelled_speaker

TEXT = "Mayor Ilva Brandt opened it. Tom Hale, the harbour master, was late. The head of the union, Rosa Lind, left."


@pytest.mark.parametrize(("speaker", "sentence", "text", "expected"), [
    ("mayor", "“It took years,” the mayor said.", TEXT, "Ilva Brandt"),
    ("head of the union", "The head of the union called it a farce.", TEXT, "Rosa Lind"),
    ("mayor", "“It took years,” a mayor said.", TEXT, "mayor"),
    ("mayor", "“It took years,” the mayor said.", f"{TEXT} Mayor Ana Quill sent a card.", "mayor"),
    ("captain", "“It took years,” the captain said.", TEXT, "captain"),
    ("Rosa Lind", "Rosa Lind said no.", TEXT, "Rosa Lind"),
])  # fmt: skip
def test_an_office_is_named_where_the_article_gives_it_one_name(
    speaker: str, sentence: str, text: str, expected: str
) -> None:
    assert holder_named(speaker, sentence, text) == expected


INTERVIEW = """We met Rosa Lind on the quay at Osterby on Monday.
What do you want from the council?
LIND: We are tired. Nobody calls us.
And what happens now?
LIND: We wait for spring.
HARROWMERE: The council meets in May."""


@pytest.mark.parametrize(("words", "expected"), [
    ("Nobody calls us", "Rosa Lind"), ("We wait", "Rosa Lind"), ("The council meets", None), ("We met", None),
])  # fmt: skip
def test_in_an_interview_the_name_before_the_colon_speaks(words: str, expected: str | None) -> None:
    article = make_loaded(INTERVIEW, outlet="Outlet", title="On the quay", day="2031-05-01").article
    start = article.text.index(words)
    assert labelled_speaker(article, Span(start, start + len(words))) == expected
