"""The quarter's sheet and table, her certificate and her letter are made, and say the same."""

from datetime import timedelta

import pytest

from chapter.documents import pdf
from chapter.settings import queries as settings
from chapter.volunteering import given, hours_report, worth
from chapter.volunteering.rules import giving_time
from tests.factories import TODAY, a_person, a_writing
from tests.volunteering.making import an_opportunity
from tests.volunteering.test_hours import logs

pytestmark = pytest.mark.usefixtures("app")


def test_every_sheet_is_made_and_the_table_adds_up() -> None:
    vera, lead, whole = a_person("Vera Ō’Brien *#"), a_person(), an_opportunity(title="Soup & #bread")
    with a_writing():
        giving_time.set_rate(2025, 3479, "Independent Sector", by=lead.actor, now=TODAY)
    for day in range(1, 4):
        logs(vera, whole, 50 * day, by=lead, on=(TODAY - timedelta(days=day)).date())
    chapter, today = settings.current(), TODAY.date()
    found = hours_report.report(worth.quarter_of(today))
    rows = given.entries_of(vera.id)
    sheets = {
        "hours": hours_report.sheet(found, chapter, today),
        "certificate": hours_report.certificate(vera, rows, chapter, today),
        "letter": hours_report.letter(vera, 2026, rows, chapter, today),
    }
    assert all(pdf.made(name, data).startswith(b"%PDF") for name, data in sheets.items())
    lines = hours_report.table(found, chapter.currency)
    cents = [round(float(str(line[7])) * 100) for line in lines]
    assert sum(cents) == found.total.cents
    assert sum(int(str(line[4])) for line in lines) == found.total.minutes == 300
