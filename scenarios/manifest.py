"""What a run needs to be done again: settings, hashes of the inputs, versions, seed."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.settings import SolverSettings
    from scenarios.study import Resolved

__all__ = ["input_hashes", "run_manifest"]

_PACKAGES = (
    "evenreach", "ortools", "highspy", "numpy", "scipy", "pandas", "geopandas", "shapely", "networkx",
)  # fmt: skip


def input_hashes(resolved: Resolved) -> dict[str, str]:
    """Return the SHA-256 of every source file, by its name in the study."""
    return {
        source.name: hashlib.sha256(source.path.read_bytes()).hexdigest()
        for source in resolved.sources().values()
    }


def run_manifest(
    resolved: Resolved,
    *,
    solver: SolverSettings,
    inputs: Mapping[str, str],
    metrics: Mapping[str, Any],
    started: datetime,
) -> dict[str, Any]:
    """Return the contents of manifest.json.

    Parameters
    ----------
    resolved : Resolved
        The scenario as the study has it.
    solver : SolverSettings
        As they were for this run, the command line's wishes included.
    inputs : mapping
        From `input_hashes`, taken when the files were read.
    metrics : mapping
        Contents of metrics.json.
    started : datetime
    """
    sited = {task["key"]: task["certificates"] for task in metrics.get("siting", ())}
    return {
        "schema": 1,
        "study": resolved.study_id,
        "scenario": resolved.scenario.name,
        "resolved": resolved.as_yaml(),
        "solver": solver.model_dump(),
        "inputs": dict(inputs),
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in _PACKAGES}},
        "seed": solver.seed,
        "started": started.isoformat(timespec="seconds"),
        "seconds": metrics["seconds"],
        "certificate": metrics["rungs"],
        **({"siting": sited} if sited else {}),
    }


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
