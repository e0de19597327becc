"""What the machine does meanwhile: idle cores, and the CPU time of the measured server (Linux)."""

import os
import time
from pathlib import Path

IDLE_COLUMNS = (3, 4)  # idle, and waiting for the disk
LOOK_SECONDS = 0.5
OTHERS_MAY_USE = 0.3
"""Cores that other programs may use while the machine still counts as quiet."""


class Patience:
    """Waits for a quiet machine, so many seconds before each round; counts in vain waits."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.in_vain = 0

    def wait(self) -> None:
        """Return when the machine is quiet, or when the time is over."""
        deadline = time.monotonic() + self.seconds
        enough = (os.cpu_count() or 1) - OTHERS_MAY_USE
        while (idle := idle_cores()) < enough and time.monotonic() < deadline:
            pass
        self.in_vain += idle < enough


def idle_cores() -> float:
    """Return how many cores were idle for a moment."""
    before = _jiffies()
    time.sleep(LOOK_SECONDS)
    after = _jiffies()
    spent = [new - old for new, old in zip(after, before, strict=True)]
    return (os.cpu_count() or 1) * sum(spent[i] for i in IDLE_COLUMNS) / max(sum(spent), 1)


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    ticks = 0
    for each in [str(pid), *children]:
        fields = Path(f"/proc/{each}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _jiffies() -> list[int]:
    line = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
    return [int(word) for word in line.split()[1:9]]
