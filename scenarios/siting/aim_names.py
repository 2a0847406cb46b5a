"""Aims of siting by the names that the literature has for their models."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["aim_known_as"]

#: The aim whose model bears each name; written without signs and in small letters.
_KNOWN_AS: Mapping[str, str] = {
    "lscp": "cover", "setcover": "cover", "setcovering": "cover", "scp": "cover",
    "locationsetcovering": "cover",
    "mclp": "reach", "maxcover": "reach", "maximalcover": "reach", "maximalcovering": "reach", "mcp": "reach",
    "backup": "reach", "backupcover": "reach", "backupcoverage": "reach", "bacop": "reach",
    "gradual": "gradual_reach", "gradualcover": "gradual_reach", "gradualcovering": "gradual_reach",
    "gmclp": "gradual_reach", "pmedian": "travel", "kmedian": "travel", "median": "travel", "pmp": "travel",
    "pcenter": "farthest", "pcentre": "farthest", "kcenter": "farthest", "kcentre": "farthest",
    "center": "farthest", "centre": "farthest", "pcp": "farthest", "minimax": "farthest",
    "dispersion": "apart", "pdispersion": "apart", "maximindispersion": "apart", "pdp": "apart",
    "cflp": "cost", "uflp": "cost", "ufl": "cost", "sscflp": "cost", "flp": "cost", "fixedcharge": "cost",
    "facilitylocation": "cost", "capacitated": "cost", "uncapacitated": "cost",
    "kolmpollak": "even_travel", "kp": "even_travel", "ede": "even_travel",
    "2sfca": "access", "twostepfloatingcatchment": "access", "e2sfca": "access", "accessibility": "access",
    "leximin": "worst_access", "maximin": "worst_access", "maxmin": "worst_access",
}  # fmt: skip


def aim_known_as(word: str) -> str:
    """Return the aim that is known by a name: travel for p-median, P_Median; ``''`` for any other word."""
    plain = "".join(sign for sign in word.casefold() if sign.isalnum())
    return _KNOWN_AS.get(plain, "")
