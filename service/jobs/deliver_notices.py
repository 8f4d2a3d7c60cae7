"""`deliver_notices`: queued with every notice; the sweep sends what had to wait."""

from procrastinate import App

from service.use_cases.deliver_notices import deliver_notices
from service.use_cases.ports import Tools


def register(app: App, tools: Tools) -> None:
    @app.task(name="deliver_notices", queue="vollmacht")
    def job() -> None:
        deliver_notices(tools)
