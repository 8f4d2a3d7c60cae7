"""Sign the next open field of a PDF with a sandbox credential of the chosen kind; no server is needed."""

import argparse
from pathlib import Path

from signing.sandbox import clock
from signing.sandbox.bad_credentials import sign_with
from signing.sandbox.credentials import Kind, Person
from signing.sandbox.errors import DocumentRefused
from signing.sandbox.installation import open_installation, write_atomically
from signing.sandbox.publication import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--as", dest="kind", type=Kind, choices=list(Kind), required=True, metavar="|".join(kind.value for kind in Kind)
    )
    parser.add_argument("--name", required=True, help='"Given Surname"')
    parser.add_argument("--font", help="TrueType font of the stamp, 1000 units per em")
    parser.add_argument("--out", type=Path, required=True)


def run(arguments: argparse.Namespace) -> int:
    now = clock.now()
    person = Person.parse(arguments.name)
    try:
        pdf = arguments.file.read_bytes()
    except OSError as fault:
        raise DocumentRefused(f"{arguments.file}: {fault.strerror}") from fault
    installation = open_installation(arguments.directory, now)
    register = prepare(installation, now)
    signed = sign_with(installation, register, pdf, arguments.kind, person, now, font_file=arguments.font)
    prepare(installation, now)  # a revocation just made belongs into the stored CRL
    write_atomically(arguments.out, signed, 0o644)
    return 0
