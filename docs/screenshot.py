"""Make docs/screenshot.png: `python docs/screenshot.py`, from the samples, with the machine's own browser."""

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

from browser import Reader, opened_browser, page_command, serving  # noqa: E402 -- it lies beside the tests

from ingest import read  # noqa: E402
from vectorstore import Store  # noqa: E402

QUESTION = "How many people were on board the Kestrel?"


def main() -> None:
    """Ask one question of the sample articles and keep what the page shows."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        with Store.open(store, create=True) as opened:
            list(opened.add(read([HERE.parent / "samples"])))
        with serving(page_command(store)) as at, opened_browser() as browser:
            reader = Reader(browser, at, width=1440, height=900)
            reader.ask("Who leads the march?")  # the models load at the first question
            reader.ask(QUESTION)
            reader.page.locator("#live .chip").first.click()
            reader.page.wait_for_selector("#panel mark.cited")
            reader.page.mouse.move(10, 500)
            reader.page.wait_for_timeout(300)
            reader.page.screenshot(path=HERE / "screenshot.png")


if __name__ == "__main__":
    main()
