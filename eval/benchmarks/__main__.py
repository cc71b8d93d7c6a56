"""Measure on public data sets, beside their peers: `python -m eval.benchmarks NAME DATA`."""

from eval.benchmarks.commands import app

if __name__ == "__main__":
    app()
