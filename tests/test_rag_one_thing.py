"""Whether two values are of one thing."""

from types import SimpleNamespace
from typing import cast

from rag.evidence import Evidence
from rag.one_thing import ONE_THING, Asserted, one_thing
from rag.quantity import read_quantities


def asserted(text: str, *, score: float = 3.0, strength: float = 1.0, origin: str = "one") -> Asserted:
    (quantity,) = read_quantities(text)
    found = SimpleNamespace(sentence=SimpleNamespace(text=text), score=score, origin_id=origin)
    return Asserted(quantity, text, text, cast(Evidence, found), strength)


def test_two_sentences_that_answer_in_like_words_speak_of_one_thing() -> None:
    one, other = asserted("The mill fire hurt 64 people."), asserted("The mill fire hurt 81 people.")
    assert one_thing(one, other, 0.9) > ONE_THING


def test_values_in_sentences_that_hardly_answer_do_not() -> None:
    one, other = asserted("The mill fire hurt 64 people."), asserted("It has 81 seats.", score=-3.0, strength=0.5)
    assert one_thing(one, other, 0.2) < ONE_THING


def test_values_of_different_units_never_do() -> None:
    one, other = asserted("The mill fire hurt 64 people."), asserted("The mill fire cost $64.")
    assert one_thing(one, other, 1.0) == float("-inf")


def test_of_one_report_only_values_in_like_words_do() -> None:
    one, other = asserted("The mill owes 64 people.", score=1.0), asserted("The fire hurt 81 people.", score=1.0)
    apart = asserted("The fire hurt 81 people.", score=1.0, origin="other")
    assert one_thing(one, other, 0.4) < ONE_THING <= one_thing(one, apart, 0.4)


def test_values_just_as_asked_of_two_reports_need_be_less_sure() -> None:
    anchor = asserted("The mill fire hurt 64 people.")
    full, half = (asserted("It hurt 81.", score=-0.5, strength=s, origin="other") for s in (1.0, 0.5))
    assert one_thing(half, anchor, 0.55) < ONE_THING <= one_thing(full, anchor, 0.55)


def test_two_values_of_which_one_is_many_times_the_other_need_be_as_sure_as_any() -> None:
    anchor, many = asserted("The mill fire hurt 64 people."), asserted("It hurt 810.", score=-0.5, origin="other")
    assert one_thing(many, anchor, 0.55) < ONE_THING
