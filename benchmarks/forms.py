"""The GmbH's Vollmacht, tagged, archival and with its signature fields, against other engines with the same text.

`python -m benchmarks.forms ENGINE TIMES` makes that many documents in a process of its own and says how much memory that
took: after a tenth of them, at the end, and at most (MiB).
"""

import itertools
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil

from benchmarks import rivals
from benchmarks.rivals import Engine
from forms.power_of_attorney import build, render_pdf
from tests.forms.builders import example

ROUNDS = 15
MANY = 1000
EXAMPLE = "gmbh-joint"
ROOT = Path(__file__).parents[1]
MEBIBYTE = 1024 * 1024
_numbers = itertools.count(1)


def ours() -> Engine:
    data = example(EXAMPLE)
    return lambda number: render_pdf(replace(data, number=number))


def engines() -> dict[str, Callable[[], Engine]]:
    """Name → how to start it."""
    data = example(EXAMPLE)
    return {
        "ours": ours,
        "bare reportlab": lambda: rivals.bare_reportlab(render_pdf(data), data.number),
        "Typst": lambda: rivals.typst(build(data), data.number),
        "WeasyPrint": lambda: rivals.weasyprint(build(data), data.number),
    }


def run() -> str:
    started: dict[str, Engine] = {}
    lines = []
    for name, start in engines().items():
        try:
            started[name] = start()
            started[name](_next_number())
        except (ImportError, OSError) as missing:
            lines.append(f"{name}: not here ({missing})".splitlines()[0])
    times: dict[str, list[float]] = {name: [] for name in started}
    for _ in range(ROUNDS):
        # In turns, so that the machine's moods hit all.
        for name, engine in started.items():
            times[name].append(_milliseconds(engine))
    own = statistics.median(times["ours"])
    for name, taken in times.items():
        median = statistics.median(taken)
        peak = _memory(name, ROUNDS)[2]
        rate = f"{1000 / median:6.1f} documents a second"
        lines.append(f"{name:15} {median:8.1f} ms, {rate}, peak {peak:4.0f} MiB; ours takes {own / median:5.2f} x of that")
    tenth, end, _ = _memory("ours", MANY)
    lines.append(f"{MANY} of ours in one process: {tenth:.0f} MiB after {MANY // 10}, {end:.0f} MiB at the end")
    return "forms\n  " + "\n  ".join(lines)


def _milliseconds(engine: Engine) -> float:
    number = _next_number()
    started = time.perf_counter()
    engine(number)
    return (time.perf_counter() - started) * 1000


def _next_number() -> str:
    return f"VM-2027-{next(_numbers):06}"


def _memory(name: str, times: int) -> tuple[float, float, float]:
    command = [sys.executable, "-m", "benchmarks.forms", name, str(times)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    tenth, end, peak = map(float, said)
    return tenth, end, peak


def _measure(name: str, times: int) -> None:
    engine = engines()[name]()
    process = psutil.Process()
    for number in range(times):
        engine(_next_number())
        if number == times // 10:
            tenth = process.memory_info().rss
    print(*(f"{value / MEBIBYTE:.1f}" for value in (tenth, process.memory_info().rss, _peak_bytes())))


def _peak_bytes() -> int:
    """Of this process alone: getrusage's figure would be the parent's, if that was larger."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024  # type: ignore[index]


if __name__ == "__main__":
    _measure(sys.argv[1], int(sys.argv[2]))
