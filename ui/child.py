"""Planning in a child process, which outlives pages and reloads of the browser, and can be stopped.

Planning takes minutes and holds the interpreter's lock; in the thread of a page it would freeze the app
and die with it.  The child is a command such as ``evenreach run`` itself; it tells of its progress in a file
and puts its output in place whole, so that stopping it at any moment leaves the earlier output.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from scenarios.console import BAD_INPUT, BINDING_MISSED, DONE
from scenarios.errors import ScenarioError
from scenarios.progress import Event, read_events
from scenarios.settings.rules import PYTHON_RULES

__all__ = [
    "COMMAND",
    "Child",
    "Job",
    "Order",
    "RunningError",
    "command",
    "current",
    "forget",
    "is_running",
    "start",
    "started_in",
    "stop",
]

State = Literal["running", "done", "binding_missed", "bad_input", "failed", "stopped"]
#: The program that plans; tests put a slow one in its place.
COMMAND: tuple[str, ...] = (sys.executable, "-c", "from scenarios.cli import main; main()")
_ROOT = Path(__file__).resolve().parent.parent
# A child that is told to end does so at once; one that does not is killed.
_PATIENCE = 3.0
_LONGEST_LOG = 4000


class RunningError(ScenarioError, BlockingIOError):
    """A run is under way in this folder; the second one has to wait."""


class Job(Protocol):
    """What a child is to do."""

    @property
    def out(self) -> Path:
        """Folder of what comes of it; one child at a time works for a folder."""

    def words(self, progress_file: Path) -> list[str]:
        """The command line."""


@dataclass(frozen=True)
class Order:
    """Scenarios to run.

    Attributes
    ----------
    study : str
        Id of a bundled study, or the absolute path of a folder.
    scenarios : tuple of str
    seconds, seed : float, int
        For each scenario.
    out : Path
        Folder of the runs.
    lang : str
    """

    study: str
    scenarios: tuple[str, ...]
    seconds: float
    seed: int
    out: Path
    lang: str

    def words(self, progress_file: Path) -> list[str]:
        """The command line."""
        options = {
            "--out": str(self.out),
            "--seconds": f"{self.seconds:g}",
            "--seed": str(self.seed),
        }
        words = ("run", self.study, *self.scenarios)
        return command(*words, options=options, progress_file=progress_file, lang=self.lang)


def command(*words: str, options: Mapping[str, str], progress_file: Path, lang: str) -> list[str]:
    """The command line of a job: its words, options with a value, and what every child is told."""
    told = {**options, "--progress-file": str(progress_file), "--lang": lang}
    flags = [word for name, value in told.items() for word in (name, value)]
    return [*COMMAND, *words, *flags, "--quiet"]


@dataclass
class Child:
    """A run under way or just ended."""

    order: Job
    folder: Path
    process: subprocess.Popen[bytes]
    started: float = field(default_factory=time.monotonic)
    ended: float | None = None
    is_stopped: bool = False

    @property
    def state(self) -> State:
        """How the run stands."""
        code = self.process.poll()
        if code is None:
            return "running"
        if self.is_stopped:
            return "stopped"
        known: dict[int, State] = {DONE: "done", BINDING_MISSED: "binding_missed", BAD_INPUT: "bad_input"}
        return known.get(code, "failed")

    @property
    def seconds(self) -> float:
        """Seconds since the start, or to the end."""
        return (self.ended or time.monotonic()) - self.started

    def events(self) -> list[Event]:
        """All that the child has told so far, oldest first."""
        return read_events(self.folder / "progress.jsonl")

    def said(self) -> str:
        """The end of what the child has printed: its report when something was wrong."""
        try:
            printed = (self.folder / "log.txt").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return printed[-_LONGEST_LOG:].strip()

    def wait(self) -> None:
        """Wait for the end, and note the time."""
        self.process.wait()
        self.ended = time.monotonic()


_children: dict[Path, Child] = {}
_guard = threading.Lock()


def current(out: Path) -> Child | None:
    """The run under way in a folder of runs, or the last one that this server has started there."""
    return _children.get(out)


def is_running(out: Path) -> bool:
    """Whether this server has a run under way in a folder of runs."""
    found = current(out)
    return found is not None and found.state == "running"


def started_in() -> tuple[Path, ...]:
    """The folders of runs in which this server has started a run."""
    return tuple(_children)


def start(order: Job) -> Child:
    """Start a run.

    Raises
    ------
    RunningError
        One is under way in this folder.
    """
    with _guard:
        earlier = _children.get(order.out)
        if earlier is not None and earlier.state == "running":
            raise RunningError.said("ui.error.running")
        if earlier is not None:
            shutil.rmtree(earlier.folder, ignore_errors=True)
        child = _spawn(order)
        _children[order.out] = child
    threading.Thread(target=child.wait, daemon=True, name="end of a run").start()
    return child


def stop(out: Path) -> None:
    """Stop the run under way in a folder, with all its processes; nothing happens when there is none."""
    child = _children.get(out)
    if child is None or child.process.poll() is not None:
        return
    child.is_stopped = True
    _signal(child.process, forced=False)
    try:
        child.process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        _signal(child.process, forced=True)
        child.process.wait()


def forget(out: Path) -> None:
    """Drop what is known of a run that has ended."""
    child = _children.get(out)
    if child is not None and child.state != "running":
        shutil.rmtree(child.folder, ignore_errors=True)
        del _children[out]


def _spawn(order: Job) -> Child:
    folder = Path(tempfile.mkdtemp(prefix="evenreach-"))
    # The packages must be found wherever the app was started.
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1", "NO_COLOR": "1"}
    # Studies may have been uploaded: nothing that they name is imported.
    environment[PYTHON_RULES] = "off"
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            order.words(folder / "progress.jsonl"),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,  # a group of its own, so that stopping reaches what it starts in turn
        )
    return Child(order, folder, process)


def _signal(process: subprocess.Popen[bytes], *, forced: bool) -> None:
    """Tell the child and all it has started to end."""
    if sys.platform == "win32":
        process.kill() if forced else process.terminate()
        return
    try:
        os.killpg(process.pid, signal.SIGKILL if forced else signal.SIGTERM)
    except ProcessLookupError:
        return  # it has just ended by itself


def _stop_all() -> None:
    """Leave no child behind when the server ends."""
    for out in started_in():
        stop(out)
        forget(out)


atexit.register(_stop_all)
