"""Who may import whom: the layers of the project, read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

#: What each part may import of the project itself, beside its own part.
MAY = {
    "playbook": (),
    "studio/deals": ("playbook", "studio.paths"),
    "studio/drafting": ("playbook", "studio.deals"),
    "studio/evaluation": ("playbook", "studio.deals", "studio.drafting"),
    "studio/exchange": ("playbook", "studio.deals", "studio.drafting", "studio.evaluation"),
    "studio/store": ("playbook", "studio.acting", "studio.deals", "studio.drafting", "studio.evaluation"),
    "pages": ("playbook", "studio.actions", "studio.ui", "studio.planning"),
}
MAY_FILES = {
    # A deal's labels are checked with the deal, so this one file knows their form; nothing that drafts imports it.
    "studio/deals/check.py": ("playbook", "studio.paths", "studio.deals", "studio.evaluation.gold"),
    "studio/cli.py": ("playbook", "studio.actions", "studio.cli_audit", "studio.cli_claude", "studio.ui.launch", "studio.drafting.draft"),
    "studio/cli_audit.py": ("studio.actions",),
    "studio/cli_claude.py": ("studio.actions",),
    "studio/paths.py": (),
}
#: Libraries that stand behind one door each.
ONLY = {
    "streamlit": ("studio/app.py", "studio/ui/", "pages/"),
    "anthropic": ("studio/drafting/engines/claude",),
    "sqlite_utils": ("studio/store/",),
    "plotly": ("studio/ui/", "studio/exchange/report"),
    "pandas": ("studio/ui/", "studio/exchange/", "studio/evaluation/"),
}


def _sources() -> list[Path]:
    return sorted(p for part in ("playbook", "studio", "pages") for p in (ROOT / part).rglob("*.py"))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _inside(module: str, allowed: tuple[str, ...]) -> bool:
    return any(module == a or module.startswith(a + ".") for a in allowed)


def _rule(path: str) -> tuple[str, ...] | None:
    if path in MAY_FILES:
        return MAY_FILES[path]
    part = next((p for p in MAY if path.startswith(p + "/")), None)
    return None if part is None else (*MAY[part], part.replace("/", "."))


@pytest.mark.parametrize("path", [p.relative_to(ROOT).as_posix() for p in _sources()])
def test_file_imports_only_what_its_layer_may(path):
    for module in _imported(ROOT / path):
        top = module.split(".")[0]
        allowed = _rule(path)
        if top in ("playbook", "studio", "pages") and allowed is not None:
            assert _inside(module, allowed), f"{path} imports {module}"
        if top in ONLY:
            assert path.startswith(ONLY[top]), f"{path} imports {top}"


def test_nothing_but_the_app_imports_the_screen():
    for path in _sources():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(("studio/ui/", "pages/")) or name in ("studio/app.py", "studio/cli.py"):
            continue
        assert not any(_inside(m, ("studio.ui",)) for m in _imported(path)), name


def test_only_evaluation_and_the_checks_of_a_deal_know_the_labels_file():
    for path in _sources():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(("studio/drafting/", "studio/ui/", "pages/", "playbook/")):
            code = ast.parse(path.read_text(encoding="utf-8"))
            strings = [n.value for n in ast.walk(code) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
            assert "gold.yaml" not in strings, name


@pytest.mark.parametrize("path", [p.relative_to(ROOT).as_posix() for p in sorted((ROOT / "pages").glob("*.py"))])
def test_page_is_thin(path):
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= 80
