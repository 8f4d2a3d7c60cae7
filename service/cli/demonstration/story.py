"""The steps of the main job, in order. Each asks the service over HTTP and checks what came back."""

import io
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from service.cli.demonstration.person import Browser, Programme, StepFailed

ARCHIVED_WITHIN_S = 60.0
DEED = (
    "SANDBOX – Muster einer Urkunde\n\nDiese Datei steht für die Urkunde (zum Beispiel eine Sterbeurkunde oder einen Gerichtsbeschluss), "
    "die im Ernstfall hochgeladen wird. Sie hat keine Bedeutung.\n"
)
WITHOUT_END_CUSTOMER = {"CONTINUE_HOSTING", "RENEW_DOMAIN", "TECHNICAL_EMERGENCY_MEASURE", "COORDINATE_WITH_CONTACT"}
SAID_BY_THE_RECORD = {
    "DOMAIN_HOLDER_IS_GRANTOR",
    "DOMAIN_HOLDER_UNKNOWN",
    "SELF_DEALING_BLOCKED",
    "TARGET_NOT_CUSTOMER_OF_GRANTOR",
}
EXTRACT = "SANDBOX – Muster eines Registerauszugs vom {day}\n\nDiese Datei steht für den aktuellen Abdruck aus dem Register.\n"


