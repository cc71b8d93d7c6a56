"""What a run leaves behind: metrics.json for programs, answers.jsonl to score again, report.html to read."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eval.metrics import Shown, cited_gold, speakers_of_gold
from eval.run import Results, Scored
from eval.summary import Figure, Figures
from rag.answer import CONTRACT_VERSION


def write_results(out: Path, results: Results, *, floors: Mapping[str, float], title: str) -> None:
    """Write the three files into the folder `out`, which must exist."""
    metrics = {"title": title, "figures": _plain(results.figures), "floors": dict(floors),
               "kinds": {kind: _plain(figures) for kind, figures in results.kinds.items()},
               "peer": _plain(results.peer)}
    (out / "metrics.json").write_text(json.dumps(metrics, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    lines = [json.dumps(_answer_line(scored), ensure_ascii=False) + "\n" for scored in results.scored]
    (out / "answers.jsonl").write_text("".join(lines), encoding="utf-8")
    (out / "report.html").write_text(render(results, floors=floors, title=title), encoding="utf-8")


def render(results: Results, *, floors: Mapping[str, float], title: str) -> str:
    """Return the report as one HTML page that loads nothing; failures come first, what articles say is escaped."""
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True,
                              undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["figure"] = show
    questions = sorted(results.scored, key=lambda s: (s.error is None, not s.missed))
    return environment.get_template("report.html").render(
        title=title, results=results, floors=floors, below=lambda name: _is_below(results.figures, floors, name),
        questions=[_question(scored) for scored in questions], failed=sum(bool(s.missed) for s in questions))


def show(figure: Figure | None) -> str:
    """Return a figure's value as it is printed, a dash where nothing was counted."""
    if figure is None or figure.value is None:
        return "–"
    return f"{figure.value:.3f}" if figure.value <= 1 else f"{figure.value:.1f}"


def _is_below(figures: Figures, floors: Mapping[str, float], name: str) -> bool:
    value = figures[name].value
    return name in floors and (value is None or value < floors[name])


def _plain(figures: Figures) -> dict[str, Any]:
    return {name: {"value": figure.value, "count": figure.count} for name, figure in figures.items()}


def _answer_line(scored: Scored) -> dict[str, Any]:
    if scored.answer is None:
        return {"version": CONTRACT_VERSION, "id": scored.case.id, "error": scored.error}
    return {**scored.answer.to_dict(), "id": scored.case.id}


def _question(scored: Scored) -> dict[str, Any]:
    shown = Shown.of(scored.answer)
    gold = zip(scored.case.evidence, cited_gold(scored.case, shown), scored.ranks, strict=True)
    return {"scored": scored, "case": scored.case, "answer": scored.answer, "gold": list(gold),
            "speakers": speakers_of_gold(scored.case, shown)}
