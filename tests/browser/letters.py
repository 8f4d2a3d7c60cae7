"""Letters as they lie in the sandbox's folder."""

import email
import re
import threading
from email.message import EmailMessage
from email.policy import default

from tests.browser.site import Site

ARRIVES_WITHIN_S = 30


def link_for(site: Site, recipient: str, place: str) -> str:
    """The newest link to that place in a letter to that address, once it has arrived."""
    pause = threading.Event()
    for _ in range(ARRIVES_WITHIN_S * 10):
        for path in sorted((site.installation.home / "mail").glob("*.eml"), reverse=True):
            message = email.message_from_bytes(path.read_bytes(), policy=default)
            assert isinstance(message, EmailMessage)
            body = message.get_body(("plain",))
            found = re.search(rf"https?://\S+?(/{place}/\S+)", body.get_content() if body else "")
            if found and recipient.casefold() in str(message["To"]).casefold():
                return found[1]
        pause.wait(0.1)
    raise AssertionError(f"no letter with {place} to {recipient}")
