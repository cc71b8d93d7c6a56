"""The engines that run an embedding model: torch as the reference, OpenVINO for speed."""

import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.pool import ThreadPool
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Literal, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from vectorstore.model_folder import Pooling
from vectorstore.settings import hush, load_settings

Vectors = NDArray[np.float32]
Parts = Sequence[tuple[int, int]]  # ranges of code points in one text, half-open
Hint = Literal["LATENCY", "THROUGHPUT"]
T = TypeVar("T")

# Sorted by length, batches of 16 to 64 differ by less than 5 % on two cores; small ones keep a waiting question short.
BATCH = 16
MOST_AT_A_QUESTION = 64  # texts; more are an ingest's, which pays for compiling the model a second time
# OpenVINO prepares its kernels anew for every shape it has not met, which doubles the time of a small batch: lengths
# are rounded up to this step and rows to the next of these counts, so that few shapes occur. A full batch takes the
# finer step: preparing is then a small part, and each token of padding costs what a token of text does.
LENGTH_STEP, FULL_BATCH_STEP = 16, 8
ROW_COUNTS = (1, 4, 8, 16, 32)

MODEL, TOKENIZER = "model.xml", "tokenizer.json"  # the files of a converted model; its weights stand in model.bin
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class Engine(Protocol):
    """Turns texts into normalised vectors, some at a time; may be called from several threads."""

    @property
    def reads_parts(self) -> bool:
        """Whether parts of a text have vectors of their own as they are read within the whole; see `encode_parts`."""
        ...

    def encode(self, texts: Sequence[str], *, prompt: str = "") -> Vectors:
        """Return one row of length 1 for each of the texts, at least one, each read after `prompt`."""
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
        def run(batch: list[int]) -> Vectors:
            with self._lock:
                rows = self._model.encode([texts[index] for index in batch], batch_size=len(batch), prompt=prompt,
                                          normalize_embeddings=True, show_progress_bar=False)
            return np.asarray(rows, dtype=np.float32)

        return np.vstack(in_batches([len(text) for text in texts], run))

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Parts], *, prompt: str = "") -> list[Vectors]:
        """Return the rows of each text and its parts."""
        texts, parts = prompted(texts, parts, prompt)

        def run(batch: list[int]) -> list[Vectors]:
            chosen = [texts[index] for index in batch]
            with self._lock:
                tokens = self._model.encode(chosen, batch_size=len(chosen), output_value="token_embeddings", prompt="",
                                            show_progress_bar=False)
            offsets = self._model.tokenizer(chosen, truncation=True, max_length=self._model.max_seq_length,
                                            return_offsets_mapping=True)["offset_mapping"]
            return [pooled(hidden.float().numpy(), found, parts[index])
                    for hidden, found, index in zip(tokens, offsets, batch, strict=True)]

        return in_batches([len(text) for text in texts], run)

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
        self._padding = int((self._tokenizer.padding or {"pad_id": 0})["pad_id"])
        self._tokenizer.no_padding()  # what is read together is known only when all is counted
        self._model, self._precision = folder / MODEL, precision
        self._compiled, self._is_for_many = Compiled(self._model, precision, hint="LATENCY"), False
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str], *, prompt: str = "") -> Vectors:
        """Return one row of length 1 for each text."""
        if self.reads_parts:
            return np.vstack([rows[0] for rows in self.encode_parts(texts, [()] * len(texts), prompt=prompt)])
        firsts = np.array(self._each([prompt + text for text in texts], lambda _, __, hidden: hidden[0].copy()))
        return np.asarray(firsts / np.linalg.norm(firsts, axis=1, keepdims=True), dtype=np.float32)

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Parts], *, prompt: str = "") -> list[Vectors]:
        """Return the rows of each text and its parts."""
        texts, parts = prompted(texts, parts, prompt)
        return self._each(texts, lambda index, encoding, hidden: pooled(hidden, encoding.offsets, parts[index]))

    def _each(self, texts: Sequence[str], pool: Callable[[int, Any, Vectors], Vectors]) -> list[Vectors]:
        """Return what `pool` makes of each text: of its index, of what was read of it and of the last layer, one row a
        token, which is valid only meanwhile."""
        encodings = self._tokenizer.encode_batch(list(texts))
        compiled = self._compiled if len(encodings) <= MOST_AT_A_QUESTION else self._many()

        def run(batch: list[int]) -> list[Vectors]:
            with compiled.request() as request:
                hidden = self._run(request, [encodings[index].ids for index in batch])
                return [pool(index, encodings[index], hidden[row, : len(encodings[index].ids)])
                        for row, index in enumerate(batch)]

        return in_batches([len(encoding.ids) for encoding in encodings], run, threads=compiled.at_once)

    def _many(self) -> "Compiled":
        """Return the model compiled for several batches, at first need: who only asks never pays for it. It takes the
        other's place: two at once would take half as much memory again."""
        with self._lock:
            if not self._is_for_many:
                self._compiled = Compiled(self._model, self._precision, hint="THROUGHPUT")
                self._is_for_many = True
            return self._compiled

    def _run(self, request: Any, tokens: Sequence[Sequence[int]]) -> Vectors:
        """Return the last layer, shape (rows, tokens, width), valid until the request's next run."""
        step = FULL_BATCH_STEP if len(tokens) == BATCH else LENGTH_STEP
        shape = (padded_rows(len(tokens)), -(-max(map(len, tokens)) // step) * step)
        ids, mask = np.full(shape, self._padding, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        mask[:, 0] = 1  # rows that only pad still attend to something
        for row, own in enumerate(tokens):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        given = dict(zip(INPUTS, (ids, mask, np.zeros_like(ids)), strict=True))
        named = (port.get_any_name() for port in request.model_inputs)
        return np.asarray(request.infer({name: given[name] for name in named})[0])


class Compiled:
    """A converted model ready to run, and the requests that may run it at one time: `at_once` of them."""

    def __init__(self, model: Path, precision: str, *, hint: Hint) -> None:
        """Compile `model`.

        Raises:
            RuntimeError: if the processor cannot run it in this precision.
        """
        compiled = import_openvino().Core().compile_model(str(model), "CPU", options(precision, hint))
        self.at_once = int(compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))
        self._free: SimpleQueue[Any] = SimpleQueue()
        for _ in range(self.at_once):
            self._free.put(compiled.create_infer_request())

    @contextmanager
    def request(self) -> Iterator[Any]:
        """Give a request that nobody else runs, after waiting for one."""
        request = self._free.get()
        try:
            yield request
        finally:
            self._free.put(request)


def options(precision: str, hint: Hint = "LATENCY") -> dict[str, Any]:
    """Return how OpenVINO is to run a model, on as many threads as are set: LATENCY puts all of them to one batch,
    THROUGHPUT a few to each of several batches. Threads of one batch wait for each other after every layer: where
    another process takes a core, that makes the first way twice as slow as the second."""
    threads = load_settings().threads
    return {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": hint,
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


def in_batches(lengths: Sequence[int], run: Callable[[list[int]], Iterable[T]], *, threads: int = 1) -> list[T]:
    """Return what `run` gives for every index of `lengths`, in their order. It is called with the indices of `BATCH`
    texts of about one length, the longest first: padding costs, least in a last batch that is not full."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True)
    batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    if min(threads, len(batches)) > 1:
        with ThreadPool(min(threads, len(batches))) as pool:
            results = pool.map(run, batches, chunksize=1)
    else:
        results = [run(batch) for batch in batches]
    found = {index: result for batch, own in zip(batches, results, strict=True)
             for index, result in zip(batch, own, strict=True)}
    return [found[index] for index in range(len(lengths))]


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

    with NUMPY_MEETS_OPENVINO:
        np.asarray(openvino.Tensor(np.zeros(1, dtype=np.int64)).data)
    return openvino


# OpenVINO's bindings look NumPy up when they first meet an array, and two threads in which that happens at once wait
# for each other for ever: one holds Python's lock, the other that of the look-up. So one thread does it beforehand.
NUMPY_MEETS_OPENVINO = threading.Lock()
