"""Read text that was copied from a page: its lines tell what they are by what they say and where they stand."""

import re

from ingest.canonical import clean_lines
from ingest.draft import Draft, Line
from ingest.layout import lay_out

# A menu copied from a page: three or more short cells set apart by wide gaps.
_CELL = r"[^\s.!?]+(?: [^\s.!?]+){0,2}"
_MENU = re.compile(rf"^[ \t\xa0]*(?:{_CELL}(?:\t+| {{2,}}|\xa0{{2,}})){{2,}}{_CELL}[ \t\xa0]*$", re.MULTILINE)


MARKS = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)|^[ \t]*(?:#{1,6}|>)[ \t]+|^[ \t]*(?:[-*_][ \t]*){3,}$|"
                    r"[*_]{2}(?=\S)|(?<=\S)[*_]{2}|`", re.MULTILINE)
_LINK = re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)")
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def read_markdown(text: str) -> Draft:
    """Return the article that Markdown holds: its marks, pictures and the addresses of its links are taken out."""
    return read_text(_LINK.sub(r"\1", MARKS.sub("", FRONT_MATTER.sub("", text))))


def read_text(text: str) -> Draft:
    """Return the article that pasted `text` holds; its parts are empty where the text is furniture only."""
    return lay_out((Line(line) for line in clean_lines(_MENU.sub("", text))), Draft())
