"""Every figure, computed by hand on small answers."""

from dataclasses import replace

import pytest
from eval_builders import MARKET, ONE, TWO, answer, article, case, cite, differ, gold, say

from eval.metrics import METRICS, Shown, cited_gold, quote_exact
from ingest.article import Span
from rag.answer import Position, Verdict

MOVED = cite(ONE, "Fire crews moved 400 people from the old harbour on Monday.")
HURT = cite(ONE, "Nobody was hurt, Mayor Ilva Torrek said.")
FORCED = cite(TWO, "The blaze in the old harbour forced 650 residents out.")
CAUSE = cite(TWO, "A cause is not known.")
GOLD_ONE = gold(ONE, "moved 400 people from the old harbour")
GOLD_HURT = gold(ONE, "Nobody was hurt")
GOLD_TWO = gold(TWO, "forced 650 residents out")
UNDISPUTED = say("Fire crews moved 400 people.", MOVED)
BOTH_SIDES = differ(Position("400 people", None, (MOVED,)), Position("650 residents", None, (FORCED,)))


def figure(name, gold_case, given):
    return METRICS[name](gold_case, Shown.of(given))


def test_an_answer_within_every_bound_keeps_the_contract():
    kept = answer(*[say("word " * 60, MOVED)] * 8, disagreements=(BOTH_SIDES,))
    assert figure("contract", case(GOLD_ONE), kept) == 1.0


def long_quote():
    text = "a" * 401
    return cite(article("long.txt", text), text)


@pytest.mark.parametrize("broken", [
    answer(*[UNDISPUTED] * 9),
    answer(say("word " * 61, MOVED)),
    answer(UNDISPUTED, say("word " * 61, verdict=Verdict.UNSUPPORTED)),
    answer(say("Long.", long_quote())),
    answer(UNDISPUTED, disagreements=(replace(BOTH_SIDES, positions=(
        Position("w " * 13, None, (MOVED,)), Position("650", None, (FORCED,)))),)),
    answer(UNDISPUTED, disagreements=(replace(BOTH_SIDES, positions=(
        Position(" ", None, (MOVED,)), Position("650", None, (FORCED,)))),)),
    answer(say("Said.", MOVED, speaker="n " * 9)),
    answer(say("Said.", cite(ONE, "Nobody was hurt", speaker="n " * 9))),
    None,  # a crash neither says anything nor abstains
])
def test_an_answer_beyond_a_bound_breaks_the_contract(broken):
    assert figure("contract", case(GOLD_ONE), broken) == 0.0


def test_abstaining_beside_a_supported_statement_or_a_disagreement_breaks_the_contract():
    assert METRICS["contract"](case(GOLD_ONE), Shown((UNDISPUTED,), (), abstained=True)) == 0.0
    assert METRICS["contract"](case(GOLD_ONE), Shown((), (BOTH_SIDES,), abstained=True)) == 0.0


def test_abstaining_is_right_only_where_there_is_no_gold():
    assert [figure("abstain_right", case(), given) for given in (answer(), answer(UNDISPUTED))] == [1.0, 0.0]
    assert [figure("answered", case(GOLD_ONE), given) for given in (answer(), answer(UNDISPUTED))] == [0.0, 1.0]


def test_an_unanswerable_question_counts_for_the_contract_and_for_abstaining_alone():
    full = case(kind="disagreement", sides=(("400",), ("650",)), speaker="Ilva Torrek", min_sources=1)
    counted = {name for name in METRICS if figure(name, full, answer(UNDISPUTED)) is not None}
    assert counted == {"contract", "abstain_right"}


def test_an_answerable_fact_counts_for_the_figures_that_apply_to_it():
    counted = {name for name in METRICS if figure(name, case(GOLD_ONE), answer(UNDISPUTED)) is not None}
    assert counted == set(METRICS) - {"abstain_right", "disagreement_found", "speaker", "multi_source"}


