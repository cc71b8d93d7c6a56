"""Numbers with their hedges: what they can mean, and which of them agree."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.quantity import read_quantities


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("Some 400 people left", 360, 440, ""),
        ("at least 12 homes", 12, math.inf, ""),
        ("up to 5,000 marchers", 0, 5000, ""),
        ("nearly 200 boats", 180, 200, ""),
        ("64 boats", 64, 64, ""),
        ("2,500 seats", 2450, 2550, ""),
        ("hundreds of letters", 200, 1999, ""),
        ("nine thousand five hundred marchers", 9450, 9550, ""),
        ("twenty-one lambs", 21, 21, ""),
        ("415 million crowns", 414_500_000, 415_500_000, "crown"),
        ("$3.5 million", 3_450_000, 3_550_000, "dollar"),
        ("20 per cent", 20, 20, "per cent"),
        ("35%", 35, 35, "per cent"),
        ("a 100-acre field", 95, 105, "acre"),
        ("84mn florins", 83_500_000, 84_500_000, "florin"),
        ("six nautical miles", 6, 6, "nautical mile"),
        ("112 micrograms", 112, 112, "microgram"),
    ],
)
def test_a_number_is_read_with_hedge_scale_and_unit(text: str, low: float, high: float, unit: str) -> None:
    found = read_quantities(text)
    assert [(round(q.low, 6), round(q.high, 6), q.unit) for q in found] == [(low, high, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "on May 9, 2031",
        "at 6.15 p.m.",
        "on 3 June 1968",
        "from No. 10",
        "in 2015",
        "the 4th round",
        "the Ashfield-2 plant",
        "at 10:30",
        "the fire in Shed 7 was out",
    ],
)
def test_dates_times_and_numbers_inside_names_are_no_quantities(text: str) -> None:
    assert read_quantities(text) == ()


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("over 60 sheep", "64 sheep", True),
        ("hundreds of sheep", "640 sheep", True),
        ("about 60 sheep", "62 sheep", True),
        ("more than 1,000 sheep", "1,140 sheep", True),
        ("84 sheep", "97 sheep", False),
        ("9,500 sheep", "4,000 sheep", False),
        ("at least 70 sheep", "64 sheep", False),
        ("12 hours", "3 days", True),
    ],
)
def test_two_figures_disagree_only_when_both_cannot_be_true(one: str, other: str, agree: bool) -> None:
    first, second = read_quantities(one)[0], read_quantities(other)[0]
    assert first.agrees_with(second) is agree
    assert second.agrees_with(first) is agree


@given(st.text())
def test_every_quantity_lies_within_its_text_and_has_a_range(text: str) -> None:
    for quantity in read_quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert quantity.low <= quantity.high


@given(st.integers(min_value=0, max_value=10**12))
def test_a_plain_integer_agrees_with_itself(number: int) -> None:
    (quantity,) = read_quantities(f"{number:,} sheep")
    assert quantity.low <= number <= quantity.high
    assert quantity.agrees_with(quantity)
