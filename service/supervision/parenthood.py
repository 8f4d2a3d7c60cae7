"""A child that ends with its parent, also after kill -9 of the parent: nobody would stop it later."""

import ctypes
import os

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int, signal_number: int) -> None:
    """For `preexec_fn` of a process with one thread: the kernel's signal comes when the forking thread ends.

    Args:
        parent: the pid of whoever forks; it may have ended before the kernel was asked.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal_number)
    if os.getppid() != parent:
        os._exit(1)
