"""Folders of generated article files, each with a word that no other article has."""

import random
from pathlib import Path

PLACES = ("Harrowmere", "Lunden", "Kestrel Bay", "Upper Vask", "Tolmin Ford")
BODIES = ("the harbour office", "the district council", "the fire brigade", "the ferry line", "the school board")
DEEDS = ("closed the lower road", "opened a second shelter", "asked for more pumps", "counted the damaged boats",
         "moved the market indoors", "paid the first claims", "tested the new sirens")


def marker(number: int) -> str:
    """Return the invented word that stands in the article of this number alone."""
    return "q" + "".join("bdfgklmnprstvz"[int(digit)] + "aeiou"[int(digit) % 5] for digit in f"{number:04}") + "x"


def write_articles(folder: Path, numbers: range) -> dict[str, str]:
    """Write one text file for each number and return each file's name with its marker."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        write_article(folder / f"{number:04}.txt", number)
    return {f"{number:04}.txt": marker(number) for number in numbers}


def write_article(path: Path, number: int, *, version: int = 0) -> None:
    """Write the article of this number; every version of it has another text with the same marker."""
    path.write_text(_article(number, version), "utf-8")


def _article(number: int, version: int) -> str:
    chance = random.Random(number + version / 1000)
    paragraphs = [f"Officials named the plan {marker(number)} and said it costs {chance.randint(100, 999)} crowns."]
    for _ in range(4):
        sentences = [f"In {chance.choice(PLACES)}, {chance.choice(BODIES)} {chance.choice(DEEDS)} on day "
                     f"{chance.randint(1, 400)}, and {chance.randint(2, 90)} people came to watch." for _ in range(3)]
        paragraphs.append(" ".join(sentences))
    return f"{chance.choice(PLACES)} hears of plan number {number}\n\n" + "\n\n".join(paragraphs) + "\n"
