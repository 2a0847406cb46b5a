"""What every sheet of a county's workbook needs to know: the run, the people, the language, the phones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from scenarios.beyond_reach import beyond_reach
from scenarios.code_names import names_by
from scenarios.messages import has_text, text
from scenarios.plan_table import hours_called_for
from scenarios.privacy import masked_phone
from scenarios.role_facts import RoleFacts, roles_of_tables
from scenarios.run_facts import RunFacts, facts_of
from scenarios.store import StoredRun

__all__ = ["ListJob", "capital", "list_job"]


@dataclass(frozen=True)
class ListJob:
    """One making of the county lists.

    Attributes
    ----------
    run : StoredRun
    facts : RunFacts
    people : DataFrame
        By person_id: ``name, occupation, office, phone, county_code, hours_year, cap, villages, asked,
        minutes_year, hired``.
    unreachable : DataFrame
        See `scenarios.beyond_reach.beyond_reach`.
    roles : Mapping of str to RoleFacts
        Roles beside counsel that the run has figures of; a run of an earlier version has none.
    villages : Mapping of str to str
        Names of the villages by their codes.
    lang : str
    phones : bool
        Whether phone numbers are printed in full.
    """

    run: StoredRun
    facts: RunFacts
    people: pd.DataFrame
    unreachable: pd.DataFrame
    roles: Mapping[str, RoleFacts]
    villages: Mapping[str, str]
    lang: str
    phones: bool

    def say(self, key: str, **params: object) -> str:
        """A text of the catalogue in the language of the lists."""
        return text(key, self.lang, **params)

    def word(self, kind: str, value: str) -> str:
        """The catalogue's word; a name that only this study knows is shown as it is."""
        key = f"{kind}.{value}"
        return self.say(key) if value and has_text(key) else value

    @cached_property
    def people_names(self) -> Mapping[str, str]:
        """Names of counsel by their ids."""
        return {"": "", **dict(zip(self.people.index, self.people["name"], strict=True))}

    def phone(self, number: Any) -> str:
        """A phone number as it may be printed."""
        written = number if isinstance(number, str) else ""
        return written if self.phones else masked_phone(written)

    def county_figures(self, code: str) -> Mapping[str, Any] | None:
        """The figures of one county, where the run has them."""
        rows = self.run.metrics.get("by_county", [])
        return _of_county(rows, code)

    def role_figures(self, role: str, code: str) -> Mapping[str, Any] | None:
        """The figures of one role in one county."""
        return _of_county(self.run.metrics["posts"][role]["by_county"], code)


def _of_county(rows: Iterable[Mapping[str, Any]], code: str) -> Mapping[str, Any] | None:
    return next((row for row in rows if row["county_code"] == code), None)


def capital(words: str) -> str:
    """Words as the first of a cell; those of the catalogue also stand within sentences."""
    return words[:1].upper() + words[1:]


def list_job(run: StoredRun, *, lang: str, phones: bool, counsel: pd.DataFrame | None) -> ListJob:
    """Gather what the sheets need; `counsel` is ``city.counsel`` where it is known."""
    facts = facts_of(run)
    people = _people(run, facts=facts, counsel=counsel)
    villages = names_by(run.plan, "village_code", "village")
    roles = roles_of_tables(run, facts.roles)
    return ListJob(run, facts, people, beyond_reach(run), roles, villages, lang, phones)


def _people(run: StoredRun, *, facts: RunFacts, counsel: pd.DataFrame | None) -> pd.DataFrame:
    """One row a person: on the register, hired, or only known from the plan."""
    served = run.plan.loc[run.plan["person_id"].ne("")]
    first = served.drop_duplicates("person_id").set_index("person_id")
    planned = pd.DataFrame(
        {
            "name": first["counsel"], "occupation": first["occupation"], "office": first["office"],
            "phone": "", "county_code": "",
            "hours_year": first["hired"].map({1: facts.hire_hours}).astype(float),
            "cap": first["hired"].map({1: float(facts.hire_most)}).astype(float),
        }
    )  # fmt: skip
    people = planned if counsel is None else _with_register(planned, counsel, facts=facts)
    asked = hours_called_for(served, role=facts.role)
    drive = served["round_trip_minutes"].fillna(0.0) * facts.role.drives_each
    people["villages"] = served.groupby("person_id").size().reindex(people.index).fillna(0).astype(int)
    people["asked"] = asked.groupby(served["person_id"]).sum().reindex(people.index).fillna(0.0)
    people["minutes_year"] = drive.groupby(served["person_id"]).sum().reindex(people.index).fillna(0.0)
    people["hired"] = people.index.isin(set(served.loc[served["hired"].eq(1), "person_id"]))
    return people


def _with_register(planned: pd.DataFrame, counsel: pd.DataFrame, *, facts: RunFacts) -> pd.DataFrame:
    register = counsel.set_index("person_id")
    phone = register["phone"] if "phone" in register else pd.Series("", index=register.index)
    known = pd.DataFrame(
        {
            "name": register["name"], "occupation": register["occupation"],
            "office": planned["office"].reindex(register.index).fillna(""),
            "phone": phone.fillna("").astype(str), "county_code": register["county_code"],
            "hours_year": register["hours_year"].astype(float),
            "cap": (register["most_villages"] * float(facts.role.team)).clip(upper=facts.role.most_each),
        }
    )  # fmt: skip
    return pd.concat([known, planned.loc[~planned.index.isin(known.index)]])
