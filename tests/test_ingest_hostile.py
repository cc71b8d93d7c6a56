"""A folder of over 150 hostile files of many kinds: each ends in an article or one line; the good one is kept."""

import io
import json
import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_pdf import HANGING
from test_ingest_docx import HOSTILE as WORD_FILES
from test_ingest_exports import HOSTILE as EXPORTS
from test_ingest_pdf import HOSTILE as PDFS

STORY = "The harbour wall of Velmora broke on Monday, the council said.\n\nNobody was hurt in the flood, it added.\n"
BODY = f"<h1>Wall breaks</h1><p>{STORY.replace(chr(10) * 2, '</p><p>')}</p>"
PAGE = "<html><head>{head}</head><body>" + BODY + "{tail}</body></html>"
SECONDS = 10.0  # for one article; the default is 25


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def pages() -> Iterator[str]:
    """Markup that is broken, endless, deep, wide, or that lies about itself."""
    for tail in ("<!--" * 200_000, "<![CDATA[" * 100_000, "<" * 400_000, "&" * 400_000, "(" * 400_000, ". " * 300_000,
                 "<div>" * 1_900, "<div>" * 50_000, "<b><i>" * 20_000, "<table><tr><td>" * 700, "<p>x" * 29_000,
                 "<p>" * 60_000, "<a href=x>" * 10_000, "<svg><style><!--</style><img src=x onerror=x>" * 500,
                 "<script>while(1);</script>" * 1_000, "<iframe src='http://127.0.0.1/'></iframe>" * 1_000,
                 "<p " + "a=1 " * 900 + ">", "<p " + "a=1 " * 90_000 + ">", "<title>" * 9_000, "<h1>x</h1>" * 9_000,
                 "<plaintext>" + "x" * 90_000, "<noscript>" * 5_000, "<template>" * 5_000, "<select><option>" * 4_000,
                 "\u202e" * 9_000, "\u0300" * 90_000, "\U000e0041" * 9_000, "\ud7ff" * 9_000, "\ufdfd" * 9_000,
                 "&#0;" * 9_000, "&#x1F600;" * 9_000, "&lt;" * 90_000, "“" * 90_000, "a.b" * 90_000, "1." * 90_000,
                 "@" * 90_000,
                 "By " * 30_000, "1 May 2031 " * 9_000, "<time datetime='" + "9" * 90_000 + "'>", "A. " * 90_000,
                 "x" * 1_000_000, " " * 1_000_000, "\n" * 1_000_000, "<br>" * 29_000, "- " * 90_000, "|" * 90_000):
        yield PAGE.format(head="", tail=tail)
    crowd = {"@type": "NewsArticle", "headline": ["x"] * 9_000, "author": [{"name": "a b"}] * 9_000}
    circle = {"@id": "a", "author": {"@id": "a"}, "@type": "Article"}
    linked = ("[" * 90_000, '{"@graph":[' * 20_000, json.dumps(crowd), json.dumps(circle), '{"@type": "Article", }')
    for head in (*(f"<script type='application/ld+json'>{data}</script>" for data in linked),
                 '<meta charset="punycode">', '<meta charset="utf-7">', '<meta charset="\x00">',
                 "<base href='file:///'>",
                 "<meta property='og:title' content='" + "x " * 90_000 + "'>", "<title>" + "| " * 90_000 + "</title>",
                 "<meta name=date content='" + "1" * 90_000 + "'>",
                 "<meta name=author content='" + "A B, " * 20_000 + "'>",
                 "<link rel=canonical href='javascript:alert(1)'>",
                 "<link rel=canonical href='http://" + "a" * 90_000 + "'>",
                 "<meta property='article:published_time' content='99999-99-99T99:99:99'>",
                 "<meta property='article:published_time' content='0000-00-00'>"):
        yield PAGE.format(head=head, tail="")


def texts() -> Iterator[bytes]:
    """Bytes that are no text, or text that is hard to lay out."""
    yield from (b"\x00" * 9_000, b"\xff\xfe" + b"\x00\xd8" * 9_000, b"\xef\xbb\xbf" * 9_000, bytes(range(256)) * 400,
                b"\x89PNG\r\n", b"GIF89a", b"\x7fELF" + b"\x00" * 99, b"MZ" + b"\x00" * 99, b"#!/bin/sh\nrm -rf x\n",
                b"=cmd|' /C calc'!A0\n" * 99,
                b"{\\rtf1 x}", b"a" * 4_000_000, b"a " * 2_000_000, b"a\n" * 900_000, b"A. " * 900_000, b"\r" * 900_000,
                b"By " + b"Ada Orlow, " * 90_000, b"1 May 2031\n" * 90_000, "“".encode() * 900_000, b"\x1b[2J" * 9_000,
                "ي\u200c".encode() * 90_000, b"(" * 900_000, b"@handle\n" * 90_000, b"Related:\n" * 90_000)


def archives() -> Iterator[bytes]:
    """Archives that explode, escape, nest, or are cut."""
    whole = zipped({"a.txt": STORY.encode()})
    yield from (whole[:40], whole[:-10], whole.replace(b"a.txt", b"/.txt"), zipped({"x.zip": whole}), zipped({}),
                zipped({"../../a.txt": b"x", "/etc/passwd": b"x", "C:\\a.txt": b"x"}),
                zipped({"a.html": b"\x00" * 100_000_000}), zipped({f"{n}.txt": b"" for n in range(20_000)}),
                zipped({"\x1b[31m.txt": STORY.encode(), "\u202etxt.exe": b"x"}), b"PK\x03\x04" + b"\x00" * 999)


def write_all(folder: Path) -> int:
    """Write every hostile file and a good one; return how many."""
    files = {f"page{n:03}.html": page.encode("utf-8", "surrogatepass") for n, page in enumerate(pages())}
    files |= {f"text{n:03}.txt": data for n, data in enumerate(texts())}
    files |= {f"archive{n:03}.zip": data for n, data in enumerate(archives())}
    files |= {f"word{n:03}.docx": data for n, data in enumerate(WORD_FILES.values())}
    files |= {f"export{n:03}{suffix}": data for n, (data, suffix) in enumerate(EXPORTS.values())}
    files |= {f"print{n:03}.pdf": make() for n, make in enumerate([*PDFS.values(), *HANGING.values()])}
    files |= {"good.txt": STORY.replace("Monday", "Thursday").encode()}
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return len(files)


@pytest.mark.full
@pytest.mark.timeout(900)
def test_hostile_files_cost_themselves_only(tmp_path: Path) -> None:
    count = write_all(tmp_path / "hostile")
    assert count > 150
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "ingest", str(tmp_path / "hostile"), "--store", str(tmp_path / "store"), "--json"],
        capture_output=True, text=True, env={**os.environ, "DATELINE_READ_SECONDS": str(SECONDS)})
    entries = [json.loads(line) for line in done.stdout.splitlines()][:-1]
    assert (done.returncode, done.stderr) == (0, "")
    names = {path.name for path in (tmp_path / "hostile").iterdir()}
    assert {entry["source"].partition("!/")[0] for entry in entries} == names
    assert [entry["status"] for entry in entries if entry["source"] == "good.txt"] == ["added"]
    assert all(0 < len(entry["reason"]) <= 200 for entry in entries if entry["status"] in ("skipped", "failed"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1_000_000
    print(f"{count} files in {time.monotonic() - start:.0f} s, largest process {peak:.2f} GB")
    assert peak < 2.5
