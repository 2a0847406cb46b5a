"""The audit of the roles shares no code with what makes plans."""

from __future__ import annotations

import pytest

from tests.test_architecture import MODULES, imported

AUDIT = "scenarios.roles.audit"


@pytest.mark.parametrize("module", sorted(name for name in MODULES if name.startswith(AUDIT)))
def test_the_audit_takes_nothing_of_the_project_but_the_plane(module: str) -> None:
    """A rule that the plan and its audit read in one place would be wrong in both, and nobody would know."""
    ours = {name for name in imported(module) if name.split(".")[0] in ("geo", "optimizer", "scenarios")}
    foreign = sorted(name for name in ours if not name.startswith((AUDIT, "geo.plane")))
    assert not foreign, f"{module} imports {foreign}"
