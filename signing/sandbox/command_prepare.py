"""Make keys, lists and CRLs if there are none, renew what runs out, and print where they lie."""

import argparse
import json
import sys

from signing.sandbox import clock
from signing.sandbox.installation import open_installation
from signing.sandbox.publication import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing beyond the directory."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    now = clock.now()
    installation = open_installation(arguments.directory, now)
    prepare(installation, now)
    places = {
        "directory": str(installation.directory),
        "mirror": str(installation.mirror),
        "anchor": str(installation.mirror / "anchor.pem"),
        "client": str(installation.directory / "client.json"),
    }
    sys.stdout.write(json.dumps(places) + "\n")
    return 0
