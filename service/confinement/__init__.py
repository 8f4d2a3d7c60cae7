"""The limited child: foreign files are opened only here.

A single-threaded process preloads the code, then forks once per job. The child has no network, little memory and ten seconds; what it
returns is JSON, never pickle. `run_confined` forks from the calling process, which must have one thread (the command line); `ConfinedServer` talks
to a process of its own (`python -m service.confinement`), because `serve` has threads and must not fork.
"""

from service.confinement.child import Completed, Crashed, Limits, Outcome, OutOfMemory, TimedOut, run_confined
from service.confinement.server import ConfinedServer

__all__ = ["Completed", "ConfinedServer", "Crashed", "Limits", "OutOfMemory", "Outcome", "TimedOut", "run_confined"]
