"""The app: the page mounted behind the guard, with its own style and script."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from ingest.formats import MOST_BYTES_OF_DOCUMENT
from ui.desk import Desk
from ui.drawer import Drawer
from ui.guard import LOOPBACK, Guard
from ui.library import Library
from ui.logins import Logins
from ui.notebook import Notebook
from ui.page import make_page
from ui.wiring import wire

if TYPE_CHECKING:
    import gradio as gr

HERE = Path(__file__).parent
ANSWERS_AT_ONCE = 8
MOST_WAITING = 64
PAPER, PAPER_DARK = "#faf8f3", "#161412"

ICON = ("<link rel=\"icon\" href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
        "%3Cpath d='M3 1h10v14H3z' fill='%23fbf7ee' stroke='%238a2b1d'/%3E"
        "%3Cpath d='M5 5h6M5 8h6M5 11h3' stroke='%238a2b1d' stroke-width='1.4'/%3E%3C/svg%3E\">")


@dataclass(frozen=True, slots=True)
class Serving:
    """How the app is served: under which names besides the loopback ones, to whom, below which path of a proxy, and
    how many questions are answered together and may wait."""

    hosts: tuple[str, ...] = ()
    logins: Logins | None = None
    root_path: str = ""
    answers_at_once: int = ANSWERS_AT_ONCE
    waiting: int = MOST_WAITING


def build(library: Library, notebook: Notebook, serving: Serving) -> ASGIApp:
    """Return the app that serves the page, its HTTP API and its MCP tools for `library` and `notebook`."""
    import gradio as gr
    from fastapi import FastAPI
    from starlette.staticfiles import StaticFiles

    from ui.programs import Programs, Turnstile, add_programs

    desk = Desk(library, fetches=serving.logins is None)
    drawer = Drawer(desk, notebook)
    page = make_page(lambda page, parts: wire(page, parts, desk, drawer), answers_at_once=serving.answers_at_once,
                     waiting=serving.waiting)
    app = FastAPI(title="Dateline", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.mount("/fonts", StaticFiles(directory=HERE / "fonts"))
    add_programs(app, Programs(library), Turnstile(serving.answers_at_once, serving.waiting))
    gr.mount_gradio_app(
        app, page, path="/", theme=_theme(), head=_head(), root_path=serving.root_path or None,
        footer_links=[], run_history=False, show_error=False, max_file_size=MOST_BYTES_OF_DOCUMENT, ssr_mode=False,
        enable_monitoring=False, pwa=False, mcp_server=False)
    return Guard(app, hosts=LOOPBACK | {host.lower() for host in serving.hosts}, logins=serving.logins,
                 root_path=serving.root_path)


def _head() -> str:
    # Not `css=`: Gradio scopes that to its container, and the page's body has two states of its own.
    panel, style, script = ((HERE / name).read_text("utf-8") for name in ("panel.css", "desk.css", "desk.js"))
    limit = f"window.mostBytes = {MOST_BYTES_OF_DOCUMENT};"
    return f"{ICON}<style>{panel}{style}</style><script>{limit}{script}</script>"


def _theme() -> "gr.themes.Base":
    """No font but the reader's own, and the paper's colour from the first moment."""
    import gradio as gr

    return gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]).set(
        body_background_fill=PAPER, body_background_fill_dark=PAPER_DARK)
