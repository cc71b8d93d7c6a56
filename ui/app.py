"""The page: Gradio components wired to the desk, mounted behind the guard."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp

from ingest.formats import MOST_BYTES
from ui.conversation import Conversation
from ui.desk import Desk
from ui.guard import LOOPBACK, Guard
from ui.library import Library
from ui.render import render_conversation, render_turn
from ui.shelf import render_welcome

if TYPE_CHECKING:
    import gradio as gr

HERE = Path(__file__).parent
MAX_QUESTION_CHARACTERS = 2_000
ANSWERS_AT_ONCE = 8
QUESTIONS_WAITING = 64
SECONDS_TO_KEEP_UPLOADS = 3_600
PAPER, PAPER_DARK = "#f6f2ea", "#171512"
# No event of ours is an API, and the page itself shows what is going on.
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

# A click on one of our buttons reaches Python with what the button names; the page's script is told what is shown.
ON_LOAD = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button && element.contains(button)) { desk.clicked(button); trigger('click', {...button.dataset}); }
});
watch('value', () => desk.shown(element));
"""
TOP = ('<header class="top"><h1>Dateline</h1><p>Answers from the articles at hand, each with its sentence.</p>'
       '<button type="button" data-sheet="open">Articles</button></header>')
ICON = ("<link rel=\"icon\" href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
        "%3Cpath d='M3 1h10v14H3z' fill='%23fbf7ee' stroke='%238a2b1d'/%3E"
        "%3Cpath d='M5 5h6M5 8h6M5 11h3' stroke='%238a2b1d' stroke-width='1.4'/%3E%3C/svg%3E\">")
SHEET_BAR = '<div class="sheet-bar"><button type="button" data-sheet="close">Close</button></div>'


def build(library: Library, *, host: str = "127.0.0.1") -> ASGIApp:
    """Return the app that serves the page for `library` under the loopback names and `host`."""
    import gradio as gr
    from fastapi import FastAPI

    page = _page(Desk(library))
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    gr.mount_gradio_app(
        app, page, path="/", theme=_theme(), head=_head(),
        footer_links=[], run_history=False, show_error=False, max_file_size=MOST_BYTES, ssr_mode=False,
        enable_monitoring=False, pwa=False, mcp_server=False)
    return Guard(app, hosts=LOOPBACK | {host.lower()})


def _head() -> str:
    # Not `css=`: Gradio scopes that to its container, and the page's body has two states of its own.
    style, script = ((HERE / name).read_text("utf-8") for name in ("desk.css", "desk.js"))
    return f"{ICON}<style>{style}</style><script>{script}</script>"


def _theme() -> "gr.themes.Base":
    """No font but the reader's own, and the paper's colour from the first moment."""
    import gradio as gr

    return gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]).set(
        body_background_fill=PAPER, body_background_fill_dark=PAPER_DARK)


def _page(desk: Desk) -> "gr.Blocks":
    """Lay out the page and wire it. A reader's conversation is a `gr.State`; only the library is shared."""
    import gradio as gr

    page: gr.Blocks = gr.Blocks(title="Dateline", analytics_enabled=False, fill_width=True,
                                delete_cache=(SECONDS_TO_KEEP_UPLOADS, SECONDS_TO_KEEP_UPLOADS))
    with page:
        conversation = gr.State(())
        _html("top", TOP)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                with gr.Column(elem_id="thread"):
                    welcome, past, live = _html("welcome", render_welcome(())), _html("past"), _html("live")
                box = gr.Textbox(elem_id="ask", label="Question", show_label=False, container=False, max_lines=6,
                                 max_length=MAX_QUESTION_CHARACTERS, placeholder="Ask what the articles say",
                                 submit_btn="Ask", autofocus=True)
            with gr.Column(elem_id="side"):
                _html("sheet-bar", SHEET_BAR)
                with gr.Accordion("Add articles", open=False, elem_id="add"):
                    form = _add_form()
                panel = _html("panel")
        _wire_talk(desk, conversation, welcome=welcome, past=past, live=live, box=box)
        _wire_panel(desk, conversation, past=past, live=live, panel=panel)
        _wire_add_form(desk, form, panel)
        page.load(desk.shelf, outputs=panel, **PRIVATE)
        page.load(lambda: render_welcome(desk.library.examples), outputs=welcome, **PRIVATE)
    page.queue(default_concurrency_limit=ANSWERS_AT_ONCE, max_size=QUESTIONS_WAITING)
    return page


def _html(name: str, value: str = "") -> "gr.HTML":
    import gradio as gr

    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=ON_LOAD)


def _wire_talk(desk: Desk, conversation: "gr.State", *, welcome: "gr.HTML", past: "gr.HTML", live: "gr.HTML",
               box: "gr.Textbox") -> None:
    """A question submitted, or an example clicked, is answered in `live`; the turns before it stand in `past`."""
    import gradio as gr

    def ask(question: str, turns: Conversation) -> Iterator[Any]:
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        earlier, emptied = render_conversation(turns), ""
        for grown in desk.ask(question, turns):
            yield earlier, render_turn(grown[-1], number=len(turns)), grown, emptied
            earlier, emptied = gr.skip(), gr.skip()

    def example(event: gr.EventData) -> str:
        return desk.library.examples[int(event.ask)]

    wires: dict[str, Any] = {"inputs": [box, conversation], "outputs": [past, live, conversation, box]}
    # "always_last": one question at a time, and one that is put a moment too early is kept, not dropped.
    box.submit(ask, **wires, trigger_mode="always_last", **PRIVATE)
    welcome.click(example, outputs=box, **PRIVATE).then(ask, **wires, **PRIVATE)


def _wire_panel(desk: Desk, conversation: "gr.State", *, past: "gr.HTML", live: "gr.HTML", panel: "gr.HTML") -> None:
    """A chip opens its sentence in the panel; in the panel a title opens its article, and "back" the shelf."""
    import gradio as gr

    def cite(turns: Conversation, event: gr.EventData) -> str:
        return desk.open_citation(event.cite, turns)

    def turn_page(event: gr.EventData) -> str:
        return desk.open_article(event.article) if "article" in event._data else desk.shelf()

    gr.on([past.click, live.click], cite, inputs=conversation, outputs=panel, trigger_mode="always_last", **PRIVATE)
    panel.click(turn_page, outputs=panel, trigger_mode="always_last", **PRIVATE)


@dataclass(frozen=True, slots=True)
class _AddForm:
    files: "gr.File"
    pasted: "gr.Textbox"
    button: "gr.Button"
    report: "gr.HTML"


def _add_form() -> _AddForm:
    """Drop files or paste an article; the report says what became of each."""
    import gradio as gr

    files = gr.File(label="Files", show_label=False, file_count="multiple", file_types=[".txt", ".html", ".htm"],
                    height=110, elem_id="files")
    pasted = gr.Textbox(label="Or paste one", lines=3, max_lines=8, elem_id="pasted",
                        placeholder="Outlet, date, title and text, as copied from the page")
    return _AddForm(files, pasted, button=gr.Button("Add the pasted article", elem_id="add-pasted"),
                    report=_html("report"))


def _wire_add_form(desk: Desk, form: _AddForm, panel: "gr.HTML") -> None:
    import gradio as gr

    def add(paths: list[str] | None, text: str) -> tuple[str, str, None, str]:
        return desk.add([Path(p) for p in paths or ()], text), desk.shelf(), None, ""

    gr.on([form.files.upload, form.button.click], add, inputs=[form.files, form.pasted],
          outputs=[form.report, panel, form.files, form.pasted], **PRIVATE)
