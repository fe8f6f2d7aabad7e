"""CRM exports and transcripts into deal folders, and approved items into a CRM patch.

`mapping` says how exports are read, `import_files` takes them into folders,
`crm_link` says where a deal stands in the CRM. `patch_lines` turns approved
items into what goes back, `as_csv` and `as_json` write it.
"""

from __future__ import annotations

from studio.exchange.crm.importing import Mapped, Ways, import_files, mapping
from studio.exchange.crm.patch import Naming, PatchItem, PatchLine, ProtectedField, Unfit, as_json, patch_lines
from studio.exchange.crm.patch_csv import as_csv, csv_files
from studio.exchange.crm.report import Done, Left, Progress, Report, as_text
from studio.exchange.crm.state import Link, crm_link
from studio.exchange.crm.wishes import Wish, read_wishes

__all__ = ["Done", "Left", "Link", "Mapped", "Naming", "PatchItem", "PatchLine", "Progress", "ProtectedField", "Report",
           "Unfit", "Ways", "Wish", "as_csv", "as_json", "as_text", "crm_link", "csv_files", "import_files", "mapping",
           "patch_lines", "read_wishes"]
