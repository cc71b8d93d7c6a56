"""The gate: floors that the figures must not fall below."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from eval.summary import Figures

SAMPLE_FLOORS = Path(__file__).with_name("floors.json")


class FloorsError(ValueError):
    """A floors file that cannot be used; the message names the file, what was found and what is expected."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A figure below its floor; `found` is None where nothing was counted, or there is no such figure."""

    figure: str
    floor: float
    found: float | None

    def __str__(self) -> str:
        found = "nothing counted" if self.found is None else f"{self.found:.3f}"
        return f"{self.figure}: floor {self.floor:.3f}, found {found}"


def read_floors(path: Path = SAMPLE_FLOORS) -> Mapping[str, float]:
    """Read `{"figure": floor, ...}` from `path`.

    Raises:
        FloorsError: if the file cannot be read or holds anything else.
    """
    try:
        return TypeAdapter(dict[str, float]).validate_json(path.read_bytes())
    except OSError as error:
        raise FloorsError(f"{path}: cannot read the floors: {error.strerror}; expected a JSON file") from error
    except ValidationError as error:
        raise FloorsError(f'{path}: {error.errors()[0]["msg"]}; expected {{"figure": floor, ...}}') from error


def shortfalls(figures: Figures, floors: Mapping[str, float]) -> tuple[Shortfall, ...]:
    """Return the floors that `figures` do not reach. An undefined figure reaches no floor."""
    found = {name: figures[name].value if name in figures else None for name in floors}
    return tuple(Shortfall(name, floor, found[name]) for name, floor in floors.items()
                 if (value := found[name]) is None or value < floor)
