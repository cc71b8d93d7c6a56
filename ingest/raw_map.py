"""Where each stretch of an article stands in its raw form: found by its exact letters, unknown where they are not."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from ingest.article import Article, Span
from ingest.raw_form import RawForm, RawPart, Reading, raw_forms
from ingest.traced import Traced, joined

_NOWHERE = -1
_END = Traced("\n", array("q", [0]), array("q", [0]))  # behind a reading that none continues
# A paragraph that something interrupts (a page's end, an advertisement) is found in pieces of so many letters or more:
# shorter ones stand elsewhere by chance.
_SHORTEST_PIECE = 12
_MOST_GAPS = 10  # places in one block where its letters break off, before the rest is called unknown
_MOST_PLACES = 100  # occurrences of a short block that are looked at


@dataclass(frozen=True, slots=True)
class RawPlace:
    """`[start, end)`, in code points, of the raw form's part called `part`, and the `text` as it is written there."""

    part: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class RawMap:
    """The raw form of one article, and where each visible character of its text stands there.

    `parts` are the texts that places refer to.
    """

    parts: tuple[RawPart, ...]
    _seen: tuple[int, ...]  # offsets in the article's text of what is visible there, ascending
    _found: tuple[int, ...]  # for each of these its index in `_raw`, or _NOWHERE
    _raw: "_Raw"

    @property
    def is_complete(self) -> bool:
        """Tell whether the place of every visible character is known."""
        return _NOWHERE not in self._found

    def places(self, span: Span) -> tuple[RawPlace, ...]:
        """Return where the text of `span` stands, in its order; what is unknown is left out, () if all of it is.

        One place is an unbroken run of the article's letters; tags, blanks and line ends may lie within.
        """
        first, last = (bisect_right(self._seen, offset - 1) for offset in (span.start, span.end))
        found = [index for index in self._found[first:last] if index != _NOWHERE]
        # Equal for neighbours in one part: an index less its rank, as in every run of consecutive numbers.
        runs = groupby(enumerate(found), key=lambda pair: (pair[1] - pair[0], self._raw.part(pair[1])))
        return tuple(self._place(part, [index for _, index in run]) for (_, part), run in runs)

    def _place(self, part: int, indexes: Sequence[int]) -> RawPlace:
        start, end = self._raw.text.starts[indexes[0]], self._raw.text.ends[indexes[-1]]
        return RawPlace(self.parts[part].name, start, end, self.parts[part].text[start:end])


def map_raw(article: Article, raw: bytes) -> RawMap:
    """Return where `article` stands in `raw`, the bytes that it was read from.

    Nothing is run that was not run when the article was read, but without its limits: only for what was read once.

    Raises:
        ValueError: if `raw` is nothing that an article was read from.
    """
    best: RawMap | None = None
    for form in raw_forms(raw, source=article.source):
        found = _map(article, form)
        if best is None or found._found.count(_NOWHERE) < best._found.count(_NOWHERE):
            best = found
        if best.is_complete:
            break
    assert best is not None, "raw_forms always yields one"
    return best


@dataclass(frozen=True, slots=True)
class _Raw:
    """All readings of a raw form as one text of visible characters, those of rank r in `[ranks[r], ranks[r + 1])`."""

    text: Traced
    ranks: tuple[int, ...]
    starts: tuple[int, ...]  # where each reading starts, ascending
    parts: tuple[int, ...]  # the number of the part that it is of

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> "_Raw":
        ordered = sorted(readings, key=lambda reading: reading.rank)
        texts = [joined([reading.text.visible(), *[_END] * (reading.rank > 0)]) for reading in ordered]
        starts = tuple(accumulate((len(text.text) for text in texts), initial=0))
        ranks = [start for number, start in enumerate(starts[:-1])
                 if number == 0 or ordered[number].rank != ordered[number - 1].rank]
        return cls(joined(texts), (*ranks, starts[-1]), starts[:-1], tuple(reading.part for reading in ordered))

    def part(self, index: int) -> int:
        """Return the number of the part that a character stands in."""
        return self.parts[bisect_right(self.starts, index) - 1]

    def occurrences(self, letters: str, start: int, end: int) -> list[range]:
        """Return where `letters` stand in `[start, end)`: as whole words, else within others."""
        found: list[range] = []
        at = self.text.text.find(letters, start, end) if letters else -1
        while at >= 0 and len(found) < _MOST_PLACES:
            found.append(range(at, at + len(letters)))
            at = self.text.text.find(letters, at + 1, end)
        return [place for place in found if not self.is_cut(place.start) and not self.is_cut(place.stop)] or found

    def nearest(self, letters: str, start: int) -> int:
        """Return where `letters`, which stand somewhere, stand next from `start` on, else first."""
        at = self.text.text.find(letters, start)
        return at if at >= 0 else self.text.text.index(letters)

    def is_cut(self, index: int) -> bool:
        """Tell whether a word would be cut in two before the character at `index`."""
        text = self.text
        return (0 < index < len(text.text) and text.text[index - 1].isalnum() and text.text[index].isalnum()
                and text.ends[index - 1] == text.starts[index] and self.part(index - 1) == self.part(index))


