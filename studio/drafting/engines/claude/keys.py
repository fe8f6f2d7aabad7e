"""The key: from the environment or the system's keyring, and nowhere else.

It is never written to the store, a log, an export or a traceback: it stands
in a `Key`, which does not show it, and `Key.hidden` takes it out of texts.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Literal

SERVICE_NAME = "playbook-studio"
_USER = "anthropic"
#: As the SDK reads them: a key, or a token of a gateway.
KEY, TOKEN = "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"
_SHOWN = "[key]"
_LEAST = 8

Source = Literal["environment", "keyring", "none"]

MISSING = (f"The Claude engine has no key: set {KEY} or keep a key on the Settings page, or use the offline engine, "
           "which needs none (--engine offline)")
_NO_KEY = "Claude needs a key; the built-in engine needs none."


class KeyMissing(Exception):
    """No key is to be found; the sentence says what to do."""

    def __init__(self) -> None:
        super().__init__(MISSING)


class KeyringUnusable(Exception):
    """The system's keyring cannot be used; the sentence says what to do instead."""


@dataclass(frozen=True)
class Key:
    """A key or token that does not show itself."""

    _text: str
    kind: Literal["key", "token"]
    source: Source
    name: str

    def __repr__(self) -> str:
        return f"<{self.kind} from {self.name}>"

    def arguments(self) -> dict[str, Any]:
        """What the SDK's client is made with."""
        return {"api_key": self._text, "auth_token": None} if self.kind == "key" else {"auth_token": self._text}

    def hidden(self, text: str) -> str:
        """Return a text in which the key does not stand."""
        return text.replace(self._text, _SHOWN)


def find_key() -> Key:
    """Return the key, the environment's before the keyring's. Raises KeyMissing."""
    for name, kind in ((KEY, "key"), (TOKEN, "token")):
        if text := os.environ.get(name, "").strip():
            return Key(text, "key" if kind == "key" else "token", "environment", name)
    if text := _from_keyring():
        return Key(text, "key", "keyring", "the system's keyring")
    raise KeyMissing


@dataclass(frozen=True)
class KeyState:
    """Where the key comes from, never the key; `says` is for the page."""

    source: Source
    says: str
    can_keep: bool


def key_state() -> KeyState:
    """Return where the key comes from, and whether one can be kept on this machine."""
    why = _keyring_fault()
    try:
        key = find_key()
    except KeyMissing:
        return KeyState("none", f"{_NO_KEY} {why or f'Keep one here, or set {KEY} before the app starts.'}", not why)
    return KeyState(key.source, f"The {key.kind} comes from {key.name}.", not why)


def keep_key(text: str) -> None:
    """Keep a key in the system's keyring. Raises ValueError, in words, or KeyringUnusable."""
    plain = text.strip()
    if len(plain) < _LEAST or any(c.isspace() or not c.isprintable() for c in plain):
        raise ValueError("the key: expected it as the service shows it, in one piece without blanks")
    _usable().set_password(SERVICE_NAME, _USER, plain)


def forget_key() -> bool:
    """Take the key out of the system's keyring; return whether there was one. Raises KeyringUnusable."""
    ring = _usable()
    if ring.get_password(SERVICE_NAME, _USER) is None:
        return False
    ring.delete_password(SERVICE_NAME, _USER)
    return True


class _Guarded:
    """The keyring, with its many faults told in one sentence."""

    def __init__(self, ring: Any) -> None:
        self._ring = ring

    def __getattr__(self, verb: str) -> Any:
        def guarded(*given: str) -> Any:
            try:
                return getattr(self._ring, verb)(*given)
            except Exception as error:  # each system's keyring has faults of its own
                raise KeyringUnusable(f"The system's keyring cannot be used ({type(error).__name__}), so a key can "
                                      f"only come from {KEY} in the environment") from None

        return guarded


def _usable() -> _Guarded:
    if why := _keyring_fault():
        raise KeyringUnusable(why)
    import keyring

    return _Guarded(keyring)


def _keyring_fault() -> str:
    """Say in a sentence why no key can be kept here; empty where one can."""
    try:
        import keyring

        ring = keyring.get_keyring()
    except Exception as error:  # the package may be missing, or its backend broken
        return (f"This machine has no keyring to keep a key in ({type(error).__name__}), so it can only come from "
                f"{KEY} in the environment.")
    if getattr(ring, "priority", 1) <= 0:
        return f"This machine has no keyring to keep a key in, so it can only come from {KEY} in the environment."
    return ""


def _from_keyring() -> str:
    try:
        return (_usable().get_password(SERVICE_NAME, _USER) or "").strip()
    except KeyringUnusable:
        return ""
