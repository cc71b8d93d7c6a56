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
from itertools import groupby
from pathlib import Path

import numpy as np

from eval.reader_negatives import names_by_label, with_another_name, without_answer
from ingest.sentences import split
from rag.parse import pipeline
from vectorstore.encoder import open_encoder

# SQuAD 2.0 articles that are never trained on: they measure.
HELD_OUT = frozenset({"Black Death", "Fresno, California", "Scottish Parliament", "Sky (United Kingdom)"})
QAMR_QUESTIONS = 20_000  # of 37,678: more of them would outweigh the questions that people asked of whole articles
SWAPPED_SHARE, CUT_SHARE, UNTITLED_SHARE = 0.35, 0.7, 0.2


@dataclass(frozen=True, slots=True)
class TrainingWindow:
    """One question and one sentence. `span` is where the sentence answers, None where that is not known; `answers`
    whether it does; `yes` whether it says yes or no, None where that is not asked or not known."""

    question: str
    context: str
    sentence: str
    answers: bool
    span: tuple[int, int] | None = None
    yes: bool | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question on sentence `home` of an article's sentences, and where it answers; no span: unanswerable."""

    question: str
    paragraph: int
    home: int | None
    span: tuple[int, int] | None
    accepted: tuple[str, ...]


def make_windows(data: Path, *, seed: int) -> tuple[list[TrainingWindow], list[TrainingWindow]]:
    """Return the windows to train on and those of the held-out articles, in a fixed order for a given `seed`."""
    rng = random.Random(seed)  # noqa: S311 - a shuffle, no secret
    train: list[TrainingWindow] = []
    held_out: list[TrainingWindow] = []
    names = ("squad2_dev", "squad11_dev_more")
    paragraphs = [p for name in names for p in _lines(data / "squad_dev" / f"{name}.jsonl")]
    for title, article in groupby(paragraphs, key=lambda p: str(p["title"])):
        kept = held_out if title in HELD_OUT else train
        kept.extend(_squad_windows(title, list(article), rng))
    train.extend(_qamr_windows(data / "qamr", rng))
    train.extend(_selqa_windows(data / "selqa" / "ass_dev.json"))
    train.extend(_trec_windows(data / "trecqa_wang" / "train.csv"))
    rng.shuffle(train)
    return train, held_out


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _squad_windows(title: str, paragraphs: Sequence[dict[str, object]], rng: random.Random) -> Iterator[TrainingWindow]:
    """For each question the sentence that answers, near ones that do not, and it with the answer or a name gone."""
    cut = [[span.of(text) for span in split(text, language="en")] for text in (str(p["context"]) for p in paragraphs)]
    sentences = [s for paragraph in cut for s in paragraph]
    first = np.cumsum([0, *(len(paragraph) for paragraph in cut)])
    before = [s for paragraph in cut for s in ["", *paragraph[:-1]]]
    asked = [a for n, p in enumerate(paragraphs) for a in _asked(p, n, cut[n], int(first[n]))]
    nearness = open_encoder().encode([a.question for a in asked]) @ open_encoder().encode(sentences).T
    parsed = list(pipeline().pipe(sentences, batch_size=32))
    questions = list(pipeline().pipe([a.question for a in asked], batch_size=64))
    names = names_by_label(parsed)

    def window(question: str, n: int, sentence: str, span: tuple[int, int] | None = None) -> TrainingWindow:
        context = before[n] if rng.random() < UNTITLED_SHARE else f"{title}. {before[n]}"
        return TrainingWindow(question, context, sentence, span is not None, span)

    for a, doc, near in zip(asked, questions, nearness, strict=True):
        own = range(int(first[a.paragraph]), int(first[a.paragraph + 1]))
        silent = [n for n in _by_shared_words(a.question, sentences, own) if _lacks(sentences[n], a.accepted)]
        nearest = [n for n in near.argsort()[::-1][:8].tolist() if _lacks(sentences[n], a.accepted)]
        if a.span is None or a.home is None:
            yield from (window(a.question, n, sentences[n]) for n in dict.fromkeys([*silent[:3], *nearest[:1]]))
            continue
        yield window(a.question, a.home, sentences[a.home], a.span)
        yield from (window(a.question, n, sentences[n]) for n in dict.fromkeys([*silent[:1], *nearest[:1]]))
        left = without_answer(parsed[a.home], *a.span)
        if left is not None and rng.random() < CUT_SHARE:
            yield window(a.question, a.home, left)
        whole = f"{title}. {before[a.home]} {sentences[a.home]}"
        other = with_another_name(doc, whole, names, rng)
        if other is not None and rng.random() < SWAPPED_SHARE:
            yield window(other, a.home, sentences[a.home])


