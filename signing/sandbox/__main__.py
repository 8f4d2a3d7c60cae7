"""`python -m signing.sandbox [serve|prepare|sign] …`: see docs/sandbox-trust-service.md."""

import sys

from signing.sandbox.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
