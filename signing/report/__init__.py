"""One verdict, three reports: JSON, German sentences against Art. 32 eIDAS, and ETSI TS 119 102-2 XML."""

from signing.report.article_32 import Requirement, article_32
from signing.report.as_json import from_verify_json, verify_json
from signing.report.etsi_xml import etsi_report
from signing.report.sentences import reason_text
from signing.report.text import text_lines

__all__ = ["Requirement", "article_32", "etsi_report", "from_verify_json", "reason_text", "text_lines", "verify_json"]
