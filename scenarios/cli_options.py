"""Arguments and options of the commands, each with its help; docs/cli.md describes them."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Annotated

import typer

from scenarios.errors import ScenarioError, reason_of

__all__ = [
    "AdjustArgument",
    "AimOption",
    "AllOption",
    "BookOption",
    "BoundOption",
    "BrowserOption",
    "BudgetOption",
    "CompareToOption",
    "CountyOption",
    "DepartOption",
    "DirectoryArgument",
    "EngineOption",
    "ExportToOption",
    "FirstArgument",
    "FromOption",
    "IdOption",
    "LangOption",
    "LeaverOption",
    "LimitOption",
    "ModelToOption",
    "OutOption",
    "PersonOption",
    "PhonesOption",
    "PlannedArgument",
    "PortOption",
    "PostArgument",
    "ProgressFileOption",
    "QuietOption",
    "RunArgument",
    "ScenariosArgument",
    "SecondArgument",
    "SecondsOption",
    "SeedOption",
    "ShowArgument",
    "StudyArgument",
    "ThreadsOption",
    "VillageOption",
    "XlsxOption",
    "YamlOption",
    "require_suffix",
]


def _argument(metavar: str, help_text: str) -> typer.models.ArgumentInfo:
    found: typer.models.ArgumentInfo = typer.Argument(metavar=metavar, help=help_text, show_default=False)
    return found


StudyArgument = Annotated[str, _argument("STUDY", "A folder with study.yaml, or the id of a bundled study.")]
ShowArgument = Annotated[str | None, _argument("SCENARIO", "A scenario; without one they are listed.")]
RunArgument = Annotated[str, _argument("SCENARIO", "A scenario that has been run.")]
ScenariosArgument = Annotated[list[str] | None, _argument("SCENARIO", "Scenarios to run, in this order.")]
AdjustArgument = Annotated[str, _argument("SCENARIO", "The scenario to adjust.")]
FirstArgument = Annotated[str, _argument("A", "A scenario that has been run.")]
SecondArgument = Annotated[str, _argument("B", "Another one, compared with A.")]
DirectoryArgument = Annotated[Path, _argument("DIR", "A new or empty folder.")]

LangOption = Annotated[
    str | None,
    typer.Option(
        "--lang", help="Language: zh or en. [default: EVENREACH_LANG, else from LANG]", metavar="LANG"
    ),
]
OutOption = Annotated[
    Path, typer.Option("--out", help="Folder of the runs; a run lies in DIR/STUDY/SCENARIO.", metavar="DIR")
]
YamlOption = Annotated[bool, typer.Option("--yaml", help="Print the resolved study as YAML.")]
AllOption = Annotated[bool, typer.Option("--all", help="Run every scenario of the study.")]
SecondsOption = Annotated[
    float | None,
    typer.Option(
        "--seconds", help="Time limit for each scenario. [default: the study's]", min=0.1, max=604_800
    ),
]
SeedOption = Annotated[
    int | None,
    typer.Option("--seed", help="Seed of the search. [default: the study's]", min=0, max=2**31 - 1),
]
ThreadsOption = Annotated[
    int | None,
    typer.Option("--threads", help="Threads of the search. [default: the study's]", min=1, max=1024),
]
PlannedArgument = Annotated[str, _argument("SCENARIO", "A scenario of the study.")]
PostArgument = Annotated[
    str, _argument("POST", "Code of a village, its name when no other has it, or role:unit_code.")
]
PersonOption = Annotated[
    str | None,
    typer.Option("--person", help="Only this person_id of those who hold the post.", metavar="ID"),
]
VillageOption = Annotated[
    str | None,
    typer.Option("--village", help="Only the conflict of this village, by code or name.", metavar="CODE"),
]
LeaverOption = Annotated[
    str | None,
    typer.Option("--depart", help="Print in full what follows when this person_id leaves.", metavar="ID"),
]
BookOption = Annotated[
    Path | None,
    typer.Option("--to", help="Write everything to this .xlsx, too.", metavar="FILE", show_default=False),
]
ModelToOption = Annotated[
    Path | None, typer.Option("--to", help="Write the model to this .mps or .lp.", metavar="FILE")
]
BoundOption = Annotated[
    str | None,
    typer.Option(
        "--bound", help="pdlp or glop: print its bound on each aim beside our own.", metavar="SOLVER"
    ),
]
AimOption = Annotated[
    str | None,
    typer.Option("--aim", help="Aim that the file minimises. [default: the first]", metavar="AIM"),
]
EngineOption = Annotated[
    str | None,
    typer.Option(
        "--engine",
        help="own, or highs, cp_sat, gscip: another solver of the whole model, for comparison. "
        "[default: the study's]",
        metavar="NAME",
    ),
]
ProgressFileOption = Annotated[
    Path | None,
    typer.Option("--progress-file", help="Append progress to FILE, one JSON object a line.", metavar="FILE"),
]
DepartOption = Annotated[
    list[str] | None,
    typer.Option("--depart", help="person_id of somebody who leaves; may be given again.", metavar="ID"),
]
BudgetOption = Annotated[
    int | None,
    typer.Option(
        "--budget",
        help="Pairs that may end, in one phase. [default: the scenario's phases, else 0]",
        min=0,
        max=1_000_000,
        metavar="N",
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print no progress and no tables.")]
CompareToOption = Annotated[
    Path | None, typer.Option("--to", help="Write it whole to this .xlsx or .csv, too.", metavar="FILE")
]
LimitOption = Annotated[int, typer.Option("--limit", help="Villages to print; 0 prints all.", min=0)]
ExportToOption = Annotated[
    Path | None,
    typer.Option("--to", help="Folder for the lists. [default: export/STUDY/SCENARIO]", metavar="DIR"),
]
CountyOption = Annotated[str | None, typer.Option("--county", help="Only this county_code.", metavar="CODE")]
PhonesOption = Annotated[
    bool, typer.Option("--phones", help="Whole phone numbers, for internal use; else 138****1234.")
]
FromOption = Annotated[str, typer.Option("--from", help="Id of the bundled study to copy.", metavar="ID")]
IdOption = Annotated[
    str | None,
    typer.Option(
        "--id",
        help="Id of the copy, which names its folder of runs. [default: the name of DIR]",
        metavar="ID",
    ),
]
PortOption = Annotated[int, typer.Option("--port", help="Port on this machine.", min=1024, max=65535)]
BrowserOption = Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser window.")]
XlsxOption = Annotated[
    Path | None,
    typer.Option("--xlsx", help="Write everything to this .xlsx, too.", metavar="FILE", show_default=False),
]


def require_suffix(file: Path | None, *suffixes: str, error: str) -> None:
    """Refuse a file that ends otherwise or cannot be written where it is named, before anything is computed.

    Parameters
    ----------
    file : Path or None
        None: nothing is to be written.
    suffixes : str
        In small letters, dot included.
    error : str
        Key of the message about the name, which names the file.

    Raises
    ------
    ScenarioError
    """
    if file is None:
        return
    if file.suffix.lower() not in suffixes:
        raise ScenarioError.said(error, file=str(file))
    obstacle = _obstacle(file.absolute())
    if obstacle is not None:
        raise ScenarioError.said("error.file", file=str(file), reason=reason_of(OSError(obstacle, "")))


def _obstacle(file: Path) -> int | None:
    """The error that writing a file would end in, as far as can be told; folders on the way are made."""
    if file.is_dir():
        return errno.EISDIR
    folder = next(each for each in file.parents if each.exists())
    if not folder.is_dir():
        return errno.ENOTDIR
    return None if os.access(folder, os.W_OK) else errno.EACCES
