"""One line of the report."""


def line(what: str, own_ms: float, other: str, other_ms: float, bound: float) -> str:
    """Ours against something else; `bound`: the largest ratio we want."""
    ratio = own_ms / other_ms
    kept = "kept" if ratio <= bound else "MISSED"
    return f"signing    {what:<40} {own_ms:9.2f} ms, {other} {other_ms:9.2f} ms: {ratio:6.3f} x (bound {bound:.3f}, {kept})"
