"""Who pays how much of an amount: shares that are kept to the yuan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.settings import LineSettings, MoneySettings

__all__ = ["exact", "parted", "paying", "sources_of"]


def exact(share: float | Fraction) -> Fraction:
    """A share as it was written: 0.7 is seven tenths, not the nearest number of a computer."""
    return share if isinstance(share, Fraction) else Fraction(repr(share))


def parted(yuan: int, shares: Mapping[str, float] | Mapping[str, Fraction]) -> dict[str, int]:
    """Part an amount among sources or counties, whole yuan each, so that the parts add up to it.

    Everybody pays their share cut off to the yuan; the yuan that are left go to the largest remainders, among
    equals to who is named first.

    Parameters
    ----------
    yuan : int
    shares : mapping of str to float or Fraction
        They add up to 1.
    """
    due = {source: exact(share) * yuan for source, share in shares.items()}
    paid = {source: int(part) for source, part in due.items()}
    order = sorted(due, key=lambda source: paid[source] - due[source])
    for source in order[: yuan - sum(paid.values())]:
        paid[source] += 1
    return paid


def paying(money: MoneySettings, line: LineSettings) -> Iterator[str]:
    """Yield everybody who may pay for a line; somebody may come more than once."""
    if line.sources is None:
        yield from money.sources or ("county",)
        for shares in money.sources_by_county.values():
            yield from shares
    for shares in (line.sources or {}, *line.sources_by_county.values()):
        yield from shares


def sources_of(money: MoneySettings) -> tuple[str, ...]:
    """Everybody who may pay for some line, in the order in which they are named."""
    return tuple(dict.fromkeys(source for line in money.lines.values() for source in paying(money, line)))
