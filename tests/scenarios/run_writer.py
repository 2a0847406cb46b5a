"""A process that stores runs on command until somebody kills it; test_store.py starts it.

Each line of standard input is one JSON command.  The process forks, the fork carries it out, and the
fork's process number is printed, followed by how it ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd

from scenarios.plan_table import COLUMNS
from scenarios.store import StoredRun, run_lock, write_run, writing

# What touches the disk, as Python's audit hooks name it.
EVENTS = {
    "open",
    "os.rename",
    "os.mkdir",
    "os.remove",
    "os.rmdir",
    "shutil.rmtree",
    "os.listdir",
    "os.scandir",
}


def a_plan(generation: int) -> pd.DataFrame:
    """A plan of three rows that says which generation it is."""
    rows = [
        dict.fromkeys(COLUMNS, "") | {"village_code": f"{n}", "counsel": f"g{generation}"} for n in range(3)
    ]
    return pd.DataFrame(rows).assign(minutes=1.0, round_trip_minutes=2.0, hours=3.0, hired=0)


def store_generation(folder: Path, generation: int) -> StoredRun:
    """Store a run all of whose files carry the generation."""

    def lists(run: StoredRun) -> None:
        (run.folder / "lists").mkdir()
        for name in ("a", "b"):
            (run.folder / "lists" / name).write_text(f"g{generation}" * 2000, encoding="utf-8")

    names = {"study": "s", "scenario": "x", "generation": generation}
    return write_run(folder, plan=a_plan(generation), metrics=names, manifest=names, writers=[lists])


def die_at(event: int) -> None:
    """Kill this process when it touches the disk for the n-th time."""
    seen = 0

    def hook(name: str, _: Any) -> None:
        nonlocal seen
        if name in EVENTS:
            seen += 1
            if seen == event:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def carry_out(command: dict[str, Any]) -> None:
    """Do what one command says; only the fork comes here.

    A kill loses nothing that the system has taken, so waiting for the disk would only slow the tests.
    """
    os.fsync = lambda _: None  # type: ignore[assignment]
    folder = Path(command["folder"])
    if not command["exchange"]:
        writing.exchange = lambda *_: False  # type: ignore[attr-defined]
    if command["do"] == "hold":
        with run_lock(folder):
            time.sleep(60)
    elif command["do"] == "once":
        die_at(command["event"])
        store_generation(folder, command["generation"])
    else:
        for generation in range(command["generation"], 10**9):
            store_generation(folder, generation)


def main() -> None:
    """Fork for each command and report its end."""
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            carry_out(json.loads(line))
            os._exit(0)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
