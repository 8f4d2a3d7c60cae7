"""The keyboard alone: Tab, Shift+Tab, Enter, Space, the arrows, and the letters one writes.

On its way it demands what WCAG 2.2 demands of the way: the focus is seen (2.4.7), not hidden (2.4.11), follows the page's
order (2.4.3), everything has a name (4.1.2), and nothing holds it (2.1.2).
"""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import FileChooser, Locator, Page, expect
from playwright.sync_api import TimeoutError as NothingOpened

# More than any page has; a page that lists everybody is long.
MOST_STEPS = 2000
KEY_STROKES, KEY_PATIENCE_MS = 6, 8_000
# What has the focus. `place`: its number among all elements, in the page's order; -1: nothing has it.
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return {place: -1};
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const labels = [...(one.labels || [])].map(label => label.textContent).join(' ');
  const by = (one.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id)?.textContent || '').join(' ');
  const images = [...one.querySelectorAll('img')].map(image => image.alt).join(' ');
  const name = one.getAttribute('aria-label') || by.trim() || labels || one.textContent || images;
  const inside = (x, y) => { const top = document.elementFromPoint(x, y); return top && (one === top || one.contains(top) || top.contains(one)); };
  const points = [.1, .5, .9].flatMap(x => [.15, .5, .85].map(y => [box.left + box.width * x, box.top + box.height * y]));
  return {
    place: [...document.querySelectorAll('*')].indexOf(one),
    name: name.trim().replace(/\\s+/g, ' '), what: one.outerHTML.slice(0, 120),
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    covered: !points.some(point => inside(...point)),
    group: one.type === 'radio' ? one.name : null,
  };
}"""
# Whether the thing, or a radio button of its group in its form, has the focus; and whether it stands before what has it.
REACHED = """thing => {
  const one = document.activeElement, radio = thing.type === 'radio';
  return one === thing || (radio && one.type === 'radio' && one.name === thing.name && one.form === thing.form);
}"""
BEFORE = """thing => { const one = document.activeElement;
  return !!one && one !== document.body && !!(thing.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING); }"""
# Everything a keyboard must reach: one of each group of radio buttons, nothing that is folded away.
REACHABLE = """() => {
  const all = [...document.querySelectorAll('*')], groups = new Set(), places = [];
  for (const one of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
    if (one.disabled || one.tabIndex < 0 || !one.checkVisibility({visibilityProperty: true}) || one.type === 'hidden') continue;
    if (one.type === 'radio') {
      const group = [...document.getElementsByName(one.name)].filter(other => other.form === one.form);
      if (group.some(other => other.checked) ? !one.checked : groups.has(group[0])) continue;
      groups.add(group[0]);
    }
    places.push([all.indexOf(one), one.outerHTML.slice(0, 120)]);
  }
  return places;
}"""
# An hour, a day and a month are steps of their own inside one field.
WITHIN_ONE = "() => ['date', 'datetime-local', 'time'].includes(document.activeElement.type)"


@dataclass(frozen=True, slots=True)
class Focus:
    """Where the focus is. `place`: in the page's order; -1: nowhere."""

    place: int
    name: str
    what: str

    @property
    def anywhere(self) -> bool:
        return self.place >= 0


