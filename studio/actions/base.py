"""What every action leans on: bad input in a sentence, where things are kept."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

from playbook.text_files import FileFault
from studio.faults import BadInput

__all__ = ["BadInput", "data_folder", "write_file"]


def data_folder() -> Path:
    """Where everything is kept: PLAYBOOK_STUDIO_HOME, else the user's data folder."""
    home = os.environ.get("PLAYBOOK_STUDIO_HOME")
    return Path(home) if home else user_data_path("playbook-studio", appauthor=False)


def write_file(path: Path, text: str) -> None:
    """Write a text file whole. Raises FileFault where that is not possible."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileFault(path, "", f"cannot be written ({error.strerror})") from None
