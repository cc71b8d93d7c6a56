"""The core of a sentence: what is said there, in a few of its own words."""

import pytest

from rag.core import core
from rag.parse import Parser

PARSER = Parser()


@pytest.mark.parametrize(("sentence", "told"), [
    ("The mayor said that the help came too late.", "the help came too late"),
    ("The mill burned for nine hours.", "The mill burned for nine hours"),
    ("The guards of the old mill locked all of the doors with two heavy chains after the bell had rung.",
     "The guards of the old mill locked all of the doors"),
    ("However, only hours after the fire, the council closed the mill, which had stood since 1902.",
     "the council closed the mill, which had stood since 1902"),
    ("The union called it the outcome of a “long and shameful neglect” by the owners.",
     "The union called it the outcome of a “long and shameful neglect”"),
    ("The union called it a “shameful neglect” by the owners of the mill in Brennick and theirs alone.",
     "The union called it a “shameful neglect” by the owners"),
])  # fmt: skip
def test_the_core_is_what_is_said_and_ends_where_a_phrase_ends(sentence: str, told: str) -> None:
    assert core(PARSER.one(sentence), most=12) == told


def test_the_core_is_no_clause_that_tells_of_what_stands_before_it() -> None:
    sentence = PARSER.one("Haffner Mills, which runs six looms in Dell Street, said it had paid all of its weavers.")
    assert core(sentence, most=12, asked=frozenset({"loom", "run", "street"})) == "it had paid all of its weavers"
