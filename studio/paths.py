"""Where the files that ship with the studio lie."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def root() -> Path:
    """The folder that holds pages/ and sample_deals/: a checkout's, or an installed wheel's own."""
    bundled = _PACKAGE / "_bundled"
    return bundled if bundled.exists() else _PACKAGE.parent


def pages() -> Path:
    """The folder of the app's pages."""
    return root() / "pages"


def sample_deals() -> Path:
    """The folder of the shipped deals."""
    return root() / "sample_deals"
