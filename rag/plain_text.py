"""An answer as plain text, for a terminal."""

from rag.answer import Answer, Citation, DisagreementKind, Verdict


def as_text(answer: Answer) -> str:
    """Return the statements with their citation numbers, then the numbered quotes with outlet and date."""
    numbers = answer.numbers()
    lines: list[str] = []
    if answer.standalone_question != answer.question:
        lines += [f"Read as: {answer.standalone_question}", ""]
    if answer.abstention:
        lines += [f"The articles do not say. {answer.abstention.reason}", ""]
        lines += ["Nearest passages:"] if answer.abstention.nearest else []
    for statement in answer.statements:
        marks = "".join(f"[{numbers[c.source.article_id, c.span]}]" for c in statement.citations)
        note = "" if statement.verdict is Verdict.SUPPORTED else f" ({statement.verdict.value})"
        lines.append(f"{statement.text} {marks}{note}")
    for disagreement in answer.disagreements:
        lines += ["", f"{HEADINGS[disagreement.kind]}:"]
        lines += [
            f"  {p.value}"
            + (f", says {p.speaker}" if p.speaker else "")
            + " "
            + "".join(f"[{numbers[c.source.article_id, c.span]}]" for c in p.citations)
            for p in disagreement.positions
        ]
    cited = {numbers[c.source.article_id, c.span]: c for c in answer.citations()}
    return "\n".join([*lines, "", *(f"[{n}] {_credit(c)}: “{c.quote}”" for n, c in sorted(cited.items()))]).strip()


def _credit(citation: Citation) -> str:
    source = citation.source
    return f"{source.outlet or source.title or source.source}, {source.day or 'date unknown'}"


HEADINGS = {
    DisagreementKind.FIGURES: "The sources differ",
    DisagreementKind.CLAIM_DENIAL: "Claimed and denied",
    DisagreementKind.SUPERSEDED: "A later figure replaces an earlier one",
}
