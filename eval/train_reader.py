"""Train the span reader and write its weights file: `python -m eval.train_reader DATA OUT`.

Fine-tunes the packaged MiniLM with start, end, answerable and yes heads (Devlin et al. 2019, section 4.3) on the
windows of `eval.reader_windows` and, with --events, of `eval.reader_events`.
docs/reader.md is the model card.
"""

import logging
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer
from torch.nn import functional

from eval.reader_events import event_windows
from eval.reader_windows import TrainingWindow, make_windows
from rag.reader import Window, build_module, encode
from rag.reader_weights import save_differences

logger = logging.getLogger(__name__)

BATCH = 32
WARM_UP = 150  # steps
YES_SHARE = 2.0  # of the loss: about one window in four is for yes or no
KEPT = 1_500  # held-out windows that are measured


def main(
    data: Annotated[Path, typer.Argument(help="folder of the data sets")],
    out: Annotated[Path, typer.Argument(help="the weights file to write")],
    steps: Annotated[int, typer.Option(help="batches of 32 windows")] = 3_200,
    rate: Annotated[float, typer.Option(help="peak learning rate")] = 1.2e-4,
    seed: Annotated[int, typer.Option(help="of the windows drawn and their order")] = 7,
    further: Annotated[bool, typer.Option("--further", help="start from the shipped weights")] = False,
    kept: Annotated[int, typer.Option(help="lower layers, of six, that stay as they are")] = 0,
    events: Annotated[list[str] | None, typer.Option(help="folder of events to train on, most of what is read")] = None,
    stores: Annotated[Path | None, typer.Option(help="folder for the events' stores, with --events")] = None,
) -> None:
    """Train, print the held-out measure now and then, write the file."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.manual_seed(seed)
    train, held_out = make_windows(data, seed=seed)
    if events and stores:
        train = _mixed(train, event_windows(events, stores, seed=seed), seed=seed)
    module, packaged = build_module(load_differences=further).train(), build_module(load_differences=False)
    module.body.embeddings.word_embeddings.requires_grad_(requires_grad=False)  # halves the file, and no figure falls
    for layer in module.body.encoder.layer[:kept]:
        layer.requires_grad_(False)
    learnt = [p for p in module.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learnt, lr=rate, weight_decay=0.01)
    started = time.monotonic()
    for step, batch in enumerate(_batches(train, steps, seed=seed), start=1):
        now = rate * min(1.0, step / min(WARM_UP, steps / 6)) * max(0.01, 1 - step / steps)
        for group in optimizer.param_groups:
            group["lr"] = now
        loss = _loss(module, batch)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimizer.step()
        if step % 400 == 0 or step == steps:
            measured = auroc(module.eval(), held_out[:KEPT])
            logger.info("step %d of %d, %.0f s, AUROC %.3f", step, steps, time.monotonic() - started, measured)
            save_differences(module.train(), packaged, out)


def _mixed(others: Sequence[TrainingWindow], own: Sequence[TrainingWindow], *, seed: int) -> list[TrainingWindow]:
    """The windows of events, those that answer twice, those that say yes or no four times, and a third as many
    `others`, to keep what was learnt there."""
    rng = random.Random(seed)  # noqa: S311 - a shuffle, no secret
    again = [w for w in own if w.answers] + [w for w in own if w.yes is not None] * 2
    return [*own, *again, *rng.sample(list(others), min(len(own) // 3, len(others)))]


def auroc(module: Any, windows: Sequence[TrainingWindow]) -> float:
    """Return how well the answerable score tells windows that answer from those that do not: area under the curve."""
    with torch.inference_mode():
        scores = torch.cat([_scores(module, windows[n : n + BATCH]) for n in range(0, len(windows), BATCH)]).numpy()
    answers = np.array([w.answers for w in windows])
    ranks = scores.argsort().argsort() + 1
    right, wrong = int(answers.sum()), int((~answers).sum())
    return float((ranks[answers].sum() - right * (right + 1) / 2) / (right * wrong))


def _batches(windows: Sequence[TrainingWindow], steps: int, *, seed: int) -> Iterator[list[TrainingWindow]]:
    """Yield `steps` batches of windows of like length, so that little is padding."""
    rng = random.Random(seed)  # noqa: S311 - a shuffle, no secret
    made = 0
    while True:
        order = rng.sample(list(windows), len(windows))
        for n in range(0, len(order), BATCH * 32):
            chunk = sorted(order[n : n + BATCH * 32], key=lambda w: len(w.question) + len(w.context) + len(w.sentence))
            batches = [chunk[m : m + BATCH] for m in range(0, len(chunk), BATCH)]
            rng.shuffle(batches)
            for batch in batches:
                if made == steps:
                    return
                made += 1
                yield batch


def _loss(module: Any, batch: Sequence[TrainingWindow]) -> torch.Tensor:
    """Cross entropy of start and end (at the first token where the sentence does not answer, left out where the span
    is not known), of answerable or not, and of yes or no where that is known."""
    inputs, starts, ends, allowed = _tensors(batch)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        spans, answerable, yes = module(*inputs)
    spans = spans.float().masked_fill(~allowed.unsqueeze(-1), -1e4)
    answers = torch.tensor([float(w.answers) for w in batch])
    span_loss = functional.cross_entropy(spans[..., 0], starts) + functional.cross_entropy(spans[..., 1], ends)
    told = [row for row, w in enumerate(batch) if w.yes is not None]
    says_yes = torch.tensor([float(batch[row].yes or 0) for row in told])
    yes_loss = functional.binary_cross_entropy_with_logits(yes.float()[told], says_yes, reduction="sum") / len(batch)
    answerable_loss = functional.binary_cross_entropy_with_logits(answerable.float(), answers)
    return span_loss / 2 + answerable_loss + YES_SHARE * yes_loss


def _scores(module: Any, batch: Sequence[TrainingWindow]) -> torch.Tensor:
    inputs, *_ = _tensors(batch)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        answerable: torch.Tensor = module(*inputs)[1]
    return answerable.float()


def _tensors(
    batch: Sequence[TrainingWindow],
) -> tuple[tuple[torch.Tensor, ...], torch.Tensor, torch.Tensor, torch.Tensor]:
    """(ids, mask, types), start and end positions, and where a span may begin or end."""
    encoded = [encode(w.question, Window(w.context, w.sentence)) for w in batch]
    shape = (len(batch), max(len(e.ids) for e in encoded))
    ids, mask, types = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    allowed = torch.zeros(shape, dtype=torch.bool)
    places = [_place(w, e.offsets, e.first) for w, e in zip(batch, encoded, strict=True)]
    for row, e in enumerate(encoded):
        ids[row, : len(e.ids)] = torch.tensor(e.ids)
        types[row, : len(e.ids)] = torch.tensor(e.types)
        mask[row, : len(e.ids)] = 1
        allowed[row, 0] = True
        allowed[row, e.first : e.first + len(e.offsets)] = True
    starts, ends = (torch.tensor(column) for column in zip(*places, strict=True))
    return (ids, mask, types), starts, ends, allowed


def _place(window: TrainingWindow, offsets: Sequence[tuple[int, int]], first: int) -> tuple[int, int]:
    if window.span is None:
        return (IGNORED, IGNORED) if window.answers else (0, 0)
    inside = [n for n, (start, end) in enumerate(offsets) if end > window.span[0] and start < window.span[1]]
    return (first + inside[0], first + inside[-1]) if inside else (0, 0)


IGNORED = -100  # cross_entropy's own mark

if __name__ == "__main__":
    typer.run(main)
