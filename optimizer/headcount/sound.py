"""Parts of a headcount problem with arrays of the right shape and type, or an error that names the part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.errors import ProblemError
from optimizer.headcount.exact import fraction, scaled, whole
from optimizer.headcount.parts import (
    COSTS,
    Branch,
    Budget,
    Floats,
    Path,
    Purchase,
    Relocation,
    Scope,
    Service,
    Target,
)

__all__ = [
    "sound_branch",
    "sound_budget",
    "sound_path",
    "sound_purchase",
    "sound_relocation",
    "sound_service",
    "sound_target",
]

#: Kinds, counties, years.
Shape = tuple[int, int, int]


def sound_path(path: Path, shape: Shape) -> Path:
    """Check the numbers of a path."""
    _, c, t = shape
    name = f"path {path.id}"
    if isinstance(path.delay, bool) or int(path.delay) != path.delay or path.delay < 0:
        raise ProblemError(f"{name}: delay {path.delay} found; give whole years >= 0")
    return replace(
        path,
        delay=int(path.delay),
        most=whole(path.most, (c, t), f"{name}: most"),
        most_year=None if path.most_year is None else whole(path.most_year, (t,), f"{name}: most_year"),
        pool=None if path.pool is None else whole(path.pool, (c,), f"{name}: pool"),
        yuan=whole(path.yuan, (c,), f"{name}: yuan"),
    )


def sound_relocation(move: Relocation, shape: Shape) -> Relocation:
    """Check the numbers of a relocation."""
    name, one = f"relocation of {move.kind}", (shape[1],)
    return replace(
        move,
        most_out=whole(move.most_out, one, f"{name}: most_out"),
        most_in=whole(move.most_in, one, f"{name}: most_in"),
        yuan=whole(move.yuan, one, f"{name}: yuan"),
    )


def sound_branch(branch: Branch, shape: Shape) -> Branch:
    """Check the numbers of a sort of branch."""
    name, one = f"branch {branch.id}", (shape[1],)
    return replace(
        branch,
        kinds=tuple(branch.kinds),
        room=int(whole(branch.room, (), f"{name}: room")),
        most=whole(branch.most, one, f"{name}: most"),
        yuan=whole(branch.yuan, one, f"{name}: yuan"),
        free_room=whole(branch.free_room, one, f"{name}: free_room"),
    )


def sound_purchase(purchase: Purchase, shape: Shape) -> Purchase:
    """Check the numbers of a purchase."""
    _, c, t = shape
    name = f"purchase of {purchase.kind}"
    most, yuan = whole(purchase.most, (c, t), f"{name}: most"), whole(purchase.yuan, (c,), f"{name}: yuan")
    return replace(purchase, most=most, yuan=yuan)


def sound_budget(budget: Budget, shape: Shape) -> Budget:
    """Check the numbers of a budget."""
    _, c, t = shape
    name = f"budget {budget.id}"
    unknown = [each for each in budget.pays if each not in COSTS]
    if unknown or not budget.pays:
        raise ProblemError(f"{name}: pays {unknown or 'nothing'}; give some of {', '.join(COSTS)}")
    most = _floats(budget.most, (t,), f"{name}: most")
    limited = most != np.inf
    whole(most[limited], (int(limited.sum()),), f"{name}: most")
    share = None if budget.share is None else _floats(budget.share, (c,), f"{name}: share")
    if share is not None:
        for county in share.tolist():
            if not 0 <= fraction(county, f"{name}: share") <= 1:
                raise ProblemError(f"{name}: share {county} found; give a share from 0 to 1")
    return replace(budget, most=most, share=share, pays=tuple(budget.pays))


def sound_target(target: Target, shape: Shape) -> Target:
    """Check the numbers of a target."""
    _, c, t = shape
    name = f"target {target.id}"
    if target.scope not in tuple(Scope):
        raise ProblemError(f"{name}: scope {target.scope!r} found; give {', '.join(Scope)}")
    scaled(target.coefficients, name)
    if fraction(target.weight, f"{name}: weight") < 0:
        raise ProblemError(f"{name}: weight {target.weight} found; give a number >= 0")
    need = _floats(target.need, (t,) if target.scope == Scope.CITY else (c, t), f"{name}: need")
    if np.isposinf(need).any():
        raise ProblemError(f"{name}: need inf found; give a number, or NaN for a year without a target")
    return replace(target, scope=Scope(target.scope), need=need)


def sound_service(service: Service, shape: Shape) -> Service:
    """Check the numbers of a service."""
    _, c, _ = shape
    name = f"service {service.id}"
    numbers, _ = scaled(service.coefficients, name)
    if not numbers or min(numbers.values()) <= 0:
        raise ProblemError(f"{name}: coefficients {dict(service.coefficients)} found; give numbers above 0")
    given = np.asarray(service.need)
    need = _floats(given, (c,) if given.ndim == 1 else (len(numbers), c), f"{name}: need")
    grouped = ~np.isnan(need)
    if not grouped.any() or not (np.isfinite(need[grouped]) & (need[grouped] > 0)).all():
        raise ProblemError(f"{name}: need must be finite and above 0 in some county; NaN leaves one out")
    return replace(service, need=need)


def _floats(values: object, shape: tuple[int, ...], name: str) -> Floats:
    given = np.array(values, dtype=np.float64)
    if given.shape != shape:
        raise ProblemError(f"{name}: shape {given.shape} found, {shape} expected")
    given.setflags(write=False)
    return given
