"""The one parser of reseller records: bytes → records, or all faults with their JSON paths.

Which characters can be drawn is handed in, so that intake knows no fonts.
"""

from service.intake.csv_rows import looks_like_csv, parse_end_customers_csv
from service.intake.records import parse_records

__all__ = ["looks_like_csv", "parse_end_customers_csv", "parse_records"]
