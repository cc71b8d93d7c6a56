"""Serves the page for real and drives it with the machine's Chromium or Chrome."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
AXE = ROOT / "tests/.axe/node_modules/axe-core/axe.min.js"  # tests/find_axe.sh puts it there
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
            "--disable-sync", "--disable-component-update", "--disable-default-apps", "--metrics-recording-only"]


@contextmanager
def serving(command: list[str], **environment: str) -> Iterator[str]:
    """Run `command`, which serves the page, in a process of its own; gives the address that it prints."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT,
                               env={**os.environ, "PYTHONPATH": str(ROOT), **environment})
    assert process.stdout
    try:
        with process.stdout as said:
            yield said.readline().split()[-1]
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=60) == 0
    finally:
        process.kill()  # one that was not ended outlives no test


def page_command(store: Path) -> list[str]:
    """The command that serves the page over a store."""
    return [sys.executable, "-m", "ui", "--store", str(store), "--port", "7900"]


# The page over the invented newsroom and its set answers.
NEWSROOM = [sys.executable, str(Path(__file__).parent / "ui_newsroom.py")]


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """The machine's own browser, without a window."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path, f"the browser tests need one of {', '.join(BROWSERS)} in PATH"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield opened
        opened.close()


class Reader:
    """A reader at the page, who also keeps the browser's network log and what it complains about."""

    def __init__(self, browser: Browser, at: str, *, width: int = 1440, height: int = 900, dark: bool = False) -> None:
        context = browser.new_context(viewport={"width": width, "height": height},
                                      color_scheme="dark" if dark else "light")
        self.page: Page = context.new_page()
        self.requested: list[str] = []
        self.refused: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.on("response", lambda answer: self.refused.append(answer.url) if answer.status >= 400 else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(at)
        self.page.wait_for_selector("#panel .shelf, #panel .problem", state="attached", timeout=60_000)

    def ask(self, question: str) -> None:
        """Type a question, press Enter, wait for the whole answer."""
        before = self.page.locator(".turn").count()
        self.page.fill("#ask textarea", question)
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(
            "before => document.querySelectorAll('.turn').length > before "
            "&& document.querySelector('#live .foot, #live .problem')", arg=before, timeout=60_000)

    def text(self, selector: str) -> str:
        """What the reader sees of the first element that `selector` finds."""
        return self.page.locator(selector).first.inner_text()

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def grave_faults(self) -> list[str]:
        """What axe-core calls serious or critical on the page as it is, with the elements."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [f"{fault['id']}: {node['html'][:150]}" for fault in found["violations"]
                if fault["impact"] in {"serious", "critical"} for node in fault["nodes"]]

    def foreign(self) -> set[str | None]:
        """The hosts that the browser asked for anything, this machine left out."""
        asked = (url for url in self.requested if not url.startswith(("data:", "blob:")))
        return {urlsplit(url).hostname for url in asked} - {"127.0.0.1"}

    def close(self) -> None:
        self.page.context.close()
