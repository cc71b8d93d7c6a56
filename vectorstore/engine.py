"""The engines that run an embedding model: torch as the reference, OpenVINO for speed."""

import sys
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.settings import hush

Vectors = NDArray[np.float32]
Parts = Sequence[tuple[int, int]]  # ranges of code points in one text, half-open
MAX_TOKENS = 256

# OpenVINO prepares its kernels anew for every shape it has not met, which doubles the time of a small batch: lengths
# are rounded up to this step and rows to the next of these counts, so that few shapes occur.
LENGTH_STEP = 16
ROW_COUNTS = (1, 4, 8, 16, 32)

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class Engine(Protocol):
    """Turns one batch of texts into normalised vectors; may be called from several threads."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 for each text."""
        ...

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Parts]) -> list[Vectors]:
        """Return for each text a row of the whole and one for each of its `parts`, all of length 1.

        A part's row is the mean of its tokens as they were read within the whole text ("late chunking", Günther et
        al. 2024, arXiv:2409.04701); a part beyond the tokens that are read has the row of the whole.
        """
        ...


class TorchEngine:
    """sentence-transformers in float32: works everywhere, takes seconds to import."""

    def __init__(self, model: str) -> None:
        """Load `model`, a folder or an id in the local hub cache; nothing is fetched and no foreign code is run."""
        hush()
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(model, device="cpu", trust_remote_code=False, local_files_only=True)
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 for each text."""
        with self._lock:
            rows = self._model.encode(list(texts), batch_size=len(texts), normalize_embeddings=True,
                                      show_progress_bar=False)
        return np.asarray(rows, dtype=np.float32)

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Parts]) -> list[Vectors]:
        """Return the rows of each text and its parts; where a model does not pool by the mean, each part by itself."""
        if not self._pools_by_mean():
            return [self.encode([text, *(text[start:end] for start, end in own)])
                    for text, own in zip(texts, parts, strict=True)]
        with self._lock:
            tokens = self._model.encode(list(texts), batch_size=len(texts), output_value="token_embeddings",
                                        show_progress_bar=False)
        offsets = self._model.tokenizer(list(texts), truncation=True, max_length=self._model.max_seq_length,
                                        return_offsets_mapping=True)["offset_mapping"]
        return [pooled(hidden.float().numpy(), found, own)
                for hidden, found, own in zip(tokens, offsets, parts, strict=True)]

    def _pools_by_mean(self) -> bool:
        from sentence_transformers.models import Pooling

        pooling = [module for module in self._model if isinstance(module, Pooling)]
        return [module.pooling_mode for module in pooling] == ["mean"]


class OpenVinoEngine:
    """A converted model (see `convert`) run by OpenVINO, tokenised without transformers."""

    def __init__(self, model: Path, tokenizer: Path, *, precision: str) -> None:
        """Compile the converted `model`; `precision` is "f32" or "bf16"."""
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding(pad_to_multiple_of=LENGTH_STEP)
        options = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"}
        self._request = import_openvino().Core().compile_model(str(model), "CPU", options).create_infer_request()
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 for each text."""
        return np.vstack([rows[0] for rows in self.encode_parts(texts, [()] * len(texts))])

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Parts]) -> list[Vectors]:
        """Return the rows of each text and its parts."""
        encodings = self._tokenizer.encode_batch([*texts, *[""] * (padded_rows(len(texts)) - len(texts))])
        ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        with self._lock:
            hidden = self._request.infer(dict(zip(INPUTS, (ids, mask, np.zeros_like(ids)), strict=True)))[0]
            return [pooled(hidden[row, : sum(encodings[row].attention_mask)], encodings[row].offsets, own)
                    for row, own in enumerate(parts)]


def pooled(hidden: Vectors, offsets: Sequence[tuple[int, int]], parts: Parts) -> Vectors:
    """Return the mean of one text's tokens and of those within each part, each of length 1.

    `hidden` has one row a token, `offsets` the range of code points that each token stands for.
    """
    starts, ends = np.array(offsets[: len(hidden)], dtype=np.int64).T
    chosen = [np.ones(len(hidden), dtype=bool)]
    for start, end in parts:
        within = (starts >= start) & (ends <= end) & (ends > starts)
        chosen.append(within if within.any() else chosen[0])
    sums = np.array(chosen, dtype=np.float32) @ hidden
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), dtype=np.float32)


def padded_rows(rows: int) -> int:
    """Return how many rows a batch of `rows` is padded to."""
    return next((count for count in ROW_COUNTS if count >= rows), rows)


def convert(folder: Path, target: Path) -> None:
    """Write the model in `folder` to `target` (.xml, with .bin beside it): tokens in, one vector a token out."""
    hush()
    import torch
    from transformers import AutoModel

    openvino = import_openvino()
    model = AutoModel.from_pretrained(folder, attn_implementation="eager", local_files_only=True)

    class Hidden(torch.nn.Module):
        """The last layer; `pooled` does what 1_Pooling and 2_Normalize say."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model.eval()

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)[0]

    ids = torch.ones((2, 8), dtype=torch.long)  # a traced example; the shapes stay dynamic
    shape = [(name, openvino.PartialShape([-1, -1]), openvino.Type.i64) for name in INPUTS]
    example = dict(zip(INPUTS, (ids, ids, ids * 0), strict=True))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing warns about transformers' own code
        converted = openvino.convert_model(Hidden(), example_input=example, input=shape)
    openvino.save_model(converted, target, compress_to_fp16=False)


def import_openvino() -> Any:
    """Import OpenVINO without its telemetry, which calls home and writes into the home folder unless CI is set.

    Raises:
        ImportError: where there is no OpenVINO for the platform.
    """
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    import openvino

    return openvino
