"""What is at hand: the articles as a table, and what became of articles that were added."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from ui.limits import UNLIMITED, Limits
from ui.markup import DOT, date_in_words, escape, isolate
from vectorstore import Listed, Outcome

# A longer list helps nobody to find an article; searching does.
SHELF_LENGTH = 200
MOST_OUTLETS = 12


@dataclass(frozen=True, slots=True)
class Shelved:
    """One article on the shelf: how many sentences it has, in how many kept answers it is cited, how many other
    articles carry the same report."""

    article: Listed
    sentences: int = 0
    cited: int = 0
    copies: int = 0

    @property
    def outlet(self) -> str:
        """The outlet, for sorting: unknown ones last."""
        return self.article.outlet.casefold() or "\U0010ffff"

    @property
    def title(self) -> str:
        """The title, for sorting."""
        return (self.article.title or self.article.source).casefold()

    @property
    def day(self) -> str:
        """The publish date, for sorting; "" if unknown."""
        return self.article.published.value if self.article.published else ""


# How the shelf can be sorted: the reader's word for it, the attribute, and whether the most comes first.
ORDERS: Mapping[str, tuple[str, bool]] = {
    "Outlet": ("outlet", False), "Date": ("day", True), "Title": ("title", False), "Sentences": ("sentences", True),
    "Cited": ("cited", True)}


def found(articles: Sequence[Listed], words: str) -> list[Listed]:
    """Return the articles that hold every one of `words` in what is known of them; all for none."""
    wanted = words.casefold().split()
    return [a for a in articles if all(word in _known(a) for word in wanted)]


def _known(article: Listed) -> str:
    day = date_in_words(article.published.value) if article.published else ""
    return " ".join([article.title, article.outlet, article.source, article.language, day, *article.authors]).casefold()


def in_order(shelf: Sequence[Shelved], order: str) -> list[Shelved]:
    """Return the shelf sorted by one of `ORDERS`; as it is for another order."""
    by, most_first = ORDERS.get(order, ("", False))
    return sorted(shelf, key=attrgetter(by), reverse=most_first) if by else list(shelf)


def render_shelf(shelf: Sequence[Shelved], *, total: int, matching: int, limits: Limits = UNLIMITED, order: str = "",
                 outlets: Sequence[str] = ()) -> str:
    """Return the table of the articles on the shelf; each opens with its title, and a tick limits the next question
    to it. Of `total` at hand `matching` are looked for; `outlets` are offered as a limit too."""
    if not total:
        return ('<div class="shelf empty"><h2 class="label">No articles yet</h2>'
                '<p class="more">Drop files anywhere on this page, or paste an article or its address above; then ask.'
                '</p></div>')
    shown = f"{matching:,} of {total:,}" if matching < total else f"{total:,}"
    rest = matching - SHELF_LENGTH
    more = f'<p class="more">and {rest:,} more; search to find them</p>' if rest > 0 else ""
    rows = "".join(_row(s, limits) for s in shelf[:SHELF_LENGTH])
    heading = f"{shown} article{'' if total == 1 else 's'} at hand"
    return (f'<div class="shelf"><h2 class="label">{heading}</h2>{_limits(limits, outlets)}'
            f'<table class="articles"><thead>{_head(order)}</thead><tbody>{rows}</tbody></table>{more}</div>')


def _head(order: str) -> str:
    def by(name: str) -> str:
        pressed = "true" if name == order else "false"
        return f'<button type="button" data-on="select" data-order="{name}" aria-pressed="{pressed}">{name}</button>'

    return (f'<tr><th scope="col"><span class="sr">Ask only</span></th>'
            f'<th scope="col" class="sorts">{by("Outlet")}{by("Date")}{by("Title")}</th>'
            f'<th scope="col" class="n">{by("Sentences")}</th><th scope="col" class="n">{by("Cited")}</th>'
            f'<th scope="col"><span class="sr">Remove</span></th></tr>')


def _row(shelved: Shelved, limits: Limits) -> str:
    article = shelved.article
    name, title = escape(article.article_id), article.title or article.source
    ticked = " checked" if article.article_id in limits.articles else ""
    parts = [isolate(article.outlet or "Outlet unknown"),
             date_in_words(article.published.value if article.published else None), isolate(article.language),
             f"same report as {shelved.copies} other{'' if shelved.copies == 1 else 's'}" if shelved.copies else ""]
    return (f'<tr><td><input type="checkbox" data-limit="article" value="{name}"{ticked} '
            f'aria-label="Ask only: {escape(title)}"></td>'
            f'<td><button type="button" class="title" data-article="{name}">{isolate(title)}</button>'
            f'<span class="from">{DOT.join(filter(None, parts))}</span></td>'
            f'<td class="n">{shelved.sentences or ""}</td><td class="n">{shelved.cited or ""}</td>'
            f'<td class="n"><button type="button" class="act" data-on="delete" data-remove="{name}" '
            f'data-confirm="Remove for good?" aria-label="Remove: {escape(title)}">Remove</button></td></tr>')


def _limits(limits: Limits, outlets: Sequence[str]) -> str:
    """Outlets and days to ask only; many outlets are found by searching and ticking."""
    boxes = "".join(
        f'<label><input type="checkbox" data-limit="outlet" value="{escape(outlet)}"'
        f'{" checked" if outlet in limits.outlets else ""}> {isolate(outlet)}</label>'
        for outlet in outlets[:MOST_OUTLETS])
    days = "".join(
        f'<label>{words} <input type="date" data-limit="{name}" value="{day.isoformat() if day else ""}"></label>'
        for words, name, day in (("from", "since", limits.since), ("to", "until", limits.until)))
    is_open = " open" if limits.outlets or limits.since or limits.until else ""
    return (f'<details class="only"{is_open}><summary>Ask only some outlets or days</summary>'
            f'<div class="boxes">{boxes}</div><div class="days">Published {days}</div></details>')


@dataclass(frozen=True, slots=True)
class Report:
    """What became of what was given to read: a rendered line and the status of each input; what is being read, "" when
    that is over; why it stopped short."""

    lines: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    reading: str = ""
    problem: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether any of it is in the store now."""
        return not {"skipped", "failed"}.issuperset(self.statuses)

    def with_outcomes(self, outcomes: Iterable[Outcome]) -> "Report":
        """Return the report with what became of the next inputs."""
        told = tuple(outcomes)
        return replace(self, lines=(*self.lines, *map(_outcome, told)),
                       statuses=(*self.statuses, *(outcome.status for outcome in told)))

    def counted(self) -> str:
        """Return how many inputs had which status, "" for none."""
        return ", ".join(f"{number:,} {status}" for status, number in Counter(self.statuses).items())


def render_report(report: Report, earlier: Sequence[str] = ()) -> str:
    """Return one line for each input: what became of it and, where nothing did, why; then the lines `earlier`."""
    counted = f": {report.counted()}" if report.lines else ""
    done = f'<p class="counts">{report.counted()}</p>' if len(report.lines) > 1 else ""
    reading = f'<p class="counts">Reading {isolate(report.reading)}{counted}…</p>' if report.reading else done
    problem = render_problem(report.problem) if report.problem else ""
    return (f'<div role="status">{reading}{problem}<ul class="report">{"".join((*report.lines, *earlier))}</ul></div>')


def _outcome(outcome: Outcome) -> str:
    name = outcome.article.title if outcome.article and outcome.article.title else outcome.source
    reason = f": {isolate(outcome.reason)}" if outcome.reason else ""
    return (f'<li class="{escape(outcome.status)}"><span class="status">{escape(outcome.status)}</span> '
            f"{isolate(name)}{reason}</li>")


def render_problem(problem: str) -> str:
    """Return one line that says what cannot be done."""
    return f'<p class="problem" role="alert">{isolate(problem)}</p>'
