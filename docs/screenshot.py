"""Make the screenshots: `python docs/screenshot.py [FOLDER]`, from the samples, with the machine's own browser."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

from browser import Reader, opened_browser, page_command, serving  # noqa: E402 -- it lies beside the tests

from ingest import read  # noqa: E402
from vectorstore import Store  # noqa: E402

QUESTION = "How many people took part in the march?"
UNANSWERED = "Which composer wrote the opera Vellamere?"


def states(reader: Reader) -> Iterator[str]:
    """Bring the page into each state that is worth a picture, and name it; "" is the one that the README shows."""
    page = reader.page
    page.wait_for_selector("#welcome [data-ask]", timeout=60_000)
    yield "-welcome"
    reader.ask(QUESTION)
    page.wait_for_selector("#next [data-next]", timeout=60_000)
    page.locator("#live .chip").first.click()
    page.wait_for_selector("#panel mark.cited")
    page.mouse.move(10, 500)
    yield ""
    reader.ask(UNANSWERED)
    page.click("#top [data-view=articles]")
    page.wait_for_selector("#panel .shelf")
    yield "-abstained"


def main() -> None:
    """Ask the sample articles and keep what the page shows, wide and light, and narrow and dark."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        with Store.open(store, create=True) as opened:
            list(opened.add(read([HERE.parent / "samples"])))
        with serving(page_command(store)) as at, opened_browser() as browser:
            wide = Reader(browser, at, width=1440, height=900)
            for name in states(wide):
                wide.page.wait_for_timeout(500)
                wide.page.screenshot(path=target / f"screenshot{name}.png")
            narrow = Reader(browser, at, width=390, height=844, dark=True)
            narrow.ask(QUESTION)
            narrow.page.wait_for_timeout(500)
            narrow.page.screenshot(path=target / "screenshot-narrow.png")


if __name__ == "__main__":
    main()
