"""Make the windows that the span reader is trained on, from licensed question-answering data.

Expected below the data folder (licences in docs/reader.md): `squad_dev/*.jsonl` ({"title", "context", "qas"}),
`qamr/{dev,test}.tsv` and `qamr/wiki-sentences.tsv`, `selqa/ass_dev.json`, `trecqa_wang/train.csv`.
"""

import csv
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.sentences import split

# SQuAD articles that are never trained on: they measure.
HELD_OUT = frozenset({"Super Bowl 50", "Nikola Tesla", "Apollo program"})
QAMR_QUESTIONS = 14_000  # of 37,678: more of them would outweigh the questions that people asked of whole articles


@dataclass(frozen=True, slots=True)
class TrainingWindow:
    """One question and one sentence. `span` is where the sentence answers, None where that is not known; `answers`
    whether it does."""

    question: str
    context: str
    sentence: str
    answers: bool
    span: tuple[int, int] | None = None


def make_windows(data: Path, *, seed: int) -> tuple[list[TrainingWindow], list[TrainingWindow]]:
    """Return the windows to train on and those of the held-out articles, in a fixed order for a given `seed`."""
    rng = random.Random(seed)  # noqa: S311 - a shuffle, no secret
    train: list[TrainingWindow] = []
    held_out: list[TrainingWindow] = []
    names = ("squad2_dev", "squad11_dev_more")
    for paragraph in (p for name in names for p in _lines(data / "squad_dev" / f"{name}.jsonl")):
        kept = held_out if paragraph["title"] in HELD_OUT else train
        kept.extend(_squad_windows(paragraph, rng))
    train.extend(_qamr_windows(data / "qamr", rng))
    train.extend(_selqa_windows(data / "selqa" / "ass_dev.json"))
    train.extend(_trec_windows(data / "trecqa_wang" / "train.csv"))
    rng.shuffle(train)
    return train, held_out


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _squad_windows(paragraph: dict[str, object], rng: random.Random) -> Iterator[TrainingWindow]:
    """The sentence with the answer, and those without it that share most words with the question."""
    text, title = str(paragraph["context"]), str(paragraph["title"])
    sentences = [span.of(text) for span in split(text, language="en")]

    def window(position: int, answers: bool, span: tuple[int, int] | None = None) -> TrainingWindow:
        before = sentences[position - 1] if position else ""
        return TrainingWindow(question, f"{title}. {before}", sentences[position], answers, span)

    for asked in paragraph["qas"]:  # type: ignore[attr-defined]
        question, accepted = str(asked["question"]), list(asked["answers"])
        order = _by_shared_words(question, sentences)
        without = [n for n in order if not any(answer in sentences[n] for answer in accepted)]
        if not accepted:
            yield from (window(n, False) for n in order[:2])
            continue
        answer = sorted(accepted, key=len)[len(accepted) // 2]
        holding = next((n for n in order if answer in sentences[n]), None)
        if holding is not None:
            start = sentences[holding].index(answer)
            yield window(holding, True, (start, start + len(answer)))
            yield from (window(n, False) for n in without[: 1 + (rng.random() < 0.5)])


def _by_shared_words(question: str, sentences: Sequence[str]) -> list[int]:
    asked = _bag(question)
    return sorted(range(len(sentences)), key=lambda n: -len(asked & _bag(sentences[n])))


def _bag(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"[a-z0-9]{3,}", text.lower())}


def _qamr_windows(folder: Path, rng: random.Random) -> Iterator[TrainingWindow]:
    sentences = {}
    for line in (folder / "wiki-sentences.tsv").read_text(encoding="utf-8").splitlines():
        name, tokens = line.split("\t")
        sentences[name] = tokens.split(" ")
    siblings: dict[str, list[str]] = defaultdict(list)
    for name in sentences:
        siblings[name.rsplit(":", 2)[0]].append(name)
    rows = [line.split("\t") for name in ("dev", "test")
            for line in (folder / f"{name}.tsv").read_text(encoding="utf-8").splitlines()]  # fmt: skip
    rows = list({(row[0], row[5]): row for row in rows}.values())
    rng.shuffle(rows)
    for number, row in enumerate(rows[:QAMR_QUESTIONS]):
        words = [int(n) for n in row[6].split()]
        if words != list(range(words[0], words[-1] + 1)):
            continue
        text, offsets = _join(sentences[row[0]])
        yield TrainingWindow(row[5], "", text, True, (offsets[words[0]][0], offsets[words[-1]][1]))
        others = [n for n in siblings[row[0].rsplit(":", 2)[0]] if n != row[0]]
        if number % 3 == 0 and others:
            yield TrainingWindow(row[5], "", _join(sentences[rng.choice(others)])[0], False)


def _join(words: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Join Penn Treebank tokens into text; return it with each token's place."""
    text = ""
    offsets: list[tuple[int, int]] = []
    for word in (TREEBANK.get(word, word) for word in words):
        if text and not CLINGS.match(word) and not text.endswith("("):
            text += " "
        offsets.append((len(text), len(text) + len(word)))
        text += word
    return text, offsets


def _selqa_windows(path: Path) -> Iterator[TrainingWindow]:
    for row in json.loads(path.read_text(encoding="utf-8")):
        sentences, right = row["candidates"], set(row["answers"])
        wrong = [n for n in _by_shared_words(row["question"], sentences) if n not in right]
        for n in (*sorted(right), *wrong[:2]):
            before = sentences[n - 1] if n else ""
            yield TrainingWindow(row["question"], f"{row['article']}. {before}", sentences[n], n in right)


def _trec_windows(path: Path) -> Iterator[TrainingWindow]:
    labelled: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            labelled[row["qtext"]].append((_join(row["atext"].split(" "))[0], row["label"] == "1"))
    for question, rows in labelled.items():
        wrong = [text for text, is_right in rows if not is_right]
        order = _by_shared_words(question, wrong)
        yield from (TrainingWindow(question, "", text, True) for text, is_right in rows if is_right)
        yield from (TrainingWindow(question, "", wrong[n], False) for n in order[:5])


TREEBANK = {"-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"'}
CLINGS = re.compile(r"^(?:[,.;:?!%)]|'s|n't|'re|'ve|'ll|'d)$")
