"""The plan's rows as one row a village and one row a person: what all figures are counted from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from scenarios.plan_table import hours_called_for

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import StudyConfig

__all__ = ["by_person", "by_village"]


def by_village(plan: pd.DataFrame, *, need: int) -> pd.DataFrame:
    """One row a village: how many serve it, how many well, and the hours it gets.

    With a need above one, a village is covered when its whole need is, so that 100 % and
    "nobody short" always say the same.
    """
    rows = plan.assign(serves=plan["person_id"].ne(""), well=plan["status"].eq("ok"))
    villages = rows.groupby("village_code", sort=True).agg(
        county_code=("county_code", "first"),
        area=("area", "first"),
        serving=("serves", "sum"),
        well=("well", "sum"),
        hours=("hours", "sum"),
    )
    villages["nominal"] = villages["serving"] >= need
    villages["effective"] = villages["well"] >= need
    villages["short"] = (need - villages["serving"]).clip(lower=0)
    return villages


def by_person(*, city: City, plan: pd.DataFrame, config: StudyConfig) -> pd.DataFrame:
    """One row a counsel, hired ones included: home county, hours, cap, villages, hours asked for."""
    role, hire = config.counsel, config.hire
    known = city.counsel.set_index("person_id")[["county_code", "hours_year", "most_villages"]]
    served = plan.loc[plan["person_id"].ne("")]
    extra = served.loc[~served["person_id"].isin(set(known.index))].drop_duplicates("person_id")
    hired = pd.DataFrame(
        {
            "county_code": _home_county(extra, city=city),
            "hours_year": float(hire.hours_year),
            "most_villages": int(hire.most_villages),
        },
        index=pd.Index(extra["person_id"], name="person_id"),
    )
    people = pd.concat([frame for frame in (known, hired) if len(frame)] or [known])
    asked = hours_called_for(served, role=role).groupby(served["person_id"]).sum()
    people["villages"] = served.groupby("person_id").size().reindex(people.index).fillna(0).astype(int)
    people["asked"] = asked.reindex(people.index).fillna(0.0)
    # The role's own cap is for the register; how many villages the hired may have is settled in `hire`.
    cap, registered = people["most_villages"] * role.team, people.index.isin(known.index)
    people["cap"] = cap.where(~registered, cap.clip(upper=role.most_each))
    people["hours_year"] = people["hours_year"].astype(float)
    return people


def _home_county(extra: pd.DataFrame, *, city: City) -> list[str]:
    """A hired counsel belongs to the county of the township at whose seat he or she is based."""
    homes = city.townships.set_index("township_code")["county_code"]
    return list(extra["office_code"].map(homes).fillna("").astype(str))
