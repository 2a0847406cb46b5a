"""Legal-literate persons (法律明白人): those who serve, and candidates for the grids without one."""

import numpy as np
import pandas as pd

from .names import people

_SERVING = 0.8  # share of grids with a serving person today: below the 100 % of LYG-05
_TRAINED = {"serving": 0.85, "candidate": 0.25}


def legal_literate(grids: pd.DataFrame, *, city: str, rng: np.random.Generator) -> pd.DataFrame:
    """Return the persons: at most one serving a grid, candidates where nobody serves.

    A village has one to three persons, more only where it has more than three grids.
    """
    rows = []
    for village, codes in grids.groupby("village_code", sort=True).grid_code:
        serving = [code for code in codes if rng.random() < _SERVING]
        bare = [code for code in codes if code not in serving and rng.random() < 0.7]
        more = max(int(rng.integers(1, 4)) - len(serving) - len(bare), 0)
        bare += [codes.iloc[i % len(codes)] for i in range(more)]
        rows += [(village, code, "serving") for code in serving]
        rows += [(village, code, "candidate") for code in bare]
    frame = pd.DataFrame(rows, columns=["village_code", "grid_code", "status"])
    names, sexes = people(len(frame), rng, women=0.45)
    frame.insert(0, "person_id", [f"F{city}{i + 1:05d}" for i in range(len(frame))])
    frame.insert(1, "name", names)
    frame.insert(2, "sex", sexes)
    return frame.assign(trained=(rng.random(len(frame)) < frame.status.map(_TRAINED).to_numpy()).astype(int))
