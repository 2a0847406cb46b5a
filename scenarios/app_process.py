"""The command that starts the app: Streamlit, on this machine only, without telemetry."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from scenarios.errors import ScenarioError

__all__ = ["app_command", "app_file", "run_app"]

#: What a shell reports of a program that SIGTERM has ended.
_TERMINATED = 128 + signal.SIGTERM
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


def run_app(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run the app until it ends and return its exit code; whatever ends this program ends the app with it."""
    before = signal.signal(signal.SIGTERM, _terminated)
    try:
        with subprocess.Popen(command, env=environment) as process:
            try:
                return process.wait()
            finally:
                process.terminate()
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminated(number: int, frame: FrameType | None) -> None:
    raise SystemExit(_TERMINATED)
