"""The span reader: a small network that finds in a sentence the words that answer a question, and how surely.

Extractive reading with start, end and no-answer scores as in Devlin et al. 2019 (BERT, section 4.3), over one sentence
and what stands before it. The weights are `reader.safetensors`: what training changed in the packaged MiniLM
(`eval/train_reader.py` makes the file, `docs/reader.md` is its card).
"""

import hashlib
import os
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.engine import LENGTH_STEP, import_openvino, padded_rows
from vectorstore.settings import hush, load_settings
from vectorstore.weights import shipped_weights

WEIGHTS = Path(__file__).with_name("reader.safetensors")
MAX_QUESTION, MAX_CONTEXT, MAX_TOKENS, MAX_SPAN = 40, 40, 160, 20  # tokens, as in training
BATCH = 8  # windows of like length share a batch; larger ones only add padding
CLS, SEP = 101, 102

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Window:
    """A sentence with the text that stands before it (its title and the sentence before)."""

    context: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The best answer in one window: `[start, end)` in the sentence's characters, and its score.

    `score` is in log odds, above 0 where the sentence rather answers than not.
    """

    start: int
    end: int
    score: float


class Network(Protocol):
    """Runs a batch: (ids, mask, token types) -> (start and end scores of each token, answerable score of each row)."""

    def __call__(
        self, ids: NDArray[np.int64], mask: NDArray[np.int64], types: NDArray[np.int64]
    ) -> tuple[Floats, Floats]: ...


class SpanReader:
    """Reads sentences for a question; loads at first use, safe between threads."""

    def read(self, question: str, windows: Sequence[Window]) -> tuple[Reading, ...]:
        """Return the best answer that each window holds, in order."""
        encoded = [encode(question, window) for window in windows]
        order = sorted(range(len(windows)), key=lambda i: len(encoded[i].ids))
        readings: dict[int, Reading] = {}
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            for position, reading in zip(batch, _read_batch([encoded[i] for i in batch]), strict=True):
                readings[position] = reading
        return tuple(readings[i] for i in range(len(windows)))


@dataclass(frozen=True, slots=True)
class Encoded:
    """A window as the network reads it: token ids and types, where the sentence's tokens begin, their characters."""

    ids: list[int]
    types: list[int]
    first: int  # position of the sentence's first token
    offsets: list[tuple[int, int]]


def encode(question: str, window: Window) -> Encoded:
    """Return question, context and sentence as one row of tokens, each cut to its share of `MAX_TOKENS`."""
    tokens = _tokenizer()
    asked = tokens.encode(question, add_special_tokens=False).ids[:MAX_QUESTION]
    context = tokens.encode(window.context, add_special_tokens=False).ids[-MAX_CONTEXT:]
    sentence = tokens.encode(window.sentence, add_special_tokens=False)
    room = MAX_TOKENS - 4 - len(asked) - len(context)
    ids = [CLS, *asked, SEP, *context, SEP, *sentence.ids[:room], SEP]
    types = [0] * (len(asked) + 2) + [1] * (len(ids) - len(asked) - 2)
    return Encoded(ids, types, len(asked) + len(context) + 3, sentence.offsets[:room])


