"""The engines that run an embedding model: torch as the reference, OpenVINO for speed."""

import sys
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.model_folder import Pooling
from vectorstore.settings import hush, load_settings

Vectors = NDArray[np.float32]
Parts = Sequence[tuple[int, int]]  # ranges of code points in one text, half-open

# OpenVINO prepares its kernels anew for every shape it has not met, which doubles the time of a small batch: lengths
# are rounded up to this step and rows to the next of these counts, so that few shapes occur.
LENGTH_STEP = 16
ROW_COUNTS = (1, 4, 8, 16, 32)

MODEL, TOKENIZER = "model.xml", "tokenizer.json"  # the files of a converted model; its weights stand in model.bin
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class Engine(Protocol):
    """Turns one batch of texts into normalised vectors; may be called from several threads."""

    @property
    def reads_parts(self) -> bool:
        """Whether parts of a text have vectors of their own as they are read within the whole; see `encode_parts`."""
        ...

    def encode(self, texts: Sequence[str], *, prompt: str = "") -> Vectors:
        """Return one row of length 1 for each text, each read after `prompt`."""
        ...

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Parts], *, prompt: str = "") -> list[Vectors]:
        """Return for each text a row of the whole and one for each of its `parts`, all of length 1.

        Only where `reads_parts`: the model pools by the mean. A part's row is the mean of its tokens as they were
        read within the whole text ("late chunking", Günther et al. 2024, arXiv:2409.04701); a part beyond the tokens
        that are read has the row of the whole.
        """
        ...


class TorchEngine:
    """sentence-transformers in float32: works everywhere and with every model, takes seconds to import."""

    def __init__(self, place: Path, *, pooling: Pooling = "mean") -> None:
        """Load the model in the folder `place`; nothing is fetched and no foreign code is run."""
        hush()
        import torch
        from sentence_transformers import SentenceTransformer

        if threads := load_settings().threads:
            torch.set_num_threads(threads)
        # Weights kept as float16 would be computed so, which processors do slowly.
        self._model = SentenceTransformer(str(place), device="cpu", trust_remote_code=False, local_files_only=True,
                                          model_kwargs={"dtype": "float32"})
        self._lock = threading.Lock()
        self.reads_parts = pooling == "mean" and bool(getattr(self._model.tokenizer, "is_fast", False))

    def encode(self, texts: Sequence[str], *, prompt: str = "") -> Vectors:
        """Return one row of length 1 for each text."""
        with self._lock:
            rows = self._model.encode(list(texts), batch_size=len(texts), normalize_embeddings=True, prompt=prompt,
                                      show_progress_bar=False)
        return np.asarray(rows, dtype=np.float32)

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Parts], *, prompt: str = "") -> list[Vectors]:
        """Return the rows of each text and its parts."""
        texts, parts = prompted(texts, parts, prompt)
        with self._lock:
            tokens = self._model.encode(texts, batch_size=len(texts), output_value="token_embeddings", prompt="",
                                        show_progress_bar=False)
        offsets = self._model.tokenizer(texts, truncation=True, max_length=self._model.max_seq_length,
                                        return_offsets_mapping=True)["offset_mapping"]
        return [pooled(hidden.float().numpy(), found, own)
                for hidden, found, own in zip(tokens, offsets, parts, strict=True)]

    def convert(self, target: Path) -> None:
        """Write the model into the folder `target` for `OpenVinoEngine`: tokens in, one vector a token out.

        Raises:
            RuntimeError, ValueError, TypeError, KeyError, AttributeError: if the model cannot be converted.
        """
        import torch

        openvino = import_openvino()
        model: Any = self._model.transformers_model
        known = self._model.tokenizer.model_input_names

        class Hidden(torch.nn.Module):
            """The last layer; `pooled` does what 1_Pooling and 2_Normalize say."""

            def __init__(self) -> None:
                super().__init__()
                self.model = model.eval()

            def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any = None) -> Any:
                types = {} if token_type_ids is None else {"token_type_ids": token_type_ids}
                return self.model(input_ids=input_ids, attention_mask=attention_mask, **types)[0]

        ids = torch.ones((2, 8), dtype=torch.long)  # a traced example; the shapes stay dynamic
        example = {name: each for name, each in zip(INPUTS, (ids, ids, ids * 0), strict=True) if name in known}
        shape = [(name, openvino.PartialShape([-1, -1]), openvino.Type.i64) for name in example]
        attention = model.config._attn_implementation
        with warnings.catch_warnings(), self._lock:
            warnings.simplefilter("ignore")  # tracing warns about transformers' own code
            model.set_attn_implementation("eager")
            try:
                converted = openvino.convert_model(Hidden(), example_input=example, input=shape)
            finally:
                model.set_attn_implementation(attention)
        openvino.save_model(converted, target / MODEL, compress_to_fp16=False)
        self._save_tokenizer(target / TOKENIZER)

    def _save_tokenizer(self, path: Path) -> None:
        from tokenizers import Tokenizer

        own = self._model.tokenizer
        tokenizer = Tokenizer.from_str(own.backend_tokenizer.to_str())
        tokenizer.enable_truncation(self._model.max_seq_length or own.model_max_length)
        tokenizer.enable_padding(pad_id=own.pad_token_id, pad_token=own.pad_token, pad_to_multiple_of=LENGTH_STEP)
        tokenizer.save(str(path))


