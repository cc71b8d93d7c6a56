"""What counts as holding a text, and as citing a gold fragment."""

import pytest

from eval.matching import covers, fold, holds
from eval.questions import Evidence


def test_folding_joins_white_space_and_makes_variants_of_a_character_one():
    assert fold("The ﬁre at 5 ｐm") == "the fire at 5 pm"
    assert fold("  “Nobody’s\u00a0 hurt”\n,  Ünal SAID ") == "\"nobody's hurt\" , ünal said"


@pytest.mark.parametrize(("text", "wanted", "held"), [
    ("Some 400 people left.", "400", True),
    ("Some 4000 people left.", "400", False),  # the beginning of a longer number
    ("Some 1400 people left.", "400", False),  # the end of a longer number
    ("The harbours burned.", "Harbour", True),  # a word may go on
    ("The oldharbour burned.", "harbour", False),  # but not begin earlier
    ("It was 3.5 (c)", "3.5 (c)", True),  # no pattern characters
])
def test_a_wanted_answer_begins_a_word_and_is_no_part_of_a_longer_number(text, wanted, held):
    assert holds(text, wanted) is held


@pytest.mark.parametrize(("quote", "covered"), [
    ("he said one two three four five six seven eight", True),  # all eight
    ("ONE two\nthree four five six", True),  # six of eight in a row are three quarters
    ("three four five six seven eight nine", True),
    ("one two three four five", False),
    ("one two three and four five six", False),  # six, not in a row
])
def test_three_quarters_of_a_fragment_in_a_row_cover_it(quote, covered):
    fragment = Evidence("one.txt", "one two three four five six seven eight")
    assert covers(quote, fragment, source="one.txt") is covered


@pytest.mark.parametrize(("quote", "covered"), [("some 400 people", True), ("400 people here", False)])
def test_at_least_three_words_of_a_short_fragment_are_needed(quote, covered):
    assert covers(quote, Evidence("one.txt", "some 400 people"), source="one.txt") is covered


def test_a_fragment_of_two_words_is_needed_whole():
    assert covers("by June 20 at last", Evidence("one.txt", "June 20"), source="one.txt")
    assert not covers("by June 21 at last", Evidence("one.txt", "June 20"), source="one.txt")


@pytest.mark.parametrize(("source", "same"), [
    ("one.txt", True), ("folder/One.txt", True), ("news.zip!/a-one.txt", True), ("one.txt/other.txt", False)])
def test_the_source_must_end_with_the_gold_files_name(source, same):
    assert covers("some 400 people", Evidence("one.txt", "some 400 people"), source=source) is same
