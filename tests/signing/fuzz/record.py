"""What a run took: how many inputs, which verdicts, and the worst inputs kept as files."""

import heapq
import json
import resource
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.signing.fuzz.target import Judged

Figure = TypeVar("Figure", float, int)
KEPT = 200


@dataclass
class Record:
    """Figures of one run, written as it goes on: the fuzzer ends the process itself, and a long run may be ended early."""

    directory: Path
    seed: int
    verdicts: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, int, bytes]] = field(default_factory=list)
    hungriest: list[tuple[int, int, bytes]] = field(default_factory=list)
    inputs: int = 0
    peak: int = 0
    judging_s: float = 0.0
    started: float = field(default_factory=time.monotonic)

    def note(self, data: bytes, judged: Judged) -> None:
        self.inputs += 1
        self.verdicts[judged.overall.value] += 1
        self.reached[judged.reached] += 1
        self.judging_s += judged.seconds
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if grown > self.peak:
            _keep(self.hungriest, (grown - self.peak, self.inputs, data))
            self.peak = grown
        _keep(self.slowest, (judged.seconds, self.inputs, data))

    def write(self) -> None:
        figures = {
            "seed": self.seed,
            "inputs": self.inputs,
            "verdicts": dict(self.verdicts),
            "reached": dict(sorted(self.reached.items())),
            "wall_s": round(time.monotonic() - self.started),
            "judging_s": round(self.judging_s),
            "slowest_s": round(max((seconds for seconds, _, _ in self.slowest), default=0.0), 3),
            "peak_rss_mb": self.peak // 1024,
        }
        (self.directory / "figures.json").write_text(json.dumps(figures, indent=1))

    def write_worst(self) -> list[Path]:
        """The slowest inputs and those at which memory grew most, 200 together."""
        worst = [data for _, _, data in sorted(self.hungriest, reverse=True)[: KEPT // 4]]
        worst += [data for _, _, data in sorted(self.slowest, reverse=True) if data not in worst]
        paths = []
        for number, data in enumerate(worst[:KEPT]):
            paths.append(self.directory / f"worst-{number:03}.pdf")
            paths[-1].write_bytes(data)
        return paths


def _keep(heap: list[tuple[Figure, int, bytes]], item: tuple[Figure, int, bytes]) -> None:
    if len(heap) < KEPT:
        heapq.heappush(heap, item)
    else:
        heapq.heappushpop(heap, item)
