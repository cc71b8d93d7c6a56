"""The chosen engine beside torch float32, in turn: `python -m eval.bench.engines`.

With ONEDNN_MAX_CPU_ISA=AVX2 it shows what a laptop's processor gives.
"""

import statistics
import sys
import time
from collections.abc import Callable

from vectorstore.acceptance import PROBES, QUESTIONS
from vectorstore.encoder import open_encoder
from vectorstore.engine import TorchEngine
from vectorstore.settings import hush, machine
from vectorstore.weights import shipped_weights

ROUNDS = 15


def main() -> None:
    """Print the milliseconds of a question and of a passage with both, and the medians of the rounds' ratios."""
    chosen, torch = open_encoder(), TorchEngine(shipped_weights())
    chosen.encode(PROBES)
    torch.encode(PROBES)
    sys.stdout.write(f"{machine()}\n")
    for what, texts in (("a question", [[question] for question in QUESTIONS]), ("a passage", [list(PROBES)])):
        rounds = [(_milliseconds(chosen.encode, texts), _milliseconds(torch.encode, texts)) for _ in range(ROUNDS)]
        mine, theirs = (statistics.median(side) for side in zip(*rounds, strict=True))
        ratio = statistics.median(one / other for one, other in rounds)
        sys.stdout.write(f"{what}: chosen {mine:.1f} ms, torch float32 {theirs:.1f} ms, ratio {ratio:.2f}\n")


def _milliseconds(encode: Callable[[list[str]], object], batches: list[list[str]]) -> float:
    start = time.perf_counter()
    for batch in batches:
        encode(batch)
    return (time.perf_counter() - start) * 1000 / sum(map(len, batches))


if __name__ == "__main__":
    hush()
    main()
