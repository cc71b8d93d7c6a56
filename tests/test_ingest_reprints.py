"""When two articles are copies of one report, and when they only tell of the same thing. Every name is invented."""

from ingest import Loaded, read_pasted
from ingest.reprints import REPRINT, bands, is_reprint, similarity

REPORT = [
    "The harbour wall of Velmora broke on Monday morning after three days of rain, and the sea flooded forty houses "
    "in the old town, the council said.",
    "Nobody was killed, but 12 people were treated for cold and shock at the district hospital, according to the "
    "fire brigade.",
    "The wall, which was built in 1911, had been inspected in the spring and was found to be sound, the harbour "
    "master, Ivo Lund, told reporters.",
    "“We saw no crack and no seepage,” he said. “It stood for a hundred years, and then it went in a minute.”",
    "Mayor Ada Orlow said that the town would build a new wall, three metres higher, and that it would cost about 40 "
    "million crowns.",
    "The opposition accused the council of having ignored two warnings, one of them from a professor at the "
    "polytechnic.",
    "The road along the harbour is closed until further notice, and the ferries to Norlund leave from the northern "
    "pier.",
    "A fund for the flooded families had collected 90,000 crowns by Tuesday evening, the parish said.",
]
OTHER_HAND = [
    "Forty homes stood under water in Velmora on Monday when the old sea wall gave way after days of heavy rain.",
    "Firefighters carried a dozen residents out of their kitchens; all were treated in hospital, and none is in "
    "danger.",
    "Ivo Lund, who runs the harbour, said that an inspection in spring had found no fault. “We saw no crack and no "
    "seepage,” he said.",
    "The mayor, Ada Orlow, promised a higher wall and put its price at 40 million crowns, a sum the town does not "
    "have.",
    "A professor at the polytechnic said that he had warned the council twice, in letters which were never answered.",
    "Ferries now leave from the northern pier, and the harbour road will stay shut for the rest of the week at least.",
]
ELSEWHERE = ["The orchestra of Norlund opened its season in the old shipyard with a programme of three symphonies by "
             "local composers.",
             "The hall was sold out, and the conductor, Ida Voss, was called back to the stage four times by a "
             "grateful audience.",
             "The next concert is to be given in June, when the repairs of the roof are expected to be finished at "
             "last."]


def signature(*paragraphs: str) -> tuple[int, ...]:
    result = read_pasted("\n\n".join(paragraphs), name="pasted")
    assert isinstance(result, Loaded)
    return result.signature


def edited(paragraphs: list[str]) -> list[str]:
    swaps = {"Monday morning": "Monday", "three days": "several days", "treated for": "being treated for",
             "told reporters": "said",
             "about 40": "some 40", "until further notice": "for now"}
    joined = "\n".join(paragraphs)
    for old, new in swaps.items():
        joined = joined.replace(old, new)
    return joined.split("\n")


def test_an_edited_reprint_is_a_copy() -> None:
    assert is_reprint(signature(*REPORT), signature(*edited(REPORT)))


def test_a_reprint_with_its_own_headline_and_byline_is_a_copy() -> None:
    assert is_reprint(signature(*REPORT), signature("Sea wall gives way in Velmora", "By Ada Voss – Rising Norlund",
                                                    *REPORT))


def test_a_reprint_cut_to_its_first_half_is_a_copy() -> None:
    assert is_reprint(signature(*REPORT), signature(*REPORT[:4]))


def test_a_reprint_cut_and_edited_is_a_copy() -> None:
    assert is_reprint(signature(*REPORT), signature(*edited(REPORT)[:5]))


def test_the_same_event_told_by_another_hand_is_no_copy() -> None:
    assert similarity(signature(*REPORT), signature(*OTHER_HAND)) < REPRINT / 2


def test_another_story_has_nothing_in_common() -> None:
    assert similarity(signature(*REPORT), signature(*ELSEWHERE)) < 0.05


def test_copies_share_a_band_and_strangers_hardly_any() -> None:
    report = set(bands(signature(*REPORT)))
    assert report & set(bands(signature(*REPORT[:4])))
    assert report & set(bands(signature(*edited(REPORT))))
    assert len(report & set(bands(signature(*ELSEWHERE)))) <= 1


def test_a_signature_is_the_same_in_every_process_and_empty_for_a_short_text() -> None:
    assert signature(*REPORT) == signature(*REPORT)
    assert len(signature(*REPORT)) == 129
    assert signature("The wall broke on Monday.", "Nobody was hurt.") == ()
    assert (similarity((), signature(*REPORT)), bands(())) == (0.0, ())


def test_a_report_that_an_outlet_wrote_into_its_own_is_a_copy_only_where_both_credit_one_agency() -> None:
    written_in = signature(*REPORT[:2], *OTHER_HAND)
    assert not is_reprint(signature(*REPORT), written_in)
    assert is_reprint(signature(*REPORT), written_in, of_one_agency=True)
    assert not is_reprint(signature(*REPORT), signature(*OTHER_HAND), of_one_agency=True)
