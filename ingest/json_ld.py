"""Find the object that describes a page's article in its JSON-LD, as broken as it may be."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from ingest.canonical import clean

_ARTICLE_TYPE = re.compile(r"(?:\w*Article|\w*Posting|Report)$")
_WRAPPERS = re.compile(r"^\s*(?://)?\s*(?:<!--|<!\[CDATA\[)|(?://)?\s*(?:-->|\]\]>)\s*;?\s*$")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_MOST_OBJECTS = 2_000
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage")


def story_object(tree: Any) -> dict[str, Any]:
    """Return the JSON-LD object of the article with its references resolved, {} where the page has none."""
    objects = [o for script in tree.xpath("//script[contains(@type, 'ld+json')]") for o in _objects(_load(script))]
    named = {o["@id"]: o for o in objects if isinstance(o.get("@id"), str) and len(o) > 1}
    stories = [o for o in objects if _is_story(o)]
    story = next((o for o in stories if o.get("datePublished")), next(iter(stories), {}))
    return {key: _resolved(value, named) for key, value in story.items()}


def names(thing: Any) -> tuple[str, ...]:
    """Return the names of a person, a body or a list of them; text that is an address is no name."""
    if isinstance(thing, list):
        return tuple(name for item in thing for name in names(item))
    if isinstance(thing, dict):
        return names(thing.get("name"))
    name = text(thing)
    if name.startswith("{"):  # an object that was written as text
        return names(_parse(name))
    return (name,) if name and "://" not in name else ()


def text(value: Any) -> str:
    """Return a JSON-LD string as a reader would see it, "" for what is none."""
    return clean(html.unescape(value)) if isinstance(value, str) else ""


def _load(script: Any) -> Any:
    return _parse(_WRAPPERS.sub("", script.text_content() or ""))


def _parse(source: str) -> Any:
    for attempt in (source, _TRAILING_COMMA.sub("", source)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a script: it is one, a list of them, or a graph; what they describe in passing is left."""
    waiting, seen = [data], 0
    while waiting and seen < _MOST_OBJECTS:
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting = [*item[:_MOST_OBJECTS], *waiting]
        elif isinstance(item, dict):
            seen += 1
            yield item
            waiting = [*(item[key] for key in _INSIDE if isinstance(item.get(key), dict | list)), *waiting]


def _is_story(thing: dict[str, Any]) -> bool:
    kinds = thing.get("@type")
    return any(_ARTICLE_TYPE.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _resolved(value: Any, named: dict[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_resolved(item, named) for item in value]
    if isinstance(value, dict) and "name" not in value and value.get("@id") in named:
        return named[value["@id"]]
    return value
