"""Where reports cannot all be right, end to end on invented articles; and where they can."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from invented_articles import make_loaded

from rag import Answer, Assistant, DisagreementKind
from rag.write import Extractive
from vectorstore import Store
from vectorstore.encoder import Encoder

BACKGROUND = "The village of Osterby lies on the north shore of the lake.\nIts mill is the oldest in the county."


def ask(folder: Path, encoder: Encoder, question: str, *texts: str) -> Answer:
    """Answer `question` from one article of an outlet and a day of its own for each of `texts`."""
    loaded = [
        make_loaded(f"{text}\n{BACKGROUND}", outlet=f"Outlet {n}", title=f"The mill fire, {n}", day=f"2031-05-0{n}")
        for n, text in enumerate(texts, start=1)
    ]
    with Store.open(folder / "store", create=True, encoder=encoder, index=False) as store:
        assert [o.status for o in store.add(loaded)] == ["added"] * len(texts)
        return Assistant(store, Extractive(encoder)).answer(question)


@pytest.fixture
def asked(tmp_path: Path, encoder: Encoder) -> Iterator[object]:
    return lambda question, *texts: ask(tmp_path, encoder, question, *texts)


def sides(answer: Answer) -> list[tuple[str, str | None]]:
    return [(p.value, p.speaker) for d in answer.disagreements for p in d.positions]


def test_two_times_of_day_cannot_both_be_right(asked) -> None:
    answer = asked("When did the fire at the Osterby mill start?",
                   "The fire at the Osterby mill started at 9:30 pm on Tuesday, the miller said.",
                   "The fire at the Osterby mill started at 11:50 pm on Tuesday, the brigade said.")  # fmt: skip
    assert set(sides(answer)) == {("9:30 pm on Tuesday", "miller"), ("11:50 pm on Tuesday", "brigade")}


def test_a_claim_and_its_denial_are_two_sides(asked) -> None:
    answer = asked("Did the guards lock the doors of the Osterby mill?",
                   "The guards locked the doors of the Osterby mill, union leader Mara Velt alleged.",
                   "Manager Tom Hale denied that the guards locked the doors of the Osterby mill.")  # fmt: skip
    (disagreement,) = answer.disagreements
    assert disagreement.kind is DisagreementKind.CLAIM_DENIAL
    assert [p.speaker for p in disagreement.positions] == ["Mara Velt", "Tom Hale"]


def test_a_claim_and_a_denial_that_tell_it_differently_are_two_sides(asked) -> None:
    answer = asked("Was the miller warned before the Osterby dam broke?",
                   "“We rang the miller an hour before the Osterby dam broke,” engineer Mara Velt said.",
                   "Tom Hale, the miller, said nobody warned him before the Osterby dam broke.")  # fmt: skip
    assert {speaker for _, speaker in sides(answer)} == {"Mara Velt", "Tom Hale"}


def test_a_denial_keeps_the_word_that_denies(asked) -> None:
    answer = asked("Did the board of the Osterby mill hide a report?",
                   "The board of the Osterby mill hid a report on the dam, villager Mara Velt said.",
                   "Tom Hale, who chairs the board, denied that it had hidden a report on the dam.")  # fmt: skip
    assert {speaker: value for value, speaker in sides(answer)}["Tom Hale"].startswith("denied that")


def test_what_runs_until_a_later_year_is_of_today(asked) -> None:
    answer = asked("How much is the lease of the Osterby mill worth?",
                   "The lease of the Osterby mill is worth 31 million crowns and runs until 2041.",
                   "The lease of the Osterby mill is valued at 37 million crowns, a lot of money.")  # fmt: skip
    assert {value for value, _ in sides(answer)} == {"31 million crowns", "37 million crowns"}


def test_a_year_of_another_clause_takes_no_figure_to_another_time(asked) -> None:
    answer = asked("How many people worked at the Osterby mill?",
                   "The miller said 610 people worked at the Osterby mill, the most since the flood of 1998.",
                   "The union said 840 people worked at the Osterby mill, and that it was built in 1904.")  # fmt: skip
    assert {value for value, _ in sides(answer)} == {"610 people", "840 people"}


def test_figures_of_one_thing_differ_also_where_the_question_has_another_word_for_it(asked) -> None:
    answer = asked("How many bills have gone missing from the Osterby mill?",
                   "The miller said 12 unpaid letters are missing from the Osterby mill.",
                   "The brigade said 19 unpaid letters are missing from the Osterby mill.")  # fmt: skip
    assert {value for value, _ in sides(answer)} == {"12 unpaid letters", "19 unpaid letters"}


def test_of_two_days_the_later_is_no_news_of_the_earlier(asked) -> None:
    answer = asked("When was the Osterby mill inspected?",
                   "The Osterby mill was inspected on 3 June, the miller said, and 12 bolts were missing.",
                   "The Osterby mill was inspected on 18 July, the union said, and 12 bolts were missing.")  # fmt: skip
    (disagreement,) = answer.disagreements
    assert disagreement.kind is DisagreementKind.FIGURES
    assert {p.value for p in disagreement.positions} == {"3 June", "18 July"}


def test_not_one_denies_and_counts_nothing(asked) -> None:
    answer = asked("Did the alarms at the Osterby mill go off?",
                   "The alarms at the Osterby mill went off, the miller said.",
                   "Not one of the alarms at the Osterby mill went off, villager Mara Velt said.")  # fmt: skip
    assert {speaker: value for value, speaker in sides(answer)}["Mara Velt"].startswith("Not one")


@pytest.mark.parametrize(("question", "claim", "denial"), [
    ("Was the alarm at the Osterby mill working?", "The alarm at the Osterby mill was working",
     "The alarm at the Osterby mill had been dead since the frost"),
    ("Was there a lock on the Osterby mill?", "The lock was on the door of the Osterby mill",
     "The lock was missing from the door of the Osterby mill"),
    ("Was the light at the Osterby mill on?", "The light at the Osterby mill was burning",
     "The light at the Osterby mill was switched off"),
    ("Was the Osterby mill locked?", "The miller locked the Osterby mill",
     "The door of the Osterby mill stood unlocked"),
    ("Did the brigade warn the Osterby mill?", "The brigade warned the Osterby mill",
     "The brigade failed to warn the Osterby mill"),
    ("Could the gate of the Osterby mill be closed in time?", "The gate of the Osterby mill was closed in time",
     "The gate of the Osterby mill could hardly have been closed in time"),
])  # fmt: skip
def test_a_denial_needs_no_not(asked, question: str, claim: str, denial: str) -> None:
    answer = asked(question, f"{claim}, the miller said.", f"{denial}, villager Mara Velt said.")
    (disagreement,) = answer.disagreements
    assert disagreement.kind is DisagreementKind.CLAIM_DENIAL
    assert {p.speaker for p in disagreement.positions} == {"miller", "Mara Velt"}


def test_what_a_question_calls_missing_is_not_denied_by_the_word(asked) -> None:
    answer = asked("Was a lamp missing from the Osterby mill?",
                   "A lamp was missing from the Osterby mill, the miller said.",
                   "The lamp of the Osterby mill has been stolen, villager Mara Velt said.")  # fmt: skip
    assert answer.disagreements == ()


def test_who_says_that_there_was_no_such_thing_denies_what_was_told(asked) -> None:
    answer = asked("Did the brigade call the Osterby mill before the flood?",
                   "“We called the Osterby mill an hour before the flood,” fireman Tom Hale said.",
                   "Mara Velt, the miller, says there was no such call.")  # fmt: skip
    assert {speaker for _, speaker in sides(answer)} == {"Tom Hale", "Mara Velt"}


@pytest.mark.parametrize(("question", "one", "other"), [
    ("What broke the mast of the Osterby mill?", "A storm broke the mast of the Osterby mill",
     "Rust, and not a storm, broke the mast of the Osterby mill"),
    ("Who opened the gate of the Osterby mill?", "The driver opened the gate of the Osterby mill",
     "The gate of the Osterby mill was opened not by the driver but by a guard"),
])  # fmt: skip
def test_this_and_not_that_denies_that(asked, question: str, one: str, other: str) -> None:
    answer = asked(question, f"{one}, the miller said.", f"{other}, villager Mara Velt said.")
    (disagreement,) = answer.disagreements
    assert disagreement.kind is DisagreementKind.CLAIM_DENIAL
    assert {p.speaker for p in disagreement.positions} == {"miller", "Mara Velt"}


def test_what_something_is_not_rules_nothing_else_out(asked) -> None:
    answer = asked("What broke the mast of the Osterby mill?",
                   "Rust broke the mast of the Osterby mill for the first time, the miller said.",
                   "Rust broke the mast of the Osterby mill, villager Mara Velt said; it was not the first time.")
    assert answer.disagreements == ()


def test_a_corrected_figure_is_no_side_but_what_was_told_before(asked) -> None:
    question = "How many guards watched the Osterby mill?"
    texts = ["The miller said 24 guards watched the Osterby mill.",
             "Correction: we reported on Monday that 24 guards had watched the Osterby mill. In fact nine guards"
             " watched the Osterby mill."]  # fmt: skip
    (disagreement,) = asked(question, *texts).disagreements
    assert disagreement.kind is DisagreementKind.SUPERSEDED
    assert [p.value for p in disagreement.positions] == ["24 guards", "nine guards"]


def test_what_somebody_else_says_it_was_not_is_still_a_side(asked) -> None:
    answer = asked("How many guards watched the Osterby mill?",
                   "24 guards watched the Osterby mill, the miller said.",
                   "Nine guards watched the Osterby mill, not 24, villager Mara Velt said.")  # fmt: skip
    (disagreement,) = answer.disagreements
    assert disagreement.kind is DisagreementKind.FIGURES


def test_a_negation_beside_the_point_is_no_denial(asked) -> None:
    answer = asked("Did the guards lock the doors of the Osterby mill?",
                   "The guards locked the doors of the Osterby mill, union leader Mara Velt said.",
                   "The guards locked the doors of the Osterby mill before the wind had turned, Tom Hale said; he did"
                   " not say more.")  # fmt: skip
    assert answer.disagreements == ()


def test_two_who_tell_it_alike_do_not_differ(asked) -> None:
    answer = asked("How did the fire at the Osterby mill start?",
                   "“A spark started the fire,” the miller, Tom Hale, said.",
                   "A spark started the fire, villager Mara Velt said.")  # fmt: skip
    assert answer.disagreements == ()


def test_a_denial_in_other_words_is_a_side(asked) -> None:
    answer = asked("Did the guards shoot at the workers of the Osterby mill?",
                   "The guards opened fire on the workers of the mill, union leader Mara Velt said.",
                   "“No shot was fired at the workers of the mill,” manager Tom Hale said.")  # fmt: skip
    assert [speaker for _, speaker in sides(answer)] == ["Mara Velt", "Tom Hale"]


@pytest.mark.parametrize(("question", "texts"), [
    ("How many people were hurt in the Osterby mill fire?",
     ("More than 60 people were hurt in the Osterby mill fire.", "The Osterby mill fire left 64 people hurt.")),
    ("How many people were hurt in the Osterby mill fire?",
     ("In all, 64 people were hurt in the Osterby mill fire.",
      "In 1987 an Osterby mill fire left 12 people hurt, the worst in living memory.")),
    ("How many people were hurt in the Osterby mill fire?",
     ("The Osterby mill fire left 64 people hurt.", "The Osterby mill fire killed three people, the brigade said.")),
    ("Did the guards lock the doors of the Osterby mill?",
     ("Manager Tom Hale declined to say whether the guards locked the doors of the Osterby mill.",
      "The union denied that the guards locked the doors of the Osterby mill.")),
    ("Did the guards lock the doors of the Osterby mill?",
     ("The guards locked the doors of the Osterby mill, union leader Mara Velt alleged.",
      "Manager Tom Hale did not dispute that the guards locked the doors of the Osterby mill.")),
    ("When did the Osterby mill reopen after the fire?",
     ("The Osterby mill reopened on 12 May 2031 after the fire.",
      "The Osterby mill is to reopen on 9 May 2031 after the fire.")),
    ("Who put out the fire at the Osterby mill?",
     ("The brigade put out the fire at the Osterby mill by noon.",
      "Volunteers did not leave the Osterby mill until noon.")),
])  # fmt: skip
def test_what_can_both_be_right_is_no_disagreement(asked, question: str, texts: tuple[str, ...]) -> None:
    assert sides(asked(question, *texts)) == []


def test_of_a_figure_that_grows_the_last_is_given_where_the_last_is_asked(asked) -> None:
    answer = asked("How many people have been arrested so far over the Osterby mill fire?",
                   "Police have arrested two people over the Osterby mill fire.",
                   "Police have arrested five people over the Osterby mill fire.")  # fmt: skip
    assert not answer.disagreements
    assert answer.statements[0].text == "Police have arrested five people over the Osterby mill fire."


def test_a_quotation_whose_speaker_stands_in_the_sentence_before_is_told_as_hers(asked) -> None:
    answer = asked("Who said that flour burns like powder?",
                   "Mara Velt, the brigade's chief, spoke at the gate.\n“Flour burns like powder”")  # fmt: skip
    assert answer.statements[0].text == "Mara Velt: “Flour burns like powder”"
    assert answer.statements[0].citations[0].quote == "“Flour burns like powder”"


def test_words_of_somebody_whom_no_article_quotes_are_not_answered(asked) -> None:
    answer = asked("What did the transport minister say about the Osterby mill fire?",
                   "“The Osterby mill fire was a disgrace,” said Mara Velt, the brigade's chief.")  # fmt: skip
    assert answer.abstention is not None


def test_who_denies_stands_on_the_denying_side_in_words_of_denial(asked) -> None:
    answer = asked("Did the guards lock the doors of the Osterby mill?",
                   "The guards locked the doors of the Osterby mill, union leader Mara Velt alleged.",
                   "Ms. Velt said manager Tom Hale denied that the guards locked the doors of the Osterby mill.",
                   )  # fmt: skip
    assert sides(answer)[1] == ("denied that the guards locked the doors of the Osterby mill", "Tom Hale")


def test_two_that_deny_are_no_two_sides(asked) -> None:
    answer = asked("Was anybody arrested after the Osterby mill fire?",
                   "No one has been arrested after the Osterby mill fire.",
                   "Police reported no arrests after the Osterby mill fire.")  # fmt: skip
    assert sides(answer) == []


@pytest.mark.parametrize("question", [
    "Why was the Osterby mill closed?", "What was found at the Osterby mill?", "Was the Osterby mill closed?"])
def test_a_negation_of_something_else_denies_no_claim(asked, question: str) -> None:
    answer = asked(question,
                   "Police said the Osterby mill was closed because of dust, and 12 sacks were found at the mill.",
                   "The council did not pay the workers of the Osterby mill, union leader Mara Velt said.")  # fmt: skip
    assert sides(answer) == []


def test_two_outlets_that_the_question_names_are_set_beside_each_other(asked) -> None:
    answer = asked("Do Outlet 1 and Outlet 2 agree on how many people protested at the Osterby mill?",
                   "About 4,000 people marched to the Osterby mill on Saturday, police said.",
                   "The union, which organised the march to the Osterby mill, said 9,500 people took part.",
                   "Some 6,000 people marched to the Osterby mill, the mayor said.")  # fmt: skip
    assert set(sides(answer)) == {("About 4,000 people", "police"), ("9,500 people", "union")}


def test_a_report_does_not_contradict_itself(asked) -> None:
    answer = asked("How many people were aboard the Osterby ferry?",
                   "The owner of the Osterby ferry said 84 people were on board.\n"
                   "The Osterby ferry is licensed to carry 75 people.",
                   "The harbour office said 97 people were on board the Osterby ferry.")  # fmt: skip
    assert [value for value, _ in sides(answer)] == ["84 people", "97 people"]


def test_a_claim_is_shown_as_the_clause_that_makes_it(asked) -> None:
    answer = asked("Did anyone die in the Osterby mill fire?",
                   "However, only hours after the fire, union leader Mara Velt said two workers had died in it.",
                   "Mara Velt said workers were killed in the Osterby mill fire, a claim that the owners denied.",
                   )  # fmt: skip
    assert sides(answer) == [
        ("workers were killed in the Osterby mill fire", "Mara Velt"), ("a claim that the owners denied", "owners")]


def test_two_who_speak_in_one_report_can_contradict_each_other(asked) -> None:
    answer = asked("How many people took part in the Osterby march?",
                   "Police said 4,000 people took part in the Osterby march.\n\n"
                   "The union said 9,500 people took part in the Osterby march.")  # fmt: skip
    assert set(sides(answer)) == {("4,000 people", "Police"), ("9,500 people", "union")}


def test_a_figure_is_shown_with_what_it_counts_not_with_what_they_did(asked) -> None:
    answer = asked("How many people took part in the Osterby march?",
                   "Police said about 4,000 people marched through Osterby.",
                   "The union, which organised the Osterby march, said 9,500 people took part.")  # fmt: skip
    assert {value for value, _ in sides(answer)} == {"about 4,000 people", "9,500 people"}


def test_a_later_toll_replaces_the_earlier_one(asked) -> None:
    answer = asked("How many people died in the Osterby mill fire?",
                   "Nine people were confirmed dead after the fire at the Osterby mill.",
                   "Divers brought the number of people confirmed dead after the fire at the Osterby mill to 19.",
                   )  # fmt: skip
    assert [d.kind for d in answer.disagreements] == [DisagreementKind.SUPERSEDED]
    assert answer.statements[0].text == (
        "Reported last: 19 (Outlet 2, 2 May 2031); before that Nine people (Outlet 1, 1 May 2031).")


def test_what_one_report_alone_says_otherwise_stands_before_what_repeats_the_lead(asked) -> None:
    same = ("The Osterby mill was founded by Anselm Dube.", "It was Anselm Dube who founded the Osterby mill.",
            "Anselm Dube, who founded the Osterby mill, was a weaver.",
            "Anselm Dube founded the mill of Osterby.")  # fmt: skip
    answer = asked("Who founded the Osterby mill?", *same, "Others hold that Rosa Kell was the founder of the mill.")
    assert any("Rosa Kell" in s.text for s in answer.statements)


def test_words_of_one_meaning_need_no_common_stem(asked) -> None:
    answer = asked("Did anyone die in the Osterby mill fire?",
                   "Nine people were confirmed dead after the Osterby mill fire.")  # fmt: skip
    assert [s.text for s in answer.statements][:1] == ["Nine people were confirmed dead after the Osterby mill fire."]


def test_another_report_counts_only_where_it_says_the_same(asked) -> None:
    answer = asked("Which town did Rosa Kell leave?", "Rosa Kell left the town of Osterby in spring.",
                   "A lake is near Osterby.")  # fmt: skip
    assert [len(s.citations) for s in answer.statements][:1] == [1]
