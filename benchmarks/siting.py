"""Site selection on published instances and on Weihai, each beside spopt on the same instance.

    python -m benchmarks.siting [--sets sf pmed tsplib holmberg weihai] [--seconds 60] [--peer-seconds 60]

A line is a process of its own: value, proven bound, gap, seconds of wall time from arrays to the plan, most
memory, and what spopt reached (`benchmarks.siting_peers` says how to install it). Instances: see
`benchmarks.siting_instances`.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.siting_instances import PROJECT, Instance, holmberg, pmed, san_francisco, tsplib, weihai
from benchmarks.siting_peers import SOLVER, spopt_value
from optimizer.equity import kappa_for
from optimizer.siting import (
    Access,
    Aim,
    Apart,
    Cost,
    Cover,
    EvenTravel,
    Farthest,
    GradualReach,
    Places,
    Reach,
    Sites,
    SitingProblem,
    Travel,
    Ways,
    WorstAccess,
    solve,
    verify,
)


@dataclass(frozen=True)
class Task:
    """An instance, our name of the model, and spopt's (none: it has no such model).

    Attributes
    ----------
    gap : float
        Relative gap at which a plan counts as proven.
    capacity : float
        Of each site, as a multiple of the mean load of p open ones; 0 for no limit.
    split : bool
    """

    instance: Instance
    model: str
    peer: str = ""
    gap: float = 0.0
    capacity: float = 0.0
    split: bool = False


@dataclass(frozen=True)
class Run:
    """What a run reached."""

    value: float
    bound: float
    gap: float
    seconds: float
    megabytes: float
    sound: bool


def main() -> None:
    """Run the sets and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=SETS)
    parser.add_argument("--models", nargs="+", default=[""], help="those whose names hold one of these texts")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--peer-seconds", type=float, default=60.0, help="0: without spopt")
    parser.add_argument("--peer-memory", type=float, default=6.0, help="gigabytes that spopt may take")
    arguments = parser.parse_args()
    heads = ["instance", "model", "value", "bound", "gap", "seconds", "MB", "best known"]
    heads += [f"spopt, {SOLVER}", "its seconds"]
    print("| " + " | ".join(heads) + " |")
    print("|---" * len(heads) + "|")
    for name in arguments.sets:
        for task in SETS[name]():
            if any(word in task.model for word in arguments.models):
                print(
                    _line(task, arguments.seconds, arguments.peer_seconds, arguments.peer_memory), flush=True
                )


def _line(task: Task, seconds: float, peer_seconds: float, peer_memory: float) -> str:
    mine = _alone(task, seconds)
    best = task.instance.best.get(task.peer or task.model)
    told, took = "no such model", ""
    if task.peer and peer_seconds > 0.0:
        peer = spopt_value(task.peer, task.instance, seconds=peer_seconds, memory=peer_memory)
        told = f"{peer.value:,.2f}" if np.isfinite(peer.value) else "none"
        told += "" if peer.status == "optimal" else f" ({peer.status})"
        took = f"{peer.seconds:.3f}"
    cells = [
        task.instance.name + (f", p = {task.instance.p}" if task.instance.p else ""),
        task.model + ("" if mine.sound else " UNSOUND"),
        f"{mine.value:,.4f}".rstrip("0").rstrip("."),
        f"{mine.bound:,.4f}".rstrip("0").rstrip("."),
        "0" if mine.gap == 0.0 else f"{mine.gap:.3%}",
        f"{mine.seconds:.3f}",
        f"{mine.megabytes:.0f}",
        "" if best is None else f"{best:,.2f}",
        told,
        took,
    ]
    return "| " + " | ".join(cells) + " |"


