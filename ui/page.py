"""The page: its parts, which are Gradio components, and where they stand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ui.frame import render_welcome
from ui.limits import UNLIMITED

if TYPE_CHECKING:
    import gradio as gr

MAX_QUESTION_CHARACTERS = 2_000
SECONDS_TO_KEEP_UPLOADS = 3_600
# No event of ours is an API, and the page itself shows what is going on.
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

# A click on one of our buttons reaches Python with what the button names; the page's script does what is its own.
ON_LOAD = "desk.wire(element, trigger); watch('value', () => desk.shown(element));"
TOP = ('<header class="top"><h1>Dateline</h1><p>Answers from the articles at hand, each with its sentence.</p><nav>'
       '<button type="button" data-on="clear">New<span class="wide"> question</span></button>'
       '<button type="button" data-view="articles">Articles</button>'
       '<button type="button" data-view="conversations">History</button>'
       '<button type="button" data-view="settings">Settings</button></nav></header>')
SHEET_BAR = '<div class="sheet-bar"><button type="button" data-sheet="close">Close</button></div>'


@dataclass(frozen=True, slots=True)
class Parts:
    """The components of the page, named for what they show; the last six are one reader's own."""

    top: "gr.HTML"
    welcome: "gr.HTML"
    past: "gr.HTML"
    live: "gr.HTML"
    next: "gr.HTML"
    line: "gr.HTML"
    box: "gr.Textbox"
    panel: "gr.HTML"
    find: "gr.Textbox"
    files: "gr.File"
    pasted: "gr.Textbox"
    add: "gr.Button"
    report: "gr.HTML"
    export: "gr.HTML"
    turns: "gr.State"
    limits: "gr.State"
    order: "gr.State"
    suggested: "gr.State"
    reported: "gr.State"
    place: "gr.BrowserState"


def make_page(wire: "Callable[[gr.Blocks, Parts], None]", *, answers_at_once: int, waiting: int) -> "gr.Blocks":
    """Lay out the page and have `wire` wire it; at most `answers_at_once` questions are answered together and `waiting`
    queue."""
    import gradio as gr

    page: gr.Blocks = gr.Blocks(title="Dateline", analytics_enabled=False, fill_width=True,
                                delete_cache=(SECONDS_TO_KEEP_UPLOADS, SECONDS_TO_KEEP_UPLOADS))
    with page:
        wire(page, _parts())
    page.queue(default_concurrency_limit=answers_at_once, max_size=waiting)
    return page


def _parts() -> Parts:
    import gradio as gr

    states: dict[str, Any] = {
        "turns": gr.State(()), "limits": gr.State(UNLIMITED), "order": gr.State(""), "suggested": gr.State(()),
        "reported": gr.State(()),
        "place": gr.BrowserState(["", "", ""], storage_key="dateline", secret="dateline")}  # noqa: S106 - it hides nothing
    top = _html("top", TOP)
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk"):
            with gr.Column(elem_id="thread"):
                welcome, past = _html("welcome", render_welcome(())), _html("past")
                with gr.Column(elem_id="now"):
                    live, following = _html("live"), _html("next")
            line = _html("line")
            box = gr.Textbox(elem_id="ask", label="Question", show_label=False, container=False, max_lines=6,
                             max_length=MAX_QUESTION_CHARACTERS, placeholder="Ask what the articles say",
                             submit_btn="Ask", autofocus=True)
        with gr.Column(elem_id="side"):
            _html("sheet-bar", SHEET_BAR)
            with gr.Accordion("Add articles", open=False, elem_id="add"):
                files = gr.File(label="Files", show_label=False, file_count="multiple", height=110, elem_id="files")
                pasted = gr.Textbox(label="Or paste an article, or addresses, one a line", lines=3, max_lines=8,
                                    elem_id="pasted",
                                    placeholder="Outlet, date, title and text, as copied from the page")
                add = gr.Button("Add what is pasted", elem_id="add-pasted")
                report = _html("report")
            find = gr.Textbox(elem_id="find", label="Find articles", show_label=False, container=False, max_length=200,
                              placeholder="Find: outlet, title, author, date")
            panel = _html("panel")
    return Parts(top=top, welcome=welcome, past=past, live=live, next=following, line=line, box=box, panel=panel,
                 find=find, files=files, pasted=pasted, add=add, report=report, export=_html("export"), **states)


def _html(name: str, value: str = "") -> "gr.HTML":
    import gradio as gr

    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=ON_LOAD)
