"""End customers of known resellers from CSV: UTF-8, a header, one row a domain."""

import csv
import io
from typing import Any

from service.domain.errors import Fault, InputRefused
from service.domain.parties import EndCustomer
from service.intake.beyond_schema import Undrawable, domain_faults, text_faults
from service.intake.json_text import MAXIMUM_BYTES
from service.intake.records import FAULTS_SHOWN, end_customer_of
from service.intake.schema import FORMATS

COLUMNS = (
    "customer_no",
    "ref",
    "name",
    "email",
    "is_consumer",
    "street",
    "postal_code",
    "city",
    "domain",
    "holder",
    "expires_on",
    "monthly_eur",
)
OF_THE_CUSTOMER = ("name", "email", "is_consumer", "street", "postal_code", "city")
REQUIRED = ("customer_no", "ref", "name", "is_consumer")
YES, NO = {"true", "1", "yes", "ja"}, {"false", "0", "no", "nein"}
HOLDERS = ("END_CUSTOMER", "RESELLER", "HOSTER", "UNKNOWN")


def looks_like_csv(content: bytes) -> bool:
    """A header with our first column; JSON begins with a bracket."""
    first = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    return not first.startswith((b"{", b"[")) and b"customer_no" in first.split(b"\n")[0]


def parse_end_customers_csv(content: bytes, *, undrawable: Undrawable) -> dict[str, tuple[EndCustomer, ...]]:
    """Customer number → end customers, rows of one `ref` merged into one customer with several domains.

    Raises:
        InputRefused: every fault with its line, `$[line 7].email`.
    """
    rows = _rows(content)
    faults: list[Fault] = []
    customers: dict[tuple[str, str], dict[str, Any]] = {}
    for line, row in rows:
        where = f"$[line {line}]"
        found = [*_row_faults(row, where), *text_faults({key: value for key, value in row.items() if value}, undrawable, where)]
        if not found:
            found = list(_merge(customers, row, where))
        faults += found
    if faults:
        raise InputRefused(sorted(faults, key=lambda fault: fault.path)[:FAULTS_SHOWN])
    result: dict[str, list[EndCustomer]] = {}
    for (number, _), value in customers.items():
        result.setdefault(number, []).append(end_customer_of(value))
    return {number: tuple(found) for number, found in result.items()}


def _rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    if len(content) > MAXIMUM_BYTES:
        raise InputRefused([Fault("$", "TOO_LARGE", "Die Datei ist größer als 20 MiB. Bitte in mehrere Dateien aufteilen.")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputRefused([Fault("$", "NOT_UTF8", f"Die Datei ist nicht UTF-8-kodiert (Byte {error.start}).")]) from None
    header = text.split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        names = [name.strip() for name in next(reader, [])]
        _check_header(names)
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise InputRefused([Fault("$", "MALFORMED_CSV", f"Die Datei ist kein lesbares CSV: {error}.")]) from None
    short = [line for line, row in rows if len(row) != len(names)]
    if short:
        raise InputRefused(
            [
                Fault(f"$[line {line}]", "MALFORMED_CSV", "Diese Zeile hat nicht so viele Spalten wie die Kopfzeile.")
                for line in short[:50]
            ]
        )
    return [(line, dict(zip(names, (cell.strip() for cell in row), strict=True))) for line, row in rows]


def _check_header(names: list[str]) -> None:
    faults = [Fault(f"$.{name[:60]}", "UNKNOWN_FIELD", "Diese Spalte gibt es nicht.") for name in names if name not in COLUMNS]
    faults += [Fault(f"$.{name}", "MISSING", "Diese Spalte fehlt.") for name in REQUIRED if name not in names]
    if len(set(names)) != len(names):
        faults.append(Fault("$", "DUPLICATE", "Eine Spalte steht doppelt."))
    if faults:
        raise InputRefused(faults)


def _row_faults(row: dict[str, str], where: str) -> list[Fault]:
    faults = [Fault(f"{where}.{name}", "MISSING", "Dieses Feld fehlt.") for name in REQUIRED if not row.get(name)]
    if row.get("is_consumer") and row["is_consumer"].casefold() not in YES | NO:
        faults.append(Fault(f"{where}.is_consumer", "WRONG_TYPE", "Bitte true oder false schreiben."))
    if row.get("email") and not FORMATS.conforms(row["email"], "email"):
        faults.append(Fault(f"{where}.email", "BAD_EMAIL", "Das ist keine gültige E-Mail-Adresse."))
    if row.get("expires_on") and not FORMATS.conforms(row["expires_on"], "date"):
        faults.append(Fault(f"{where}.expires_on", "BAD_DATE", "Das ist kein Datum der Form JJJJ-MM-TT."))
    if row.get("domain"):
        if row.get("holder") not in HOLDERS:
            faults.append(Fault(f"{where}.holder", "UNKNOWN_CODE", f"Erlaubt sind: {', '.join(HOLDERS)}."))
        domain = {"name": row["domain"]} | ({"monthly_eur": row["monthly_eur"]} if row.get("monthly_eur") else {})
        faults += [
            Fault(fault.path.replace(f"{where}.name", f"{where}.domain"), fault.code, fault.text)
            for fault in domain_faults(domain, where)
        ]
    elif any(row.get(name) for name in ("holder", "expires_on", "monthly_eur")):
        faults.append(Fault(f"{where}.domain", "MISSING", "Ohne Domain gibt es hier nichts einzutragen."))
    return faults


def _merge(customers: dict[tuple[str, str], dict[str, Any]], row: dict[str, str], where: str) -> list[Fault]:
    key = (row["customer_no"], row["ref"])
    described = {name: row[name] for name in OF_THE_CUSTOMER if row.get(name) and name != "is_consumer"}
    described_all = {**described, "is_consumer": row["is_consumer"].casefold() in YES, "ref": row["ref"]}
    known = customers.setdefault(key, {**described_all, "domains": []})
    for name, value in described.items():
        known.setdefault(name, value)  # a later row may say what an earlier one left blank
    faults = [
        Fault(f"{where}.{name}", "CONTRADICTION", "Eine frühere Zeile nennt für diesen Endkunden etwas anderes.")
        for name in (*described, "is_consumer")
        if known[name] != described_all[name]
    ]
    if row.get("domain"):
        domain = {"name": row["domain"], "holder": row["holder"]}
        domain |= {name: row[name] for name in ("expires_on", "monthly_eur") if row.get(name)}
        known["domains"].append(domain)
    return faults
