"""The quarter's sheet and table, her certificate and her letter are made, and say the same."""

import csv
import io
from datetime import timedelta

import pytest

from chapter.documents import pdf
from chapter.hours import queries, reports, valuation
from chapter.hours.rules import entries as hours_entries
from chapter.opportunities.rules import programs
from chapter.settings import queries as settings
from tests.browser import Browser
from tests.factories import TODAY, a_person, a_writing, sign_in
from tests.hours.test_hours import logs
from tests.shifts.shifts import an_opportunity

pytestmark = pytest.mark.usefixtures("app")


def test_every_sheet_is_made_and_the_table_adds_up() -> None:
    vera, lead, whole = a_person("Vera Ō’Brien *#"), a_person(), an_opportunity(title="Soup & #bread")
    with a_writing():
        hours_entries.set_rate(2025, 3479, "Independent Sector", by=lead.actor, now=TODAY)
    for day in range(1, 4):
        logs(vera, whole, 50 * day, by=lead, on=(TODAY - timedelta(days=day)).date())
    chapter, today = settings.current(), TODAY.date()
    found = reports.report(valuation.quarter_of(today))
    rows = queries.entries_of(vera.id)
    sheets = {
        "hours": reports.sheet(found, chapter, today),
        "certificate": reports.certificate(vera, rows, chapter, today),
        "letter": reports.letter(vera, 2026, rows, chapter, today),
    }
    assert all(pdf.render_pdf(name, data).startswith(b"%PDF") for name, data in sheets.items())
    *entries, total, note = reports.hours_table(found.quarter, chapter.currency).rows
    assert sum(line.minutes or 0 for line in entries) == found.total.minutes == total.minutes == 300
    assert (total.day, total.cents) == ("Total", found.total.cents)
    assert note == reports.HoursLine(valuation.ROUNDED)


def test_the_page_the_table_and_the_sheet_say_one_total(client: Browser) -> None:
    """Entries of 50 minutes were 0.83 each: the table came to 5.81, the page to 5 h 50 min."""
    lead, whole = a_person(), an_opportunity(title="Soup")
    with a_writing():
        hours_entries.set_rate(2025, 3479, "Independent Sector", by=lead.actor, now=TODAY)
    people = [a_person("Ana One"), a_person("Bea Two")]
    for day in range(1, 8):
        on = (TODAY - timedelta(days=day)).date()
        logs(people[0], whole, 50, by=lead, on=on)
    logs(people[1], whole, 350, by=lead, on=TODAY.date() - timedelta(days=1))
    sign_in(client, "volunteers")

    page = client.get("/office/hours/report")
    table = list(csv.reader(io.StringIO(client.post("/office/hours/report.csv").html.lstrip("\ufeff"))))
    found = reports.report(valuation.quarter_of(TODAY.date()))
    sheet = reports.sheet(found, settings.current(), TODAY.date())

    made = client.post("/office/hours/report.csv?quarter=2026-4")
    assert "hours-2026-Q4.csv" in made.headers["Content-Disposition"]
    assert page.main.count("$202.94") == 2
    assert page.main.count("$405.88") == 4
    assert valuation.ROUNDED in page.main
    assert table[-2][:1] + table[-2][4:8] == ["Total", "700", "11.67", "34.79", "405.88"]
    assert table[-1][0] == valuation.ROUNDED
    assert sheet["total"] == ["2", "11 h 40 min", "$405.88"]
    assert valuation.ROUNDED in sheet["sentence"]


def test_what_does_not_fit_a_sheet_is_one_line_so_that_its_lines_add_up() -> None:
    lead, vera = a_person(), a_person()
    for number in range(20):
        with a_writing():
            program = programs.add_program(f"Program {number}", by=lead.actor, now=TODAY)
        whole = an_opportunity(title=f"Work {number}", program_id=program.id)
        logs(vera, whole, 60 + number, by=lead, on=(TODAY - timedelta(days=1 + number)).date())
    found = reports.report(valuation.quarter_of(TODAY.date()))
    assert len(found.lines) == reports.MOST_PROGRAMS
    assert found.lines[-1][0] == "5 more programs"
    assert sum(part.minutes for _, part in found.lines) == found.total.minutes
    deeds = reports.service_lines(queries.entries_of(vera.id))
    assert len(deeds) == reports.MOST_SERVICE_LINES
    assert deeds[-1][0] == "13 more"
    assert sum(minutes for _, minutes in deeds) == found.total.minutes
