"""Reports of a verdict that is there already, fresh or stored."""

from collections.abc import Mapping

from service.domain.errors import NotFound
from signing.report import etsi_report, from_verify_json


def report_xml(verdict: Mapping[str, object]) -> bytes:
    """ETSI TS 119 102-2 validation report.

    Args:
        verdict: `verify --json`.

    Raises:
        NotFound: the dict is no verdict of ours.
    """
    try:
        return etsi_report(from_verify_json(verdict))
    except (KeyError, ValueError, TypeError) as error:
        raise NotFound("Zu dieser Datei gibt es keinen Prüfbericht.") from error
