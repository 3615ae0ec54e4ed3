"""One place through which every service reads its environment."""
import os
from typing import Optional


class IsolatedEnvironment:
    """The process environment, and values that a test lays over it."""

    def __init__(self) -> None:
        self._overrides: dict[str, str] = {}

    def get(self, name: str, default: Optional[str] = None) -> Optional[str]:
        if name in self._overrides:
            return self._overrides[name]
        return os.environ.get(name, default)

    def set(self, name: str, value: str) -> None:
        self._overrides[name] = value

    def clear(self) -> None:
        self._overrides.clear()


_environment = IsolatedEnvironment()


def get_env() -> IsolatedEnvironment:
    return _environment