def _alone(task: Task, seconds: float) -> Run:
    """Run a task in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_run, task, seconds).result()


def _run(task: Task, seconds: float) -> Run:
    start = time.perf_counter()
    problem, aim = stated(task)
    result = solve(problem, aim, seconds=seconds, gap=task.gap, seed=7)
    took = time.perf_counter() - start
    said = result.certificates[0]
    sound = not verify(problem, aim, result)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Run(said.objective, said.bound, said.gap, took, memory, sound)


def stated(task: Task) -> tuple[SitingProblem, Aim]:
    """Return the problem and the aim of a task."""
    instance, model = task.instance, task.model
    places, sites = instance.costs.shape
    capacity = instance.capacity
    if task.capacity > 0.0:
        capacity = np.full(sites, task.capacity * instance.weights.sum() / instance.p)
    costs = model.startswith("cost")
    ways = Ways.of_matrix(instance.costs)
    number = {} if costs or model == "cover" else {"least": instance.p, "most": instance.p}
    problem = SitingProblem.of(
        places=Places.of(
            [f"i{i}" for i in range(places)],
            # Costs of serving all of a place are given: its demand weighs on capacities alone.
            weight=np.ones(places) if instance.opening is not None and costs else instance.weights,
            demand=instance.weights,
        ),
        sites=Sites.of([f"j{j}" for j in range(sites)], capacity=capacity, price=instance.opening),
        ways=ways if model not in _NEAR else ways.within(_NEAR[model] * max(instance.radius, 1e-9)),
        split=task.split,
        between=ways if instance.square else None,
        **number,
    )
    return problem, _aim(task, problem)


#: Models to which only ways up to so many radii matter.
_NEAR = {"cover": 1.0, "reach": 1.0, "reach, backup": 1.0, "gradual reach": 2.0}


def _aim(task: Task, problem: SitingProblem) -> Aim:
    instance, model = task.instance, task.model
    if model.startswith("worst access"):
        group, names = _GROUPS[model](instance)
        supply = np.ones(len(problem.sites.ids)) * 1e4
        return WorstAccess(catchment=2 * instance.radius, supply=supply, group=group, names=names)
    aims: dict[str, Aim] = {
        "cover": Cover(within=instance.radius),
        "reach": Reach(within=instance.radius),
        "reach, backup": Reach(within=instance.radius, second=0.5),
        "gradual reach": GradualReach(full=0.6 * instance.radius, none=2 * instance.radius + 1e-9),
        "p-median": Travel(),
        "p-center": Farthest(),
        "p-dispersion": Apart(),
        "cost": Cost(rate=1.0),
        "even travel": EvenTravel(kappa=_kappa(instance)),
    }
    if model == "access":
        supply = np.ones(len(problem.sites.ids)) * 1e4
        mean = 1e4 * instance.p / float(instance.weights.sum())
        return Access(catchment=2 * instance.radius, supply=supply, target=mean)
    return aims[model.split(",")[0] if model not in aims else model]


def _kappa(instance: Instance) -> float:
    """Kappa for an aversion of one, at the ways to p sites that are spread evenly over the list."""
    some = instance.costs[:, :: max(1, instance.costs.shape[1] // max(1, instance.p))]
    return kappa_for(some.min(axis=1), 1.0, instance.weights)


def _counties(instance: Instance) -> tuple[np.ndarray, tuple[str, ...]]:
    return _column("county_code")


def _townships(instance: Instance) -> tuple[np.ndarray, tuple[str, ...]]:
    return _column("township_code")


def _column(name: str) -> tuple[np.ndarray, tuple[str, ...]]:
    with (PROJECT / "data" / "weihai" / "villages.csv").open(encoding="utf-8") as file:
        names, group = np.unique([row[name] for row in csv.DictReader(file)], return_inverse=True)
    return group, tuple(names)


_GROUPS = {"worst access, counties": _counties, "worst access, townships": _townships}


def _sf() -> Iterator[Task]:
    instance = san_francisco()
    yield Task(instance, "cover", "lscp")
    yield Task(instance, "reach", "mclp")
    yield Task(instance, "p-median", "p-median")
    yield Task(instance, "p-center", "p-center")


def _pmed() -> Iterator[Task]:
    for number in range(1, 21):
        yield Task(pmed(number), "p-median", "p-median")
        yield Task(pmed(number), "p-center", "p-center")


def _tsplib() -> Iterator[Task]:
    for name in ("rl1304", "vm1748"):
        for instance in tsplib(name):
            yield Task(instance, "p-median", "p-median", gap=0.001)


def _holmberg() -> Iterator[Task]:
    for number in range(1, 72):
        yield Task(holmberg(number), "cost")


def _weihai() -> Iterator[Task]:
    gap = 0.005
    for radius in (5.0, 3.0):
        yield Task(weihai(0, radius=radius), "cover", "lscp", gap=gap)
    for p in (73, 300):
        instance = weihai(p)
        for model, peer in _MODELS.items():
            yield Task(instance, model, peer, gap=gap)
        for split in (False, True):
            name = "p-median, capacity 2x, " + ("split" if split else "single")
            yield Task(instance, name, gap=gap, capacity=2.0, split=split)
        # A fixed charge that makes about so many sites the cheapest.
        yield Task(replace(instance, opening=_opening(instance)), "cost", gap=gap)


_MODELS = {
    "reach": "mclp",
    "reach, backup": "",
    "gradual reach": "",
    "p-median": "p-median",
    "p-center": "p-center",
    "p-dispersion": "p-dispersion",
    "even travel": "",
    "access": "",
    "worst access, counties": "",
    "worst access, townships": "",
}


def _opening(instance: Instance) -> np.ndarray:
    """Opening costs at which p sites cost as much as half of the ways to sites spread evenly."""
    some = instance.costs[:, :: max(1, instance.costs.shape[1] // instance.p)]
    each = float(some.min(axis=1) @ np.ones(len(some))) / 2.0 / instance.p
    return np.full(instance.costs.shape[1], each)


SETS = {"sf": _sf, "pmed": _pmed, "tsplib": _tsplib, "holmberg": _holmberg, "weihai": _weihai}

if __name__ == "__main__":
    main()