@dataclass
class Story:
    """One run for one reseller.

    Attributes:
        record: the input as parsed JSON; `content` its bytes.
        today: in Berlin.
    """

    url: str
    password: str
    content: bytes
    record: Any
    today: date
    power: str = ""
    case: str = ""
    pdf: bytes = b""
    evidence: bytes = b""
    verdict: dict[str, Any] = field(default_factory=dict)
    decision: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.admin = self._staff("admin")
        self.agent = self._staff("agent")
        self.team_lead = self._staff("team-lead")
        self.auditor = self._staff("auditor")

    @property
    def customer_no(self) -> str:
        return str(self.record["reseller"]["customer_no"])

    def steps(self) -> list[tuple[str, str, Callable[[], str]]]:
        """Key, label and act; the act returns a few words on what it found."""
        return [
            ("import", "Import the reseller", self.import_record),
            ("stand-down", "Stand down an earlier emergency", self.stand_down_earlier),
            ("render", "Draft, render and freeze the document", self.render),
            ("sign", "Sign through the trust service provider", self.sign),
            ("archive", "Seal (PAdES B-LTA) and archive write-once", self.archive),
            ("verify", "Judge every signature against the trusted lists", self.verify),
            ("register", "Record the register extract", self.record_extracts),
            ("accept", "Accept; the Vollmacht takes effect", self.accept),
            ("report", "Report an emergency with a deed", self.report),
            ("approve", "Approve it by a second person", self.approve),
            ("check", "Ask: may we contact this end customer now?", self.check),
            ("export", "Export the evidence", self.export),
        ]

    def close(self) -> None:
        for one in (self.admin, self.agent, self.team_lead, self.auditor):
            one.close()

    def import_record(self) -> str:
        self.admin.send("/v1/imports", self.content, "application/json")
        return self.customer_no

    def stand_down_earlier(self) -> str:
        reseller = self.agent.get(f"/v1/resellers/{self.customer_no}")
        open_cases = [one for one in reseller["emergency_cases"] if one["state"] not in {"CLOSED", "DISMISSED", "STOOD_DOWN"}]
        for one in open_cases:
            self.agent.post(f"/v1/emergency-cases/{one['id']}/stand-down", {"reason": "Demo: ein neuer Lauf beginnt"})
        return f"{len(open_cases)} open"

    def render(self) -> str:
        grantor = self._representative(self.record["representatives"][0]["email"])
        try:
            power = grantor.post(f"/v1/resellers/{self.customer_no}/powers-of-attorney", {"cooling_off_days": 0})
            self.power = power["id"]
            grantor.post(f"/v1/powers-of-attorney/{self.power}/submission")
        finally:
            grantor.close()
        return str(power["number"])

    def sign(self) -> str:
        """Each signer of the chosen set at his own browser: log-in, redirect, two pages of the provider, and back."""
        names = []
        for signer in self.agent.get(f"/v1/powers-of-attorney/{self.power}")["signers"]:
            person = next(one for one in self.record["representatives"] if _full_name(one) == signer["name"])
            with Browser(self.url) as browser:
                self._sign_as(browser, person)
            names.append(signer["name"])
        return ", ".join(names)

    def archive(self) -> str:
        """Done by the worker; only waited for."""
        pause = threading.Event()
        for _ in range(int(ARCHIVED_WITHIN_S / 0.05)):
            document = self.agent.get(f"/v1/powers-of-attorney/{self.power}")["document"]
            if document["state"] == "ARCHIVED":
                return f"SHA-256 {document['sha256'][:16]}…"
            pause.wait(0.05)
        raise StepFailed(f"the document is still {document['state']} after {ARCHIVED_WITHIN_S:.0f} s")

    def verify(self) -> str:
        self.pdf = self.auditor.download(f"/v1/powers-of-attorney/{self.power}/document")
        self.verdict = self.auditor.send("/v1/verifications", self.pdf, "application/pdf")
        if self.verdict["verdict"] != "VALID" or not self.verdict["complete"]:
            raise StepFailed(f"the verdict is {self.verdict['verdict']}: {self.verdict['reasons']}")
        return f"{self.verdict['verdict']}, {', '.join(one['qualification'] for one in self.verdict['signatures'])}"

    def record_extracts(self) -> str:
        """Of the grantor, and of the general partner where there is one; forms without a register need none."""
        grantor = self.record["reseller"]
        partner = grantor.get("general_partner") or {}
        entries = [("GRANTOR", grantor.get("register")), ("GENERAL_PARTNER", partner.get("register"))]
        known = [(of, entry) for of, entry in entries if entry]
        for of, entry in known:
            self.agent.upload(
                f"/v1/resellers/{self.customer_no}/register-extracts",
                "registerauszug.txt",
                EXTRACT.format(day=self.today.isoformat()).encode(),
                "text/plain",
                of=of,
                court=entry["court"],
                number=entry["number"],
                dated_on=self.today.isoformat(),
                shows_authority="true",
            )
        return ", ".join(f"{entry['court']} {entry['number']}" for _, entry in known) or "no register"

    def accept(self) -> str:
        all_partners = self.record["reseller"]["legal_form"] == "GBR"
        accepted = self.team_lead.post(f"/v1/powers-of-attorney/{self.power}/acceptance", {"all_partners_declared": all_partners})
        if accepted["state"] != "EFFECTIVE":
            raise StepFailed(f"the Vollmacht is {accepted['state']}")
        return f"until {accepted['last_day']}"

    def report(self) -> str:
        before = self._ask()
        if before["decision"] != "DENY":
            raise StepFailed(f"without an emergency the answer is {before['decision']}")
        case = self.agent.post(f"/v1/resellers/{self.customer_no}/emergency-cases", {"ground": "DEATH", "reporter": "heir"})
        self.case = case["id"]
        self.agent.upload(
            f"/v1/emergency-cases/{self.case}/evidence",
            "urkunde.txt",
            DEED.encode(),
            "text/plain",
            tier="A",
            kind="Sterbeurkunde",
        )
        return str(case["code"])

    def approve(self) -> str:
        path = f"/v1/emergency-cases/{self.case}"
        self.agent.post(f"{path}/insolvency-checks", {"finding": "NOTHING_FOUND"})
        self.agent.post(f"{path}/approval-requests", {})
        for piece in self.team_lead.get(path)["evidence"]:
            self.team_lead.download(f"{path}/evidence/{piece['id']}")
        case = self.team_lead.post(f"{path}/approvals", {"reason": "Urkunde liegt vor, kein Insolvenzverfahren."})
        if case["state"] != "ACTIVE":
            raise StepFailed(f"the emergency is {case['state']}, waiting until {case['waiting_ends_at']}")
        return f"{len(case['approved_scopes'])} scopes"

    def check(self) -> str:
        """Yes, unless the record itself says no: a domain the reseller holds, self-dealing without the option."""
        self.decision = self._ask()
        failing = {one["code"] for one in self.decision["reasons"] if one["outcome"] == "FAIL"}
        allowed = self.decision["decision"] in {"ALLOW", "ALLOW_WITH_OBLIGATIONS"}
        if not allowed and not (failing and failing <= SAID_BY_THE_RECORD):
            raise StepFailed(f"the answer is {self.decision['decision']}: {', '.join(sorted(failing))}")
        said = f" ({', '.join(sorted(failing))})" if failing else ""
        return f"{self.decision['decision']}{said} for {self.decision['action']}"

    def export(self) -> str:
        self.evidence = self.auditor.download(f"/v1/powers-of-attorney/{self.power}/evidence")
        with zipfile.ZipFile(io.BytesIO(self.evidence)) as package:
            if (broken := package.testzip()) is not None:
                raise StepFailed(f"the evidence package is broken at {broken}")
            return f"{len(package.namelist())} files, {len(self.evidence):,} bytes"

    def _ask(self) -> dict[str, Any]:
        """INFORM_END_CUSTOMER if granted, else the first granted scope, of the first end customer and his first domain.

        Without any end customer: the first granted scope that needs none.
        """
        granted = self.record["scopes"]
        customers = self.record["end_customers"]
        action = "INFORM_END_CUSTOMER" if "INFORM_END_CUSTOMER" in granted else granted[0]
        if not customers:
            action = next((scope for scope in granted if scope in WITHOUT_END_CUSTOMER), action)
        first = customers[0] if customers else {}
        domain = next((one["name"] for one in first.get("domains", [])), None)
        question = {"customer_no": self.customer_no, "action": action, "end_customer": first.get("ref"), "domain": domain}
        answer: dict[str, Any] = self.agent.post("/v1/authority-decisions", question)
        return answer

    def _sign_as(self, browser: Browser, person: dict[str, str]) -> None:
        browser.open("/anmelden")
        browser.send("/anmelden", email=person["email"], password=self.password, customer_no=self.customer_no)
        browser.open(f"/vollmacht/{self.power}/lesen")
        browser.send("/unterschreiben")
        # The provider's pages: first who I am, then what I sign.
        while browser.has_form("/oauth2/authorize"):
            names = {"given_name": person["given_name"], "surname": person["surname"]}
            browser.send("/oauth2/authorize", decision="sign", **names)
        if "angenommen" not in browser.text:
            raise StepFailed(f"the signature was not accepted: {browser.url}")

    def _staff(self, role: str) -> Programme:
        return Programme(self.url, f"{role}@sandbox.example", self.password)

    def _representative(self, email: str) -> Programme:
        return Programme(self.url, email, self.password, self.customer_no)


def _full_name(person: dict[str, str]) -> str:
    return " ".join(part for part in (person.get("title"), person["given_name"], person["surname"]) if part)
