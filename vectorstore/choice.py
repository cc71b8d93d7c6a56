"""Which engine is fastest here and still exact: measured at first use, remembered in the cache folder."""

import hashlib
import importlib.metadata
import json
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from vectorstore.engine import Engine, OpenVinoEngine, TorchEngine, Vectors, convert
from vectorstore.settings import machine
from vectorstore.weights import MANIFEST, file_digest, shipped_weights, weights_digest

logger = logging.getLogger(__name__)

PACKAGES = ("openvino", "torch", "transformers", "sentence-transformers", "tokenizers", "numpy")
PRECISIONS = ("f32", "bf16")
FORM = "tokens"  # what the converted model gives; part of the cache's names, so that another form is never met
# Mean cosine to torch float32 on PROBES; float32 reaches 1.0000, bfloat16 on AMX .99999, int8 .94 (refused).
LEAST_COSINE = 0.999
QUESTIONS = ("How many people were moved to safety?", "Who leads the council?", "When did the bridge reopen?",
             "Why was the vote postponed until the spring session?")
PROBES = tuple(
    f"{place} {event}\n{place} {event} on Tuesday, officials said, and {number} households were told to wait for "
    f"news. The mayor called the night \"long and cold\" and promised a report within {number % 9 + 2} days."
    for place in ("Harbour town", "The northern valley", "A mountain village", "The old quarter", "An island port")
    for event, number in (("lost its power", 240), ("counted its votes", 1875), ("closed the tunnel", 36)))


def fastest_engine(cache: Path) -> Engine:
    """Return the engine that an earlier measurement chose, or measure now (about ten seconds, once a machine).

    A cache that cannot be read is rebuilt; where none can be written, or without OpenVINO, it is torch.
    """
    folder = shipped_weights()
    record = cache / f"engine-{_key()}.json"
    try:
        remembered = _remembered(record, cache, folder)
        return remembered if remembered else _measure(record, cache, folder)
    except ImportError:
        logger.info("no OpenVINO for this platform, using torch")
    except OSError as error:
        logger.warning("cache folder %s cannot be used (%s), using torch", cache, error)
    return TorchEngine(str(folder))


def _key() -> str:
    versions = [f"{name}={_version(name)}" for name in PACKAGES]
    return hashlib.sha256(" ".join([machine(), *versions, FORM, weights_digest(MANIFEST)]).encode()).hexdigest()[:16]


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def _converted(cache: Path) -> Path:
    return cache / f"minilm-{FORM}-{weights_digest(MANIFEST)}-openvino-{_version('openvino')}"


def _remembered(record: Path, cache: Path, folder: Path) -> Engine | None:
    try:
        choice = json.loads(record.read_text("utf-8"))
        if choice["engine"] == "torch":
            return TorchEngine(str(folder))
        model = _converted(cache)
        if choice["files"] == _digests(model) and choice["engine"] in PRECISIONS:
            return OpenVinoEngine(model / "model.xml", folder / "tokenizer.json", precision=choice["engine"])
    except (FileNotFoundError, ValueError, KeyError, TypeError, RuntimeError) as error:
        logger.info("no usable record of the fastest engine (%s), measuring", error)
    return None


def _digests(model: Path) -> dict[str, str]:
    return {name: file_digest(model / name) for name in ("model.xml", "model.bin")}


def _measure(record: Path, cache: Path, folder: Path) -> Engine:
    model = _convert_into(cache, folder)
    reference: Engine = TorchEngine(str(folder))
    expected = _vectors(reference)
    engines: dict[str, Engine] = {"torch": reference}
    for precision in PRECISIONS:
        try:
            engine = OpenVinoEngine(model / "model.xml", folder / "tokenizer.json", precision=precision)
            cosine = float(np.mean(np.sum(_vectors(engine) * expected, axis=1)))
        except RuntimeError as error:  # bf16 does not compile at all for a processor limited to AVX2
            logger.info("engine openvino %s: %s", precision, str(error).partition("\n")[0])
            continue
        logger.info("engine openvino %s: mean cosine to torch %.5f", precision, cosine)
        if cosine >= LEAST_COSINE:
            engines[precision] = engine
    best = min(engines, key=lambda name: _seconds(engines[name]))
    _write(record, json.dumps({"engine": best, "files": _digests(model)}))
    return engines[best]


def _convert_into(cache: Path, folder: Path) -> Path:
    target = _converted(cache)
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        fresh = Path(scratch) / "fresh"
        convert(folder, fresh / "model.xml")
        if target.exists():
            shutil.move(target, Path(scratch) / "stale")
        fresh.replace(target)
    return target


def _vectors(engine: Engine) -> Vectors:
    return np.vstack([engine.encode(PROBES), *(engine.encode([question]) for question in QUESTIONS)])


def _seconds(engine: Engine) -> float:
    return min(_timed(lambda: _vectors(engine)) for _ in range(3))


def _timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _write(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        file.write(text)
    os.replace(file.name, path)
