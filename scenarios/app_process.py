"""The command that starts the app: Streamlit, on this machine only, without telemetry."""

from __future__ import annotations

import sys
from pathlib import Path

from scenarios.errors import ScenarioError

__all__ = ["app_command", "app_file"]

_ROOT = Path(__file__).resolve().parent.parent
#: In an installed wheel app.py is inside the package ui; in a checkout it is in the root.
_PLACES = (_ROOT / "ui" / "app.py", _ROOT / "app.py")


def app_file() -> Path:
    """The page that Streamlit starts from.

    Raises
    ------
    ScenarioError
        When the installation lacks it.
    """
    for path in _PLACES:
        if path.is_file():
            return path
    raise ScenarioError.said("error.app_missing", file=str(_PLACES[-1]))


def app_command(*, port: int, browser: bool) -> list[str]:
    """The command line that starts the app with this Python."""
    options = {
        "server.address": "127.0.0.1",
        "server.port": str(port),
        "server.headless": "false" if browser else "true",
        # A wheel carries no .streamlit folder, so what matters stands here, too.
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
    }
    flags = [word for name, value in options.items() for word in (f"--{name}", value)]
    return [sys.executable, "-m", "streamlit", "run", str(app_file()), *flags]
