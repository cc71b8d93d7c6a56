"""Whether a fast engine finds what the reference finds: told by its vectors, and by what they bring up."""

from dataclasses import dataclass

import numpy as np

from vectorstore.engine import Engine, Vectors
from vectorstore.prompts import Prompts

# Mean cosine to torch float32; float32 reaches 1.0000, bfloat16 on AMX .99999, int8 .94.
LEAST_COSINE = 0.999
# Of the questions whose passage stands among the first ten, at most this share may be lost.
MOST_LOST = 0.01
FIRST = 10
AT_ONCE = 12

PLACES = ("Harbour town", "The northern valley", "A mountain village", "The old quarter")
# What happened, and a question that its passage answers in other words.
EVENTS = (
    ("lost its power", "How many homes were in the dark?", 240), ("counted its votes", "Who won the election?", 1875),
    ("closed the tunnel", "Which road was shut to cars?", 36), ("opened a school", "Where do children learn now?", 410),
    ("sold the old mill", "What did the buyer pay for?", 92), ("fought a flood", "How high did the water rise?", 657))
PROBES = tuple(
    f"{place} {event}\n{place} {event} on Tuesday, officials said, and {number + 7 * n} households were told to wait "
    f"for news. The mayor called the night \"long and cold\" and promised a report within {number % 9 + 2} days."
    for n, place in enumerate(PLACES) for event, _, number in EVENTS)
QUESTIONS = tuple(f"{place}: {question}" for place in PLACES for _, question, _ in EVENTS)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one engine makes of `PROBES` and `QUESTIONS`, which stand in the same order."""

    passages: Vectors
    questions: Vectors

    def hit_at_10(self) -> float:
        """Return the share of the questions whose own passage is among the ten nearest."""
        cosines = self.questions @ self.passages.T
        ranks = (cosines > np.diag(cosines)[:, None]).sum(axis=1)
        return float((ranks < FIRST).mean())


def see(engine: Engine, prompts: Prompts) -> Seen:
    """Encode the probes and the questions, some at once."""
    starts = range(0, len(PROBES), AT_ONCE)
    return Seen(np.vstack([engine.encode(PROBES[n : n + AT_ONCE], prompt=prompts.passage) for n in starts]),
                np.vstack([engine.encode(QUESTIONS[n : n + AT_ONCE], prompt=prompts.query) for n in starts]))


def mean_cosine(one: Seen, other: Seen) -> float:
    """Return how alike two engines' vectors are, 1 where they are the same, 0 where they are no match at all."""
    if one.passages.shape != other.passages.shape:
        return 0.0
    pairs = ((one.passages, other.passages), (one.questions, other.questions))
    return float(np.mean(np.concatenate([np.sum(mine * theirs, axis=1) for mine, theirs in pairs])))


def is_faithful(seen: Seen, reference: Seen) -> bool:
    """Tell whether an engine may stand for the reference: its vectors are the same, and so is what they find."""
    return (mean_cosine(seen, reference) >= LEAST_COSINE
            and seen.hit_at_10() >= reference.hit_at_10() - MOST_LOST)
