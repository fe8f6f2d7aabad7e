"""The store: playbooks, drafts, decisions and answers in one SQLite file."""

import sys

# sqlite-utils loads pandas where it is installed, for what nothing here uses: 70 MB and half a second.
if "pandas" not in sys.modules:
    sys.modules["pandas"] = None  # type: ignore[assignment]
    try:
        import sqlite_utils  # noqa: F401
    finally:
        del sys.modules["pandas"]
