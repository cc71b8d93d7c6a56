"""Print how well PDF libraries give back invented stories, word by word in order, and whole sentences.

Run from the project's root, after `pip install pypdf pdfminer.six`: `python tests/measure_pdf.py [OTHER.pdf...]`;
other files must be prints of the same story.
"""

import difflib
import io
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pdfminer.high_level
import pypdf
import pypdfium2
from invented_story import BYLINE, DATE, PARAGRAPHS, STORY
from pdf_press import press
from test_ingest_pdf import SHAPES

from ingest.page_pdf import read_pdf

WORDS = re.findall(r"\w+", " ".join(piece.text for piece in STORY))
SENTENCES = [s for p in PARAGRAPHS for s in re.split(r"(?<=[.”]) (?=[A-Z“])", p)]


def with_pypdf(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def with_pdfminer(data: bytes) -> str:
    return str(pdfminer.high_level.extract_text(io.BytesIO(data)))


def with_pdfium(data: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))


def with_read_pdf(data: bytes) -> str:
    """Give byline and date back as lines: the draft holds them as data."""
    draft = read_pdf(data)
    title, *rest = (part.text for part in draft.parts)
    byline = BYLINE if draft.authors == ("Ada Orlow",) else ""
    return "\n".join([title, byline, DATE if draft.published and draft.published.value == "2031-05-04" else "", *rest])


def word_f1(text: str) -> float:
    found = re.findall(r"\w+", text)
    blocks = difflib.SequenceMatcher(None, WORDS, found, autojunk=False).get_matching_blocks()
    return 2 * sum(block.size for block in blocks) / (len(WORDS) + len(found))


def main() -> None:
    readers: dict[str, Callable[[bytes], str]] = {
        "pypdf": with_pypdf, "pdfminer.six": with_pdfminer, "pypdfium2": with_pdfium, "read_pdf": with_read_pdf}
    files = {name: press(STORY, shape) for name, shape in SHAPES.items()}
    files |= {Path(name).name: Path(name).read_bytes() for name in sys.argv[1:]}
    totals = {name: [0.0, 0.0, 0.0] for name in readers}
    print(f"{'':32}" + "".join(f"{name:>24}" for name in readers))
    for kind, data in files.items():
        row = ""
        for name, reader in readers.items():
            started = time.perf_counter()
            text = reader(data)
            taken = 1000 * (time.perf_counter() - started)
            whole = sum(sentence in " ".join(text.split()) for sentence in SENTENCES) / len(SENTENCES)
            row += f"{word_f1(text):10.3f} {whole:6.0%} {taken:4.0f}ms"
            totals[name] = [a + b for a, b in zip(totals[name], (word_f1(text), whole, taken), strict=True)]
        print(f"{kind:32}{row}")
    means = ([total / len(files) for total in totals[name]] for name in readers)
    print(f"{'mean':32}" + "".join(f"{f1:10.3f} {whole:6.0%} {taken:4.0f}ms" for f1, whole, taken in means))


if __name__ == "__main__":
    main()
