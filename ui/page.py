"""The page: Gradio components laid out, and wired to the desk and the drawer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.conversation import Conversation
from ui.desk import Desk, today
from ui.drawer import Drawer, Place
from ui.frame import render_welcome
from ui.limits import Limits
from ui.render import render_conversation, render_follow_ups, render_turn
from ui.stopping import Stops
from ui.takeaway import take_away

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
    place: "gr.BrowserState"


def make_page(desk: Desk, drawer: Drawer, *, answers_at_once: int, waiting: int) -> "gr.Blocks":
    """Lay out the page and wire it; at most `answers_at_once` questions are answered together and `waiting` queue."""
    import gradio as gr

    page: gr.Blocks = gr.Blocks(title="Dateline", analytics_enabled=False, fill_width=True,
                                delete_cache=(SECONDS_TO_KEEP_UPLOADS, SECONDS_TO_KEEP_UPLOADS))
    with page:
        parts = _parts()
        _wire_talk(desk, drawer, parts)
        _wire_panel(desk, drawer, parts)
        _wire_shelf(desk, drawer, parts)
        _wire_start(page, desk, drawer, parts)
    page.queue(default_concurrency_limit=answers_at_once, max_size=waiting)
    return page


def _parts() -> Parts:
    import gradio as gr

    states: dict[str, Any] = {
        "turns": gr.State(()), "limits": gr.State(Limits()), "order": gr.State(""), "suggested": gr.State(()),
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
                files = gr.File(label="Files", show_label=False, file_count="multiple", height=110, elem_id="files",
                                file_types=[".txt", ".html", ".htm"])
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


def _wire_talk(desk: Desk, drawer: Drawer, parts: Parts) -> None:
    """A question typed, suggested, edited or asked again is answered in `live`; the turns before it stand in `past`."""
    import gradio as gr

    inputs = [parts.turns, parts.limits, parts.place]
    outputs = [parts.past, parts.live, parts.next, parts.turns, parts.place, parts.box]

    stops = Stops()

    def typed(question: str, turns: Conversation, limits: Limits, place: Place,
              request: gr.Request) -> Iterator[Any]:
        yield from answering(question.strip(), turns, limits, place, request)

    def chosen(turns: Conversation, limits: Limits, place: Place, suggested: tuple[str, ...],
               event: gr.EventData, request: gr.Request) -> Iterator[Any]:
        question, kept = _chosen(event._data, turns, suggested, lambda: desk.library.examples)
        yield from answering(question, turns[:kept], limits, place, request)

    def answering(question: str, turns: Conversation, limits: Limits, place: Place,
                  request: gr.Request) -> Iterator[Any]:
        if not question:
            yield [gr.skip()] * len(outputs)
            return
        past, following, emptied, session = render_conversation(turns, today=today()), "", "", str(request.session_hash)
        for grown in desk.ask(question, turns, limits=limits, model=drawer.model(place), flag=stops.begin(session)):
            live = render_turn(grown[-1], number=len(turns), today=today())
            kept = drawer.keep(place, grown) if grown[-1].is_over else gr.skip()
            yield past, live, following, grown, kept, emptied
            past, following, emptied = gr.skip(), gr.skip(), gr.skip()
        stops.end(session)

    def stop(request: gr.Request) -> None:
        stops.stop(str(request.session_hash))

    def suggest(turns: Conversation) -> tuple[str, tuple[str, ...]]:
        following = desk.follow_ups(turns)
        return render_follow_ups(following, number=len(turns) - 1), following

    def like(turns: Conversation, place: Place, event: gr.EventData) -> Conversation:
        return drawer.note_thumb(place, turns, event._data)

    # "always_last": one question at a time, and one that is put a moment too early is kept, not dropped.
    wires: dict[str, Any] = {"outputs": outputs, "trigger_mode": "always_last", **PRIVATE}
    asks = [parts.box.submit(typed, inputs=[parts.box, *inputs], **wires),
            gr.on([parts.welcome.submit, parts.past.submit, parts.live.submit, parts.next.submit], chosen,
                  inputs=[*inputs, parts.suggested], **wires)]
    for ask in asks:
        ask.then(suggest, inputs=parts.turns, outputs=[parts.next, parts.suggested], **PRIVATE)
    # Not by Gradio's `cancels`: after one, the page waits for ever for the end of the event that was cancelled.
    parts.live.stop(stop, **PRIVATE)
    gr.on([parts.past.like, parts.live.like], like, inputs=[parts.turns, parts.place], outputs=parts.turns, **PRIVATE)


def _chosen(data: dict[str, Any], turns: Conversation, suggested: tuple[str, ...],
            examples: Callable[[], tuple[str, ...]]) -> tuple[str, int]:
    """The question that a click stands for, "" for none, and how many turns stay before it."""
    if "edited" in data:
        return str(data["edited"]).strip(), _place(data.get("turn"), len(turns))
    if "again" in data:
        place = _place(data["again"], len(turns))
        return (turns[place].question if place < len(turns) else ""), place
    offered, wanted = (suggested, data.get("next")) if "next" in data else (examples(), data.get("ask"))
    number = _place(wanted, len(offered))
    return (offered[number] if number < len(offered) else ""), len(turns)


def _place(value: Any, beyond: int) -> int:
    """A place in a sequence as a button names it; `beyond` for what is none."""
    return min(int(str(value)), beyond) if str(value).isdecimal() and len(str(value)) < 7 else beyond


def _wire_panel(desk: Desk, drawer: Drawer, parts: Parts) -> None:
    """A chip opens its sentence in the panel; the panel leads to articles, conversations and settings."""
    import gradio as gr

    shelf = _shelf(desk, drawer)
    showing = [parts.turns, parts.limits, parts.place, parts.find, parts.order]

    def cite(turns: Conversation, event: gr.EventData) -> str:
        return desk.open_citation(str(event._data.get("cite", "")), turns)

    def turn_page(turns: Conversation, limits: Limits, place: Place, words: str, order: str,
                  event: gr.EventData) -> str:
        data = event._data
        if "article" in data:
            return desk.open_article(str(data["article"]))
        view = {"conversations": drawer.conversations, "settings": drawer.settings}.get(str(data.get("view")))
        return view(place) if view else shelf(limits, words, order)

    def use_model(place: Place, event: gr.EventData) -> tuple[str, Place]:
        return drawer.use_model(place, str(event._data.get("model", "")))

    def rename(place: Place, event: gr.EventData) -> str:
        return drawer.rename(place, str(event._data.get("kept", "")), str(event._data.get("title", "")))

    def download(turns: Conversation, event: gr.EventData) -> str:
        wanted = turns
        if "turn" in event._data:
            number = _place(event._data["turn"], len(turns))
            wanted = turns[number:number + 1]
        return drawer.take_away(take_away(wanted, str(event._data.get("form"))))

    gr.on([parts.past.click, parts.live.click], cite, inputs=parts.turns, outputs=parts.panel,
          trigger_mode="always_last", **PRIVATE)
    gr.on([parts.top.click, parts.panel.click], turn_page, inputs=showing, outputs=parts.panel,
          trigger_mode="always_last", **PRIVATE)
    parts.panel.apply(use_model, inputs=parts.place, outputs=[parts.panel, parts.place], **PRIVATE)
    parts.panel.edit(rename, inputs=parts.place, outputs=parts.panel, **PRIVATE)
    gr.on([parts.past.download, parts.live.download, parts.panel.download], download, inputs=parts.turns,
          outputs=parts.export, **PRIVATE)


def _wire_shelf(desk: Desk, drawer: Drawer, parts: Parts) -> None:
    """Find, sort, tick, remove and add articles; open and delete conversations, which stand in the same panel."""
    import gradio as gr

    shelf = _shelf(desk, drawer)

    def find(limits: Limits, words: str, order: str) -> str:
        return shelf(limits, words, order)

    def limit(limits: Limits, event: gr.EventData) -> tuple[Limits, str]:
        data = event._data
        changed = limits.changed(str(data.get("limit")), str(data.get("value", "")), on=bool(data.get("on")))
        return changed, desk.limits_line(changed)

    def unlimit(words: str, order: str) -> tuple[Limits, str, str]:
        return Limits(), "", shelf(Limits(), words, order)

    def select(turns: Conversation, limits: Limits, place: Place, words: str, order: str,
               event: gr.EventData) -> tuple[Any, ...]:
        if "order" in event._data:
            order = str(event._data["order"])
            return shelf(limits, words, order), order, gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip()
        place, turns = drawer.open(place, str(event._data.get("kept", "")))
        past, live = _shown(turns)
        return drawer.conversations(place), order, past, live, "", turns, place

    def delete(limits: Limits, place: Place, words: str, order: str, event: gr.EventData) -> tuple[str, Any, str]:
        if "kept" in event._data:
            place = drawer.delete(place, str(event._data["kept"]))
            return drawer.conversations(place), limits, desk.limits_line(limits)
        article = str(event._data.get("remove", ""))
        problem = desk.remove(article)
        limits = limits.changed("article", article, on=False)
        return problem + shelf(limits, words, order), limits, desk.limits_line(limits)

    def add(limits: Limits, words: str, order: str, paths: list[str] | None, text: str) -> Iterator[tuple[Any, ...]]:
        for report in desk.add([Path(p) for p in paths or ()], text):
            yield report, gr.skip(), gr.skip(), gr.skip(), gr.skip()
        yield gr.skip(), shelf(limits, words, order), None, "", gr.skip()
        yield gr.skip(), gr.skip(), gr.skip(), gr.skip(), render_welcome(desk.library.make_examples())

    showing = [parts.limits, parts.find, parts.order]
    parts.find.change(find, inputs=showing, outputs=parts.panel, trigger_mode="always_last", **PRIVATE)
    parts.panel.input(limit, inputs=parts.limits, outputs=[parts.limits, parts.line],
                      trigger_mode="multiple", **PRIVATE)
    parts.line.clear(unlimit, inputs=[parts.find, parts.order], outputs=[parts.limits, parts.line, parts.panel],
                     **PRIVATE)
    parts.panel.select(select, inputs=[parts.turns, parts.limits, parts.place, parts.find, parts.order],
                       outputs=[parts.panel, parts.order, parts.past, parts.live, parts.next, parts.turns,
                                parts.place], **PRIVATE)
    parts.panel.delete(delete, inputs=[parts.limits, parts.place, parts.find, parts.order],
                       outputs=[parts.panel, parts.limits, parts.line], **PRIVATE)
    gr.on([parts.files.upload, parts.add.click], add, inputs=[*showing, parts.files, parts.pasted],
          outputs=[parts.report, parts.panel, parts.files, parts.pasted, parts.welcome], **PRIVATE)


def _wire_start(page: "gr.Blocks", desk: Desk, drawer: Drawer, parts: Parts) -> None:
    """What the reader left open is there again; "new" puts it away."""
    shelf = _shelf(desk, drawer)

    def start(place: Place) -> tuple[Any, ...]:
        place, turns = drawer.open(drawer.named(place), place[1])
        return place, turns, *_shown(turns)

    def anew(place: Place) -> tuple[Any, ...]:
        return drawer.put_away(place), (), "", "", ""

    page.load(start, inputs=parts.place, outputs=[parts.place, parts.turns, parts.past, parts.live], **PRIVATE)
    page.load(lambda: shelf(Limits(), "", ""), outputs=parts.panel, **PRIVATE)
    page.load(lambda: render_welcome(desk.library.examples), outputs=parts.welcome, **PRIVATE)
    parts.top.clear(anew, inputs=parts.place, outputs=[parts.place, parts.turns, parts.past, parts.live, parts.next],
                    **PRIVATE)


def _shown(turns: Conversation) -> tuple[str, str]:
    last = render_turn(turns[-1], number=len(turns) - 1, today=today()) if turns else ""
    return render_conversation(turns[:-1], today=today()), last


def _shelf(desk: Desk, drawer: Drawer) -> Callable[[Limits, str, str], str]:
    def shelf(limits: Limits, words: str, order: str) -> str:
        return desk.shelf(words=words, order=order, limits=limits, cited=drawer.times_cited())

    return shelf
