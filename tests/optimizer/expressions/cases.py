"""Six arcs of three people and three posts that are small enough to work rows out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

NAN = float("nan")
ARCS: dict[str, np.ndarray[Any, Any]] = {
    "person": np.array(["ann", "ann", "bob", "bob", "cat", "cat"]),
    "post": np.array(["p1", "p2", "p1", "p3", "p2", "p3"]),
    "role": np.array(["counsel", "aide", "counsel", "counsel", "aide", "counsel"], dtype=object),
    "area": np.array(["rural", "town", "rural", "town", "town", "town"]),
    "sex": np.array(["female", "female", "male", "male", "female", "female"]),
    "minutes": np.array([10.0, 20.0, 30.0, 40.0, 50.0, 60.0]),
    "hours": np.array([5, 5, 6, 6, 7, 7]),
    "pay": np.array([1.0, NAN, 1.0, NAN, 2.0, 2.0]),
    "current": np.array([True, False, False, True, False, False]),
}
POSTS: dict[str, np.ndarray[Any, Any]] = {
    "post": np.array(["p1", "p2", "p3"]),
    "role": np.array(["counsel", "aide", "counsel"]),
    "weight": np.array([1.0, 2.0, 4.0]),
}
EXAMPLES = (
    "sum(x[role == 'counsel' and area == 'rural']) >= 0.3 * sum(x[role == 'counsel'])",
    "sum(minutes * x[area == 'town']) <= 30 * sum(x[area == 'town'])",
    "sum(hours * x[sex == 'male']) + 2 * sum(short[role == 'counsel']) <= 1000",
    "sum(x[sex == 'female' and post == 'p2']) >= 1",
    "for post: sum(x[sex == 'female']) >= 1",
    "for person: sum(x[role == 'counsel']) <= 5",
    "for post: sum(x) + sum(short) == 1",
    'sum((minutes - 2 * hours) * x[not (current or role in ("aide", "clerk"))]) <= -1.5e2 + 7',
    "-sum(short[weight > 1]) >= -3 * (sum(x[minutes not in (10, 20)]) - 2)",
)
