"""Tell which news agency an article credits for its report."""

import re
from collections.abc import Iterable, Sequence

_NAMES = "|".join((
    "AP", "Associated Press", "AFP", "Agence France-Presse", "Reuters", "dpa", "DPA", "EFE", "ANSA", "Xinhua", "TASS",
    "UPI", "PA Media", "Press Association", "Anadolu", "Kyodo", "PTI", "Press Trust of India", "ANI", "IANS", "Bernama",
    "Interfax", "Lusa", "APA", "Keystone-SDA", "Belga", "ANP", "NTB", "Ritzau", "STT", "PAP", "ČTK", "MTI", "Tanjug",
    "Hina", "Agerpres", "BTA", "AMNA", "IRNA", "ISNA", "WAM", "SPA", "Antara", "Yonhap", "Europa Press", "Adnkronos",
    "Ukrinform", "Canadian Press", "AAP"))
# In brackets, or beside words that credit: "(AP)", "AFP contributed to this report", "© dpa", "Source: Reuters".
_CREDITED = re.compile(
    rf"\((?:with )?(?P<bracket>{_NAMES})(?:[/ ][^()]{{0,20}})?\)|©\s?(?P<copyright>{_NAMES})\b|"
    rf"\b(?P<gave>{_NAMES})\b[^.]{{0,40}}\bcontributed\b|"
    r"(?:(?i:source|quelle|fonte|fuente|with|avec|mit|reporting by|material (?:from|von)))\s*:?\s+(?:the )?"
    rf"(?P<named>{_NAMES})\b")
_ALONE = re.compile(rf"(?:the )?(?:{_NAMES})", re.I)
_ENDS = 2  # lines at either end of a story where agencies are credited


def agency_of(lines: Sequence[str], *, dateline: str, authors: Iterable[str]) -> str:
    """Return the agency named in the dateline, as the author, or by a credit at the top or foot of a page; "" if none.

    `lines` are all lines of the page in order, `dateline` the agency that the story's dateline names.
    """
    if dateline:
        return dateline
    alone = next((author for author in authors if _ALONE.fullmatch(author)), "")
    ends = [*lines[:_ENDS], *(line for line in lines[_ENDS:] if len(line) < 200), *lines[-_ENDS:]]
    found = next((match for line in ends if (match := _CREDITED.search(line))), None)
    return alone or (next(filter(None, found.groups())) if found else "")
