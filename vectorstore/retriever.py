"""The store as a LangChain retriever, for chains of other people's making."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from ingest.article import Article
from vectorstore.hit import Hit
from vectorstore.store import DEFAULT_HITS, Store


class StoreRetriever(BaseRetriever):
    """Finds passages of an open `store`; `page_content` is the slice [start, end) of the article's text."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    store: Store
    k: int = DEFAULT_HITS

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun,
                                **filters: Any) -> list[Document]:
        hits = self.store.search(query, k=self.k, **filters)
        return [_to_document(hit, self.store.article(hit.passage.article_id)) for hit in hits]


def _to_document(hit: Hit, article: Article) -> Document:
    passage = hit.passage
    return Document(id=passage.passage_id, page_content=passage.text, metadata={
        "article_id": article.article_id, "start": passage.span.start, "end": passage.span.end,
        "outlet": article.outlet, "title": article.title, "source": article.source, "score": hit.score,
        "published": article.published.value if article.published else None})
