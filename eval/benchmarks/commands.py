"""The commands of `python -m eval.benchmarks`, one a data set, and one for question sets of our own form."""

from pathlib import Path
from typing import Annotated

import typer

from eval.benchmarks.finding import compare_finding
from eval.benchmarks.multihop import read_multihop
from eval.benchmarks.nanco import measure_nanco
from eval.benchmarks.passages import KS, compare_passages
from eval.benchmarks.pieces import Piece, Sought
from eval.benchmarks.poisonedrag import measure_poisonedrag
from eval.benchmarks.ramdocs import measure_ramdocs
from eval.benchmarks.ranking import Candidates, compare
from eval.benchmarks.selqa import read_selqa
from eval.benchmarks.squad import measure_squad
from eval.benchmarks.trecqa import read_trecqa
from eval.benchmarks.xquad import read_xquad

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, help="Measure on public data sets.")
Data = Annotated[Path, typer.Argument(help="folder that holds the data sets, each in its own")]


Places = Annotated[list[str], typer.Argument(help="folder of events, or ARTICLES=QUESTIONS.jsonl")]


@app.command()
def trecqa(data: Data) -> None:
    """Rank newswire sentences: mean average precision and reciprocal rank."""
    _print_ranking(read_trecqa(data))


@app.command()
def selqa(data: Data) -> None:
    """Rank the sentences of a section: mean average precision and reciprocal rank."""
    _print_ranking(read_selqa(data))


@app.command()
def squad(data: Data) -> None:
    """Tell answerable from unanswerable questions, and show the sentence that answers."""
    found = measure_squad(data)
    print(f"answerable AUROC {found.auroc:.3f}, by the reader alone {found.reader_auroc:.3f} "
          f"({found.answerable} and {found.unanswerable} questions)")
    print(f"answer in the shown sentence {found.shown:.3f}")


@app.command()
def nanco(data: Data) -> None:
    """Tell whether two outlets' answers say the same: balanced accuracy."""
    for name, accuracy in measure_nanco(data).items():
        print(f"{name:8} balanced accuracy {accuracy:.3f}")


@app.command()
def ramdocs(data: Data) -> None:
    """Answer from conflicting documents."""
    found = measure_ramdocs(data)
    print(f"{found.questions} questions: gold answers shown {found.shown:.3f}, shown that is gold {found.gold:.3f}, "
          f"exact {found.exact:.3f} (published, Llama-3.3-70B: 0.326)")


@app.command()
def poisonedrag(data: Data) -> None:
    """Answer with five planted passages against one right one."""
    found = measure_poisonedrag(data)
    print(f"{found.questions} questions: planted answer undisputed {found.planted:.3f}, both shown {found.both:.3f}, "
          f"right one alone {found.right:.3f}, neither {found.neither:.3f}")


@app.command()
def xquad(data: Data) -> None:
    """Find the paragraph that answers."""
    _print_finding(*read_xquad(data))


@app.command()
def multihop(data: Data) -> None:
    """Find all facts of several articles that a question takes together."""
    _print_finding(*read_multihop(data))


@app.command()
def passages(places: Places) -> None:
    """Find the passages with the gold evidence of our own question sets."""
    for name, shares in compare_passages(places).items():
        print(f"{name:28} hit " + "  ".join(f"@{k} {share:.3f}" for k, share in zip(KS, shares, strict=True)))


def _print_finding(pieces: list[Piece], asked: list[Sought]) -> None:
    print(f"{len(asked)} questions on {len(pieces)} pieces")
    for name, found in compare_finding(pieces, asked):
        print(f"{name:28} recall@1 {found.at_1:.3f}  @5 {found.at_5:.3f}  @10 {found.at_10:.3f}  "
              f"all within 10 {found.all_at_10:.3f}", flush=True)


def _print_ranking(questions: list[Candidates]) -> None:
    print(f"{len(questions)} questions")
    for name, (precision, reciprocal) in compare(questions).items():
        print(f"{name:8} MAP {precision:.3f}  MRR {reciprocal:.3f}")

