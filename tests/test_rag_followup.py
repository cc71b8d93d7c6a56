"""Follow-up questions stand alone after the earlier ones."""

import pytest

from rag.followup import make_standalone
from rag.parse import Parser

PARSER = Parser()


@pytest.mark.parametrize(
    ("history", "text", "standalone"),
    [
        ((), "When was it built?", "When was it built?"),
        (("What is Harrowmere Lodge?",), "When was it built?", "When was Harrowmere Lodge built?"),
        (("Who is Mara Velt?",), "What did she say about the bridge?", "What did Mara Velt say about the bridge?"),
        (("How many homes lost power in Brinmoor?",), "And in Aldwick?", "How many homes lost power in Aldwick?"),
        (("What is the Alder dam?", "When was it built?"), "Who owns it?", "Who owns the Alder dam?"),
        (("How many people work there?",), "Did Tom Hale say that he resigned?", "Did Tom Hale say that he resigned?"),
        (("Who is the chief of Kerrin port?",), "How old is he?", "How old is the chief of Kerrin port?"),
        (("Who runs the mill?",), "How old is she?", "How old is the person who runs the mill?"),
        (("What did the union say about the offer?",), "And the company?", "What did the company say about the offer?"),
        (("How many were hurt in the blast?",), "And how many arrested?", "How many arrested in the blast?"),
        (("Where is Velt building a second mill?",), "When will it open?", "When will the second mill open?"),
        (("Which party won?",), "By how many votes?", "By how many votes: Which party won?"),
        (("Who runs the mill?",), "Where is her office?", "Where is the office of the person who runs the mill?"),
        (("How many people were on board the Kestrel?",), "Who owns it?", "Who owns the Kestrel?"),
        (("How many people were on board the Kestrel?",), "Did anyone die?", "Did anyone die?"),
        (("What did the mayor say about the leak?",), "What caused it?", "What caused the leak?"),
        (("How many people fled from Velmora?",), "Where did they go?", "Where did the people go?"),
        (("Who left Velmora?",), "Is it true that the mayor resigned?", "Is it true that the mayor resigned?"),
        (("Who runs the port?",), "When does the Kerrin library open?", "When does the Kerrin library open?"),
    ],
)
def test_a_follow_up_is_filled_from_the_earlier_questions(history: tuple[str, ...], text: str, standalone: str) -> None:
    assert make_standalone(text, history=history, parser=PARSER) == standalone
