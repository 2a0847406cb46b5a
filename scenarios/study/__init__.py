"""A study: loaded from study.yaml, checked as a whole, resolved scenario by scenario."""

from __future__ import annotations

from scenarios.study.loading import FILE_NAME, load_study
from scenarios.study.resolved import Resolved, ScenarioInfo, Study

__all__ = ["FILE_NAME", "Resolved", "ScenarioInfo", "Study", "load_study"]