def _read_batch(batch: Sequence[Encoded]) -> list[Reading]:
    length = -(-max(len(e.ids) for e in batch) // LENGTH_STEP) * LENGTH_STEP
    shape = (padded_rows(len(batch)), length)
    ids, mask, types = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    mask[:, 0] = 1  # rows that only pad still attend to something
    for row, encoded in enumerate(batch):
        ids[row, : len(encoded.ids)] = encoded.ids
        types[row, : len(encoded.types)] = encoded.types
        mask[row, : len(encoded.ids)] = 1
    spans, answerable = _network()(ids, mask, types)
    return [_best(spans[row], float(answerable[row]), encoded) for row, encoded in enumerate(batch)]


def _best(scores: Floats, answerable: float, encoded: Encoded) -> Reading:
    inside = slice(encoded.first, encoded.first + len(encoded.offsets))
    start, end = scores[inside, 0], scores[inside, 1]
    pairs = start[:, None] + end[None, :]
    size = len(start)
    allowed = np.triu(np.ones((size, size), dtype=bool)) & ~np.triu(np.ones((size, size), dtype=bool), MAX_SPAN)
    first, last = np.unravel_index(np.where(allowed, pairs, -np.inf).argmax(), pairs.shape)
    null = float(scores[0].sum())
    return Reading(
        encoded.offsets[first][0], encoded.offsets[last][1], (float(pairs[first, last]) - null) / 2 + answerable
    )


@cache
def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(shipped_weights() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@cache
def _network() -> Network:
    hush()
    try:
        return _OpenVinoNetwork(_converted(load_settings().cache))
    except (ImportError, OSError):  # no OpenVINO for this platform, or nowhere to keep the converted model
        return _TorchNetwork()


class _OpenVinoNetwork:
    """Runs in bfloat16 where the processor has it, else in float32: OpenVINO's own choice, unless that fails.

    It does fail where oneDNN is kept from the instructions that the processor has (ONEDNN_MAX_CPU_ISA).
    """

    def __init__(self, model: Path) -> None:
        self._lock = Lock()
        try:
            self._request = self._compile(model, {})
        except RuntimeError:
            self._request = self._compile(model, {"INFERENCE_PRECISION_HINT": "f32"})

    def _compile(self, model: Path, options: dict[str, str]) -> Any:
        compiled = import_openvino().Core().compile_model(str(model), "CPU", {"PERFORMANCE_HINT": "LATENCY", **options})
        request = compiled.create_infer_request()
        one = np.ones((1, LENGTH_STEP), dtype=np.int64)
        request.infer({"input_ids": one, "attention_mask": one, "token_type_ids": one})
        return request

    def __call__(
        self, ids: NDArray[np.int64], mask: NDArray[np.int64], types: NDArray[np.int64]
    ) -> tuple[Floats, Floats]:
        with self._lock:
            output = self._request.infer({"input_ids": ids, "attention_mask": mask, "token_type_ids": types})
            return np.array(output[0], dtype=np.float32), np.array(output[1], dtype=np.float32)


class _TorchNetwork:
    def __init__(self) -> None:
        self._module = build_module(load_differences=True)
        self._lock = Lock()

    def __call__(
        self, ids: NDArray[np.int64], mask: NDArray[np.int64], types: NDArray[np.int64]
    ) -> tuple[Floats, Floats]:
        import torch

        with self._lock, torch.inference_mode():
            spans, answerable, _ = self._module(torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(types))
            return spans.numpy(), answerable.numpy()


def build_module(*, load_differences: bool) -> Any:
    """Return the network as a torch module: the packaged MiniLM with start, end and answerable heads, a head for yes
    or no that only trains along, and with `load_differences` what training changed."""
    import torch
    from transformers import AutoModel

    class SpanNetwork(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = AutoModel.from_pretrained(
                shipped_weights(), add_pooling_layer=False, local_files_only=True, attn_implementation="eager"
            )
            self.span = torch.nn.Linear(384, 2)
            self.answerable = torch.nn.Linear(384, 1)
            self.yes = torch.nn.Linear(384, 1)

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            hidden = self.body(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            ).last_hidden_state
            first = hidden[:, 0]
            return self.span(hidden), self.answerable(first).squeeze(-1), self.yes(first).squeeze(-1)

    module = SpanNetwork().eval()
    if load_differences:
        from rag.reader_weights import apply_differences

        apply_differences(module, WEIGHTS)
    return module


def _converted(cache_folder: Path) -> Path:
    """Return the network in OpenVINO's form, converted at first use and kept in the cache folder."""
    openvino = import_openvino()
    digest = hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()[:16]
    target = cache_folder / f"reader-{digest}-openvino-{openvino.__version__.split('-')[0]}"
    if not (target / "model.xml").exists():
        cache_folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache_folder) as scratch:
            fresh = Path(scratch) / "fresh"
            _convert(openvino, fresh / "model.xml")
            if not target.exists():
                os.replace(fresh, target)
    return target / "model.xml"


def _convert(openvino: Any, target: Path) -> None:
    import torch

    ids = torch.ones((2, 8), dtype=torch.long)  # a traced example; the shapes stay dynamic
    names = ("input_ids", "attention_mask", "token_type_ids")
    shape = [(name, openvino.PartialShape([-1, -1]), openvino.Type.i64) for name in names]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing warns about transformers' own code
        model = openvino.convert_model(
            build_module(load_differences=True), example_input=(ids, ids, ids * 0), input=shape
        )
    openvino.save_model(model, target, compress_to_fp16=False)
