"""`python -m service.confinement JOB`: the single-threaded parent; ends when its input does."""

import os
import signal
import sys

from service.confinement.server import serve

# Ctrl-C goes to the command; the parent ends when the command closes the pipe.
signal.signal(signal.SIGINT, signal.SIG_IGN)
answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
serve(sys.argv[1], sys.stdin.buffer, answers)
