"""`python -m vectorstore`: look into a store and keep it in order."""

import sys

from vectorstore import StoreError
from vectorstore.commands import app
from vectorstore.log import start_logging
from vectorstore.settings import hush

if __name__ == "__main__":
    hush()
    try:
        start_logging()
        app()
    except StoreError as error:
        sys.exit(f"error: {error}")
