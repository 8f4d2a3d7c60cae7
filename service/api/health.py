"""For load balancers: does the process answer, and does what it needs?"""

from fastapi import APIRouter, Depends, Response

from service.domain.errors import Unavailable
from service.use_cases.log_in import SYSTEM
from service.web.identity import PUBLIC
from service.web.state import State

router = APIRouter(tags=["operations"], dependencies=[Depends(PUBLIC)])


@router.get("/livez")
def live(state: State) -> dict[str, object]:
    """The process answers."""
    return {"status": "ok", "sandbox": state.tools.policy.sandbox}


@router.get("/readyz", responses={503: {"description": "names what does not answer"}})
def ready(state: State, response: Response) -> dict[str, object]:
    """The database answers, too."""
    try:
        with state.tools.transactions(SYSTEM) as work:
            work.users.with_email("nobody@invalid")
        database = "ok"
    except Unavailable:
        database = "unavailable"
        response.status_code = 503
    return {"status": database, "database": database, "sandbox": state.tools.policy.sandbox}
