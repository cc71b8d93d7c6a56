"""What is asked is told from what is said around it."""

import pytest

from rag.parse import Parser
from rag.question import Asked
from rag.understand import understand

PARSER = Parser()


@pytest.mark.parametrize(("text", "standalone"), [
    ("My brother works at the mill. When will the mill close?", "When will the mill close?"),
    ("I pay for it, so tell me: what did the bridge cost?", "what did the bridge cost?"),
    ("Did the mayor resign? Some say so.", "Did the mayor resign?"),
    ("They give the victims some money. How much does each get?",
     "They give the victims some money. How much does each get?"),
    ("whats the mill called", "what's the mill called"),
    ("What is the death toll of the fire now?", "How many people have been killed so far in the fire now?"),
    ("What was the death toll on Friday?", "How many people had been killed on Friday?"),
    ("Could you tell me who runs the mill?", "Who runs the mill?"),
    ("Tell me the number of homes lost.", "What is the number of homes lost."),
    ("Do you know the miller?", "What is the miller?"),
    ("Tell me about the miller.", "Tell me about the miller."),
    ("Could you mend the mill?", "Could you mend the mill?"),
])  # fmt: skip
def test_the_part_that_asks_is_read(text: str, standalone: str) -> None:
    assert understand(Asked(text), PARSER).standalone == standalone


def test_how_many_were_hurt_counts_people() -> None:
    assert understand(Asked("how many were injured in the fire"), PARSER).asked == "people"
