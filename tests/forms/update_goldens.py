"""Write `goldens.json`: the SHA-256 of each example's PDF. Run it when a change of the drawing is meant, and look first.

python -m tests.forms.update_goldens
"""

import hashlib
import json
from pathlib import Path

from forms.power_of_attorney import render_pdf
from tests.forms.builders import EXAMPLE_NAMES, example

GOLDENS = Path(__file__).parent / "goldens.json"


def digests() -> dict[str, str]:
    """Example name → SHA-256 of its PDF, in hex."""
    return {name: hashlib.sha256(render_pdf(example(name))).hexdigest() for name in EXAMPLE_NAMES}


if __name__ == "__main__":
    GOLDENS.write_text(json.dumps(digests(), indent=2) + "\n", "utf-8")
