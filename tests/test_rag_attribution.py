"""Who inside the article says a sentence."""

import pytest

from rag.attribution import speaker_of
from rag.parse import Parser

PARSER = Parser()


@pytest.mark.parametrize(("before", "sentence", "about", "speaker"), [
    ("The mayor, Adela Lind, said no.", "The captain, Milo Farrant, read a statement: “We want to play.", "play",
     "Milo Farrant"),
    ("", "The bridge is closed, the Ministry of Transport announced.", "closed", "Ministry of Transport"),
    ("", "According to the fire brigade, 400 people left.", "people", "fire brigade"),
    ("", "Rosa Lind, who leads the union, told reporters the ship was unsafe.", "ship", "Rosa Lind"),
    ("", "“We hope they act,” Velmora’s spokesman Tomas Ferro told reporters.", "hope", "Tomas Ferro"),
    ("", "“The steel is fine,” said Prof. Anna Kowal.", "steel", "Anna Kowal"),
    ("", "The firm said nobody was hurt, but Mayor Ilva Brandt said, “I saw two ambulances.”", "ambulances",
     "Ilva Brandt"),
    ("Ilva Brandt, the mayor, opened the bridge.", "“It took nine years,” she said.", "years", "Ilva Brandt"),
    ("", "The leader of the opposition, Rosa Lind, accused the mayor of sleeping.", "mayor", "Rosa Lind"),
    ("", "\"I could not tell you who began,\" Ferro said.", "began", "Ferro"),
    ("", "The Lake Authority (LA) said 97 people were on board.", "people", "Lake Authority"),
    ("Ilva Brandt, the mayor, counted them.",
     "A maintenance fitter, Rosa Lind, told the Post that she had warned of it.", "warned", "Rosa Lind"),
    ("", "The master of the barge was told to leave the quay in spite of a storm warning, the union that represents"
         " river crews alleged on Sunday.", "master", "union that represents river crews"),
    ("", "The ferry was “a tin can”, complained the owners' lawyer, Rosa Lind.", "ferry", "Rosa Lind"),
    ("", "For Rosa Lind, whose crew made the sails, the plan was “a toy for the rich”.", "plan", "Rosa Lind"),
    ("", "No sail had torn, replied Captain Rosa Lind; the mast had been cut.", "sail", "Rosa Lind"),
    ("", "The head of the yard, Rosa Lind, said it was a toy.", "toy", "Rosa Lind"),
    ("", "The baker, Rosa Lind, says that she sleeps well.", "sleeps", "Rosa Lind"),
    ("", "No bread was left, the zoo said.", "bread", "zoo"),
    ("", "Nobody was hurt, according to the county vet, Dr. Milo Farrant.", "hurt", "Dr. Milo Farrant"),
    ("", "It all went according to plan.", "went", None),
    ("", "Talk of a sale was described by Farrant as “an old song”.", "sale", "Farrant"),
    ("", "The gate stood open, in the words of Rosa Lind, “for the moths”.", "gate", "Rosa Lind"),
    ("", "One of them, Rosa Lind, said that she was tired.", "tired", "Rosa Lind"),
    ("", "I heard it from my kitchen,\" Farrant said.", "heard", "Farrant"),
    ("Rosa Lind opened the gate.", "“She drinks tea,” said a cooper who has been there for years.", "tea", "cooper"),
    ("", "It was a boy of nine who said: “I counted the bells.”", "counted", "boy of nine"),
    ("", "The runners claimed half of their fee.", "fee", None),
    ("", "The ferry put 640 people ashore.", "people", None),
    ("", "The firm puts the loss at nine marks.", "loss", "firm"),
    ("", "The show was called off by the council.", "show", None),
    ("", "The council voted on Monday.", "voted", None),
    ("", "“It took nine years,” she said.", "years", None),
])  # fmt: skip
def test_the_speaker_is_the_person_or_body_whose_words_hold_what_is_asked(
    before: str, sentence: str, about: str, speaker: str | None
) -> None:
    doc = PARSER.one(sentence)
    focus = [token.i for token in doc if token.text == about]
    assert speaker_of(doc, before=before, focus=focus, parser=PARSER) == speaker


def test_a_speaker_has_at_most_eight_words() -> None:
    doc = PARSER.one("The Standing Committee of Elders of the Lower Harbour and the Upper Town said no.")
    speaker = speaker_of(doc, before="", focus=[], parser=PARSER)
    assert speaker is not None
    assert 0 < len(speaker.split()) <= 8


@pytest.mark.parametrize(("before", "sentence", "after", "speaker"), [
    ("Ilva Brandt, the mayor, opened the bridge. The band played on.", "“It took nine years,” she said.", "",
     "Ilva Brandt"),
    ("Rosa Lind chairs the union. Mr Hale left early.", "She called it a farce.", "", "Rosa Lind"),
    ("Rosa Lind chairs the union.", "“People say that we slept.”", "", "Rosa Lind"),
    ("Rosa Lind chairs the union. Norway sent a note.", "“It is a farce,” she said.", "", "Rosa Lind"),
    ("Rosa Lind, the director, was firm. A dryer made in Dovrin costs more.", "“It loses nine marks,” she said.", "",
     "Rosa Lind"),
    ("Rosa Lind wrote on Monday. “We were told to wait,” she told ACB.", "“Then the ice broke.”", "", "Rosa Lind"),
    ("Rosa Lind left early. She said that Tomas Ferro had a right to his day.", "“Not to two,” she added.", "",
     "Rosa Lind"),
    ("Rosa Lind called a halt. One of her men, a corporal named Milo Farrant, was killed.", "“He fell,” she said.", "",
     "Rosa Lind"),
    ("Rosa Lind held a press call. His lawyer, Milo Farrant, denied it.", "“My client is well,” he said.", "",
     "Milo Farrant"),
    ("Ilva Brandt opened the bridge.", "“We opened a second ward.", "Nobody waited,” said Rosa Lind, the director.",
     "Rosa Lind"),
])  # fmt: skip
def test_a_speaker_who_is_not_named_is_sought_before_and_where_the_quotation_ends(
    before: str, sentence: str, after: str, speaker: str
) -> None:
    doc = PARSER.one(sentence)
    assert speaker_of(doc, before=before, after=after, focus=[], parser=PARSER) == speaker
