"""Who is measured: ours and the peers, each with the environment that its worker runs in."""

import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

INSTALL_SECONDS = 1200
MOST_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Side:
    """One way to ingest and search: the module of its worker, and the packages that it needs beside the product's."""

    name: str
    worker: str
    packages: tuple[str, ...] = ()

    def command(self, python: str) -> list[str]:
        """Return the command that runs its worker."""
        return [python, "-m", f"eval.bench.workers.{self.worker}"]


OURS = Side("Dateline", "dateline")
TUTORIAL = Side("LangChain + Chroma", "tutorial", ("langchain-huggingface==1.2.3", "langchain-chroma==1.1.0",
                                                   "langchain-text-splitters==1.1.3"))
PEERS = (
    TUTORIAL,
    Side("LlamaIndex", "llamaindex", ("llama-index-core==0.14.25", "llama-index-embeddings-huggingface==0.8.0")),
    Side("txtai hybrid", "txtai_hybrid", ("txtai==9.14.0",)),
)


class InstallError(Exception):
    """A peer cannot be installed here."""


def python_of(side: Side, environments: Path) -> str:
    """Return the Python of the side's environment below `environments`, made at first use and kept.

    It sees the packages of the product, torch among them, and has its own beside them; ours is the product's itself.

    Raises:
        InstallError: with pip's last line.
    """
    if not side.packages:
        return sys.executable
    folder = environments / side.worker
    ready, python = folder / "ready.txt", folder / "bin" / "python"
    if ready.exists() and ready.read_text("utf-8") == _fingerprint(side):
        return str(python)
    _run([sys.executable, "-m", "venv", "--clear", str(folder)])
    site = next(folder.glob("lib/python*/site-packages"))
    (site / "product.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *side.packages])
    ready.write_text(_fingerprint(side), "utf-8")
    return str(python)


def _fingerprint(side: Side) -> str:
    return "\n".join([sys.version, sysconfig.get_path("purelib"), *side.packages])


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallError(str(error)[:MOST_CHARACTERS]) from error
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
        raise InstallError(lines[-1][:MOST_CHARACTERS])
