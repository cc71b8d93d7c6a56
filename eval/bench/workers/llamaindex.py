"""LlamaIndex as it comes: `VectorStoreIndex.from_documents`, chunks of 1,024 tokens, kept as JSON files."""

from collections.abc import Callable
from pathlib import Path

from llama_index.core import Document, Settings, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from eval.bench.workers.weights import shipped_weights
from eval.bench.workers.working import DEPTH, Found, work


class LlamaIndex:
    """The starter example, without a language model."""

    def __init__(self) -> None:
        Settings.embed_model = HuggingFaceEmbedding(model_name=shipped_weights())

    def ingest(self, texts: list[Path], store: str) -> int:
        loaded = [Document(text=text.read_text("utf-8"), metadata={"file_name": text.name}) for text in texts]
        index = VectorStoreIndex.from_documents(loaded)
        index.storage_context.persist(store)
        return len(index.docstore.docs)

    def open(self, store: str) -> Callable[[str], Found]:
        index = load_index_from_storage(StorageContext.from_defaults(persist_dir=store))
        retriever = index.as_retriever(similarity_top_k=DEPTH)
        return lambda question: [(found.node.metadata["file_name"], found.node.get_content())
                                 for found in retriever.retrieve(question)]


if __name__ == "__main__":
    work(LlamaIndex)
