"""Import resellers, end customers and domains: the same parser and the same faults as `vollmacht import`."""

from typing import Annotated

from fastapi import Depends

from service.api.bodies import Answer, RawBody, binary, resource
from service.domain.access import Role
from service.intake import looks_like_csv, parse_end_customers_csv, parse_records
from service.use_cases.import_records import import_end_customers, import_records
from service.web.identity import ApiAccess, Identity
from service.web.state import UPLOAD_BYTES, RequestTools

router = resource("imports")


class Imported(Answer):
    created: tuple[str, ...]
    updated: tuple[str, ...]


@router.post("/imports", max_body_size=UPLOAD_BYTES, openapi_extra=binary("application/json"))
def imports(
    content: RawBody, identity: Annotated[Identity, Depends(ApiAccess(Role.ADMIN, Role.TEAM_LEAD))], tools: RequestTools
) -> Imported:
    """One record, a list of records (JSON), or end customers (CSV). All or nothing; it creates no Vollmacht."""
    undrawable = tools.documents.undrawable
    if looks_like_csv(content):
        result = import_end_customers(parse_end_customers_csv(content, undrawable=undrawable), identity.actor, tools)
    else:
        result = import_records(parse_records(content, undrawable=undrawable), identity.actor, tools)
    return Imported(sandbox=tools.policy.sandbox, created=result.created, updated=result.updated)
