"""Articles added in a real browser: files of every kind, dropped anywhere and while others are read, addresses and
feeds of a local server, and a report of each."""

import io
import json
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import docx
import pytest
from browser import NEWSROOM, Reader, serving
from pdf_press import Piece, Shape, press
from playwright.sync_api import Browser

pytestmark = pytest.mark.full

PAGE = """<html lang="en"><head><title>{title}</title><meta property="og:site_name" content="Ottel Times"></head><body>
<article><h1>{title}</h1><p>By Runa Feld, 3 May 2031</p><p>A storm took the pier of Ottel on Saturday night, and nobody
was on it when it went.</p><p>The pier was built in 1911 and had survived two wars, said its keeper Ole Brandis.</p>
</article></body></html>"""
FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Ottel Times</title>
<link>{at}</link><item><title>Quay of Ottel flooded</title><link>{at}quay</link></item>
<item><title>Gone</title><link>{at}gone</link></item></channel></rss>"""


def a_pdf() -> bytes:
    return press([Piece("title", "Tram line to Brennick opens"), Piece("credit", "By Ilse Marn, 4 May 2031"),
                  Piece("text", "The first tram left Velmora for Brennick on Sunday with 212 people on board.")],
                 Shape(size=12))


def a_word_file() -> bytes:
    document, written = docx.Document(), io.BytesIO()
    document.add_heading("Bakery in Velmora closes", 0)
    document.add_paragraph("The bakery on Mill Lane in Velmora closed on Friday after ninety years.")
    document.save(written)
    return written.getvalue()


def an_export() -> bytes:
    rows = [{"title": "Ferry tolls doubled at Ansel", "outlet": "Ansel Herald", "date": "2031-05-04",
             "text": "The council of Ansel doubled the ferry tolls on Sunday."}, {"title": "Nothing in it"}]
    return "\n".join(map(json.dumps, rows)).encode()


def an_archive() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("pier.html", PAGE.format(title="Storm takes the pier of Ottel"))
    return written.getvalue()


def upload(reader: Reader, **files: bytes) -> None:
    """Choose files in the page's own field; `name_ending` stands for "name.ending"."""
    reader.page.set_input_files("#files input[type=file]", [
        {"name": name.replace("_", "."), "mimeType": "application/octet-stream", "buffer": data}
        for name, data in files.items()])


def reported(reader: Reader, lines: int) -> list[str]:
    """The report, newest first, once it is whole."""
    reader.page.wait_for_function(
        "lines => document.querySelectorAll('#report li').length === lines && !/Reading/.test("
        "document.querySelector('#report').textContent)", arg=lines, timeout=60_000)
    return reader.page.locator("#report li").all_inner_texts()


class Site(BaseHTTPRequestHandler):
    """A small site: a story, a feed that leads to one and to one that is gone."""

    def do_GET(self) -> None:
        at = f"http://127.0.0.1:{self.server.server_address[1]}/"
        pages = {"/pier": ("text/html", PAGE.format(title="Pier of Ottel is gone")),
                 "/quay": ("text/html", PAGE.format(title="Quay of Ottel flooded").replace("pier", "quay")),
                 "/feed": ("application/rss+xml", FEED.format(at=at))}
        kind, page = pages.get(self.path, ("text/plain", ""))
        self.send_response(200 if page else 404)
        self.send_header("content-type", kind)
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture(scope="module")
def page(site: str) -> Iterator[str]:
    """The newsroom of this module alone, where articles stay; it may ask the local site."""
    port = site.rstrip("/").rpartition(":")[2]
    with serving(NEWSROOM, DATELINE_FETCH_ALLOW_PRIVATE="true", DATELINE_FETCH_PORTS=f"[{port}]") as at:
        yield at


@pytest.fixture
def reader(browser: Browser, page: str) -> Iterator[Reader]:
    sitting = Reader(browser, page)
    yield sitting
    assert (sitting.complaints, sitting.refused, sitting.foreign()) == ([], [], set())
    sitting.close()


