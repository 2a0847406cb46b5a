"""The attributes that an expression of a study can name, without any pair or post that has them.

With them a wrong name is found before a table is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = ["NO_ARCS", "NO_POSTS"]

_TEXT, _NUMBER, _FLAG = np.array([], dtype=object), np.zeros(0), np.zeros(0, dtype=np.bool_)

NO_POSTS: Mapping[str, Any] = dict.fromkeys(("post", "role", "county", "village", "township", "area"), _TEXT)
NO_ARCS: Mapping[str, Any] = {
    **NO_POSTS,
    **dict.fromkeys(("person", "occupation", "sex", "full_time", "trained", "skill"), _TEXT),
    "minutes": _NUMBER,
    "hours": _NUMBER,
    "current": _FLAG,
}
