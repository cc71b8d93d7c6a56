"""Tell copies of one report by a MinHash signature of its words."""

import re

from ingest.article import Article, BlockKind

_PERMUTATIONS = 128
_SEED = 20_001
_SHINGLE = 5
# Below this many shingles two short items share half of them by chance (a weather line, a results table).
_FEWEST_SHINGLES = 30
# Share of the shorter article's shingles that stand in the longer one. Measured on the cases in
# tests/test_ingest_reprints.py: edited and shortened reprints .83 and up, stories of one event
# by two hands .07 and below; shared long quotes are what lies between.
REPRINT = 0.4
# Where both name the same agency: a report that an outlet has cut and written into its own. Twice what strangers share.
CREDITED_REPRINT = 0.2
# Two rows a band: a reprint cut to a third (Jaccard .33) shares a band with probability .999, strangers
# (.02) with .025.
_ROWS = 2


def signature_of(article: Article) -> tuple[int, ...]:
    """Return 128 minima and, last, the number of shingles of the article's paragraphs; () where they are too few."""
    text = " ".join(b.span.of(article.text) for b in article.blocks if b.kind is BlockKind.PARAGRAPH)
    words = re.findall(r"[^\W_]+", text.lower())
    shingles = {" ".join(words[i : i + _SHINGLE]).encode() for i in range(len(words) - _SHINGLE + 1)}
    if len(shingles) < _FEWEST_SHINGLES:
        return ()
    from datasketch import MinHash  # numpy behind it: not at a cold start

    # The scheme is named because the library's default has changed once, and signatures are stored.
    sketch = MinHash(num_perm=_PERMUTATIONS, seed=_SEED, scheme="affine32")
    sketch.update_batch(sorted(shingles))
    return (*(int(v) for v in sketch.hashvalues), len(shingles))


def similarity(first: tuple[int, ...], second: tuple[int, ...]) -> float:
    """Estimate the share of the shorter article that stands in the longer one, 0 to 1; 0 for an empty signature."""
    if not first or not second:
        return 0.0
    equal = sum(a == b for a, b in zip(first[:-1], second[:-1], strict=True))
    jaccard = equal / _PERMUTATIONS
    shared = jaccard / (1 + jaccard) * (first[-1] + second[-1])
    return min(1.0, shared / min(first[-1], second[-1]))


def is_reprint(first: tuple[int, ...], second: tuple[int, ...], *, of_one_agency: bool = False) -> bool:
    """Tell whether two signatures are of copies of one report; where both credit one agency, less is enough."""
    return similarity(first, second) >= (CREDITED_REPRINT if of_one_agency else REPRINT)


def bands(signature: tuple[int, ...]) -> tuple[str, ...]:
    """Return the names under which to look for copies: two copies nearly always share one; () where unsigned."""
    minima = signature[:-1]
    return tuple(f"{i // _ROWS}:" + ",".join(map(str, minima[i : i + _ROWS])) for i in range(0, len(minima), _ROWS))
