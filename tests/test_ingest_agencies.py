"""Which agency an article credits, and which words credit nobody."""

import pytest

from ingest import Loaded, read_bytes
from ingest.agencies import agency_of

STORY = "The wall of Velmora broke on Monday after three days of rain, the council said."


@pytest.mark.parametrize(("line", "agency"), [
    ("The council meets again on Friday. (AFP)", "AFP"), ("© dpa-infocom, dpa:310504-99-1/2", "dpa"),
    ("Reuters contributed to this report.", "Reuters"), ("Source: AP", "AP"), ("Quelle: dpa", "dpa"),
    ("By Ada Orlow with AFP", "AFP"), ("The Associated Press contributed to this report", "Associated Press"),
    ("He told Reuters that the wall was old.", ""), ("The AP course at the school was full.", ""),
])
def test_an_agency_is_credited_by_a_line_that_says_so(line: str, agency: str) -> None:
    assert agency_of([STORY, line], dateline="", authors=()) == agency


def test_an_agency_is_credited_as_the_author_or_in_the_dateline() -> None:
    assert agency_of([STORY], dateline="", authors=("Ada Orlow", "AFP")) == "AFP"
    loaded = read_bytes(f"Wall breaks\n\nVELMORA, May 4 (Harbour Wire) — {STORY}\n".encode(), source="a.txt", place="a")
    assert isinstance(loaded, Loaded)
    assert loaded.article.agency == "Harbour Wire"
