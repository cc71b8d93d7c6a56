"""Which engine is fastest here and still exact: measured at first use, remembered in the cache folder."""

import hashlib
import importlib.metadata
import json
import logging
import os
import shutil
import tempfile
import time
from pathlib import Path

from vectorstore.acceptance import PROBES, QUESTIONS, Seen, is_faithful, mean_cosine, see
from vectorstore.engine import MODEL, TOKENIZER, Engine, OpenVinoEngine, TorchEngine
from vectorstore.model_folder import ModelFolder
from vectorstore.prompts import Prompts
from vectorstore.settings import machine
from vectorstore.weights import file_digest

logger = logging.getLogger(__name__)

PACKAGES = ("openvino", "torch", "transformers", "sentence-transformers", "tokenizers", "numpy")
PRECISIONS = ("f32", "bf16")
REFERENCE = "torch"
FORM = "tokens-2"  # what the converted model gives; part of the cache's names, so that another form is never met
FILES = (MODEL, MODEL.replace(".xml", ".bin"), TOKENIZER)
# What is timed: as many passages as one batch of an index, and some questions one by one.
TIMED_PASSAGES, TIMED_QUESTIONS = 16, 4


def fastest_engine(cache: Path, model: ModelFolder, prompts: Prompts) -> Engine:
    """Return the engine that an earlier measurement chose for `model`, or measure now (about ten seconds, once a
    machine).

    A cache that cannot be read is rebuilt; where none can be written, without OpenVINO, or for a model that only
    sentence-transformers itself can run, it is torch.
    """
    if model.pooling == "own":
        return TorchEngine(model.place, pooling=model.pooling)
    record = cache / f"engine-{_key(model)}.json"
    try:
        return _remembered(record, cache, model) or _measure(record, cache, model, prompts)
    except ImportError:
        logger.info("no OpenVINO for this platform, using torch")
    except OSError as error:
        logger.warning("cache folder %s cannot be used (%s), using torch", cache, error)
    return TorchEngine(model.place, pooling=model.pooling)


def converted(cache: Path, model: ModelFolder) -> Path:
    """Return the folder in `cache` that holds the converted `model`, or will."""
    return cache / f"model-{FORM}-{model.digest}-openvino-{_version('openvino')}"


def _key(model: ModelFolder) -> str:
    versions = [f"{name}={_version(name)}" for name in PACKAGES]
    return hashlib.sha256(" ".join([machine(), *versions, FORM, model.digest]).encode()).hexdigest()[:16]


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def _remembered(record: Path, cache: Path, model: ModelFolder) -> Engine | None:
    try:
        choice = json.loads(record.read_text("utf-8"))
        if choice["engine"] == REFERENCE:
            return TorchEngine(model.place, pooling=model.pooling)
        folder = converted(cache, model)
        if choice["files"] == _digests(folder) and choice["engine"] in PRECISIONS:
            return OpenVinoEngine(folder, precision=choice["engine"], pooling=model.pooling)
    except (FileNotFoundError, ValueError, KeyError, TypeError, RuntimeError) as error:
        logger.info("no usable record of the fastest engine (%s), measuring", error)
    return None


def _digests(folder: Path) -> dict[str, str]:
    return {name: file_digest(folder / name) for name in FILES}


def _measure(record: Path, cache: Path, model: ModelFolder, prompts: Prompts) -> Engine:
    engines = runnable(cache, model)
    expected = see(engines[REFERENCE], prompts)
    accepted = {name: engine for name, engine in engines.items() if _is_accepted(name, engine, expected, prompts)}
    best = min(accepted, key=lambda name: _seconds(accepted[name]))
    _write(record, json.dumps({"engine": best} if best == REFERENCE
                              else {"engine": best, "files": _digests(converted(cache, model))}))
    return engines[best]


def runnable(cache: Path, model: ModelFolder) -> dict[str, Engine]:
    """Return every engine that can run `model` here, by name, the reference first; converts the model into `cache`.

    Raises:
        ImportError: without OpenVINO.
        OSError: if the cache cannot be written.
    """
    reference = TorchEngine(model.place, pooling=model.pooling)
    engines: dict[str, Engine] = {REFERENCE: reference}
    try:
        folder = _convert_into(cache, model, reference)
    except (RuntimeError, ValueError, TypeError, KeyError, AttributeError) as error:
        logger.info("the model %s cannot be converted, using torch: %s", model.name, str(error).partition("\n")[0])
        return engines
    for precision in PRECISIONS:
        try:
            engines[precision] = OpenVinoEngine(folder, precision=precision, pooling=model.pooling)
        except RuntimeError as error:  # bf16 does not compile at all for a processor limited to AVX2
            logger.info("engine openvino %s: %s", precision, str(error).partition("\n")[0])
    return engines


def _is_accepted(name: str, engine: Engine, expected: Seen, prompts: Prompts) -> bool:
    if name == REFERENCE:
        return True
    try:
        seen = see(engine, prompts)
    except RuntimeError as error:  # it compiled, and does not run
        logger.info("engine openvino %s: %s", name, str(error).partition("\n")[0])
        return False
    logger.info("engine openvino %s: mean cosine to torch %.5f, evidence hit at 10 %.3f (torch %.3f)", name,
                mean_cosine(seen, expected), seen.hit_at_10(), expected.hit_at_10())
    return is_faithful(seen, expected)


def _convert_into(cache: Path, model: ModelFolder, reference: TorchEngine) -> Path:
    target = converted(cache, model)
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        fresh = Path(scratch) / "fresh"
        fresh.mkdir()
        reference.convert(fresh)
        if target.exists():
            shutil.move(target, Path(scratch) / "stale")
        fresh.replace(target)
    return target


def _seconds(engine: Engine) -> float:
    return min(_timed(engine) for _ in range(3))


def _timed(engine: Engine) -> float:
    start = time.perf_counter()
    engine.encode(PROBES[:TIMED_PASSAGES])
    for question in QUESTIONS[:TIMED_QUESTIONS]:
        engine.encode([question])
    return time.perf_counter() - start


def _write(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        file.write(text)
    os.replace(file.name, path)
