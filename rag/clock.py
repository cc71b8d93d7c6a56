"""How long each stage of one answer took."""

import time


class Clock:
    """Milliseconds of each stage since the one before, and in all."""

    def __init__(self) -> None:
        """Start now."""
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """End `stage` here."""
        now = time.perf_counter()
        self._laps[stage] = round((now - self._last) * 1000, 2)
        self._last = now

    def read(self) -> dict[str, float]:
        """Return the milliseconds of each stage, and "total" up to this call."""
        return self._laps | {"total": round((time.perf_counter() - self._start) * 1000, 2)}
