"""Run a scenario: read, compute minutes, plan, check, measure, write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from geo.city import City
from geo.read import read_city
from geo.travel import TravelTimes
from optimizer.result import Certificate
from scenarios.adjust.book import write_moves
from scenarios.adjust.city import adjusted_city
from scenarios.adjust.phases import plan_phases
from scenarios.audit import audit
from scenarios.demand import case_types
from scenarios.geopackage import write_geopackage
from scenarios.headcount.newcomers import with_newcomers
from scenarios.indicators.columns import measured_specs
from scenarios.journeys import Ends, journeys, travel_ends
from scenarios.list_sites import write_sites
from scenarios.lists import write_lists
from scenarios.manifest import input_hashes, run_manifest
from scenarios.map_page import write_map
from scenarios.measures import measure
from scenarios.money.audit import audit_money
from scenarios.plan_table import plan_table
from scenarios.planning import Planned, insist, plan_scenario
from scenarios.progress import Listener
from scenarios.roles import today_table
from scenarios.roles.audit import audit_roles
from scenarios.run_monitor import RunMonitor
from scenarios.settings import SolverOverrides, StudyConfig
from scenarios.siting.sited import Sited, site_points
from scenarios.staffing import today_pairs
from scenarios.store import StoredRun, run_lock, write_run
from scenarios.study import Resolved, Study
from scenarios.table_checks import check_against_tables

__all__ = ["journeys", "roster_today", "run_scenario", "validate_study", "with_overrides"]


def validate_study(study: Study) -> City:
    """Read and check all tables of a study, and what its scenarios say about them.

    Raises
    ------
    geo.TableError
        With every fault of every file.
    StudyError
        With every setting that names what the tables do not have, or that they make impossible.
    """
    # One table of counsel serves every scenario: each takes the occupations that its role allows.
    configs = [study.resolve(name).config for name in study.scenarios]
    occupations = dict.fromkeys(name for config in configs for name in config.counsel.occupations)
    city = read_city(
        study.resolve(study.scenarios[0]).sources(),
        occupations=occupations,
        snap_limit_km=min(config.travel.snap_limit_km for config in configs),
        further=measured_specs(each for config in configs for each in config.measures.values()),
        case_types=case_types(config.demand for config in configs),
    )
    check_against_tables(study, city)
    return city


def run_scenario(
    study: Study,
    scenario: str,
    *,
    out: Path,
    overrides: SolverOverrides | None = None,
    progress: Listener | None = None,
    lang: str = "zh",
) -> StoredRun:
    """Plan a scenario and store plan, lists, map, measures and manifest in ``out/<study>/<scenario>``.

    Parameters
    ----------
    study : Study
    scenario : str
    out : Path
        Folder of all runs.
    overrides : SolverOverrides, optional
        Solver settings for this run only.
    progress : callable, optional
        Called with every `Event`.
    lang : str
        Language of lists and map, ``zh`` or ``en``.

    Returns
    -------
    StoredRun

    Raises
    ------
    StudyError, geo.TableError
        For faults of the study or its files; nothing is written.
    StoreError
        When the output cannot be written; the earlier output stays.
    """
    resolved = study.resolve(scenario)
    config = with_overrides(resolved.config, overrides)
    monitor, started = RunMonitor(progress), datetime.now().astimezone()
    monitor.stage("read")
    city, inputs = validate_study(study), input_hashes(resolved)
    folder = out / study.id / resolved.scenario.name
    with run_lock(folder):
        travel = journeys(
            city,
            config,
            cache=out / ".cache",
            progress=lambda done, total: monitor.stage("travel_times", done, total),
            ends=_ends(city, config),
        )
        seconds = None if overrides is None else overrides.seconds
        sited = _sited(resolved, config, city=city, seconds=seconds, monitor=monitor)
        answer = _answer(resolved, config, before=city, sited=sited, travel=travel, monitor=monitor)
        manifest = run_manifest(
            resolved, solver=config.solver, inputs=inputs, metrics=answer.metrics, started=started
        )
        monitor.stage("write")
        stored = _write(folder, answer, manifest, lang=lang)
    monitor.stage("done", 1, 1)
    return stored


def with_overrides(config: StudyConfig, overrides: SolverOverrides | None) -> StudyConfig:
    """Return the settings of a scenario with the solver as a command asks for it."""
    if overrides is None:
        return config
    return config.model_copy(update={"solver": overrides.apply(config.solver)})


def roster_today(city: City, travel: TravelTimes, config: StudyConfig) -> tuple[Planned, pd.DataFrame]:
    """Return today's roster as a plan, and its table."""
    nobody = city.counsel.iloc[:0]
    pairs = today_pairs(city=city, travel=travel)
    return Planned(pairs, nobody), plan_table(city=city, pairs=pairs, config=config.as_today, hired=nobody)


def _ends(city: City, config: StudyConfig) -> Ends:
    """Where journeys begin and end: offices, newcomers' too; villages as an adjustment leaves them."""
    starts = travel_ends(with_newcomers(city, config.newcomers))[0]
    return starts, travel_ends(adjusted_city(city, config.adjustment))[1]


@dataclass(frozen=True)
class _Answer:
    """What a scenario comes to: its tables and figures, and the city that they are about."""

    plan: pd.DataFrame
    posts: pd.DataFrame
    metrics: dict[str, Any]
    city: City
    moves: pd.DataFrame | None = None
    sited: Sited | None = None


