"""How long each stage of one answer took."""

import time


class Clock:
    """Milliseconds of work of each stage, and in all; a stage that comes several times is added up."""

    def __init__(self) -> None:
        """Start now."""
        self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """End a piece of `stage` here; what follows is the next one's."""
        now = time.perf_counter()
        self._laps[stage] = self._laps.get(stage, 0.0) + (now - self._last) * 1000
        self._last = now

    def skip(self) -> None:
        """Leave out what passed since the last lap: an event was handed out, and its reader took that long."""
        self._last = time.perf_counter()

    def read(self) -> dict[str, float]:
        """Return the milliseconds of each stage, and of all together as "total"."""
        return {stage: round(spent, 2) for stage, spent in (self._laps | {"total": sum(self._laps.values())}).items()}