@dataclass(frozen=True, slots=True)
class _Block:
    """The visible letters of one block, the first of them number `first` of the article's."""

    letters: str
    first: int
    words: frozenset[int]  # where words start


def _map(article: Article, form: RawForm) -> RawMap:
    raw = _Raw.of(list(form.readings()))
    whole = Traced.whole(article.text)
    seen: list[int] = []
    blocks = []
    for block in article.blocks:
        visible = whole.cut(block.span.start, block.span.end).visible()
        words = frozenset(i for i in range(len(visible.text)) if i == 0 or visible.starts[i] > visible.ends[i - 1])
        blocks.append(_Block(visible.text, len(seen), words))
        seen.extend(visible.starts)
    found = [_NOWHERE] * len(seen)
    for sought, place in zip(blocks, _wholes(blocks, raw), strict=True):
        for start, piece in [(0, place)] if place else _pieces(sought, raw):
            found[sought.first + start : sought.first + start + len(piece)] = piece
    return RawMap(form.parts, tuple(seen), tuple(found), raw)


def _wholes(blocks: Sequence[_Block], raw: _Raw) -> list[range | None]:
    """Return where each block stands unbroken: what stands once first, the rest between its neighbours if it can."""
    placed: list[range | None] = [None] * len(blocks)
    for low, high in zip(raw.ranks, raw.ranks[1:], strict=False):
        found = [[] if placed[number] else raw.occurrences(block.letters, low, high)
                 for number, block in enumerate(blocks)]
        for number, places in enumerate(found):
            if len(places) == 1:
                placed[number] = places[0]
        for number, places in enumerate(found):
            if len(places) > 1:
                before = next(filter(None, reversed(placed[:number])), None)
                after = next(filter(None, placed[number + 1 :]), None)
                placed[number] = _between(places, before, after)
    return placed


def _between(places: Sequence[range], before: range | None, after: range | None) -> range:
    """Return the one of `places` that comes next after `before`, else the last in front of `after`."""
    between = [at for at in places
               if (before is None or at.start >= before.stop) and (after is None or at.stop <= after.start)]
    if not between:
        return places[0]
    return between[-1] if before is None and after is not None else between[0]


def _pieces(block: _Block, raw: _Raw) -> Iterator[tuple[int, range]]:
    """Yield where parts of a block stand, each as long as can be: its start in the block, and its place."""
    at = last = gaps = 0
    while at < len(block.letters) and gaps < _MOST_GAPS:
        length = _longest(block.letters, at, raw.text.text)
        place = raw.nearest(block.letters[at : at + length], last)
        if at + length < len(block.letters) and raw.is_cut(place + length):  # letters behind a break agree by chance
            length = max((word - at for word in block.words if at < word <= at + length), default=0)
        if length < _SHORTEST_PIECE:
            at, gaps = min((word for word in block.words if word > at), default=len(block.letters)), gaps + 1
        else:
            yield at, range(place, place + length)
            at, last = at + length, place + length


def _longest(letters: str, start: int, text: str) -> int:
    """Return how many of `letters` from `start` stand somewhere in `text` as they are."""
    low, high = 0, len(letters) - start
    while low < high:
        middle = (low + high + 1) // 2
        if letters[start : start + middle] in text:
            low = middle
        else:
            high = middle - 1
    return low
