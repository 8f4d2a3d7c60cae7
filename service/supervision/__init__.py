"""One detached supervisor per server and VOLLMACHT_HOME: started by the first command that needs it, stopped when nobody does.

    run/NAME.lease        each command holds a shared lock while it uses the server; the kernel frees it, also after kill -9
    run/NAME.supervisor   the supervisor's exclusive lock: there is exactly one
    run/NAME.json         the running server's facts, 0600, there only while it answers

The embedded PostgreSQL and the sandbox's trust service provider are run by this one mechanism. A leaf: imports nothing of ours.
"""

from service.supervision.lease import ServerUnavailable, lease
from service.supervision.parenthood import die_with_parent
from service.supervision.specification import ServerSpecification

__all__ = ["ServerSpecification", "ServerUnavailable", "die_with_parent", "lease"]
