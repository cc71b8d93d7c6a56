"""What a question set may hold, and what is said of one that cannot be used."""

import datetime as dt
import json

import pytest

from eval.questions import Case, Evidence, QuestionsError, read_questions

PLAIN = {"id": "a", "kind": "fact", "question": "How many?", "answers": ["400"],
         "evidence": [{"file": "one.txt", "quote": "400 people"}]}


@pytest.fixture
def written(tmp_path):
    def write(*lines):
        path = tmp_path / "set.jsonl"
        path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
        return path
    return write


def test_a_full_line_becomes_a_case(written):
    line = PLAIN | {"all_answers": True, "sides": [["400"], ["650", "some 650"]], "speaker": "Ilva Torrek",
                    "min_sources": 2, "history": ["What burned?"], "outlets": ["One"], "since": "2031-05-04",
                    "until": "2031-05-06", "as_of": "2031-05-05", "split": "tune", "note": "unknown keys pass"}
    assert read_questions(written(line)) == (Case(
        "a", "fact", "How many?", ("400",), (Evidence("one.txt", "400 people"),), all_answers=True,
        sides=(("400",), ("650", "some 650")), speaker="Ilva Torrek", min_sources=2, history=("What burned?",),
        outlets=("One",), since=dt.date(2031, 5, 4), until=dt.date(2031, 5, 6), as_of=dt.date(2031, 5, 5),
        split="tune"),)


def test_a_line_without_evidence_is_unanswerable(written):
    cases = read_questions(written(PLAIN, PLAIN | {"id": "b", "answers": [], "evidence": []}))
    assert [case.is_answerable for case in cases] == [True, False]


def test_a_split_keeps_its_own_questions_in_order(written):
    path = written(*(PLAIN | {"id": i, "split": s} for i, s in zip("abc", ("tune", "measure", "tune"), strict=True)),
                   PLAIN | {"id": "d"})
    assert [case.id for case in read_questions(path, split="tune")] == ["a", "c"]
    assert [case.id for case in read_questions(path)] == ["a", "b", "c", "d"]


def test_blank_lines_a_byte_order_mark_and_line_separators_inside_strings_are_no_faults(written):
    path = written("\ufeff" + json.dumps(PLAIN), "", json.dumps(PLAIN | {"id": "b", "question": "a\u2028b"},
                                                                ensure_ascii=False), "")
    assert [case.id for case in read_questions(path)] == ["a", "b"]


@pytest.mark.parametrize(("line", "said"), [
    ("{not json", r"set\.jsonl:2: the line: found '\{not json': Invalid JSON"),
    ({k: v for k, v in PLAIN.items() if k != "kind"}, r"set\.jsonl:2: kind: found nothing: Field required"),
    (PLAIN | {"id": "b", "answers": "400"}, r"set\.jsonl:2: answers: found '400': Input should be a valid array"),
    (PLAIN | {"evidence": [{"file": "one.txt", "quote": ""}]}, r"set\.jsonl:2: evidence\.0\.quote: found ''"),
    (PLAIN | {"id": "b", "since": "last week"}, r"set\.jsonl:2: since: found 'last week'"),
    (PLAIN | {"id": "b", "split": "test"}, r"set\.jsonl:2: split: found 'test': Input should be 'tune' or 'measure'"),
    (PLAIN, r"set\.jsonl:2: id 'a' stands on line 1 already"),
])
def test_a_bad_line_is_named_with_its_field_and_what_was_found(written, line, said):
    with pytest.raises(QuestionsError, match=said) as raised:
        read_questions(written(PLAIN, line))
    assert "\n" not in str(raised.value)


def test_a_missing_an_undecodable_and_an_empty_file_are_named(tmp_path, written):
    with pytest.raises(QuestionsError, match=r"none\.jsonl: cannot read the question set: No such file"):
        read_questions(tmp_path / "none.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\xfe{}")
    with pytest.raises(QuestionsError, match=r"latin\.jsonl: found a byte that is not UTF-8"):
        read_questions(tmp_path / "latin.jsonl")
    with pytest.raises(QuestionsError, match=r'found no question with "split": "measure" among 1'):
        read_questions(written(PLAIN), split="measure")
