"""Phone numbers as they may be shown to everybody."""

from __future__ import annotations

import re

__all__ = ["masked_phone"]


def masked_phone(phone: str) -> str:
    """Hide the middle of a number: 13800001234 becomes 138****1234.

    Parameters
    ----------
    phone : str
        As written: blanks, hyphens and a leading +86 do not matter.

    Returns
    -------
    str
        First three and last four digits of a number of nine digits or more, the last two of a
        shorter one (an extension), nothing of what has fewer than five; ``""`` for a blank.
    """
    digits = re.sub(r"\D", "", phone)
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if not phone.strip():
        return ""
    if len(digits) >= 9:
        return f"{digits[:3]}****{digits[-4:]}"
    return f"****{digits[-2:]}" if len(digits) >= 5 else "****"
