"""Stands in for ``evenreach run``: tells of progress, starts a helper of its own, and then takes for ever.

The first word says how it goes: ``slow`` (for ever), or the exit code to end with.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from scenarios.progress import Event, EventFile


def main() -> None:
    """Write a few events and, when told to be slow, wait until somebody ends this."""
    how, words = sys.argv[1], sys.argv[2:]
    progress_file = Path(words[words.index("--progress-file") + 1])
    with EventFile(progress_file) as tell:
        tell(Event("read", seconds=0.0))
        tell(Event("done", 1, 1, seconds=2.0))
        tell(Event("read", seconds=0.1))
        tell(Event("shortage", incumbent=12.0, bound=8.0, seconds=3.0))
        tell(Event("shortage", incumbent=10.0, bound=9.5, seconds=4.0))
    if how != "slow":
        print("study.yaml:3: something is wrong")
        sys.exit(int(how))
    waiting = [sys.executable, "-c", "import time; time.sleep(600)"]
    with subprocess.Popen(waiting) as below:
        (progress_file.parent / "below.txt").write_text(str(below.pid), encoding="utf-8")
        time.sleep(600)


if __name__ == "__main__":
    main()
