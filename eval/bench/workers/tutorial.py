"""The LangChain tutorial: 1,000 characters, 200 of overlap, `HuggingFaceEmbeddings`, Chroma, `similarity_search`."""

from collections.abc import Callable
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval.bench.workers.weights import shipped_weights
from eval.bench.workers.working import DEPTH, Found, work


class Tutorial:
    """As docs.langchain.com builds a semantic search."""

    def __init__(self) -> None:
        self._embeddings = HuggingFaceEmbeddings(model_name=shipped_weights())

    def ingest(self, texts: list[Path], store: str) -> int:
        loaded = [Document(text.read_text("utf-8"), metadata={"source": text.name}) for text in texts]
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        chunks = splitter.split_documents(loaded)
        self._chroma(store).add_documents(chunks)
        return len(chunks)

    def open(self, store: str) -> Callable[[str], Found]:
        chroma = self._chroma(store)
        return lambda question: [(found.metadata["source"], found.page_content)
                                 for found in chroma.similarity_search(question, k=DEPTH)]

    def _chroma(self, store: str) -> Chroma:
        return Chroma(embedding_function=self._embeddings, persist_directory=store)


if __name__ == "__main__":
    work(Tutorial)
