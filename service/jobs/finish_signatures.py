"""`finish_signatures`, every ten seconds: what waits for a provider, a timestamp or a responder, and what a killed process had in hand."""

from procrastinate import App

from service.use_cases.finish_signature import finish_interrupted
from service.use_cases.ports import Tools


def register(app: App, tools: Tools, *, redirect_uri: str) -> None:
    @app.periodic(cron="* * * * * */10")
    @app.task(name="finish_signatures", queue="vollmacht", queueing_lock="finish_signatures")
    def job(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's periodic signature
        finish_interrupted(tools, redirect_uri=redirect_uri)
