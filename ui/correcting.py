"""The form that sets right what is known of an article, and what was typed into it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.article import Article, Dated
from ui.markup import date_in_words, escape, isolate
from vectorstore import Corrections

# The store's name of each field that can be corrected, and the reader's.
FIELDS: Mapping[str, str] = {"title": "Title", "outlet": "Outlet", "authors": "Authors, one a line",
                             "published": "Published", "updated": "Updated", "language": "Language"}
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Correcting:
    """How correcting went: what was `typed` and the `problem` with it, or what was done as `told`; "" for neither."""

    typed: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    told: str = ""


NOTHING_DONE = Correcting()


def typed_fields(data: object) -> dict[str, str]:
    """Return the fields that the reader changed, as the page sent them; what is none of ours is left out."""
    given = data if isinstance(data, dict) else {}
    return {name: str(given[name])[:LONGEST].strip() for name in FIELDS if name in given}


def corrections(typed: Mapping[str, str]) -> Corrections:
    """Return the changed fields as the store takes them."""
    authors = tuple(typed["authors"].splitlines()) if "authors" in typed else None
    return Corrections(title=typed.get("title"), outlet=typed.get("outlet"), authors=authors,
                       published=typed.get("published"), updated=typed.get("updated"), language=typed.get("language"))


def render_form(article: Article, own: Article, *, place: str, done: Correcting) -> str:
    """Return the form, open where there is a problem; `own` is what the article says itself, `place` the citation that
    it was opened by."""
    of = f'data-article="{escape(article.article_id)}" data-place="{escape(place)}"'
    inputs = "".join(_input(name, _written(article, name), done.typed.get(name)) for name in FIELDS)
    problem = (f'<p class="problem" role="alert" tabindex="-1" data-here="1">{isolate(done.problem)}</p>'
               if done.problem else "")
    undo = (f'<button type="button" class="act" data-on="undo" {of} data-confirm="Take all back?">Take the corrections '
            "back</button>" if any(is_corrected(article, own, name) for name in FIELDS) else "")
    return (f'<details class="correct"{" open" if problem else ""}><summary>Correct this</summary>'
            f'<form class="right" {of}><p class="hint">For all versions of this story, and those to come. A date as '
            "4 May 2031 or 2031-05-04T18:42+02:00, a language as en; an empty field is unknown.</p>"
            f'{inputs}{problem}<p class="sends"><button type="submit">Save</button>{undo}</p></form></details>')


def is_corrected(article: Article, own: Article, name: str) -> bool:
    """Tell whether a field is shown otherwise than the article has it itself."""
    return bool(getattr(article, name) != getattr(own, name))


def render_said(article: Article, own: Article, name: str) -> str:
    """Return what the article says itself in a field that was corrected, "" where it was not."""
    if not is_corrected(article, own, name):
        return ""
    said = getattr(own, name)
    if isinstance(said, Dated):
        words = f"{date_in_words(said.value)}, given as {isolate(said.evidence)}"
    else:
        words = isolate(", ".join(said) if isinstance(said, tuple) else said) if said else "nothing"
    # A corrected date says so itself, in its evidence.
    by = "" if isinstance(getattr(article, name), Dated) else "corrected by the reader; "
    return f'<span class="evidence">{by}the article itself says {words}</span>'


def _written(article: Article, name: str) -> str:
    """A field as a reader would type it."""
    value = getattr(article, name)
    if isinstance(value, Dated):
        return f"{value.value}{value.utc_offset or ''}"
    return "\n".join(value) if isinstance(value, tuple) else " ".join((value or "").split())


def _input(name: str, now: str, typed: str | None) -> str:
    shown, was = escape(now if typed is None else typed), escape(now)
    label = f"<span>{FIELDS[name]}</span>"
    if name == "authors":
        return (f'<label>{label}<textarea name="authors" rows="2" maxlength="{LONGEST}" dir="auto" data-was="{was}">'
                f"{shown}</textarea></label>")
    return (f'<label>{label}<input name="{name}" value="{shown}" maxlength="{LONGEST}" dir="auto" autocomplete="off" '
            f'spellcheck="false" data-was="{was}"></label>')
