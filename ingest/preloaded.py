"""What readers need, loaded once in the process that they are forked from: importing this does it.

A reader is started for each call of `ingest.read` and after each kill; loading by itself would take it a second or two,
on a busy machine most of the time that its first article may take.
"""

import ingest.page_html  # noqa: F401
from ingest.formats import read_bytes

# An article, so that its reading loads what is loaded on first use: the parser of dates, the classifier of languages,
# the signatures. Where that fails (the classifier unpacks in the temporary folder, which may be full), each reader
# tries by itself and says so.
_ARTICLE = """Harrowmere mends its harbour wall

4 May 2031, 18:42

The harbour wall of Harrowmere is mended, the council said on Sunday. The work took nine weeks and cost less than it had
set aside, because the masons of the town worked through two spring tides and slept on the quay beside their tools.
"""
read_bytes(_ARTICLE.encode(), source="preloaded.txt", place="preloaded")
