"""CRM exports and transcripts into deal folders, and approved items into a CRM patch.

`mapping` says how exports are read, `import_files` takes them into folders,
`crm_link` says where a deal stands in the CRM; `patch` makes what goes back.
"""

from __future__ import annotations

from studio.exchange.crm.importing import Mapped, Ways, import_files, mapping
from studio.exchange.crm.report import Done, Left, Progress, Report, as_text
from studio.exchange.crm.state import Link, crm_link
from studio.exchange.crm.wishes import Wish, read_wishes

__all__ = ["Done", "Left", "Link", "Mapped", "Progress", "Report", "Ways", "Wish", "as_text", "crm_link",
           "import_files", "mapping", "read_wishes"]
