"""Floors: what falls below one is named with the floor and the value found."""

import json

import pytest

from eval.gate import FloorsError, Shortfall, read_floors, shortfalls
from eval.metrics import METRICS
from eval.summary import Figure


def test_a_figure_at_its_floor_passes_and_one_below_does_not():
    figures = {"answered": Figure(0.9, 10), "evidence_hit": Figure(0.8499, 10)}
    assert shortfalls(figures, {"answered": 0.9, "evidence_hit": 0.85}) == (Shortfall("evidence_hit", 0.85, 0.8499),)


@pytest.mark.parametrize("figures", [{"speaker": Figure(None, 0)}, {}])
def test_an_undefined_or_unknown_figure_reaches_no_floor(figures):
    [short] = shortfalls(figures, {"speaker": 0.0})
    assert str(short) == "speaker: floor 0.000, found nothing counted"


def test_a_shortfall_names_figure_floor_and_found():
    assert str(Shortfall("evidence_hit", 0.85, 0.8)) == "evidence_hit: floor 0.850, found 0.800"


def test_the_pinned_floors_name_known_figures():
    assert set(read_floors()) <= {*METRICS, "quote_exact", "no_error"}


@pytest.mark.parametrize(("content", "said"), [
    (None, "cannot read the floors: No such file"), ("[1]", "Input should be an object"),
    (json.dumps({"answered": "high"}), "Input should be a valid number")])
def test_floors_that_cannot_be_used_are_named(tmp_path, content, said):
    path = tmp_path / "floors.json"
    if content:
        path.write_text(content, "utf-8")
    with pytest.raises(FloorsError, match=rf"floors\.json: {said}"):
        read_floors(path)
