"""What stands around answers and articles: the welcome, the kept conversations, the settings."""

import datetime as dt
from collections.abc import Sequence

from ui.markup import date_in_words, escape, isolate
from ui.notebook import Kept
from ui.shelf import render_problem

FORMS = (("markdown", "Markdown"), ("html", "HTML"), ("json", "JSON"))


def render_welcome(examples: Sequence[str]) -> str:
    """Return what an empty conversation shows: what this is, and questions to begin with."""
    items = "".join(f'<li><button type="button" data-on="submit" data-ask="{number}">{isolate(question)}</button></li>'
                    for number, question in enumerate(examples))
    begin = f'<h2 class="label">To begin with</h2><ul class="examples">{items}</ul>' if items else ""
    return ('<div class="welcome"><p class="lead">Ask the articles.</p>'
            "<p>Every statement carries the exact sentence it rests on. Where outlets disagree you see both sides; "
            "where the articles do not say, you are told. Drop your own articles anywhere on this page, or add them "
            f"under Articles.</p>{begin}</div>")


def render_conversations(kept: Sequence[Kept], *, is_open: str) -> str:
    """Return the reader's conversations, the last changed first; `is_open` names the one on the page, "" for none."""
    items = "".join(_kept(k, current=k.name == is_open) for k in kept)
    saves = "".join(f'<button type="button" class="act" data-on="download" data-form="{form}">{name}</button>'
                    for form, name in FORMS)
    save = f'<p class="saves">Save this conversation as {saves}</p>' if is_open else ""
    listed = f"<ul>{items}</ul>" if items else '<p class="more">What you ask is kept here, on this machine.</p>'
    return f'<div class="kept"><h2 class="label">Conversations</h2>{save}{listed}</div>'


def _kept(kept: Kept, *, current: bool) -> str:
    name, mark = escape(kept.name), ' aria-current="true"' if current else ""
    return (f'<li><button type="button" class="title" data-on="option_select" data-kept="{name}"{mark}>'
            f'{isolate(kept.title)}</button><span class="from">{date_in_words(_here(kept.changed))}</span>'
            f'<button type="button" class="act" data-rename="{name}">Rename</button>'
            f'<button type="button" class="act" data-on="clear" data-kept="{name}" '
            f'data-confirm="Delete for good?">Delete</button></li>')


def _here(moment: str) -> str:
    """A moment in UTC as this machine's clocks show it, to the minute."""
    return dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC).astimezone().strftime("%Y-%m-%dT%H:%M")


def render_settings(model: str, *, told: str = "", problem: str = "") -> str:
    """Return the settings: the `model` in use ("" is offline) and light or dark; `told` and `problem` say what became
    of a change."""
    themes = "".join(f'<button type="button" class="act" data-theme="{theme}">{name}</button>' for theme, name in (
        ("system", "As the system"), ("light", "Light"), ("dark", "Dark")))
    said = f'<p class="told" role="status">{isolate(told)}</p>' if told else ""
    return (f'<div class="settings"><h2 class="label">Settings</h2><h3>Who writes the answers</h3>'
            f"<p>Offline, every word of an answer is cut from an article. A language model may write instead: name it "
            f"as <code>provider:model</code>, for example <code>ollama:llama3.2</code>. Its key is read from the "
            f"environment the program was started in, and each of its statements is checked before it is shown.</p>"
            f'<form class="model"><label>Model <input name="model" value="{escape(model)}" placeholder="offline" '
            f'autocomplete="off" spellcheck="false" maxlength="200"></label><button type="submit">Use</button></form>'
            f"{said}{render_problem(problem) if problem else ''}"
            f'<h3>Light or dark</h3><p class="themes" role="group" aria-label="Light or dark">{themes}</p></div>')
