"""Sections of a study that are kept in files of their own, such as the catalogue of its targets."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from scenarios.document import read_tree
from scenarios.errors import StudyError, StudyFault
from scenarios.faults import fault_at, kind_of, nearest
from scenarios.origins import Tree
from scenarios.paths import leads_inside

__all__ = ["INCLUDE", "with_included"]

INCLUDE = "include"


def with_included(
    tree: Tree, *, folder: Path, file: str, sections: Iterable[str]
) -> tuple[Tree, list[StudyFault]]:
    """Return a study's tree with the sections of the files that it includes.

    Parameters
    ----------
    tree : Tree
        Of the study's file.
    folder : Path
        The study's folder, out of which no file may lead.
    file : str
        Name of the study's file in faults.
    sections : iterable of str
        Sections that another file may hold.

    Returns
    -------
    Tree, list of StudyFault
        A file that is not there, a section that no such file holds, and one that stands in two files, are
        faults.
    """
    names = tree.value.get(INCLUDE)
    if names is None:
        return tree, []
    if not isinstance(names, tuple):
        params = {"found_type": kind_of(names), "expected_type": "list"}
        return tree, [fault_at(tree, (INCLUDE,), "wrong_type", file=file, value=names, params=params)]
    faults: list[StudyFault] = []
    allowed = tuple(sections)
    for place, name in enumerate(names):
        if not isinstance(name, str) or not name or not leads_inside(name, folder):
            code = "path_outside" if isinstance(name, str) else "wrong_type"
            types = {"found_type": kind_of(name), "expected_type": "text"}
            params = {} if code == "path_outside" else types
            faults.append(fault_at(tree, (INCLUDE, place), code, file=file, value=name, params=params))
            continue
        tree, found = _with(tree, folder / name, name, allowed)
        faults += found
    return tree, faults


def _with(tree: Tree, path: Path, name: str, allowed: tuple[str, ...]) -> tuple[Tree, list[StudyFault]]:
    """The tree with the sections of one file."""
    try:
        own, faults = read_tree(path, file=name)
    except StudyError as error:
        return tree, list(error.faults)
    for section in own.value:
        if section not in allowed:
            params = {"nearest": nearest(section, allowed), "allowed": ", ".join(allowed)}
            faults.append(fault_at(own, (section,), "unknown_key", file=name, value=section, params=params))
            continue
        if section in tree.value:
            mark = tree.mark_of((section,))
            params = {"key": section, "first": str(mark)}
            faults.append(fault_at(own, (section,), "section_twice", file=name, params=params))
            continue
        marks = {steps[1:]: mark for steps, mark in own.marks.items() if steps[:1] == (section,)}
        tree = tree.replaced((section,), Tree(own.value[section], marks))
    return tree, faults
