"""The plain peer cuts as the tutorial's splitter does and searches exactly."""

import pytest
from eval_builders import ONE, TWO, answer, case, cite, gold, say
from langchain_core.embeddings import Embeddings

from eval.plain import CHUNK, OVERLAP, cut, measure_plain
from eval.run import Scored


def test_a_short_text_is_one_chunk():
    assert cut("One line.\n\nAnother line.") == ["One line.\n\nAnother line."]


def test_paragraphs_are_joined_up_to_a_chunk_and_repeated_up_to_the_overlap():
    paragraphs = [letter * 150 for letter in "abcdefghijkl"]
    chunks = cut("\n\n".join(paragraphs))
    assert chunks[0] == "\n\n".join(paragraphs[:6])  # 6 of 152 with their separator; the seventh would be 1,062
    assert chunks[1] == "\n\n".join(paragraphs[5:11])  # the last one fits the overlap of 200
    assert chunks[2] == "\n\n".join(paragraphs[10:])


def test_a_long_paragraph_is_cut_at_words_and_the_short_ones_around_it_stay_apart():
    words = " ".join(f"word{n:04}" for n in range(300))
    before, *inside, after = cut(f"Before.\n\n{words}\n\nAfter.")
    assert (before, after) == ("Before.", "After.")
    assert all(len(chunk) <= CHUNK for chunk in inside)
    assert set(" ".join(inside).split()) == set(words.split())
    assert inside[0].split()[-22:] == inside[1].split()[:22]  # 22 words of 9 characters are the most 200 hold
    assert 22 * 9 <= OVERLAP < 23 * 9


def test_a_text_without_any_separator_is_cut_by_characters():
    assert [len(chunk) for chunk in cut("x" * 2500)] == [1000, 1000, 900]


class CountingEncoder(Embeddings):
    """Counts of "harbour" and "cause" as a vector."""

    def embed_documents(self, texts):
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text):
        return [float(text.count("harbour")), float(text.count("cause"))]


@pytest.mark.parametrize(("question", "hit"), [("harbour", 1.0), ("cause", 0.0)])
def test_the_peer_is_measured_on_answerable_questions_as_they_were_understood(question, hit):
    given = answer(say("400.", cite(ONE, "400 people")))
    asked = type(given)("?", question, "offline", given.statements, (), None, {})
    gold_case = case(gold(ONE, "moved 400 people from the old harbour"))
    scored = [Scored(gold_case, asked, None, {}, (), ()), Scored(case(), asked, None, {}, (), ())]
    figures = measure_plain((ONE, TWO), scored, encoder=CountingEncoder())
    assert (figures["retrieval_hit@1"].value, figures["retrieval_hit@1"].count) == (hit, 1)
    assert figures["retrieval_hit@4"].value == 1.0
    assert "retrieval_hit@5" not in figures
