"""The workbooks that go out to the counties: who serves which village and how busy each is, roles, points."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from scenarios.errors import ScenarioError
from scenarios.list_counsel import counsel_columns, counsel_rows
from scenarios.list_job import ListJob, list_job
from scenarios.list_notes import note_columns, note_rows
from scenarios.list_roles import role_columns, role_rows_of, role_sheets
from scenarios.list_sites import served_columns, served_rows, site_columns, site_rows
from scenarios.list_villages import village_columns, village_rows
from scenarios.store import StoredRun
from scenarios.workbook import add_sheet, new_workbook, save

__all__ = ["UnknownCountyError", "list_name", "write_lists"]


class UnknownCountyError(ScenarioError, LookupError):
    """The plan has no county of that code."""


# What no file system takes, and what Windows strips from the end.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_LONGEST_NAME = 60


def write_lists(
    run: StoredRun,
    folder: Path,
    *,
    lang: str,
    phones: bool = False,
    county: str | None = None,
    counsel: pd.DataFrame | None = None,
) -> list[Path]:
    """Write one workbook a county to ``folder/lists/<county_code>-<county>.xlsx``.

    Parameters
    ----------
    run : StoredRun
        The plan and what is known of its making.
    folder : Path
        The folder that gets the ``lists`` folder.
    lang : {'zh', 'en'}
        Language of headers and words; names stay as they are.
    phones : bool
        Print phone numbers in full, for internal use; else 138****1234.
    county : str, optional
        Only this county_code.
    counsel : DataFrame, optional
        ``city.counsel``: gives phones, hours, caps and those who serve nobody.  Without it these
        cells stay empty.

    Returns
    -------
    list of Path
        The workbooks, by county code.

    Raises
    ------
    UnknownCountyError
        A county_code that the plan does not have.
    """
    codes = sorted(set(run.plan["county_code"]))
    if county is not None and county not in codes:
        raise UnknownCountyError.said("error.unknown_county", county=county, known=", ".join(codes))
    job = list_job(run, lang=lang, phones=phones, counsel=counsel)
    target = folder / "lists"
    target.mkdir(parents=True, exist_ok=True)
    return [_write_county(job, code, target) for code in codes if county in (None, code)]


def list_name(code: str, name: str) -> str:
    """A file name that every file system takes, whatever the county is called."""
    clean = _FORBIDDEN.sub("_", f"{code}-{name}")[:_LONGEST_NAME].strip(" .")
    return f"{clean}.xlsx"


def _write_county(job: ListJob, code: str, folder: Path) -> Path:
    rows = job.run.plan.loc[job.run.plan["county_code"] == code]
    name = str(rows["county"].iloc[0])
    book = new_workbook()
    printed = {
        "heading": job.say("list.heading", county=name, title=job.facts.title(job.lang)),
        "pages": job.say("list.pages"),
    }
    add_sheet(book, job.say("list.sheet_villages"), columns=village_columns(job),
              rows=village_rows(job, rows), **printed)  # fmt: skip
    add_sheet(book, job.say("list.sheet_load"), columns=counsel_columns(job),
              rows=counsel_rows(job, code), **printed)  # fmt: skip
    for role, sheet in role_sheets(job).items():
        add_sheet(book, sheet, columns=role_columns(job, job.roles[role]),
                  rows=role_rows_of(job, role, code), **printed)  # fmt: skip
    if "siting" in job.run.metrics:
        add_sheet(book, job.say("list.sheet_sites"), columns=site_columns(job),
                  rows=site_rows(job, code), **printed)  # fmt: skip
        add_sheet(book, job.say("list.sheet_served"), columns=served_columns(job),
                  rows=served_rows(job, code), **printed)  # fmt: skip
    add_sheet(book, job.say("list.sheet_notes"), columns=note_columns(job),
              rows=note_rows(job, code), **printed)  # fmt: skip
    path = folder / list_name(code, name)
    save(book, path, when=job.facts.started)
    return path