class Keyboard:
    """Hands that never leave the keys."""

    def activate(self, page: Page, thing: Locator) -> None:
        self.reach(page, thing)
        page.keyboard.press("Enter")

    def write(self, page: Page, field: Locator, text: str) -> None:
        self.reach(page, field)
        if field.get_attribute("type") == "date":
            _write_date(page, field, text)
        else:
            page.keyboard.press("ControlOrMeta+A")
            page.keyboard.press("Delete")
            page.keyboard.type(text)
        expect(field).to_have_value(text)

    def tick(self, page: Page, box: Locator, *, on: bool) -> None:
        self.reach(page, box)
        if box.get_attribute("type") == "radio":
            for _ in range(MOST_STEPS):
                if box.evaluate("one => one === document.activeElement"):
                    break
                page.keyboard.press("ArrowDown")
            on_already = box.is_checked()  # the arrow that reaches it chooses it
        else:
            on_already = box.is_checked() is on
        if not on_already:
            page.keyboard.press("Space")
        expect(box).to_be_checked(checked=on)

    def choose(self, page: Page, choice: Locator, option: str) -> None:
        self.reach(page, choice)
        page.keyboard.press("Home")
        for _ in range(MOST_STEPS):
            value, said = choice.evaluate("one => [one.value, one.selectedOptions[0].label]")
            if option in (value, said):
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"{option} is not among the choices")

    def attach(self, page: Page, field: Locator) -> FileChooser:
        # A browser on a busy machine was seen to let a key pass without opening its window; people press it again then.
        for _ in range(KEY_STROKES):
            self.reach(page, field)
            try:
                with page.expect_file_chooser(timeout=KEY_PATIENCE_MS) as opening:
                    page.keyboard.press("Space")
            except NothingOpened:
                continue
            return opening.value
        raise AssertionError("the space bar opens no window for files")

    def reach(self, page: Page, thing: Locator) -> None:
        """Tab to it, or back to it if it stands before; demands a visible focus and the page's order all the way."""
        thing.wait_for(state="visible")
        handle = thing.element_handle()
        key = "Shift+Tab" if page.evaluate(BEFORE, handle) else "Tab"
        for _ in range(MOST_STEPS):
            if page.evaluate(REACHED, handle):
                return
            self.step(page, key)
        raise AssertionError(f"{thing} is not reached by keyboard on {page.url}")

    def step(self, page: Page, key: str = "Tab") -> Focus:
        """One key; what has the focus then."""
        page.keyboard.press(key)
        found: dict[str, Any] = page.evaluate(FOCUSED)
        if found["place"] < 0:
            return Focus(-1, "", "the end of the page")
        focus = Focus(found["place"], found["name"], found["what"])
        assert focus.name, f"what has no name has the focus: {focus.what}"
        assert found["outlined"], f"the focus on „{focus.name}“ cannot be seen: {focus.what}"
        assert not found["covered"], f"the focus on „{focus.name}“ is hidden behind something else: {focus.what}"
        return focus

    def walk(self, page: Page) -> list[Focus]:
        """Once through the whole page: everything is reached, in order, and at the end one is out again."""
        expected: list[tuple[int, str]] = [(place, what) for place, what in page.evaluate(REACHABLE)]
        page.evaluate("() => { document.activeElement?.blur(); getSelection()?.removeAllRanges(); }")
        # From the very top, as when the page has just come.
        page.evaluate("() => { const top = document.body; top.tabIndex = -1; top.focus(); top.removeAttribute('tabindex'); }")
        way: list[Focus] = []
        for _ in range(MOST_STEPS):
            focus = self.step(page)
            if not focus.anywhere or (way and focus.place < way[-1].place):
                break
            if way and focus.place == way[-1].place:
                assert page.evaluate(WITHIN_ONE), f"the focus does not leave „{focus.name}“ on {page.url}"
                continue
            way.append(focus)
        else:
            raise AssertionError(f"the focus is caught on {page.url}")
        reached = {focus.place for focus in way}
        missed = [what for place, what in expected if place not in reached]
        assert not missed, f"not reached by keyboard on {page.url}: {missed}"
        return way


def _write_date(page: Page, field: Locator, text: str) -> None:
    """Digit for digit, in the order in which this browser shows a date: it depends on the language it was built with."""
    year, month, day = text.split("-")
    for digits in (day + month + year, month + day + year, year + month + day):
        while field.evaluate("one => one === document.activeElement"):
            page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")  # at its first part
        page.keyboard.type(digits)
        if field.input_value() == text:
            return
