"""Sections of a study that are kept in files of their own, such as the catalogue of its targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scenarios.document import read_tree
from scenarios.errors import StudyError, StudyFault
from scenarios.faults import fault_at, kind_of, nearest, shown
from scenarios.origins import Steps, Tree
from scenarios.paths import leads_inside

__all__ = ["INCLUDE", "with_included"]

INCLUDE = "include"


def with_included(
    tree: Tree, *, path: Path, sections: Sequence[str]
) -> tuple[Tree, list[StudyFault], frozenset[str]]:
    """Return a study's tree with the sections of the files that it includes.

    Parameters
    ----------
    tree : Tree
        Of the study's file.
    path : Path
        The study's file, out of whose folder no other may lead.
    sections : sequence of str
        Sections that another file may hold.

    Returns
    -------
    Tree, list of StudyFault, frozenset of str
        The faults are a file that is not there or is named twice, a section that no such file holds, and one
        that stands in two files. The last are sections that are in no file that could be read but may be in
        one that could not: nothing can be said about what they hold.
    """
    names = tree.value.get(INCLUDE)
    if names is None:
        return tree, [], frozenset()
    if not isinstance(names, tuple):
        params = {"found_type": kind_of(names), "expected_type": "list"}
        fault = fault_at(tree, (INCLUDE,), "wrong_type", file=path.name, value=names, params=params)
        return tree, [fault], frozenset(sections) - tree.value.keys()
    faults: list[StudyFault] = []
    unread, misspelt = False, set[str]()
    seen = {path.resolve()}
    for place, name in enumerate(names):
        steps: Steps = (INCLUDE, place)
        wrong = _unusable(tree, steps, path, seen)
        if wrong is not None:
            faults.append(wrong)
            unread = unread or wrong.code != "study.repeated"
            continue
        seen.add((path.parent / name).resolve())
        try:
            own, found = read_tree(path.parent / name, file=name)
        except StudyError as error:
            faults += [_at_entry(fault, tree, steps, path.parent / name) for fault in error.faults]
            unread = True
            continue
        tree, more = _joined(tree, own, name, sections)
        misspelt |= {nearest(section, sections) for section in own.value if section not in sections}
        faults += found + more
    return tree, faults, frozenset(sections if unread else misspelt) - tree.value.keys()


def _unusable(tree: Tree, steps: Steps, path: Path, seen: set[Path]) -> StudyFault | None:
    """The fault of an entry whose file is not to be read; None when it is."""
    name, file = tree.at(steps), path.name
    if not isinstance(name, str) or not name:
        types = {"found_type": kind_of(name), "expected_type": "text"}
        return fault_at(tree, steps, "wrong_type", file=file, value=name, params=types)
    if not leads_inside(name, path.parent):
        return fault_at(tree, steps, "path_outside", file=file, value=name)
    if (path.parent / name).resolve() in seen:
        return fault_at(tree, steps, "repeated", file=file, value=name, params={"name": name})
    return None


def _at_entry(fault: StudyFault, tree: Tree, steps: Steps, path: Path) -> StudyFault:
    """A fault of a whole file is told where the study names the file; one in a line of it, in that line."""
    if fault.line is not None:
        return fault
    mark = tree.mark_of(steps)
    codes = {"study.missing_file": "study.missing_include", "study.empty_file": "study.empty_include"}
    whole = fault if mark is None else replace(fault, file=mark.file, line=mark.line)
    params = (("path", str(path)),) if fault.code in codes else fault.params
    return replace(
        whole,
        path=".".join(map(str, steps)),
        value=shown(tree.at(steps)),
        code=codes.get(fault.code, fault.code),
        params=params,
    )


def _joined(tree: Tree, own: Tree, name: str, sections: Sequence[str]) -> tuple[Tree, list[StudyFault]]:
    """The tree with the sections of one file."""
    faults = []
    for section in own.value:
        if section not in sections:
            params = {"nearest": nearest(section, sections), "allowed": ", ".join(sections)}
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
