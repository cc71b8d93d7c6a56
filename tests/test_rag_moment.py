"""Dates in running text: what is told, and which of them agree."""

import datetime as dt

import pytest

from rag.moment import read_moments

PUBLISHED = dt.date(2031, 5, 9)  # a Friday


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("on 3 June", (None, 6, 3)),
        ("by May 9, 2031", (2031, 5, 9)),
        ("the 2nd of March 1999", (1999, 3, 2)),
        ("in October 1973", (1973, 10, None)),
        ("since 2012", (2012, None, None)),
        ("in February", (None, 2, None)),
        ("on Thursday", (2031, 5, 8)),
        ("on Friday", (2031, 5, 9)),
        ("yesterday", (2031, 5, 8)),
        ("on Thursday 27 February", (None, 2, 27)),
    ],
)
def test_a_date_is_read_as_far_as_it_is_told(text: str, told: tuple[int | None, ...]) -> None:
    assert [(m.year, m.month, m.day) for m in read_moments(text, PUBLISHED)] == [told]


def test_a_weekday_means_nothing_without_a_publish_day() -> None:
    assert read_moments("on Thursday", None) == ()


@pytest.mark.parametrize("text", ["they lost ten to two", "ten to four boats", "about five to ten people"])
def test_two_numbers_are_no_time_of_day(text: str) -> None:
    assert read_moments(text, None) == ()


@pytest.mark.parametrize("text", ["they may march", "1,999 sheep", "2012 people", "in the second half"])
def test_other_words_and_numbers_are_no_dates(text: str) -> None:
    assert read_moments(text, PUBLISHED) == ()


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("8 May", "on Thursday", True),
        ("28 February", "7 March", False),
        ("2012", "May 2012", True),
        ("2012", "2013", False),
        ("3 June", "June", True),
    ],
)
def test_two_dates_disagree_only_when_something_told_differs(one: str, other: str, agree: bool) -> None:
    first, second = read_moments(one, PUBLISHED)[0], read_moments(other, PUBLISHED)[0]
    assert first.agrees_with(second) is agree


@pytest.mark.parametrize(("text", "minute"), [
    ("at 9:30 p.m.", 21 * 60 + 30), ("at 9.30 pm", 21 * 60 + 30), ("at 4:05 a.m.", 4 * 60 + 5), ("at noon", 12 * 60),
    ("at ten o’clock", 10 * 60), ("shortly after nine in the evening", 21 * 60), ("at 22.40", 22 * 60 + 40),
    ("at about six in the evening", 18 * 60), ("at ten to four", 3 * 60 + 50), ("half past six", 6 * 60 + 30),
    ("a quarter to nine in the evening", 20 * 60 + 45), ("by three o’clock", 3 * 60),
])  # fmt: skip
def test_a_time_of_day_is_read(text: str, minute: int) -> None:
    assert [m.minute for m in read_moments(text, None)] == [minute]


def test_a_time_and_its_day_are_one_moment() -> None:
    (moment,) = read_moments("It began at 9:30 p.m. on 3 June.", None)
    assert (moment.month, moment.day, moment.minute) == (6, 3, 21 * 60 + 30)


@pytest.mark.parametrize(("one", "other", "agree"), [
    ("at 9:30 p.m.", "at 11:50 p.m.", False), ("at 9:30 p.m.", "at 9.32 pm", True),
    ("shortly after nine o’clock", "at 9:20 p.m.", True), ("shortly after nine o’clock", "at 10:40 p.m.", False),
    ("at 9:30 p.m.", "on 3 June", True),
])  # fmt: skip
def test_times_agree_within_their_precision(one: str, other: str, agree: bool) -> None:
    assert read_moments(one, None)[0].agrees_with(read_moments(other, None)[0]) is agree
