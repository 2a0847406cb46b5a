"""spopt on the instances of site selection: the peer that ours is measured against.

spopt (PySAL) states each model in PuLP, and its guide solves it by CBC, which PuLP brings along; so it is
here. It is no part of the project. In a folder beside the project::

    python -m venv peers
    peers/bin/pip install spopt
    export SPOPT_PYTHON=$PWD/peers/bin/python

Each call runs in a process of its own, which is ended at the limit of time and has a limit of memory.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.siting_instances import PROJECT, Instance

__all__ = ["MODELS", "SOLVER", "Peer", "spopt_value"]

#: The solver beneath spopt.
SOLVER = "CBC (PuLP)"
#: What spopt is asked for; the last two with the capacities of the sites.
MODELS = (
    "lscp",
    "lscpb",
    "mclp",
    "p-median",
    "p-center",
    "p-dispersion",
    "capacitated-lscp",
    "capacitated-p-median",
)
#: Seconds that a solver gets to end by itself at the limit.
_GRACE = 5.0
_GIGABYTE = 1 << 30


@dataclass(frozen=True)
class Peer:
    """What spopt reached.

    Attributes
    ----------
    value : float
        NaN without a plan.
    seconds : float
        Wall time to state the model and to solve it.
    status : str
        ``optimal``, ``limit`` (the best found within the time, if any), ``infeasible``, ``no memory``,
        ``not installed``, ``not applicable``, or what went wrong.
    """

    value: float
    seconds: float
    status: str


def spopt_value(model: str, instance: Instance, *, seconds: float = 60.0, memory: float = 6.0) -> Peer:
    """Solve a model by spopt, in a process of its own.

    Parameters
    ----------
    model : str
        One of `MODELS`.
    instance : Instance
    seconds : float
        Wall time to state the model and to solve it.
    memory : float
        Gigabytes of address space.
    """
    if not _applies(model, instance):
        return Peer(np.nan, 0.0, "not applicable")
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, "given.npz")
        capacity = np.zeros(0) if instance.capacity is None else instance.capacity
        np.savez(given, costs=instance.costs, weights=instance.weights, capacity=capacity)
        told = {"model": model, "p": instance.p, "radius": instance.radius, "seconds": seconds}
        return _asked([str(given), json.dumps(told)], Path(folder), seconds=seconds, memory=memory)


def _applies(model: str, instance: Instance) -> bool:
    """Whether an instance has what a model asks for."""
    if model not in MODELS:
        raise ValueError(f"model: {model}; give one of {', '.join(MODELS)}")
    if model.startswith("capacitated") and instance.capacity is None:
        return False
    if model == "p-dispersion" and not instance.square:
        return False
    radius = model in ("lscp", "lscpb", "mclp", "capacitated-lscp")
    return instance.radius > 0.0 if radius else instance.p > 0


def _asked(arguments: list[str], folder: Path, *, seconds: float, memory: float) -> Peer:
    """Run this file by the interpreter that has spopt."""
    python = os.environ.get("SPOPT_PYTHON", sys.executable)
    command = [python, "-m", "benchmarks.siting_peers", *arguments]
    errors = folder / "errors.txt"
    try:
        with errors.open("w") as file:
            child = subprocess.Popen(
                command,
                cwd=PROJECT,
                env={**os.environ, "PYTHONPATH": str(PROJECT), "TMPDIR": str(folder)},
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
                start_new_session=True,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (int(memory * _GIGABYTE),) * 2),
            )
    except FileNotFoundError:
        return Peer(np.nan, 0.0, f"not installed (SPOPT_PYTHON: there is no {python})")
    try:
        # The first line comes once spopt is there, which is no part of its time.
        ready = child.stdout.readline() if child.stdout else ""
        found, _ = child.communicate(timeout=seconds + _GRACE) if ready else ("", None)
    except subprocess.TimeoutExpired:
        return Peer(np.nan, seconds, "limit")
    finally:
        # CBC is a process of the child's, and would go on without it.
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if found.strip():
        return Peer(**json.loads(found.splitlines()[-1]))
    return Peer(np.nan, 0.0, _trouble(errors.read_text()))


def _trouble(errors: str) -> str:
    if "MemoryError" in errors or "Cannot allocate memory" in errors:
        return "no memory"
    if "No module named 'spopt'" in errors:
        return "not installed (pip install spopt into an environment, SPOPT_PYTHON names its Python)"
    return errors.strip().splitlines()[-1] if errors.strip() else "ended without an answer"


def _solve(given: Any, told: dict[str, Any]) -> Peer:
    """State and solve a model; runs where spopt is installed."""
    locate, pulp = import_module("spopt.locate"), import_module("pulp")
    print("ready", flush=True)
    start = time.perf_counter()
    left = pulp.PULP_CBC_CMD(msg=False)
    model, costs, weights = told["model"], given["costs"], given["weights"]
    people = {"cost_matrix": costs, "weights": weights}
    opened = {"p_facilities": told["p"]}
    near = {"cost_matrix": costs, "service_radius": told["radius"]}
    if model == "lscp":
        stated = locate.LSCP.from_cost_matrix(**near)
    elif model == "lscpb":
        left.timeLimit = told["seconds"]
        stated = locate.LSCPB.from_cost_matrix(**near, solver=left)
    elif model == "mclp":
        stated = locate.MCLP.from_cost_matrix(**people, **opened, service_radius=told["radius"])
    elif model == "p-median":
        stated = locate.PMedian.from_cost_matrix(**people, **opened)
    elif model == "p-center":
        stated = locate.PCenter.from_cost_matrix(costs, **opened)
    elif model == "p-dispersion":
        stated = locate.PDispersion.from_cost_matrix(costs, **opened)
    elif model == "capacitated-lscp":
        loads = {"demand_quantity_arr": weights, "facility_capacity_arr": given["capacity"]}
        stated = locate.LSCP.from_cost_matrix(**near, **loads)
    else:
        stated = locate.PMedian.from_cost_matrix(**people, **opened, facility_capacities=given["capacity"])
    left.timeLimit = max(0.1, told["seconds"] - (time.perf_counter() - start))
    stated.problem.solve(left)
    value = stated.problem.objective.value()
    known = {1: "optimal", 2: "limit", -1: "infeasible"}
    status = known.get(stated.problem.sol_status, "limit")
    shown = status in ("optimal", "limit") and stated.problem.sol_status > 0 and value is not None
    return Peer(float(value) if shown else np.nan, time.perf_counter() - start, status)


if __name__ == "__main__":
    with np.load(sys.argv[1]) as arrays_given:
        print(json.dumps(asdict(_solve(arrays_given, json.loads(sys.argv[2])))))
