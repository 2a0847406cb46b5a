"""What the planning of sites tells, and how Ctrl-C asks it for the best plan so far."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from optimizer.monitor import Monitor
    from scenarios.run_monitor import RunMonitor

__all__ = ["StoppableMonitor", "TaskMonitor"]


class TaskMonitor:
    """Passes the news of one task on under the name of its aim.

    Parameters
    ----------
    monitor : Monitor
    aim : str
        Of the task.
    """

    def __init__(self, monitor: Monitor, aim: str) -> None:
        self._monitor, self._aim = monitor, aim
        self.report(aim=aim, incumbent=None, bound=None)

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Tell value and bound."""
        self._monitor.report(aim=f"siting:{self._aim}", incumbent=incumbent, bound=bound)

    def cancelled(self) -> bool:
        """Whether the caller wants the best plan now."""
        return self._monitor.cancelled()


class StoppableMonitor:
    """A run's monitor that Ctrl-C asks for the best plan so far; a second one ends the command.

    Use it as a context manager. Outside the main thread, where no signal arrives, nothing stops it.

    Parameters
    ----------
    monitor : RunMonitor
    heard : str
        What is said at once on standard error when it is asked: a plan may take some seconds to come.
    """

    def __init__(self, monitor: RunMonitor, heard: str) -> None:
        self._monitor, self._stop, self._heard = monitor, False, heard
        self._before: Any = None

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Pass the news on."""
        self._monitor.report(aim=aim, incumbent=incumbent, bound=bound)

    def cancelled(self) -> bool:
        """Whether the best plan so far is asked for."""
        return self._stop

    def _asked(self, number: int, frame: FrameType | None) -> None:
        if self._stop:
            raise KeyboardInterrupt
        self._stop = True
        with contextlib.suppress(AttributeError, OSError, ValueError):  # there may be nobody to read it
            # Past the buffer: a signal may come while that is written to.
            stream = sys.stderr.buffer
            getattr(stream, "raw", stream).write(f"\n{self._heard}\n".encode())

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._asked)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
