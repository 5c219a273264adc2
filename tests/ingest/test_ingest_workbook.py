"""A cell of a workbook as its number format shows it."""

from datetime import date, datetime

import pytest

from taskloom.ingest.workbook import shown


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.4535, "0.0%", "45.4%"),
        (0.5, "0%", "50%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (-1234.5, '"$"#,##0.00', "-$1,234.50"),
        (1234.5, "#,##0.00 [$€-407]", "1,234.50 €"),
        (0.125, "0%", "13%"),
        (0.085, "0%", "9%"),
        (-3.25, "#,##0.0", "-3.3"),
        (1.005, "0.00", "1.01"),
        (1e300, "0.0", f"1{'0' * 300}.0"),
        (float("inf"), "0.0", "inf"),
        (12, '0"%"', "12%"),
        (1250000, "#,##0 [$kr-414]", "1,250,000 kr"),
        (1250000, "#,##0.00\\ [$kr.-406]", "1,250,000.00 kr."),
        (-1250000, "[$SEK] #,##0", "-SEK 1,250,000"),
        (1250000, "_-[$kr-414]* #,##0_-", "kr 1,250,000"),
        (1250000, '"CHF" #,##0', "CHF 1,250,000"),
        (1250000, "[$-409]#,##0", "1,250,000"),
        (1250000, "[$R$-416]#,##0", "R$1,250,000"),
        (0.1 + 0.2, "General", "0.3"),
        (3.0, "General", "3"),
        (1.5, "0.##", "1.5"),
        (1500000, '0.0,,"M"', "1500000"),
        (True, "General", "TRUE"),
        (datetime(2024, 3, 1), "d.m.yy", "2024-03-01"),
        (datetime(2024, 3, 1, 9, 30), "general", "2024-03-01 09:30:00"),
        (date(2024, 3, 1), "general", "2024-03-01"),
        (None, "General", ""),
    ],
)
def test_values_are_shown_as_formatted(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text
