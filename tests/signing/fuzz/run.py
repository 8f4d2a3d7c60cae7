"""One run: seeds from the corpus, the target, the record."""

import random
import traceback
from pathlib import Path

from signing.validation import Expectation, RevocationData
from tests.signing.attacks.workshop import Workshop
from tests.signing.builders import ZOE, Authority
from tests.signing.fuzz.mutators import mutated
from tests.signing.fuzz.record import Record
from tests.signing.fuzz.seeds import attacks, honest
from tests.signing.fuzz.target import Target


class Run:
    """Everything one run needs; `one` is what the fuzzer calls."""

    def __init__(self, home: Path, directory: Path, seed: int, runs: int) -> None:
        shop = Workshop.of(Authority.at(home / "sandbox"))
        valid = tuple(honest(shop))
        self.seeds = [*valid, *attacks(shop, valid[0])]
        lists = tuple(shop.revocation_list(label) for label in ("qualified-ca", "root"))
        expectation = Expectation(shop.alone, shop.alone, {"signer-1": ZOE}, finished=False)
        self.target = Target(shop.registry, valid, expectation, RevocationData(crls=lists))
        self.record = Record(directory, seed)
        self.runs = runs

    def mutate(self, data: bytes, longest: int, seed: int) -> bytes:
        chance = random.Random(seed)
        return mutated(data or chance.choice(self.seeds), chance, self.seeds)[:longest]

    def one(self, data: bytes) -> None:
        try:
            judged = self.target.judge(data)
        except BaseException:
            (self.record.directory / "broken.pdf").write_bytes(data)
            (self.record.directory / "broken.txt").write_text(traceback.format_exc())
            raise
        self.record.note(data, judged)
        if self.record.inputs % 1000 == 0 or self.record.inputs >= self.runs:
            self.record.write()
        if self.record.inputs >= self.runs:
            self.record.write_worst()
