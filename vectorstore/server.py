"""The dense index on a Chroma server: ids and vectors only, kept by one process, searched by any number of them."""

import ipaddress
import logging
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from vectorstore.chroma import Generation, IndexFaultError
from vectorstore.engine import Vectors
from vectorstore.errors import SettingsError
from vectorstore.exact import ExactIndex, Near, best
from vectorstore.mark import Mark, read_mark
from vectorstore.settings import Settings, hush
from vectorstore.truth import Truth

logger = logging.getLogger(__name__)

CLOUD = "api.trychroma.com"
PORTS = {"http": 8000, "https": 443}
RETRY_SECONDS = 5.0
EXPOSED = ("the Chroma server at %s runs whatever anybody who reaches it sends (CVE-2026-45829, chromadb up to 1.5.9): "
           "keep it in a private network behind a proxy that asks for a login")


@dataclass(frozen=True, slots=True)
class Server:
    """Keeps generations as collections of the Chroma server at `address`, as in http://127.0.0.1:8000."""

    address: str
    settings: Settings
    is_lasting = True  # what it holds outlives a connection and a kill of this process

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/"):
            raise SettingsError(f"the Chroma server {self.address!r} is no address; expected one like "
                                "http://127.0.0.1:8000 or https://chroma.example.org")
        if parts.scheme == "http" and self.settings.chroma_token and not _is_loopback(parts.hostname):
            raise SettingsError(f"the token would go to {self.address} in clear; use https")
        if not _is_loopback(parts.hostname) and parts.hostname != CLOUD:
            logger.warning(EXPOSED, self.address)

    @property
    def label(self) -> str:
        """Which server it is, as the mark of a generation says it."""
        return self.address.rstrip("/")

    def has(self, name: str) -> bool:
        """Leave it to `open`: what is missing on the server is seen when it is compared with the truth."""
        return True

    def open(self, name: str, *, rows: int = 0) -> Generation:
        """Open a generation, or make it for about so many rows.

        Raises:
            IndexFaultError: if the server does not answer or refuses.
        """
        return Generation(self._connect, name=f"dateline-{name}", rows=rows, is_alone=False)

    def drop(self, mark: Mark | None) -> None:
        """Remove the generation that `mark` names, if it is on this server."""
        if mark and mark.chromadb == self.label:
            self.open(mark.generation).drop()

    def _connect(self) -> Any:
        hush()
        import chromadb
        from chromadb.config import Settings as ChromaSettings

        chosen, parts = self.settings, urlsplit(self.address)
        token = chosen.chroma_token.get_secret_value() if chosen.chroma_token else None
        quiet = ChromaSettings(anonymized_telemetry=False)
        if chosen.chroma_ca:
            quiet.chroma_server_ssl_verify = str(chosen.chroma_ca)
        if parts.hostname == CLOUD:
            return chromadb.CloudClient(api_key=token, tenant=chosen.chroma_tenant, database=chosen.chroma_database,
                                        settings=quiet)
        return chromadb.HttpClient(
            host=str(parts.hostname), port=parts.port or PORTS[parts.scheme], ssl=parts.scheme == "https",
            headers={"Authorization": f"Bearer {token}"} if token else None, settings=quiet,
            tenant=chosen.chroma_tenant or "default_tenant", database=chosen.chroma_database or "default_database")


class SharedIndex:
    """The dense index of a process that searches on the server what another one keeps there: complete at every moment.

    What the server does not hold yet, and everything while it does not answer, is searched exactly.
    """

    def __init__(self, truth: Truth, exact: ExactIndex, *, digest: str, server: Server) -> None:
        """Connect at the first search."""
        self._folder, self._exact, self._digest, self._server = truth.folder / "index", exact, digest, server
        self._lock = threading.Lock()
        self._opened: tuple[str, Generation] | None = None
        self._retry = 0.0

    def search(self, vector: Vectors, k: int) -> tuple[Near, ...]:
        """Return the at most `k` rows of the whole store nearest to `vector`, best first."""
        mark = read_mark(self._folder)
        if mark is None or (mark.encoder, mark.chromadb) != (self._digest, self._server.label) or not mark.high_water:
            return self._exact.search(vector, k)
        try:
            indexed = self._generation(mark.generation).search(vector, k, rows=mark.high_water)
        except IndexFaultError as error:
            self._lost(error)
            return self._exact.search(vector, k)
        return best(k, indexed, self._exact.search(vector, k, above=mark.high_water))

    def settle(self, seconds: float) -> bool:
        """Return at once: what the server lacks is searched exactly."""
        return True

    def close(self) -> None:
        """Let the connection go."""
        if self._opened:
            self._opened[1].abandon()

    def _generation(self, name: str) -> Generation:
        with self._lock:
            if time.monotonic() < self._retry:
                raise IndexFaultError("it did not answer a moment ago")
            if self._opened is None or self._opened[0] != name:
                self._opened = name, self._server.open(name)
            return self._opened[1]

    def _lost(self, error: IndexFaultError) -> None:
        with self._lock:
            if time.monotonic() >= self._retry:
                logger.warning("the Chroma server at %s: %s; searching exactly meanwhile", self._server.label, error)
            self._opened, self._retry = None, time.monotonic() + RETRY_SECONDS


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
