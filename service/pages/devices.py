"""A browser's own words about itself, short enough to recognise one's device by."""

# The first that fits counts: Edge and Opera call themselves Chrome, Chrome calls itself Safari.
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    """`Firefox auf Linux`; what is no browser is shown by its first word."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    if browser:
        return f"{browser} auf {system}" if system else browser
    first = user_agent.split("/", maxsplit=1)[0].split(" ", maxsplit=1)[0][:40]
    return f"Programm „{first}“" if first else "Unbekanntes Gerät"


def place_words(network: str) -> str:
    """Only roughly: that is all we keep."""
    return f"aus dem Netz {network}" if network else "Herkunft unbekannt"
