"""Who may import whom, what no file may name, and that every public name is there."""

from __future__ import annotations

import ast
import importlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("geo", "optimizer", "scenarios", "ui")
#: What each part may import of the project; imports point one way only.
MAY_IMPORT: Mapping[str, frozenset[str]] = {
    "geo": frozenset({"geo"}),
    "optimizer": frozenset({"optimizer"}),
    "scenarios": frozenset({"scenarios", "geo", "optimizer"}),
    "ui": frozenset({"ui", "scenarios", "geo", "optimizer"}),
    "app": frozenset({"ui"}),
    "data": frozenset({"data", "geo"}),
}
SOLVERS = {"ortools", "highspy"}
TABLES = {"geopandas", "pandas", "pandera", "pyogrio", "shapely"}
#: Third-party packages that a part must do without.
DOES_WITHOUT: Mapping[str, set[str]] = {
    "geo": {"streamlit", "pydeck", "typer", "rich"} | SOLVERS,
    "optimizer": {"streamlit", "pydeck", "typer", "rich"} | TABLES,
    "scenarios": {"streamlit", "pydeck"} | SOLVERS,
    "ui": {"typer", "rich"} | SOLVERS,
}
#: Folders of tools, of runs and of versions: nothing there is part of the project.
NOT_OURS = {
    ".git", ".venv", ".cache", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__",
    "build", "dist", "export", "node_modules", "out",
}  # fmt: skip
#: Parted here, so that this file does not name what it forbids.
REGISTRIES = ("pypi" + ".org", "python" + "hosted", "npm" + "js")
MACHINE_PATHS = tuple(f"/{folder}/" for folder in ("work", "tmp", "root", "Users"))


def modules() -> dict[str, Path]:
    """Every module of the project's packages by its dotted name."""
    files = {name: path for part in (*PACKAGES, "data") for name, path in _modules_of(part)}
    return {**files, "app": ROOT / "app.py"}


def _modules_of(package: str) -> Iterator[tuple[str, Path]]:
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


MODULES = modules()


def imported(name: str) -> list[str]:
    """Every module that a module imports, inside functions too; not what only type checkers read."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    found: list[str] = []
    for node in _run_nodes(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            source = _source(name, node)
            whole = [f"{source}.{alias.name}" for alias in node.names]
            found += [one if one in MODULES else source for one in whole]
    return found


def _source(name: str, node: ast.ImportFrom) -> str:
    """The whole name of the module that is imported from."""
    if not node.level:
        return str(node.module)
    here = name.split(".") + ["__init__"] * (MODULES[name].stem == "__init__")
    return ".".join([*here[: -node.level], *filter(None, [node.module])])


def _run_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        yield from _run_nodes(node)


def part_of(module: str) -> str:
    return module.partition(".")[0]


@cache
def texts() -> Mapping[Path, str]:
    """Every text file of the project."""
    found = {}
    for folder, names, files in os.walk(ROOT):  # Path.walk is newer than Python 3.11
        names[:] = [name for name in names if name not in NOT_OURS and not name.endswith(".egg-info")]
        for file in files:
            try:
                found[(Path(folder) / file).relative_to(ROOT)] = (Path(folder) / file).read_text("utf-8")
            except UnicodeDecodeError:
                continue
    return found


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_point_one_way(module: str) -> None:
    ours = {part_of(name) for name in imported(module)} & MAY_IMPORT.keys()
    foreign = sorted(ours - MAY_IMPORT[part_of(module)])
    assert not foreign, f"{module} imports {foreign}"


@pytest.mark.parametrize("module", sorted(name for name in MODULES if part_of(name) in DOES_WITHOUT))
def test_no_part_reaches_for_a_package_of_another_one(module: str) -> None:
    """Solvers stay in optimizer, tables out of it, Streamlit in ui, the terminal in scenarios."""
    foreign = {part_of(name) for name in imported(module)} & DOES_WITHOUT[part_of(module)]
    assert not foreign, f"{module} imports {sorted(foreign)}"


def test_only_the_entry_points_know_the_command_line() -> None:
    assert [name for name in MODULES if name != "scenarios.cli" and "scenarios.cli" in imported(name)] == []


def test_the_command_line_starts_without_a_solver() -> None:
    """`evenreach --help` is there at once: what plans is loaded when something is planned."""
    slow = sorted(SOLVERS | {"optimizer.headcount", "optimizer.siting", "optimizer.staffing"})
    code = f"import sys, scenarios.cli; print([name for name in {slow} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_modules_import_one_another_in_a_circle() -> None:
    graph = {name: {one for one in imported(name) if one in MODULES and one != name} for name in MODULES}
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail("circle: " + " -> ".join(reversed(error.args[1])))


def test_the_walk_sees_imports_inside_functions_and_not_those_for_types() -> None:
    """Else the tests above would prove nothing."""
    lazy = "def f() -> None:\n    from geo.read import read_city\n"
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import geo.read\n"
    assert [type(node).__name__ for node in _run_nodes(ast.parse(lazy))].count("ImportFrom") == 1
    assert [type(node).__name__ for node in _run_nodes(ast.parse(typed))].count("Import") == 0
    assert "geo.read" in imported("scenarios.run")


@pytest.mark.parametrize(
    "module", sorted(n for n in MODULES if part_of(n) in PACKAGES and not n.startswith("ui.pages"))
)
def test_every_public_name_is_there_once(module: str) -> None:
    loaded = importlib.import_module(module)
    public = getattr(loaded, "__all__", [])
    assert len(set(public)) == len(public)
    assert [name for name in public if not hasattr(loaded, name)] == []


@pytest.mark.parametrize("package", ["geo", "optimizer.headcount", "optimizer.staffing"])
def test_a_package_with_a_public_face_declares_it(package: str) -> None:
    assert importlib.import_module(package).__all__


def test_no_module_is_called_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common", "base"}
    assert [name for name in MODULES if set(name.split(".")) & vague] == []


def test_no_file_names_a_package_registry() -> None:
    assert [(str(path), word) for path, text in texts().items() for word in REGISTRIES if word in text] == []


def test_no_file_outside_the_tests_names_a_folder_of_a_machine() -> None:
    found = [
        (str(path), word)
        for path, text in texts().items()
        if path.parts[0] != "tests"
        for word in MACHINE_PATHS
        if word in text
    ]
    assert found == []


def test_the_scan_reads_the_whole_project() -> None:
    """Else the two tests above would prove nothing."""
    names = {str(path) for path in texts()}
    assert {"README.md", "Makefile", "requirements.lock", "data/weihai/study.yaml", "geo/read.py"} <= names