def _sited(
    resolved: Resolved, config: StudyConfig, *, city: City, seconds: float | None, monitor: RunMonitor
) -> Sited:
    """The city with the points of a scenario, where it plans any."""
    if not resolved.scenario.sites:
        return Sited(city)
    return site_points(city, config, seconds=seconds, monitor=monitor, written=resolved.written)


def _answer(
    resolved: Resolved,
    config: StudyConfig,
    *,
    before: City,
    sited: Sited,
    travel: TravelTimes,
    monitor: RunMonitor,
) -> _Answer:
    """The answer to a scenario, with what it sites beside the people."""
    city = sited.city
    if not resolved.scenario.evaluate:
        city = with_newcomers(city, config.newcomers)
    answer = _staffed(resolved, config, before=before, city=city, travel=travel, monitor=monitor)
    return replace(answer, metrics={**answer.metrics, **sited.record}, sited=sited)


def _staffed(
    resolved: Resolved,
    config: StudyConfig,
    *,
    before: City,
    city: City,
    travel: TravelTimes,
    monitor: RunMonitor,
) -> _Answer:
    """The tables of counsel and other roles, and their measures; what fails the audit is never written."""
    roster, today = roster_today(before, travel, config)
    posts_today = today_table(before, config)
    planned, plan, evaluate = roster, today, resolved.scenario.evaluate
    if config.adjustment.phases and not evaluate:
        return _adjusted(
            resolved, config, (before, city), travel, today=today, posts_today=posts_today, monitor=monitor
        )
    if not evaluate:
        planned = plan_scenario(city, travel, config, today=today, monitor=monitor)
        plan = plan_table(city=city, pairs=planned.pairs, config=config, hired=planned.hired)
        monitor.stage("verify")
        insist(audit(city=city, travel=travel, config=config, plan=plan, forced_moves=planned.forced_moves))
        insist(audit_roles(city=city, config=config, posts=planned.posts, plan=plan))
        insist(audit_money(city=city, config=config, plan=plan, posts=planned.posts))
    posts = today_table(city, config) if evaluate else planned.posts
    monitor.stage("measure")
    metrics = measure(
        city=city,
        plan=plan,
        config=config.as_today if evaluate else config,
        before=today,
        city_before=before,
        posts=posts,
        posts_before=posts_today,
        rungs=[_rung(certificate) for certificate in planned.certificates],
        repair=planned.repair,
        study=resolved.study_id,
        scenario=resolved.scenario.name,
        seconds=monitor.seconds(),
        verified=not evaluate,
    )
    return _Answer(plan, posts, metrics, city)


def _adjusted(
    resolved: Resolved,
    config: StudyConfig,
    cities: tuple[City, City],
    travel: TravelTimes,
    *,
    today: pd.DataFrame,
    posts_today: pd.DataFrame,
    monitor: RunMonitor,
) -> _Answer:
    """The answer to an adjustment: the plan after its last phase, and the moves that lead there.

    `cities` are that of today, and the same with newcomers.
    """
    before, city = cities
    found = plan_phases(city, travel, config, today=today, monitor=monitor)
    planned = found.planned
    plan = plan_table(city=found.city, pairs=planned.pairs, config=config, hired=planned.hired)
    tables = today, posts_today
    insist(audit_money(city=found.city, config=config, plan=plan, posts=planned.posts, today=tables))
    monitor.stage("measure")
    metrics = measure(
        city=found.city,
        plan=plan,
        config=config,
        before=today,
        city_before=before,
        posts=planned.posts,
        posts_before=posts_today,
        rungs=[_rung(certificate) for certificate in planned.certificates],
        repair=planned.repair,
        study=resolved.study_id,
        scenario=resolved.scenario.name,
        seconds=monitor.seconds(),
        verified=True,
    )
    phases = [{**phase, "rungs": [_rung(each) for each in phase["rungs"]]} for phase in found.phases]
    metrics["adjustment"] = {"phases": phases, "moves": len(found.moves)}
    return _Answer(plan, planned.posts, metrics, found.city, found.moves)


def _rung(certificate: Certificate) -> dict[str, Any]:
    # -0.0 reads as -0
    signed = {name: getattr(certificate, name) + 0.0 for name in ("objective", "bound", "delivered")}
    return {**asdict(certificate), **signed, "status": certificate.status.value}


def _write(
    folder: Path,
    answer: _Answer,
    manifest: Mapping[str, Any],
    *,
    lang: str,
) -> StoredRun:
    city = answer.city

    def lists(run: StoredRun) -> None:
        write_lists(run, run.folder, lang=lang, counsel=city.counsel)
        write_moves(run, run.folder, lang=lang)
        write_sites(run, run.folder, lang=lang)

    def layers(run: StoredRun) -> None:
        write_geopackage(run, run.folder, city=city)

    def page(run: StoredRun) -> None:
        write_map(run, run.folder, city=city, lang=lang)

    return write_run(
        folder,
        plan=answer.plan,
        posts=answer.posts,
        moves=answer.moves,
        sites=None if answer.sited is None else answer.sited.sites,
        served=None if answer.sited is None else answer.sited.served,
        metrics=answer.metrics,
        manifest=manifest,
        writers=(lists, layers, page),
    )
