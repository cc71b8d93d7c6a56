"""Where on this machine a named embedding model lies. A store may be moved, so it tells its model by the digest."""

import json
import logging

from vectorstore.settings import load_settings

logger = logging.getLogger(__name__)


def remember(digest: str, place: str) -> None:
    """Keep in the cache folder where the model `digest` was found: a folder, or its id in the hub cache."""
    path = load_settings().cache / f"embedder-{digest}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"place": place}), "utf-8")
    except OSError as error:
        logger.info("the place of the embedding model is not remembered: %s", error)


def place_of(digest: str) -> str | None:
    """Return where the model `digest` was last found, None if that is not known."""
    try:
        return str(json.loads((load_settings().cache / f"embedder-{digest}.json").read_text("utf-8"))["place"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
