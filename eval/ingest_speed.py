"""Ingest beside the plain LangChain and Chroma pipeline: `python -m eval.ingest_speed FOLDER...`.

The peer does what the tutorial does, with the same weights: it loads text files, cuts 1,000 characters with 200 of
overlap, and gives all chunks to Chroma at once. Ours reads the same files: cleaned, split, dated, told from reprints,
kept in SQLite and indexed. The sides take turns in one process; the models are warm before the clock runs, and it stops
when everything is searchable.
"""

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from langchain_core.embeddings import Embeddings
from rich.console import Console
from rich.table import Table

from ingest import Loaded, read
from vectorstore import Store
from vectorstore.encoder import Encoder, open_encoder
from vectorstore.settings import hush
from vectorstore.weights import shipped_weights

CHUNK, OVERLAP = 1000, 200
INDEX_SECONDS = 600.0


class TorchEmbeddings(Embeddings):
    """What `HuggingFaceEmbeddings` does: sentence-transformers as it comes, in float32 and batches of 32."""

    def __init__(self) -> None:
        """Load the shipped weights."""
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(shipped_weights()), device="cpu")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector a text."""
        return [row.tolist() for row in self._model.encode(texts, show_progress_bar=False)]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of one question."""
        return self.embed_documents([text])[0]


def main(folders: Annotated[list[Path], typer.Argument(help="folders of articles")],
         rounds: Annotated[int, typer.Option(help="how often each side ingests everything")] = 3) -> None:
    """Print the words a second of both sides, the median of the rounds, and each round's ratio."""
    encoder, peer = open_encoder(), TorchEmbeddings()
    encoder.encode(["warm"])
    peer.embed_query("warm")
    with tempfile.TemporaryDirectory() as scratch:
        texts = write_texts(folders, Path(scratch, "texts"))
        words = sum(len(path.read_text("utf-8").split()) for path in texts)
        pairs = [(words / ours(texts, Path(scratch, f"ours{n}"), encoder),
                  words / plain(texts, f"{scratch}/peer{n}", peer)) for n in range(rounds)]
    Console().print(_table(pairs, title=f"{len(texts)} articles, {words:,} words"))


def write_texts(folders: Sequence[Path], target: Path) -> list[Path]:
    """Write the canonical text of every article below `folders` to a file of its own and return the files."""
    target.mkdir()
    articles = [item.article for item in read(folders) if isinstance(item, Loaded)]
    for number, article in enumerate(articles):
        (target / f"{number:05}.txt").write_text(article.text, "utf-8")
    return sorted(target.iterdir())


def ours(texts: Sequence[Path], store: Path, encoder: Encoder) -> float:
    """Return the seconds until everything is stored, acknowledged and in the index."""
    with Store.open(store, create=True, encoder=encoder) as opened:
        start = time.perf_counter()
        for _ in opened.add(read(texts)):
            pass
        if not opened.settle(INDEX_SECONDS):
            raise RuntimeError(f"the index of {store} was not complete within {INDEX_SECONDS:.0f} s")
        return time.perf_counter() - start


def plain(texts: Sequence[Path], store: str, embeddings: Embeddings) -> float:
    """Return the seconds that the tutorial's pipeline takes."""
    from langchain_chroma import Chroma
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    start = time.perf_counter()
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    chunks = [chunk for path in texts for chunk in splitter.split_text(path.read_text("utf-8"))]
    Chroma.from_texts(chunks, embeddings, persist_directory=store)
    return time.perf_counter() - start


def _table(pairs: Sequence[tuple[float, float]], *, title: str) -> Table:
    table = Table("side", "words/s", "each round", title=title)
    for name, rates in zip(("ours", "LangChain + Chroma"), zip(*pairs, strict=True), strict=True):
        table.add_row(name, f"{statistics.median(rates):,.0f}", " ".join(f"{rate:,.0f}" for rate in rates))
    ratios = [mine / theirs for mine, theirs in pairs]
    table.add_row("ratio", f"{statistics.median(ratios):.2f}", " ".join(f"{ratio:.2f}" for ratio in ratios))
    return table


if __name__ == "__main__":
    hush()
    typer.run(main)