def _asked(paragraph: dict[str, object], number: int, sentences: Sequence[str], first: int) -> Iterator[_Asked]:
    for row in paragraph["qas"]:  # type: ignore[attr-defined]
        question, accepted = str(row["question"]), tuple(row["answers"])
        if not accepted:
            yield _Asked(question, number, None, None, ())
            continue
        answer = sorted(accepted, key=len)[len(accepted) // 2]
        order = _by_shared_words(question, sentences, range(len(sentences)))
        home = next((n for n in order if answer in sentences[n]), None)
        if home is not None:
            start = sentences[home].index(answer)
            yield _Asked(question, number, first + home, (start, start + len(answer)), accepted)


def _lacks(sentence: str, accepted: Sequence[str]) -> bool:
    return not any(answer in sentence for answer in accepted)


def _by_shared_words(question: str, sentences: Sequence[str], among: Sequence[int]) -> list[int]:
    asked = _bag(question)
    return sorted(among, key=lambda n: -len(asked & _bag(sentences[n])))


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
    joined = {name: join_tokens(tokens) for name, tokens in sentences.items()}
    used = list(dict.fromkeys(row[0] for row in rows[:QAMR_QUESTIONS]))
    docs = dict(zip(used, pipeline().pipe([joined[name][0] for name in used], batch_size=32), strict=True))
    for row in rows[:QAMR_QUESTIONS]:
        words = [int(n) for n in row[6].split()]
        if words != list(range(words[0], words[-1] + 1)):
            continue
        text, offsets = joined[row[0]]
        span = (offsets[words[0]][0], offsets[words[-1]][1])
        yield TrainingWindow(row[5], "", text, True, span)
        others = [joined[n][0] for n in siblings[row[0].rsplit(":", 2)[0]] if n != row[0]]
        order = _by_shared_words(row[5], others, range(len(others)))
        silent = next((n for n in order if _lacks(others[n], [text[slice(*span)]])), None)
        if silent is not None and rng.random() < CUT_SHARE / 2:
            yield TrainingWindow(row[5], "", others[silent], False)
        left = without_answer(docs[row[0]], *span)
        if left is not None and rng.random() < CUT_SHARE / 2:
            yield TrainingWindow(row[5], "", left, False)


def join_tokens(words: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
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
        order = _by_shared_words(row["question"], sentences, range(len(sentences)))
        wrong = [n for n in order if n not in right]
        for n in (*sorted(right), *wrong[:3]):
            before = sentences[n - 1] if n else ""
            yield TrainingWindow(row["question"], f"{row['article']}. {before}", sentences[n], n in right)


def _trec_windows(path: Path) -> Iterator[TrainingWindow]:
    labelled: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            labelled[row["qtext"]].append((join_tokens(row["atext"].split(" "))[0], row["label"] == "1"))
    for question, rows in labelled.items():
        wrong = [text for text, is_right in rows if not is_right]
        order = _by_shared_words(question, wrong, range(len(wrong)))
        yield from (TrainingWindow(question, "", text, True) for text, is_right in rows if is_right)
        yield from (TrainingWindow(question, "", wrong[n], False) for n in order[:8])


TREEBANK = {"-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"'}
CLINGS = re.compile(r"^(?:[,.;:?!%)]|'s|n't|'re|'ve|'ll|'d)$")
