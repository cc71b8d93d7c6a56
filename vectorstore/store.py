"""A store of articles in a folder: add, look up, remove, search."""

import datetime as dt
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.article import Article, Passage
from ingest.load import Loaded, NotLoaded
from ingest.raw_map import RawMap
from vectorstore import catalogue, schema
from vectorstore.adding import Outcome, add
from vectorstore.catalogue import Listed
from vectorstore.chroma import Place
from vectorstore.correcting import correct
from vectorstore.corrections import Corrections
from vectorstore.dense import DenseIndex, open_index, open_place
from vectorstore.encoder import Encoder, open_encoder
from vectorstore.errors import ReembeddedError
from vectorstore.export import export
from vectorstore.hit import Hit
from vectorstore.limits import Limits, check_outlets
from vectorstore.search import search
from vectorstore.stored_encoder import check_encoder, own_encoder, set_encoder
from vectorstore.truth import Truth
from vectorstore.verify import Report, verify
from vectorstore.warming import Warming

DEFAULT_HITS = 12


@dataclass(frozen=True, slots=True)
class _View:
    """What belongs together: an encoder, the truth as long as its vectors are that encoder's, and their index."""

    encoder: Encoder
    truth: Truth
    index: DenseIndex


class Store:
    """An open store. Every method may be called from any thread, and beside other processes."""

    def __init__(self, truth: Truth, encoder: Encoder, *, own: bool, place: Place) -> None:
        """Put the parts together; callers use `open`."""
        self._own, self._place = own, place
        self._following, self._former = threading.Lock(), list[Truth]()
        self._view = _View(encoder, truth, open_index(truth, digest=encoder.digest, own=own, place=place))
        self._version = truth.version()
        self._warming = Warming(truth, self._view.index) if own else None

    @classmethod
    def open(cls, folder: Path | str, *, create: bool = False, encoder: Encoder | None = None,
             index: bool = True, chroma: str | None = None) -> Self:
        """Open the store in `folder`; with `create` a missing one is made.

        With `index` this process keeps the Chroma index unless another one does; without, it never touches it and
        searches exactly, which is right for one question. `encoder` None: the one that is set, else the store's own.
        `chroma` is the address of a Chroma server that keeps the index instead of the store's folder; without, it is
        what DATELINE_CHROMA says.

        Raises:
            StoreError: if there is no store, it is damaged, newer than this version, or of another encoder.
            SettingsError: if a setting does not fit.
        """
        folder = Path(folder)
        if create:
            schema.create(folder, lambda: (encoder or open_encoder()).meta())
        meta = schema.check(folder)
        encoder = encoder or set_encoder(folder, meta)
        check_encoder(folder, meta, encoder)
        truth = Truth(folder, digest=encoder.digest)
        return cls(truth, encoder, own=index, place=open_place(truth.folder / "index", chroma))

    @property
    def encoder(self) -> Encoder:
        """The embedding model that the passages are encoded with."""
        return self._followed().encoder

    def add(self, items: Iterable[Loaded | NotLoaded]) -> Iterator[Outcome]:
        """Yield the outcome of each item in order, each only after it is on disk.

        Raises:
            StoreError: if the store cannot be written; what was yielded before is kept.
        """
        view = self._followed()
        yield from add(view.truth, view.encoder, items)

    def article(self, article_id: str) -> Article:
        """Return one article, older versions included.

        Raises:
            StoreError: if there is no such article.
        """
        return self._truth.article(article_id)

    def articles(self) -> tuple[Article, ...]:
        """Return the newest version of every story, sorted by outlet, publish day, title and id."""
        return self._truth.articles()

    def passages(self, article_id: str) -> tuple[Passage, ...]:
        """Return the searched passages of an article in reading order; none for an older version."""
        return self._truth.passages(article_id)

    def listed(self, *, outlets: Iterable[str] = (), since: dt.date | None = None, until: dt.date | None = None,
               language: str | None = None) -> tuple[Listed, ...]:
        """Return what is known of every article, in the order of `articles` but without the texts.

        The filters are those of `search`; `language` is a code of ISO 639.

        Raises:
            StoreError: if no article is of one of `outlets`.
        """
        return catalogue.listed(self._truth, self._limits(outlets, since=since, until=until), language=language)

    def outlets(self) -> tuple[str, ...]:
        """Return the names of the outlets of the searched articles, sorted; the unknown one is left out."""
        return catalogue.outlets(self._truth)

    def versions(self, article_id: str) -> tuple[Article, ...]:
        """Return all versions of a story, oldest first; the newest, last, is the one that is searched.

        Raises:
            StoreError: if there is no such article.
        """
        return catalogue.versions(self._truth, article_id)

    def origin(self, article_id: str) -> tuple[Article, ...]:
        """Return the articles that are copies of one report with this one, itself included, earliest published first.

        Raises:
            StoreError: if there is no such article.
        """
        return catalogue.origin(self._truth, article_id)

    def raw(self, article_id: str) -> bytes:
        """Return the bytes that an article was read from.

        Raises:
            StoreError: if there is no such article.
        """
        return catalogue.raw(self._truth, article_id)

    def raw_map(self, article_id: str) -> RawMap:
        """Return where an article's text stands in the bytes that it was read from.

        Raises:
            StoreError: if there is no such article, or its raw form is damaged.
        """
        return catalogue.raw_map(self._truth, article_id)

    def correct(self, article_id: str, corrections: Corrections) -> Article:
        """Set right what is known of a story, for all its versions and those to come; return the article as corrected.

        Raises:
            StoreError: if there is no such article, or a value cannot be what it should be.
        """
        view = self._followed()
        return correct(view.truth, view.encoder, article_id, corrections.read())

    def uncorrect(self, article_id: str) -> Article:
        """Take all corrections of a story back; return the article as it describes itself.

        Raises:
            StoreError: if there is no such article.
        """
        view = self._followed()
        return correct(view.truth, view.encoder, article_id, None)

    def uncorrected(self, article_id: str) -> Article:
        """Return an article as it describes itself, whatever was corrected.

        Raises:
            StoreError: if there is no such article.
        """
        return catalogue.uncorrected(self._truth, article_id)

    def remove(self, article_id: str) -> None:
        """Remove the story of `article_id`, all its versions.

        Raises:
            StoreError: if there is no such article.
        """
        self._truth.remove(article_id)

    def search(self, text: str, *, k: int = DEFAULT_HITS, outlets: Iterable[str] = (), since: dt.date | None = None,
               until: dt.date | None = None, as_of: dt.date | None = None,
               articles: Iterable[str] = (), languages: Iterable[str] = ()) -> tuple[Hit, ...]:
        """Return at most `k` passages for a question, best first, ranks from 1; see `Limits` for the filters.

        Raises:
            StoreError: if no article is of one of `outlets`.
        """
        limits = replace(self._limits(outlets, since=since, until=until, as_of=as_of), articles=tuple(articles),
                         languages=tuple(languages))
        try:
            return self._search(text, k, limits)
        except ReembeddedError:  # between the question's encoding and the search
            return self._search(text, k, limits)

    def verify(self) -> Report:
        """Check the whole store; no problems in the report means it is sound.

        Raises:
            StoreError: if the file is so damaged that it cannot be read at all.
        """
        view = self._followed()
        return verify(view.truth, dimension=view.encoder.dimension, digest=view.encoder.digest, place=self._place)

    def backup(self, target: Path | str) -> None:
        """Write a copy of the store into the new folder `target`, while others read and write.

        Raises:
            StoreError: if `target` exists or cannot be written.
        """
        self._truth.backup(Path(target))

    def export(self, target: Path | str) -> int:
        """Write the newest version of every story to a file of JSON Lines, whole or not at all; return how many.

        Raises:
            StoreError: if `target` cannot be written; what was there before is kept then.
        """
        return export(self._truth, Path(target))

    def settle(self, seconds: float) -> bool:
        """Wait until the Chroma index, if this process keeps it, holds all that is stored; False if it does not."""
        return self._followed().index.settle(seconds)

    def close(self) -> None:
        """Close the index and the file; closing twice is harmless."""
        if self._warming:
            self._warming.close()
        self._view.index.close()
        for truth in (self._truth, *self._former):
            truth.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    @property
    def _truth(self) -> Truth:
        return self._view.truth

    @property
    def _index(self) -> DenseIndex:
        return self._view.index

    def _search(self, text: str, k: int, limits: Limits) -> tuple[Hit, ...]:
        view = self._followed()
        vector = view.encoder.encode_question(text)
        return view.encoder.likeness.of_hits(search(view.truth, view.index, text=text, vector=vector, k=k,
                                                    limits=limits))

    def _followed(self) -> _View:
        """Return the store as it is now: with another encoder, where another process embedded everything anew."""
        with self._following:
            version = self._truth.version()
            if version != self._version:
                self._version = version
                self._follow(self._truth.meta())
            return self._view

    def _follow(self, meta: Mapping[str, str]) -> None:
        if meta["digest"] == self._view.encoder.digest:
            return
        folder, encoder = self._truth.folder, own_encoder(self._truth.folder, meta)
        self._view.index.close()
        self._former.append(self._truth)  # others may be reading; it refuses them vectors by now
        truth = Truth(folder, digest=encoder.digest)
        index = open_index(truth, digest=encoder.digest, own=self._own, place=self._place)
        self._view = _View(encoder, truth, index)
        self._version = -1  # versions are each connection's own

    def _limits(self, outlets: Iterable[str], *, since: dt.date | None, until: dt.date | None,
                as_of: dt.date | None = None) -> Limits:
        wanted = tuple(outlets)
        if wanted:
            check_outlets(wanted, self.outlets())
        return Limits(outlets=wanted, since=since, until=until, as_of=as_of)
