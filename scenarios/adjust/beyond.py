"""Which rule a pair of the roster breaks that only stays because it is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import StudyConfig

__all__ = ["beyond"]

Pair = tuple[str, str]


def beyond(pairs: Iterable[Pair], *, old: City, new: City, config: StudyConfig) -> Mapping[Pair, str]:
    """Return ``occupation``, ``merged`` or ``county`` for the pairs that break such a rule.

    Parameters
    ----------
    pairs : iterable of (village, person)
    old, new : City
        Before and after the adjustment; of a pair that is ``merged``, the person's county was that of the
        village in the old one.
    config : StudyConfig
    """
    role = config.counsel
    before, after = (city.villages.set_index("village_code")["county_code"] for city in (old, new))
    people = old.counsel.set_index("person_id")[["occupation", "county_code"]].to_dict("index")
    found: dict[Pair, str] = {}
    for village, person in pairs:
        terms = people.get(person)
        if terms is None:
            continue
        if terms["occupation"] not in role.occupations:
            found[village, person] = "occupation"
        elif role.jurisdiction.get(terms["occupation"]) != "city" and terms["county_code"] != after[village]:
            same = before.get(village) == terms["county_code"]
            found[village, person] = "merged" if same else "county"
    return found
