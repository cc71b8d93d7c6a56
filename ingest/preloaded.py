"""What every reader needs, loaded once in the process that readers are forked from: importing this does it."""

from contextlib import suppress

import ingest.formats  # noqa: F401
from ingest.language import load

# It unpacks its model in the temporary folder, which may be full: then each reader tries by itself, and says so.
with suppress(OSError):
    load()
