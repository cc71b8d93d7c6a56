"""Who may come in: names and passwords of a file, checked with HTTP Basic, slower after wrong ones."""

import base64
import binascii
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path

WRONG_ONES_FREE, SECONDS_SHUT = 5, 30.0
CALLERS_REMEMBERED = 1_000
SHORTEST_PASSWORD = 8


class LoginsError(Exception):
    """The file of logins cannot be used; the message is one line."""


class Logins:
    """Names and their passwords. After five wrong ones in a row a caller waits half a minute before the next try."""

    def __init__(self, passwords: Mapping[str, str], clock: Callable[[], float] = time.monotonic) -> None:
        self._passwords, self._clock = dict(passwords), clock
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    @classmethod
    def read(cls, path: Path) -> "Logins":
        """Read a file of lines `name:password`; empty lines and lines that start with # are left out.

        Raises:
            LoginsError: if there is no such file, it holds no login, or a line is none.
        """
        try:
            lines = path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise LoginsError(f"the logins in {path} cannot be read: {error}") from error
        passwords = {}
        for number, line in enumerate(lines, start=1):
            name, colon, password = line.strip().partition(":")
            if not line.strip() or line.startswith("#"):
                continue
            if not (colon and name and len(password) >= SHORTEST_PASSWORD):
                raise LoginsError(f"{path}, line {number}: expected name:password with at least "
                                  f"{SHORTEST_PASSWORD} characters of password")
            passwords[name] = password
        if not passwords:
            raise LoginsError(f"{path} holds no login: expected lines name:password")
        return cls(passwords)

    def is_shut(self, caller: str) -> bool:
        """Tell whether `caller` (an address) must wait after too many wrong passwords."""
        wrong, last = self._wrong.get(caller, (0, 0.0))
        return wrong >= WRONG_ONES_FREE and self._clock() - last < SECONDS_SHUT

    def lets_in(self, authorization: str, caller: str) -> bool:
        """Tell whether an `Authorization` header names a login; a wrong one is remembered of `caller`."""
        name, password = _basic(authorization)
        # Compared also where there is no such name: the time must not tell which names there are.
        expected = self._passwords.get(name, "")
        right = hmac.compare_digest(password.encode(), expected.encode()) and name in self._passwords
        if right:
            self._wrong.pop(caller, None)
        elif authorization:
            self._wrong[caller] = (self._wrong.pop(caller, (0, 0.0))[0] + 1, self._clock())
            while len(self._wrong) > CALLERS_REMEMBERED:
                self._wrong.popitem(last=False)
        return right


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, coded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, password = base64.b64decode(coded.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, password
