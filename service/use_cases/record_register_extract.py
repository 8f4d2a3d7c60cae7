"""Record a register extract somebody looked at: who may bind the grantor."""

import hashlib
from datetime import date

from service.domain.access import Actor, Role
from service.domain.errors import Fault, InputRefused
from service.domain.ids import EvidenceId, ResellerId
from service.domain.register_extract import ExtractOf, RegisterExtract
from service.use_cases.ports import Tools
from service.use_cases.recording import record


def record_register_extract(
    reseller: ResellerId,
    actor: Actor,
    tools: Tools,
    *,
    of: ExtractOf,
    court: str,
    number: str,
    dated_on: date,
    file_name: str,
    content: bytes,
    media_type: str,
    shows_authority: bool,
) -> RegisterExtract:
    """Keep file, date and what the person saw in it."""
    actor.require(Role.AGENT, Role.TEAM_LEAD)
    now = tools.clock()
    if not content:
        raise InputRefused([Fault("$.file", "MISSING", "Bitte den Registerauszug als Datei beifügen.")])
    extract = RegisterExtract(
        id=EvidenceId(tools.new_id()),
        reseller=reseller,
        of=of,
        court=court,
        number=number,
        dated_on=dated_on,
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        shows_authority=shows_authority,
        recorded_by=actor.label,
        recorded_at=now,
    )
    with tools.transactions(actor) as work:
        work.resellers.get(reseller)
        work.evidence_files.add(extract.id, reseller, content, media_type, now)
        work.register_extracts.add(extract)
        record(
            work, tools, "register-extract:recorded", extract.id, actor, now, reseller=reseller,
            of=of.value, dated_on=dated_on.isoformat(), shows_authority=shows_authority, sha256=extract.sha256,
        )  # fmt: skip
    return extract