def test_files_of_every_kind_are_read_and_those_that_are_none_say_why(reader: Reader) -> None:
    reader.page.click("#add > button")
    upload(reader, tram_pdf=a_pdf(), bakery_docx=a_word_file(), export_jsonl=an_export(), all_zip=an_archive(),
           broken_pdf=b"%PDF-1.7 broken", photo_jpg=b"\xff\xd8 no article", empty_txt=b" ")
    assert reported(reader, 8) == [
        "added Tram line to Brennick opens", "added Bakery in Velmora closes", "added Ferry tolls doubled at Ansel",
        "failed export.jsonl!/2: no text in the column 'text'", "added Storm takes the pier of Ottel",
        "failed broken.pdf: the PDF is broken: no reader can open it; save or download it again",
        "skipped photo.jpg: not an article: expected .txt, .md, .html, .pdf, .docx, .json, .jsonl, .csv or .zip, found "
        ".jpg", "skipped empty.txt: empty file"]
    assert reader.text("#report .counts") == "4 added, 2 failed, 2 skipped"
    assert reader.page.locator("#panel .title").all_inner_texts()[-1] == "Storm takes the pier of Ottel"


def test_a_file_that_is_too_large_is_reported_and_the_others_are_read(reader: Reader, tmp_path: Path) -> None:
    large, small = tmp_path / "large.txt", tmp_path / "small.txt"
    with large.open("wb") as file:
        file.truncate(50_000_001)
    small.write_text("Ansel Herald\n\nA small tale\n\n4 May 2031\n\nIt was told on Sunday.\n\nIt was short.\n", "utf-8")
    reader.page.click("#add > button")
    reader.page.set_input_files("#files input[type=file]", [large, small])
    assert sorted(reported(reader, 2)) == [
        "added A small tale", "failed large.txt: too large: 50,000,001 bytes, at most 50,000,000 are read"]
    reader.page.set_input_files("#files input[type=file]", [large])
    assert len(reported(reader, 3)) == 3


def test_files_given_while_others_are_read_are_read_after_them(reader: Reader) -> None:
    reader.page.click("#add > button")
    for number in range(3):
        tale = f"Ansel Herald\n\nTale {number}\n\n4 May 2031\n\nTale {number} was told on Sunday.\n\nIt was long.\n"
        upload(reader, **{f"tale{number}_txt": tale.encode()})
        reader.page.wait_for_timeout(400)
    assert reported(reader, 3) == ["added Tale 2", "added Tale 1", "added Tale 0"]


def test_a_file_dropped_anywhere_on_the_page_is_read_and_the_report_shown(reader: Reader) -> None:
    page = reader.page
    page.click("#top [data-view=settings]")
    page.wait_for_selector("#panel .settings")
    page.evaluate("""() => {
      const held = new DataTransfer(), thread = document.querySelector("#thread");
      held.items.add(new File(["Ansel Herald\\n\\nA tale dropped\\n\\n4 May 2031\\n\\nIt fell."], "dropped.txt"));
      window.drag = (name) => thread.dispatchEvent(
        new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: held }));
    }""")
    page.evaluate("drag('dragenter')")
    page.wait_for_selector("#panel .shelf")
    page.wait_for_selector("#files input", state="attached")
    assert page.evaluate("drag('drop')") is False  # the browser does not leave the page to show the file
    assert reported(reader, 1) == ["added A tale dropped"]
    assert page.locator("body.dropping").count() == 0


def test_addresses_and_feeds_are_read_and_what_fails_stays_in_the_field(reader: Reader, site: str) -> None:
    page = reader.page
    page.click("#add > button")
    page.fill("#pasted textarea", f"{site}gone\nhttp://no.such.invalid/")
    page.click("#add-pasted")
    assert [line.split(": ")[0] for line in reported(reader, 2)] == [
        f"failed {site}gone", "failed http://no.such.invalid/"]
    assert page.input_value("#pasted textarea") == f"{site}gone\nhttp://no.such.invalid/"
    page.fill("#pasted textarea", f"{site}pier\n{site}feed")
    page.click("#add-pasted")
    told = reported(reader, 5)
    assert told[:2] == ["added Pier of Ottel is gone", "added Quay of Ottel flooded"]
    assert told[2].startswith(f"failed {site}gone")
    assert page.input_value("#pasted textarea") == ""
    page.click("#panel .title:has-text('Pier of Ottel is gone')")
    page.wait_for_selector("#panel .original a")
    assert page.get_attribute("#panel .original a", "href") == f"{site}pier"
