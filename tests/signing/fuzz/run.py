"""One run: seeds from the corpus, the target, the record."""

import random
import sys
import traceback
from pathlib import Path

from signing.validation import Expectation, RevocationData
from tests.signing.attacks.workshop import Workshop
from tests.signing.builders import ZOE, Authority
from tests.signing.fuzz.lists import ListMaker
from tests.signing.fuzz.made import Maker
from tests.signing.fuzz.mutators import mutated
from tests.signing.fuzz.record import Record
from tests.signing.fuzz.seeds import attacks, honest
from tests.signing.fuzz.target import Broken, Target

_FIGURES_EVERY, _WORST_EVERY = 1000, 5000
_LISTS, _MADE, _MADE_AND_CHANGED = 0.08, 0.75, 0.83
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "urllib.Request",
    "webbrowser.",
)


class Run:
    """Everything one run needs; `one` is what the fuzzer calls."""

    def __init__(self, directory: Path, seed: int, runs: int) -> None:
        shop = Workshop.of(Authority.at(directory / "sandbox"))
        valid = tuple(honest(shop))
        self.seeds = [*valid, *attacks(shop, valid[0])]
        lists = tuple(shop.revocation_list(label) for label in ("qualified-ca", "root"))
        expectation = Expectation(shop.alone, shop.alone, {"signer-1": ZOE}, finished=False)
        self.maker, self.lists = Maker(shop), ListMaker(shop)
        revocation = RevocationData(crls=lists)
        self.target = Target(shop.registry, self.maker.signed, expectation, revocation, self.lists, shop.alone_signed)
        for pdf in (*valid, shop.alone_signed):
            self.maker.signed.update(each.signed_sha256 or "" for each in self.target.validated(pdf).signatures)
        self.record = Record(directory, seed)
        self.runs = runs
        no_network()

    def mutate(self, data: bytes, longest: int, seed: int) -> bytes:
        """Most inputs are made, some of them are changed afterwards; the rest is what the fuzzer chose, changed.

        What it chose led somewhere new, which a broken front door does, too: left alone it would try doors.
        """
        chance = random.Random(seed)
        die = chance.random()
        if die < _LISTS:
            return self.lists.made(chance)[:longest]
        if die < _MADE:
            return self.maker.made(chance)[:longest]
        if die < _MADE_AND_CHANGED:
            data = self.maker.made(chance)
        return mutated(data or chance.choice(self.seeds), chance, self.seeds)[:longest]

    def one(self, data: bytes) -> None:
        try:
            judged = self.target.judge(data)
        except BaseException:
            (self.record.directory / "broken.pdf").write_bytes(data)
            (self.record.directory / "broken.txt").write_text(traceback.format_exc())
            raise
        self.record.note(data, judged)
        done = self.record.inputs >= self.runs
        if done or self.record.inputs % _FIGURES_EVERY == 0:
            self.record.write()
        if done or self.record.inputs % _WORST_EVERY == 0:
            self.record.write_worst()


def no_network() -> None:
    """From here on whatever opens a socket, asks for an address or starts a program breaks the verdict; for good, as audit hooks are."""

    def refuse(event: str, _arguments: object) -> None:
        if event.startswith(_FORBIDDEN):
            raise Broken(event)

    sys.addaudithook(refuse)
