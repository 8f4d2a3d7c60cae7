"""In which ways a story is walked: by finger at 390 px and by keyboard at 1280 px; with `--every-way` also the other two."""

from dataclasses import dataclass
from typing import Literal

from tests.browser.hands import Finger, Hands, Mouse
from tests.browser.keyboard import Keyboard

PHONE, DESK = 390, 1280
HEIGHT = 800
Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Way:
    """Attributes:
    width: of the window, in px.
    scheme: in which the pages are inspected on this way, so that each width and each scheme has its turn.
    """

    name: str
    width: int
    scheme: Scheme
    hands: Hands

    @property
    def touches(self) -> bool:
        return isinstance(self.hands, Finger)

    @property
    def keyboard(self) -> Keyboard | None:
        return self.hands if isinstance(self.hands, Keyboard) else None


FINGER = Way("finger", PHONE, "light", Finger())
KEYS = Way("keyboard", DESK, "dark", Keyboard())
# As somebody sees it who enlarges a desk's window to 330 %.
KEYS_NARROW = Way("keyboard-narrow", PHONE, "dark", Keyboard())
MOUSE = Way("mouse", DESK, "light", Mouse())

USUAL = (FINGER, KEYS)
EVERY = (FINGER, KEYS, KEYS_NARROW, MOUSE)
