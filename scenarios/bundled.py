"""The studies that come with the program, and what a STUDY argument means."""

from __future__ import annotations

import re
import secrets
import shutil
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from scenarios.errors import DestinationError, ScenarioError, StudyNotFoundError, reason_of
from scenarios.faults import nearest, shown
from scenarios.settings.group import Identifier
from scenarios.study import FILE_NAME

__all__ = ["StudyIdError", "bundled", "copy_bundled", "find_study"]

_PACKAGE = Path(__file__).resolve().parent
#: In an installed wheel the studies are inside the package; in a checkout they are beside it.
_PLACES = (_PACKAGE / "studies", _PACKAGE.parent / "data")
_ID_LINE = re.compile(r"^id:.*$", flags=re.MULTILINE)


class StudyIdError(ScenarioError, ValueError):
    """A copy of a study cannot bear this id."""


def bundled() -> dict[str, Path]:
    """Folders of the bundled studies by id, sorted by id. The id is the folder's name."""
    return {
        folder.name: folder
        for place in reversed(_PLACES)
        if place.is_dir()
        for folder in sorted(place.iterdir())
        if (folder / FILE_NAME).is_file()
    }


def find_study(argument: str) -> Path:
    """The folder or file that a STUDY argument names.

    Parameters
    ----------
    argument : str
        A folder with study.yaml, a YAML file, or the id of a bundled study; what is on disk comes first.

    Raises
    ------
    StudyNotFoundError
        When it is none of them; the message lists the bundled ids and names the nearest.
    """
    path = Path(argument)
    known = bundled()
    if _is_study(path):
        return path
    if argument in known:
        return known[argument]
    if _is_folder(path):
        raise StudyNotFoundError.said("error.folder_without_study", found=shown(argument))
    raise _unknown(argument, known)


def _unknown(argument: str, known: dict[str, Path]) -> StudyNotFoundError:
    """The error for an id that no bundled study has."""
    found = shown(argument)
    if not known:
        return StudyNotFoundError.said("error.no_bundled_study", found=found)
    near = nearest(argument, known)
    return StudyNotFoundError.said("error.unknown_study", found=found, nearest=near, known=", ".join(known))


def _is_study(path: Path) -> bool:
    try:
        return path.is_file() or (path / FILE_NAME).is_file()
    except (OSError, ValueError):  # a name too long, or with a NUL, is no path at all
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def copy_bundled(study_id: str, destination: Path, *, new_id: str | None = None) -> str:
    """Copy a bundled study into a new or empty folder, whole or not at all, under an id of its own.

    Parameters
    ----------
    study_id : str
        Id of a bundled study.
    destination : Path
        A folder that does not exist yet, or is empty.
    new_id : str, optional
        Id of the copy, under which its runs are stored; without it the name of the folder.

    Returns
    -------
    str
        The id of the copy.

    Raises
    ------
    StudyNotFoundError
        When no bundled study has this id.
    StudyIdError
        When the copy's id is none, or that of a bundled study, whose runs it would replace.
    DestinationError
        When the destination holds something, is a file or cannot be written; it is left as it was.
    """
    known = bundled()
    if study_id not in known:
        raise _unknown(study_id, known)
    destination = destination.absolute()
    try:
        _refuse_taken(destination)
        own_id = _checked_id(destination.resolve().name if new_id is None else new_id, known)
        destination.parent.mkdir(parents=True, exist_ok=True)
        _copy_in(known[study_id], destination, own_id)
    except DestinationError:
        raise
    except OSError as error:
        raise DestinationError.said(
            "error.destination_unusable", destination=str(destination), reason=_reason(error)
        ) from error
    return own_id


def _checked_id(own_id: str, known: dict[str, Path]) -> str:
    try:
        TypeAdapter(Identifier).validate_python(own_id)
    except ValidationError:
        raise StudyIdError.said("error.bad_study_id", found=shown(own_id)) from None
    if own_id in known:
        raise StudyIdError.said("error.taken_study_id", found=own_id)
    return own_id


def _reason(error: OSError) -> str:
    """Why a copy failed; copytree collects the errors of single files, of which the first is told."""
    if isinstance(error, shutil.Error) and error.args and error.args[0]:
        return str(error.args[0][0][-1])
    return reason_of(error)


def _refuse_taken(destination: Path) -> None:
    if destination.is_symlink() or (destination.exists() and not destination.is_dir()):
        raise DestinationError.said("error.destination_not_folder", destination=str(destination))
    if destination.is_dir() and any(destination.iterdir()):
        raise DestinationError.said("error.destination_taken", destination=str(destination))


def _copy_in(source: Path, destination: Path, own_id: str) -> None:
    """Copy beside the destination, then rename, so that a half copy is never seen under its name."""
    fresh = destination.with_name(f".{destination.name}.tmp-{secrets.token_hex(4)}")
    try:
        shutil.copytree(source, fresh, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        _name(fresh / FILE_NAME, own_id)
        if destination.is_dir():
            destination.rmdir()  # fails, and changes nothing, when somebody has put a file there meanwhile
        fresh.rename(destination)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _name(file: Path, own_id: str) -> None:
    """Write the id into a study file; line by line, so that its comments and layout stay."""
    # YAML reads a bare 42, no or 2025-01-01 as something else than text.
    written = own_id if yaml.safe_load(own_id) == own_id else f'"{own_id}"'
    text = file.read_text(encoding="utf-8")
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(_ID_LINE.sub(f"id: {written}", text, count=1))