def test_evidence_figures_count_fragments_and_files():
    three = case(GOLD_ONE, GOLD_HURT, GOLD_TWO)
    given = answer(say("Moved.", MOVED), say("Nobody hurt.", HURT))
    assert cited_gold(three, Shown.of(given)) == (True, True, False)
    assert figure("evidence_hit", three, given) == 1.0
    assert figure("evidence_recall", three, given) == pytest.approx(2 / 3)
    assert figure("origin_recall", three, given) == 0.5
    assert figure("evidence_hit", three, answer(say("Cause.", CAUSE))) == 0.0


def test_what_backs_a_position_is_cited_and_what_backs_an_unsupported_statement_is_not():
    by_position = answer(say("Cause.", CAUSE), disagreements=(BOTH_SIDES,))
    by_unsupported = answer(say("Cause.", CAUSE), say("Moved 900.", MOVED, verdict=Verdict.UNSUPPORTED))
    assert figure("evidence_hit", case(GOLD_ONE), by_position) == 1.0
    assert figure("evidence_hit", case(GOLD_ONE), by_unsupported) == 0.0


def test_a_citation_is_precise_that_holds_gold_or_an_accepted_answer():
    given = answer(say("Moved.", MOVED, HURT, FORCED, CAUSE))  # gold; neither; accepted "650"; neither
    assert figure("citation_precision", case(GOLD_ONE, answers=("650",)), given) == 0.5
    assert figure("citation_precision", case(GOLD_ONE), answer()) is None


def test_the_lead_is_the_first_sixty_words_of_the_first_supported_statement():
    in_lead = answer(say("900.", verdict=Verdict.UNSUPPORTED), say("word " * 59 + "400", MOVED))
    after_lead = answer(say("word " * 60 + "400", MOVED))
    in_second = answer(say("Crews moved people.", MOVED), say("They were 400.", MOVED))
    only_unsupported = answer(say("Crews moved people.", MOVED), say("They were 400.", verdict=Verdict.UNSUPPORTED))
    given = (in_lead, after_lead, in_second, only_unsupported)
    assert [figure("answer_in_lead", case(GOLD_ONE), g) for g in given] == [1.0, 0.0, 0.0, 0.0]
    assert [figure("answer_in_text", case(GOLD_ONE), g) for g in given] == [1.0, 1.0, 1.0, 0.0]


def test_one_accepted_answer_suffices_unless_all_are_wanted():
    given = answer(UNDISPUTED)
    assert figure("answer_in_text", case(GOLD_ONE, answers=("650", "400")), given) == 1.0
    assert figure("answer_in_text", case(GOLD_ONE, answers=("650", "400"), all_answers=True), given) == 0.0


def disputed(*sides):
    return case(GOLD_ONE, GOLD_TWO, kind="disagreement", sides=sides)


def test_a_disagreement_is_found_when_each_side_has_a_position_of_its_own():
    given = answer(UNDISPUTED, disagreements=(BOTH_SIDES,))
    assert figure("disagreement_found", disputed(("400",), ("650", "more than 600")), given) == 1.0
    assert figure("disagreement_found", disputed(("400",), ("900",)), given) == 0.0
    assert figure("disagreement_found", disputed(("400",), ("moved",)), given) == 0.0  # one position for both
    assert figure("disagreement_found", disputed(("harbour",), ("old",)), given) == 1.0  # both in both quotes
    assert figure("disagreement_found", disputed(("400",), ("650",)), answer(UNDISPUTED)) == 0.0


def test_a_side_may_stand_in_the_first_twelve_words_of_a_position_alone():
    def found(value):
        sides = differ(Position(value, None, (MOVED,)), Position("650", None, (FORCED,)))
        return figure("disagreement_found", disputed(("four hundred",), ("650",)),
                      answer(UNDISPUTED, disagreements=(sides,)))
    assert [found("word " * 10 + "four hundred"), found("word " * 11 + "four hundred")] == [1.0, 0.0]


