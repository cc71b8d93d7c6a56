"""Which stretches of a sentence are of the asked type."""

import pytest

from rag.expect import asks_speaker, expected_answer
from rag.kinship import Kinship
from rag.parse import Parser
from rag.question import Question
from rag.values import find_values
from vectorstore.encoder import open_encoder

PARSER, KINSHIP = Parser(), Kinship(open_encoder())


def values(question: str, sentence: str, *, speaker: str | None = None, before: str = "") -> list[tuple[str, float]]:
    doc = PARSER.one(question)
    kind, noun = expected_answer(doc)
    asked = Question(question, question, kind, noun, asks_speaker(doc, kind))
    found = find_values(PARSER.one(sentence), asked, speaker=speaker, kinship=KINSHIP, before=before)
    return [(sentence[v.start : v.end], v.strength) for v in found]


@pytest.mark.parametrize(("question", "sentence", "expected"), [
    ("How many boats sank?", "Several hundred boats sank.", [("Several hundred", 0.5)]),
    ("How many officers were hurt?", "She is one of 31 officers hurt.", [("31", 1.0)]),
    ("How many boats sank?", "One of the six boats sank.", [("One", 1.0), ("six", 0.5)]),
    ("How many boats sank?", "At least 12 boats sank.", [("At least 12", 1.0)]),
    ("How many boats sank?", "Twelve boats sank, not 31 boats as first reported.", [("Twelve", 1.0)]),
    ("How many boats sank?", "An earlier version of this article said 31 boats had sunk.", []),
    ("How many boats sank?", "We wrongly reported that 31 boats had sunk; it was twelve boats.", [("twelve", 1.0)]),
    ("Who leads the union?", "The union is led by Mara Velt.", [("Mara Velt", 1.0)]),
    ("Who leads the union?", "Mara Velt spoke.", [("Mara Velt", 0.5)]),
    ("How many boats sank?", "Twelve boats sank and 40 sheep drowned.", [("Twelve", 1.0)]),
    ("How many houses were lost?", "Forty homes were lost.", [("Forty", 1.0)]),
    ("How old is Mara Velt?", "Mara Velt, 61, led the strike of 12 days.", [("61", 1.0)]),
    ("How old is Mara Velt?", "Mara Velt led the strike for 12 days.", []),
    ("How long did it last?", "The 400 left after 12 days.", [("12 days", 1.0)]),
    ("How much will the firm pay?", "It will pay 900 florins to 40 people.", [("900 florins", 1.0)]),
    ("How many officers were hurt?", "Twelve members were hurt.", []),
    ("How many officers were hurt?", "Twelve people were hurt.", [("Twelve", 0.5)]),
    ("How many people died?", "It brought the number of dead to 19.", [("19", 1.0)]),
    ("How many trams were hit?", "All nine tram lines were closed.", []),
    ("How many phones did they find?", "They picked 212 of them off the river bed.", [("212", 0.5)]),
    ("How many signatures does it have?", "It was signed by 58,000 people.", [("58,000", 1.0)]),
    ("How many jobs will there be?", "The mill will employ 620 people.", [("620", 1.0)]),
    ("How many people work there?", "The mill has 410 engineers.", [("410", 1.0)]),
    ("How many people will lose their jobs?", "It will cost 1,900 jobs.", [("1,900", 1.0)]),
    ("How many visitors came?", "They put attendance at 900 people.", [("900", 1.0)]),
    ("How many attended the rally?", "About 900 people came to the rally.", [("About 900", 1.0)]),
    ("How many mills does the firm own?", "It owns 43 per cent of the mills.", [("43 per cent", 0.5)]),
    ("How much of the mill does the fund own?", "The fund owns 8 per cent of the mill.", [("8 per cent", 1.0)]),
    ("What did the firm pay for the boat?", "It paid 3 million crowns for the 40-metre boat.",
     [("3 million crowns", 1.0)]),
    ("What percentage of voters stayed at home?", "Some 35 per cent of 900 voters stayed at home.",
     [("Some 35 per cent", 1.0)]),
    ("In which year did the mill close?", "The mill closed on 3 June 1998.", [("1998", 1.0)]),
    ("When did the mill close?", "The mill closed on 3 June 1998.", [("3 June 1998", 1.0)]),
    ("Who runs the mill?", "The mill closed in June.", []),
])  # fmt: skip
def test_numbers_and_dates_count_when_they_count_what_is_asked(
    question: str, sentence: str, expected: list[tuple[str, float]]
) -> None:
    assert values(question, sentence) == expected


def test_a_number_that_stands_alone_counts_what_was_told_before_it() -> None:
    asked, sentence = "How many boats sank?", "The brigade counted 31."
    assert values(asked, sentence) == [("31", 0.5)]
    assert values(asked, sentence, before="The owners said that 12 boats sank.") == [("31", 1.0)]


def test_a_value_that_only_repeats_the_question_is_none() -> None:
    assert values("How many of the 12 boats sank?", "The 12 boats left on Monday.") == []


def test_who_says_it_is_the_answer_to_who_said() -> None:
    sentence = "“The steel is fine,” said Anna Kowal."
    assert values("Who said the steel was fine?", sentence, speaker="Anna Kowal")[0] == ("Anna Kowal", 1.0)
