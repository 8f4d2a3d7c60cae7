"""`python -m service.supervision SPECIFICATION`: the supervisor of one server."""

import sys

from service.supervision.specification import loads
from service.supervision.supervisor import supervise

sys.exit(supervise(loads(sys.argv[1])))
