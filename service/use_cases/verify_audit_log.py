"""Is the audit log whole, as far as the database can say?"""

from service.domain.access import OPERATOR
from service.domain.audit import AuditIntegrity
from service.use_cases.ports import Tools


def verify_audit_log(tools: Tools) -> AuditIntegrity:
    """Raises Unavailable."""
    with tools.transactions(OPERATOR) as work:
        return work.audit_log.integrity()
