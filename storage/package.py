"""The auditor's evidence package: a BagIt 1.0 bag (RFC 8493) as ZIP, the same bytes for the same content."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from datetime import date

BAG = "evidence"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def bag(payload: Mapping[str, bytes], *, info: Mapping[str, str], bagged_on: date) -> bytes:
    """ZIP of a bag.

    Args:
        payload: path below `data/` → content.
        info: lines of bag-info.txt.
    """
    data = {f"data/{path}": content for path, content in sorted(payload.items())}
    size = sum(len(content) for content in data.values())
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": _lines({**info, "Bagging-Date": bagged_on.isoformat(), "Payload-Oxum": f"{size}.{len(data)}"}),
        "manifest-sha256.txt": _manifest(data),
    }
    tags["tagmanifest-sha256.txt"] = _manifest(tags)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path, content in {**tags, **data}.items():
            entry = zipfile.ZipInfo(f"{BAG}/{path}", _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return output.getvalue()


def _manifest(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(files.items())).encode()


def _lines(info: Mapping[str, str]) -> bytes:
    return "".join(f"{key}: {' '.join(value.split())}\n" for key, value in info.items()).encode()