class OpenVinoEngine:
    """A converted model (see `TorchEngine.convert`) run by OpenVINO, tokenised without transformers."""

    def __init__(self, folder: Path, *, precision: str, pooling: Pooling = "mean") -> None:
        """Compile the converted model in `folder`; `precision` is "f32" or "bf16"."""
        from tokenizers import Tokenizer

        self.reads_parts = pooling == "mean"
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        compiled = import_openvino().Core().compile_model(str(folder / MODEL), "CPU", options(precision))
        self._names = {port.get_any_name() for port in compiled.inputs}
        self._request = compiled.create_infer_request()
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str], *, prompt: str = "") -> Vectors:
        """Return one row of length 1 for each text."""
        if self.reads_parts:
            return np.vstack([rows[0] for rows in self.encode_parts(texts, [()] * len(texts), prompt=prompt)])
        with self._lock:
            hidden, _ = self._run([prompt + text for text in texts])
            first = hidden[: len(texts), 0]
            return np.asarray(first / np.linalg.norm(first, axis=1, keepdims=True), dtype=np.float32)

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Parts], *, prompt: str = "") -> list[Vectors]:
        """Return the rows of each text and its parts."""
        texts, parts = prompted(texts, parts, prompt)
        with self._lock:
            hidden, encodings = self._run(texts)
            return [pooled(hidden[row, : sum(encodings[row].attention_mask)], encodings[row].offsets, own)
                    for row, own in enumerate(parts)]

    def _run(self, texts: Sequence[str]) -> tuple[Vectors, list[Any]]:
        """Return the last layer, shape (rows, tokens, width), valid until the next call, and what was read."""
        encodings = self._tokenizer.encode_batch([*texts, *[""] * (padded_rows(len(texts)) - len(texts))])
        ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        given = dict(zip(INPUTS, (ids, mask, np.zeros_like(ids)), strict=True))
        return self._request.infer({name: given[name] for name in self._names})[0], encodings


def options(precision: str) -> dict[str, Any]:
    """Return how OpenVINO is to run a model: each question at once, on as many threads as are set."""
    threads = load_settings().threads
    return {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY",
            **({"INFERENCE_NUM_THREADS": threads} if threads else {})}


def prompted(texts: Sequence[str], parts: Sequence[Parts], prompt: str) -> tuple[list[str], list[Parts]]:
    """Return the texts with `prompt` before each, and where their parts then stand."""
    moved = [[(start + len(prompt), end + len(prompt)) for start, end in own] for own in parts]
    return [prompt + text for text in texts], list(moved)


def pooled(hidden: Vectors, offsets: Sequence[tuple[int, int]], parts: Parts) -> Vectors:
    """Return the mean of one text's tokens and of those within each part, each of length 1.

    `hidden` has one row a token, `offsets` the range of code points that each token stands for.
    """
    starts, ends = np.array(offsets[: len(hidden)], dtype=np.int64).T
    chosen = [np.ones(len(hidden), dtype=bool)]
    for start, end in parts:
        # By their ends: some tokenizers count the space before a word as the word's.
        within = (ends > start) & (ends <= end) & (ends > starts)
        chosen.append(within if within.any() else chosen[0])
    sums = np.array(chosen, dtype=np.float32) @ hidden
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), dtype=np.float32)


def padded_rows(rows: int) -> int:
    """Return how many rows a batch of `rows` is padded to."""
    return next((count for count in ROW_COUNTS if count >= rows), rows)


def import_openvino() -> Any:
    """Import OpenVINO without its telemetry, which calls home and writes into the home folder unless CI is set.

    Raises:
        ImportError: where there is no OpenVINO for the platform.
    """
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    import openvino

    return openvino
