"""The settings of the machine: where caches lie, which embedding model is used, and that nothing phones home."""

import os
import platform
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.settings import PREFIX, variables
from vectorstore.errors import SettingsError

# Chroma, Gradio and the Hugging Face libraries read these when they are imported.
QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
}


def default_cache() -> Path:
    """Return the per-user cache folder of the platform's convention (XDG)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dateline"


def container_share() -> int | None:
    """Return how many cores the container's quota allows, None where there is none or it allows all: the libraries
    count cores, and those that a process is bound to, by themselves, but not this."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text("utf-8").split()
        share = max(1, round(int(quota) / int(period)))
    except (OSError, ValueError):  # no Linux, no container, or "max"
        return None
    return share if share < (os.cpu_count() or 1) else None


class Settings(BaseSettings):
    """Read from environment variables that begin with DATELINE_."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    cache: Path = Field(default_factory=default_cache, description="Folder for converted weights; may be deleted.")
    threads: int | None = Field(default_factory=container_share, gt=0, description="Threads of one model's run; "
                                "by default as many as its library finds right.")
    chroma: str | None = Field(default=None, description="Address of a Chroma server that keeps the dense index.")
    chroma_token: SecretStr | None = Field(default=None, description="What the server or its proxy asks for.")
    chroma_ca: Path | None = Field(default=None, description="Certificates to trust for the server, PEM.")
    chroma_tenant: str | None = Field(default=None, description="Tenant on the server; its default without.")
    chroma_database: str | None = Field(default=None, description="Database on the server; its default without.")
    embedder: str | None = Field(default=None, description="Hub id or folder of another sentence-transformers model.")
    embedder_query_prompt: str | None = Field(default=None, description="What it reads before a question.")
    embedder_passage_prompt: str | None = Field(default=None, description="What it reads before a passage.")
    reranker: str | None = Field(default=None, description="Hub id or folder of a CrossEncoder; none by default.")
    log: str | None = Field(default=None, description="File for a log of JSON Lines, or stderr; none by default.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="The least written.")


def load_settings() -> Settings:
    """Return the settings.

    Raises:
        SettingsError: if a DATELINE_ variable is unknown or its value does not fit.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields} | variables()
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        raise SettingsError(f"unknown setting {unknown[0]}: known are {', '.join(sorted(known))}; correct or unset it")
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(f"setting {PREFIX}{str(first['loc'][0]).upper()}: {first['msg']}") from error


def machine() -> str:
    """Name what decides how fast this machine computes: processor, threads and the instruction set oneDNN may use."""
    return f"{_processor()} x{load_settings().threads or os.cpu_count()} {os.environ.get('ONEDNN_MAX_CPU_ISA', 'any')}"


def hush() -> None:
    """Tell every library that calls home not to. Must run before they are imported; every entry point calls it."""
    os.environ.update(QUIET)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
