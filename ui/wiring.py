"""The wires of the page: which event of which part does what, and what is shown of it where."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.conversation import Conversation
from ui.correcting import typed_fields
from ui.desk import Desk, now, today
from ui.drawer import Drawer, Place
from ui.frame import render_welcome
from ui.limits import ARTICLES, UNLIMITED, Limits
from ui.page import PRIVATE, Parts
from ui.render import render_conversation, render_follow_ups, render_turn
from ui.shelf import Report, render_report
from ui.stopping import Stops
from ui.takeaway import take_away

if TYPE_CHECKING:
    import gradio as gr


# Lines of what became of what was added before.
MOST_REPORTED = 200


def wire(page: "gr.Blocks", parts: Parts, desk: Desk, drawer: Drawer) -> None:
    """Wire all parts of the page; within `with page`."""
    _wire_talk(desk, drawer, parts)
    _wire_opinions(desk, drawer, parts)
    _wire_panel(desk, drawer, parts)
    _wire_correcting(desk, parts)
    _wire_shelf(desk, drawer, parts)
    _wire_adding(desk, drawer, parts)
    _wire_history(desk, drawer, parts)
    _wire_start(page, desk, drawer, parts)


def _wire_talk(desk: Desk, drawer: Drawer, parts: Parts) -> None:
    """A question typed, suggested, edited or asked again is answered in `live`; the turns before it stand in `past`."""
    import gradio as gr

    stops = Stops()
    inputs = [parts.turns, parts.limits, parts.place]
    outputs = [parts.past, parts.live, parts.next, parts.turns, parts.place, parts.box]
    nothing = [gr.skip()] * len(outputs)

    def typed(question: str, turns: Conversation, limits: Limits, place: Place, request: gr.Request) -> Iterator[Any]:
        yield from answering(question.strip(), turns, limits, place, str(request.session_hash))

    def chosen(turns: Conversation, limits: Limits, place: Place, suggested: tuple[str, ...], event: gr.EventData,
               request: gr.Request) -> Iterator[Any]:
        question, kept = _chosen(event._data, turns, suggested, lambda: desk.library.examples)
        yield from answering(question, turns[:kept], limits, place, str(request.session_hash))

    def answering(question: str, turns: Conversation, limits: Limits, place: Place, session: str) -> Iterator[Any]:
        flag = stops.begin(session)
        past, rest = render_conversation(turns, today=today()), ("", "")
        for grown in desk.ask(question, turns, limits=limits, model=drawer.model(place), flag=flag) if question else ():
            live = render_turn(grown[-1], number=len(turns), today=today())
            yield past, live, rest[0], grown, drawer.keep(place, grown) if grown[-1].is_over else gr.skip(), rest[1]
            past, rest = gr.skip(), (gr.skip(), gr.skip())
        stops.end(session, flag)
        yield nothing

    def stop(request: gr.Request) -> None:
        stops.stop(str(request.session_hash))

    def suggest(turns: Conversation) -> tuple[str, tuple[str, ...]]:
        following = desk.follow_ups(turns)
        return render_follow_ups(following, number=len(turns) - 1), following

    # "always_last": one question at a time, and one that is put a moment too early is kept, not dropped.
    wires: dict[str, Any] = {"outputs": outputs, "trigger_mode": "always_last", **PRIVATE}
    clicks = [parts.welcome.submit, parts.past.submit, parts.live.submit, parts.next.submit]
    for ask in (parts.box.submit(typed, inputs=[parts.box, *inputs], **wires),
                gr.on(clicks, chosen, inputs=[*inputs, parts.suggested], **wires)):
        ask.then(suggest, inputs=parts.turns, outputs=[parts.next, parts.suggested], **PRIVATE)
    # Not by Gradio's `cancels`: after one, the page waits for ever for the end of the event that was cancelled.
    parts.live.stop(stop, **PRIVATE)


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


def _wire_opinions(desk: Desk, drawer: Drawer, parts: Parts) -> None:
    """What a reader thinks of an answer is noted; an answer or the conversation is taken away."""
    import gradio as gr

    def like(turns: Conversation, place: Place, event: gr.EventData) -> Conversation:
        return drawer.note_thumb(place, turns, event._data)

    def download(turns: Conversation, event: gr.EventData) -> str:
        if "turn" in event._data:
            number = _place(event._data["turn"], len(turns))
            turns = turns[number:number + 1]
        return drawer.take_away(take_away(turns, str(event._data.get("form")), taken=now()))

    gr.on([parts.past.like, parts.live.like], like, inputs=[parts.turns, parts.place], outputs=parts.turns, **PRIVATE)
    gr.on([parts.past.download, parts.live.download, parts.panel.download], download, inputs=parts.turns,
          outputs=parts.export, **PRIVATE)


def _wire_panel(desk: Desk, drawer: Drawer, parts: Parts) -> None:
    """A chip opens its sentence in the panel; the panel leads to articles, conversations and settings."""
    import gradio as gr

    shelf = _shelf(desk, drawer)

    def cite(turns: Conversation, event: gr.EventData) -> str:
        return desk.open_citation(str(event._data.get("cite", "")), turns)

    def turn_page(limits: Limits, place: Place, words: str, order: str, event: gr.EventData) -> str:
        if "article" in event._data:
            return desk.open_article(str(event._data["article"]))
        if "changes" in event._data:
            return desk.changes(str(event._data["changes"]))
        view = {"conversations": drawer.conversations, "settings": drawer.settings}.get(str(event._data.get("view")))
        return view(place) if view else shelf(limits, words, order)

    def use_model(place: Place, event: gr.EventData) -> tuple[str, Place]:
        return drawer.use_model(place, str(event._data.get("model", "")))

    wires: dict[str, Any] = {"outputs": parts.panel, "trigger_mode": "always_last", **PRIVATE}
    gr.on([parts.past.click, parts.live.click], cite, inputs=parts.turns, **wires)
    gr.on([parts.top.click, parts.panel.click], turn_page,
          inputs=[parts.limits, parts.place, parts.find, parts.order], **wires)
    parts.panel.apply(use_model, inputs=parts.place, outputs=[parts.panel, parts.place], **PRIVATE)


def _wire_correcting(desk: Desk, parts: Parts) -> None:
    """What is known of the article in the panel is set right, and that is taken back."""
    import gradio as gr

    def opened(data: dict[str, Any], turns: Conversation) -> dict[str, Any]:
        return {"article_id": str(data.get("article", "")), "place": str(data.get("place", "")), "conversation": turns}

    def correct(turns: Conversation, event: gr.EventData) -> str:
        return desk.correct(typed=typed_fields(event._data.get("typed")), **opened(event._data, turns))

    def take_back(turns: Conversation, event: gr.EventData) -> str:
        return desk.take_back(**opened(event._data, turns))

    parts.panel.submit(correct, inputs=parts.turns, outputs=parts.panel, **PRIVATE)
    parts.panel.undo(take_back, inputs=parts.turns, outputs=parts.panel, **PRIVATE)


def _wire_shelf(desk: Desk, drawer: Drawer, parts: Parts) -> None:
    """Find, sort, tick and remove articles."""
    import gradio as gr

    shelf = _shelf(desk, drawer)
    showing = [parts.limits, parts.find, parts.order]

    def sort(limits: Limits, words: str, event: gr.EventData) -> tuple[str, str]:
        order = str(event._data.get("order", ""))
        return shelf(limits, words, order), order

    def limit(limits: Limits, event: gr.EventData) -> tuple[Limits, str]:
        data = event._data
        changed = limits.changed(str(data.get("limit")), str(data.get("value", "")), on=bool(data.get("on")))
        return changed, desk.limits_line(changed)

    def remove(limits: Limits, words: str, order: str, event: gr.EventData) -> tuple[str, Limits, str]:
        article = str(event._data.get("remove", ""))
        problem, limits = desk.remove(article), limits.changed(ARTICLES, article, on=False)
        return problem + shelf(limits, words, order), limits, desk.limits_line(limits)

    # Not its `input`: that comes before the value.
    parts.find.change(shelf, inputs=showing, outputs=parts.panel, trigger_mode="always_last", **PRIVATE)
    parts.panel.select(sort, inputs=[parts.limits, parts.find], outputs=[parts.panel, parts.order], **PRIVATE)
    # One after the other: of two ticks at once the later would add to the limits before the earlier, and lose it.
    wires: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "limits", **PRIVATE}
    parts.panel.input(limit, inputs=parts.limits, outputs=[parts.limits, parts.line], trigger_mode="multiple", **wires)
    # The page's script takes the ticks away.
    parts.line.clear(lambda: (UNLIMITED, ""), outputs=[parts.limits, parts.line], **wires)
    parts.panel.delete(remove, inputs=showing, outputs=[parts.panel, parts.limits, parts.line], **wires)


def _wire_adding(desk: Desk, drawer: Drawer, parts: Parts) -> None:
    """Articles dropped or pasted are reported as they are read; then the shelf shows them."""
    import gradio as gr

    shelf = _shelf(desk, drawer)

    def add(files: list[str] | None, limits: Limits, words: str, order: str,
            earlier: tuple[str, ...]) -> Iterator[dict[Any, Any]]:
        for report in desk.add([Path(p) for p in files or ()], ""):
            # The files are taken from the page at once: those dropped next are then not given a second time.
            yield {parts.report: render_report(report, earlier), parts.files: None}
        yield ended(report, limits, words, order, earlier)

    def paste(text: str, limits: Limits, words: str, order: str, earlier: tuple[str, ...]) -> Iterator[dict[Any, Any]]:
        for report in desk.add([], text):
            yield {parts.report: render_report(report, earlier)}
        yield {**ended(report, limits, words, order, earlier), **({parts.pasted: ""} if report.is_kept else {})}

    def refuse(earlier: tuple[str, ...], event: gr.EventData) -> tuple[str, tuple[str, ...]]:
        report = desk.too_large(event._data.get("files"))
        return render_report(report, earlier), (*report.lines, *earlier)[:MOST_REPORTED]

    def ended(report: Report, limits: Limits, words: str, order: str, earlier: tuple[str, ...]) -> dict[Any, Any]:
        return {parts.panel: shelf(limits, words, order), parts.reported: (*report.lines, *earlier)[:MOST_REPORTED]}

    # One after the other, also what is dropped while something is read: the store has one writer.
    wires: dict[str, Any] = {"trigger_mode": "multiple", "concurrency_limit": 1, "concurrency_id": "adding", **PRIVATE}
    outputs = [parts.report, parts.panel, parts.reported]
    showing = [parts.limits, parts.find, parts.order, parts.reported]
    parts.report.input(refuse, inputs=parts.reported, outputs=[parts.report, parts.reported], **wires)
    for added in (
            parts.files.upload(add, inputs=[parts.files, *showing], outputs=[*outputs, parts.files], **wires),
            parts.add.click(paste, inputs=[parts.pasted, *showing], outputs=[*outputs, parts.pasted], **wires)):
        added.then(lambda: render_welcome(desk.library.make_examples()), outputs=parts.welcome, **PRIVATE)


def _wire_history(desk: Desk, drawer: Drawer, parts: Parts) -> None:
    """Open, rename, delete and put away conversations."""
    import gradio as gr

    def take_out(place: Place, event: gr.EventData) -> tuple[Any, ...]:
        place, turns = drawer.open(place, str(event._data.get("kept", "")))
        return drawer.conversations(place), place, turns, *_shown(turns), ""

    def rename(place: Place, event: gr.EventData) -> str:
        return drawer.rename(place, str(event._data.get("kept", "")), str(event._data.get("title", "")))

    def delete(place: Place, event: gr.EventData) -> tuple[str, Place]:
        place = drawer.delete(place, str(event._data.get("kept", "")))
        return drawer.conversations(place), place

    def put_away(place: Place) -> tuple[Any, ...]:
        return drawer.put_away(place), (), "", "", ""

    talk = [parts.place, parts.turns, parts.past, parts.live, parts.next]
    parts.panel.option_select(take_out, inputs=parts.place, outputs=[parts.panel, *talk], **PRIVATE)
    parts.panel.edit(rename, inputs=parts.place, outputs=parts.panel, **PRIVATE)
    parts.panel.clear(delete, inputs=parts.place, outputs=[parts.panel, parts.place], **PRIVATE)
    parts.top.clear(put_away, inputs=parts.place, outputs=talk, **PRIVATE)


def _wire_start(page: "gr.Blocks", desk: Desk, drawer: Drawer, parts: Parts) -> None:
    """What the reader left open is there again."""
    shelf = _shelf(desk, drawer)

    def start(place: Place) -> tuple[Any, ...]:
        place, turns = drawer.open(drawer.named(place), place[1])
        return place, turns, *_shown(turns)

    page.load(start, inputs=parts.place, outputs=[parts.place, parts.turns, parts.past, parts.live], **PRIVATE)
    page.load(lambda: shelf(UNLIMITED, "", ""), outputs=parts.panel, **PRIVATE)
    page.load(lambda: render_welcome(desk.library.examples), outputs=parts.welcome, **PRIVATE)


def _shown(turns: Conversation) -> tuple[str, str]:
    last = render_turn(turns[-1], number=len(turns) - 1, today=today()) if turns else ""
    return render_conversation(turns[:-1], today=today()), last


def _shelf(desk: Desk, drawer: Drawer) -> Callable[[Limits, str, str], str]:
    def shelf(limits: Limits, words: str, order: str) -> str:
        return desk.shelf(words=words, order=order, limits=limits, cited=drawer.times_cited())

    return shelf
