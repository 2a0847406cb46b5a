"""Today's roster and tables measured: what every plan is held against."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.journeys import journeys
from scenarios.measures import measure
from scenarios.repair import nothing_to_repair
from scenarios.roles import today_table
from scenarios.run import roster_today, validate_study

if TYPE_CHECKING:
    from scenarios.study import Study

__all__ = ["figures_today"]


def figures_today(study: Study, *, cache: Path) -> dict[str, Any]:
    """Return the figures of today, as in metrics.json; nothing is written but journeys, for the next time.

    Parameters
    ----------
    study : Study
    cache : Path
        Folder of journeys.

    Raises
    ------
    StudyError, geo.TableError
        For faults of the study or its files.
    """
    config = study.resolve(study.scenarios[0]).config
    city = validate_study(study)
    travel = journeys(city, config, cache=cache)
    today = roster_today(city, travel, config)[1]
    posts = today_table(city, config)
    return measure(
        city=city,
        plan=today,
        config=config.as_today,
        before=today,
        posts=posts,
        posts_before=posts,
        rungs=[],
        repair=nothing_to_repair(),
        study=study.id,
    )
