"""One report of all faults: when a study's settings have some, its tables are read all the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from scenarios.errors import Draft, InputError, StudyError
from scenarios.settings import (
    DemandSettings,
    MeasureSettings,
    RoleSettings,
    SourceSettings,
    TableName,
    TravelSettings,
)
from scenarios.study import Study, load_study
from scenarios.study.resolved import sources_in

if TYPE_CHECKING:
    from geo.faults import Fault
    from scenarios.origins import Tree

__all__ = ["load_for_tables"]

Model = TypeVar("Model", bound=BaseModel)


def load_for_tables(path: Path) -> Study:
    """Read and check a study whose tables are going to be read.

    Parameters
    ----------
    path : Path
        The study's folder, or its YAML file.

    Raises
    ------
    InputError
        With the faults of the study, and with those that its tables have besides.
    StudyError
        When the file is no study at all.
    """
    try:
        return load_study(path)
    except StudyError as error:
        if error.draft is None:
            raise
        barred = [fault for fault in error.faults if fault.path.split(".")[0] == "sources"]
        if barred or error.draft.trees[0].at(("sources",)) is None:
            places = dict.fromkeys(fault.place for fault in barred or error.faults)
            raise InputError(error.faults, unread=", ".join(places)) from None
        raise InputError([*error.faults, *_table_faults(error.draft)]) from None


def _table_faults(draft: Draft) -> Iterable[Fault]:
    """What is wrong with the tables themselves, read as the settings say that can be read."""
    from geo.errors import TableError  # only now: geography takes a while to load
    from geo.read import read_city
    from scenarios.demand import case_types
    from scenarios.indicators.columns import measured_specs

    measures = [each for tree in draft.trees for each in _each(tree, "measures", MeasureSettings).values()]
    further = measured_specs(measures)
    # The scenario that is read first; what no setting explains cannot be read.
    sources = _each(draft.trees[:2][-1], "sources", SourceSettings)
    known = {*get_args(TableName), *further}
    limits = [travel.snap_limit_km for travel in _of(draft, "travel", TravelSettings)]
    try:
        read_city(
            sources_in(draft.folder, {name: each for name, each in sources.items() if name in known}),
            occupations=_occupations(draft),
            snap_limit_km=min(limits, default=None),
            further=further,
            case_types=case_types(_of(draft, "demand", DemandSettings)),
        )
    except TableError as error:
        return error.faults
    return ()


def _each(tree: Tree, section: str, model: type[Model]) -> dict[str, Model]:
    """The members of a section that are valid by themselves."""
    members = tree.at((section,))
    if not isinstance(members, Mapping):
        return {}
    read = {name: _read(each, model) for name, each in members.items()}
    return {name: each for name, each in read.items() if each is not None}


def _of(draft: Draft, section: str, model: type[Model]) -> list[Model]:
    """A section in the study and every scenario; none at all when one of them is not valid."""
    read = [_read(tree.at((section,)) or {}, model) for tree in draft.trees]
    return [] if None in read else [each for each in read if each is not None]


def _read(written: Any, model: type[Model]) -> Model | None:
    try:
        return model.model_validate(written)
    except ValidationError:
        return None


def _occupations(draft: Draft) -> list[str]:
    """Occupations that counsel may have in some scenario; none, so that any will do, when it is not clear."""
    written = [tree.at(("roles", "counsel", "occupations")) for tree in draft.trees]
    default = RoleSettings.model_fields["occupations"].default
    lists = [default if each is None else each for each in written]
    if not all(isinstance(each, tuple) and all(isinstance(name, str) for name in each) for each in lists):
        return []
    return list(dict.fromkeys(name for each in lists for name in each))
