"""Questions that set outlets beside each other."""

import pytest

from rag.between import between

OUTLETS = ("Radio Tarn", "The Age", "The Brennick Post", "Velmora Gazette")


@pytest.mark.parametrize(("question", "left", "named"), [
    ("Do Brennick Post and the Velmora Gazette agree on the number of dead?", "What is the number of dead?", (2, 3)),
    ("How do Brennick Post and Radio Tarn differ on when the fire began?", "when the fire began?", (0, 2)),
    ("Compare how Radio Tarn and the Velmora Gazette tell the fire.", "Compare how they tell the fire.", (0, 3)),
    ("How many died according to Radio Tarn, the Velmora Gazette and the Brennick Post?", "How many died?", (0, 2, 3)),
    ("What did Radio Tarn say about its age?", "What did Radio Tarn say about its age?", ()),
])  # fmt: skip
def test_what_is_asked_of_several_outlets_is_told_from_their_names(
    question: str, left: str, named: tuple[int, ...]
) -> None:
    assert between(question, OUTLETS) == (left, tuple(OUTLETS[n] for n in named))