def test_the_sides_must_meet_in_one_disagreement():
    apart = (differ(Position("400", None, (MOVED,)), Position("none hurt", None, (HURT,))),
             differ(Position("650", None, (FORCED,)), Position("no cause", None, (CAUSE,))))
    assert figure("disagreement_found", disputed(("400",), ("650",)), answer(UNDISPUTED, disagreements=apart)) == 0.0


@pytest.mark.parametrize(("kind", "found"), [
    ("fact", 0.0), ("attribution", 0.0), ("temporal", 0.0), ("agreement", 0.0), ("multi", None), ("disagreement", None),
    ("conversation", None)])
def test_a_disagreement_is_a_false_alarm_where_the_answer_is_undisputed(kind, found):
    assert figure("no_false_alarm", case(GOLD_ONE, kind=kind), answer(UNDISPUTED, disagreements=(BOTH_SIDES,))) == found
    assert figure("no_false_alarm", case(GOLD_ONE, kind="fact"), answer(UNDISPUTED)) == 1.0


@pytest.mark.parametrize(("given", "right"), [
    (answer(say("Nobody hurt.", HURT, speaker="Torrek")), 1.0),
    (answer(say("Nobody hurt.", cite(ONE, "Nobody was hurt", speaker="Mayor Ilva Torrek"))), 1.0),
    (answer(say("x", CAUSE), disagreements=(differ(Position("none", "Torrek", (HURT,)),
                                                   Position("650", None, (FORCED,))),)), 1.0),
    (answer(say("Nobody hurt.", HURT, speaker="Ilva")), 1.0),
    (answer(say("Nobody hurt.", HURT, speaker="Jan de Venn")), 0.0),  # "de" names nobody
    (answer(say("Nobody hurt.", HURT, speaker="Dr. Someone")), 0.0),  # the title is not among the last two words
    (answer(say("Cause.", CAUSE, speaker="Torrek"), say("Nobody hurt.", HURT)), 0.0),  # on other evidence
    (answer(say("Nobody hurt.", HURT, speaker="Torrek " * 9)), 0.0),  # longer than a name
    (answer(say("Nobody hurt.", HURT)), 0.0),
])
def test_the_speaker_is_named_on_gold_evidence_by_one_of_the_names_last_two_words(given, right):
    assert figure("speaker", case(GOLD_HURT, speaker="Dr. Ilva de Torrek"), given) == right


def test_a_multi_question_wants_gold_of_several_files():
    wanted = case(GOLD_ONE, GOLD_HURT, GOLD_TWO, kind="multi", min_sources=2)
    assert figure("multi_source", wanted, answer(say("x", MOVED, HURT))) == 0.0
    assert figure("multi_source", wanted, answer(say("x", MOVED), say("y", FORCED))) == 1.0


def test_only_the_words_of_supported_statements_are_shown():
    given = answer(UNDISPUTED, say("Not at all.", verdict=Verdict.UNSUPPORTED), say("Nobody was hurt.", HURT))
    assert figure("words_shown", case(GOLD_ONE), given) == 8.0


def test_a_crash_shows_nothing_and_does_not_abstain():
    crashed = {name: figure(name, case(GOLD_ONE), None) for name in ("answered", "evidence_hit", "answer_in_text")}
    assert crashed == {"answered": 1.0, "evidence_hit": 0.0, "answer_in_text": 0.0}
    assert figure("abstain_right", case(), None) == 0.0


def test_a_quote_is_exact_only_as_the_stored_slice_itself():
    assert quote_exact(MOVED, ONE) == 1.0
    assert quote_exact(replace(MOVED, quote=MOVED.quote.replace(" ", "\u00a0")), ONE) == 0.0
    assert quote_exact(replace(FORCED, span=Span(0, 10)), TWO) == 0.0
    assert quote_exact(FORCED, replace(TWO, text=" " + MARKET)) == 0.0
