"""Which language to speak.

The option ``--lang``, else the variable ``EVENREACH_LANG``, else the first of ``LC_ALL``, ``LC_MESSAGES`` and
``LANG`` that is set (``zh…`` is Chinese), else English.
"""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.errors import ScenarioError
from scenarios.messages import LANGUAGES, Language

__all__ = ["choose_language"]


def choose_language(option: str | None, environment: Mapping[str, str]) -> Language:
    """The language to speak.

    Parameters
    ----------
    option : str or None
        What the person asked for on the command line.
    environment : mapping
        Such as ``os.environ``.

    Raises
    ------
    ScenarioError
        When the option or EVENREACH_LANG names a language that there is no catalogue for.
    """
    for asked in (option, environment.get("EVENREACH_LANG")):
        if asked:
            if asked in LANGUAGES:
                return asked
            raise ScenarioError.said("error.unknown_language", found=asked, known=", ".join(LANGUAGES))
    named = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, named), "").lower().startswith("zh") else "en"
