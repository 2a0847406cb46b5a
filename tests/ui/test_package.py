"""How the pages are built: what they may import, and that every text of theirs exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from scenarios.messages import LANGUAGES, catalogue
from tests.ui.conftest import ROOT
from ui.navigation import PAGES

PATHS = [ROOT / "app.py", *sorted((ROOT / "ui").rglob("*.py"))]
KEY = re.compile(r"(ui|list|summary|report|compare|show|validate|error)\.[a-z_.]+")


def constants() -> Iterator[str]:
    """Every text constant of the pages."""
    for path in PATHS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def imported() -> Iterator[tuple[str, str]]:
    """File and top-level package of every import that happens when a page runs."""
    for path in PATHS:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        hidden = {
            id(below)
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
            for below in ast.walk(node)
        }
        for node in ast.walk(tree):
            if id(node) in hidden:
                continue
            if isinstance(node, ast.Import):
                yield from ((path.name, alias.name.split(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield path.name, str(node.module).split(".")[0]


def test_pages_import_scenarios_and_neither_geo_nor_optimizer() -> None:
    assert {pair for pair in imported() if pair[1] in ("geo", "optimizer")} == set()
    assert "scenarios" in {name for _, name in imported()}


def test_every_text_that_the_pages_name_is_in_both_catalogues() -> None:
    named = {key for key in constants() if KEY.fullmatch(key)}
    for lang in LANGUAGES:
        assert named - catalogue(lang).keys() == set()
    assert len(named) > 100


def test_every_page_of_the_navigation_is_a_file_and_the_other_way_round() -> None:
    assert set(PAGES) == {path.stem for path in (ROOT / "ui" / "pages").glob("*.py")}


def test_the_app_itself_does_nothing_but_start_the_navigation() -> None:
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    rest = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
    assert len(rest) == 2  # its docstring, and st.navigation(…).run()
    assert "st.navigation" in ast.unparse(rest[1])
