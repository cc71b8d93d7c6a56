"""A corpus of any size made from real events: each of its events is a real one moved to another topic.

The real articles go in as they are. Every further event takes one of them with its geometry (how its passages and
sentences lie around their mean) and moves the mean to a mixture of real ones; names, figures and rare words are made
anew, other words change places with words about as frequent. So neighbourhoods, passage lengths and the statistics of
words stay those of the articles, and nothing is said twice.
"""

import datetime as dt
import json
import re
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.random import Generator

from ingest import Loaded
from ingest.article import Article, Block, BlockKind, Dated, Passage, Precision, Span, digest
from ingest.reprints import bands
from vectorstore import schema
from vectorstore.encoder import open_encoder
from vectorstore.engine import Vectors
from vectorstore.rows import Embedded, article_values, passage_values, to_rows, to_vector
from vectorstore.truth import Truth

WORD = re.compile(r"[^\W_]+")
SYLLABLES = ("ba", "den", "fi", "gor", "hal", "ki", "lum", "mer", "no", "pel", "ras", "tor", "vin", "zu", "sha", "ock")
OUTLETS = 60
FIRST_DAY = dt.date(2029, 1, 1)
DAYS = 1000
RARE = 3  # a word of fewer base passages is made anew in every event
FUNCTION_WORDS = 150  # the commonest words stay where they are
BAND = 40  # so many words of about one frequency change places
ARTICLES_A_COMMIT = 200
JITTER = 0.25  # of a passage's distance to its event's mean: no two events are the same but for their place


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a base sentence as numbers in the vocabulary, and what stands before each and at the end."""

    words: tuple[int, ...]
    between: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BasePassage:
    """A passage of a real article: its sentences, its vector, and one a sentence."""

    sentences: tuple[Sentence, ...]
    vector: Vectors
    sentence_vectors: Vectors


@dataclass(frozen=True, slots=True)
class BaseArticle:
    """A real article as a pattern."""

    title: Sentence
    passages: tuple[BasePassage, ...]


@dataclass(frozen=True, slots=True)
class Base:
    """The patterns: events of articles, the vocabulary, the numbers in it of words to be made anew and of those to
    change places (by frequency), and all vectors."""

    events: tuple[tuple[BaseArticle, ...], ...]
    vocabulary: tuple[str, ...]
    new: tuple[int, ...]
    moving: tuple[int, ...]
    vectors: Vectors


Stored = tuple[Loaded, list[Embedded]]


def read_base(stores: Sequence[Path]) -> Base:
    """Return the patterns of the articles in `stores`, one event each."""
    numbers: dict[str, int] = {}
    events = tuple(_event(store, numbers) for store in stores)
    counts: Counter[int] = Counter()
    for passage in (p for event in events for article in event for p in article.passages):
        counts.update({n for sentence in passage.sentences for n in sentence.words})
    words = tuple(numbers)
    lower = {word for word in words if word.islower()}
    new = tuple(n for n, word in enumerate(words)
                if counts[n] < RARE or word.isdigit() or (word[0].isupper() and word.lower() not in lower))
    kept = [n for n, _ in counts.most_common() if n not in set(new)]
    vectors = np.stack([p.vector for event in events for article in event for p in article.passages])
    return Base(events, words, new, tuple(kept[FUNCTION_WORDS:]), vectors)


def _event(folder: Path, numbers: dict[str, int]) -> tuple[BaseArticle, ...]:
    with closing(Truth(folder, digest=open_encoder().digest)) as truth:
        return tuple(_article(truth, article, numbers) for article in truth.articles())


def _article(truth: Truth, article: Article, numbers: dict[str, int]) -> BaseArticle:
    with truth.reading() as connection:
        rows = connection.execute("SELECT embedding, sentence_embeddings FROM passages WHERE article_id = ? "
                                  "ORDER BY row_id", [article.article_id]).fetchall()
    passages = []
    for passage, row in zip(truth.passages(article.article_id), rows, strict=True):
        vector = to_vector(row[0])
        passages.append(BasePassage(tuple(_sentence(text, numbers) for text in passage.sentence_texts()), vector,
                                    to_rows(row[1], len(vector))))
    return BaseArticle(_sentence(article.title, numbers), tuple(passages))


def _sentence(text: str, numbers: dict[str, int]) -> Sentence:
    found = list(WORD.finditer(text))
    ends = [0, *(word.end() for word in found)]
    starts = [*(word.start() for word in found), len(text)]
    return Sentence(tuple(numbers.setdefault(word[0], len(numbers)) for word in found),
                    tuple(text[end:start] for end, start in zip(ends, starts, strict=True)))


def synthetic(base: Base, *, passages: int, seed: int) -> Iterator[Stored]:
    """Yield articles with their embeddings until there are `passages`; the last article is cut to fit."""
    left = passages
    for number in range(passages):
        for loaded, embedded in _moved(base, number, seed):
            yield replace(loaded, passages=loaded.passages[:left]), embedded[:left]
            left -= len(embedded[:left])
            if left == 0:
                return


def _moved(base: Base, number: int, seed: int) -> Iterator[Stored]:
    placed = moved_vectors(base, number, seed)
    chance = np.random.default_rng([seed, number, 1])
    words = _words(base, chance)
    day = FIRST_DAY + dt.timedelta(days=int(chance.integers(DAYS)))
    for article, embedded in placed:
        outlet = f"Paper {int(OUTLETS * chance.random() ** 2):02}"  # the first an eighth of all
        yield _written(article, words, name=f"growth/{number}", outlet=outlet, day=day, chance=chance), embedded


def moved_vectors(base: Base, number: int, seed: int) -> list[tuple[BaseArticle, list[Embedded]]]:
    """Return the articles of one event as patterns, each with its embeddings at another place."""
    chance = np.random.default_rng([seed, number, 0])
    event = base.events[int(chance.integers(len(base.events)))]
    old = np.mean([p.vector for article in event for p in article.passages], axis=0)
    mixed = base.vectors[chance.integers(len(base.vectors), size=3)].T @ chance.dirichlet((1, 1, 1))
    shift = mixed * (np.linalg.norm(old) / np.linalg.norm(mixed)) - old
    return [(article, [_placed(p, shift, base.vectors, chance) for p in article.passages]) for article in event]


def _placed(passage: BasePassage, shift: Vectors, real: Vectors, chance: Generator) -> Embedded:
    pair = real[chance.integers(len(real), size=2)]
    move = shift + JITTER * (pair[0] - pair[1])
    return Embedded(_unit(passage.vector + move), _unit(passage.sentence_vectors + move))


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), dtype=np.float32)


def _words(base: Base, chance: Generator) -> list[str]:
    """Return what each word of the vocabulary is in one event."""
    words = list(base.vocabulary)
    order = np.argsort(np.arange(len(base.moving)) + chance.random(len(base.moving)) * BAND)
    for place, other in zip(base.moving, order, strict=True):
        words[place] = base.vocabulary[base.moving[other]]
    syllables = chance.integers(len(SYLLABLES), size=(len(words), 4))
    lengths, figures = chance.integers(2, 5, size=len(words)), chance.integers(10**9, 10**10, size=len(words))
    for n in base.new:
        word, made = words[n], "".join(SYLLABLES[s] for s in syllables[n, : lengths[n]])
        words[n] = str(figures[n])[-len(word):] if word.isdigit() else made.capitalize() if word[0].isupper() else made
    return words


def _text(sentence: Sentence, words: Sequence[str]) -> str:
    parts = [sentence.between[0]]
    for number, after in zip(sentence.words, sentence.between[1:], strict=True):
        parts.extend((words[number], after))
    return "".join(parts)


def _written(article: BaseArticle, words: Sequence[str], *, name: str, outlet: str, day: dt.date,
             chance: Generator) -> Loaded:
    title = _text(article.title, words) or "Untitled"
    text, blocks = title, [Block(BlockKind.HEADLINE, Span(0, len(title)), "en")]
    spans: list[tuple[Span, ...]] = []
    for passage in article.passages:
        sentences: list[Span] = []
        text += "\n"
        for sentence in passage.sentences:
            text += " " if sentences else "\n"
            start = len(text)
            text += _text(sentence, words)
            sentences.append(Span(start, len(text)))
        spans.append(tuple(sentences))
        blocks.append(Block(BlockKind.PARAGRAPH, Span(sentences[0].start, sentences[-1].end), "en"))
    made = digest(name, title, text)
    published = Dated(day.isoformat(), Precision.DAY, "made")
    whole = Article(made, made, made, f"{name}/{made}.txt", None, title, outlet, (), published, None, "en", text,
                    tuple(blocks))
    # Minima of no text: no two of these articles are copies of one another.
    signature = (*chance.integers(2**32, size=128).tolist(), len(text) // 6)
    return Loaded(whole, tuple(_passage(whole, span) for span in spans), text.encode(), signature)


def _passage(article: Article, sentences: tuple[Span, ...]) -> Passage:
    span = Span(sentences[0].start, sentences[-1].end)
    return Passage(digest(article.article_id, str(span.start), str(span.end)), article.article_id,
                   BlockKind.PARAGRAPH, "en", span, sentences, span.of(article.text))


def fill(folder: Path, stores: Sequence[Path], *, passages: int, seed: int) -> None:
    """Make a store of `passages` in `folder`: the articles of `stores`, then made ones.

    Raises:
        StoreError: if the folder holds something else or cannot be written.
    """
    encoder = open_encoder()
    schema.create(folder, encoder.meta)
    with closing(Truth(folder, digest=encoder.digest)) as truth:
        for loaded, embedded in islice(_real(stores), passages):
            truth.put(loaded, embedded)
        with truth.reading() as connection:
            missing = passages - connection.execute("SELECT count(*) FROM passages").fetchone()[0]
        made = synthetic(read_base(stores), passages=max(0, missing), seed=seed)
        while batch := list(islice(made, ARTICLES_A_COMMIT)):
            with truth.writing() as connection:
                for loaded, embedded in batch:
                    _insert(connection, loaded, embedded)


def _insert(connection: sqlite3.Connection, loaded: Loaded, embedded: Sequence[Embedded]) -> None:
    article = loaded.article
    schema.insert(connection, "articles", article_values(loaded))
    for passage, vectors in zip(loaded.passages, embedded, strict=True):
        schema.insert(connection, "passages", passage_values(passage, article.title, embedded=vectors))
    connection.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)",
                           [(band, article.article_id) for band in bands(loaded.signature)])


def _real(stores: Sequence[Path]) -> Iterator[Stored]:
    """Yield the articles of `stores` as they were stored."""
    for folder in stores:
        with closing(Truth(folder, digest=open_encoder().digest)) as truth:
            for article in truth.articles():
                row = truth.row(article.article_id, "raw, signature")
                loaded = Loaded(article, truth.passages(article.article_id), zlib.decompress(row["raw"]),
                                tuple(json.loads(row["signature"])))
                yield loaded, _embedded(truth, article.article_id)


def _embedded(truth: Truth, article_id: str) -> list[Embedded]:
    with truth.reading() as connection:
        rows = connection.execute("SELECT embedding, sentence_embeddings FROM passages WHERE article_id = ? "
                                  "ORDER BY row_id", [article_id]).fetchall()
    vectors = [to_vector(row[0]) for row in rows]
    return [Embedded(v, to_rows(row[1], len(v))) for v, row in zip(vectors, rows, strict=True)]
