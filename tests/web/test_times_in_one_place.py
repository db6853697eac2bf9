"""Days, times and moments are said by chapter/web/filters.py alone: nothing for people formats its own."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house_rules import ROOT, File

ONE_PLACE = "chapter/web/filters.py"
TO_PROGRAMS = {
    "chapter/audit/rules.py": "the log keeps values",
    "sample/event_calendar.py": "the address of a sample event",
    "demo/views/mailbox.py": "the mailbox's JSON",
    "chapter/checkin/views/door/phones.py": "the door's phones read it",
    "chapter/checkin/queries.py": "the door's phones read it",
    "chapter/events/structured_data.py": "schema.org",
    "chapter/events_office/forms.py": "what a browser sends",
    "chapter/events_office/rules/undo.py": "values kept for an undo",
    "chapter/bookings/rules/waitlist.py": "the name of a mail that leaves once",
    "chapter/events_office/broadcasts.py": "values kept for an undo",
    "chapter/bookings/views/public/booking.py": "JSON for the page's own clock",
    "chapter/documents/csv_files.py": "a table that spreadsheets sort",
    "chapter/documents/calendar.py": "addresses that calendars on the web read",
    "chapter/givers/rules/thank_yous.py": "names a version in a form",
    "chapter/giving/views/office/funds.py": "the name of a file",
    "chapter/giving/views/public/drives.py": "schema.org, and JSON",
    "chapter/hello/offline_page_texts.py": "when a phone lets go of a page",
    "chapter/broadcasts/rules/holds.py": "values kept for an undo",
    "chapter/broadcasts/scheduled.py": "the name of a mail that leaves once",
    "chapter/membership/rules/dues.py": "the log keeps values",
    "chapter/membership/rules/terms.py": "the log keeps values",
    "chapter/payments/rules/receipts.py": "a snapshot, said by Receipt.dated",
    "chapter/heartbeat/queries.py": "a line of the program's own log",
    "chapter/records/views/office/notes.py": "where the next page of a list begins",
    "chapter/site/views/public/feeds.py": "security.txt",
    "chapter/opportunities/forms.py": "a rule of RFC 5545",
    "chapter/hours/rules/entries.py": "the log keeps values",
    "chapter/opportunities/rules/shift_changes.py": "values kept for an undo",
    "chapter/opportunities/rules/event_moves.py": "values kept for an undo",
    "chapter/checkin/shifts_tonight.py": "the door's phones read it",
    "chapter/forms/concurrent_edits.py": "names a version in a form",
    "chapter/forms/fields.py": "what a browser sends",
    "chapter/web/health_checks.py": "what /readyz tells programs",
    "chapter/web/pages.py": "where a page of a list begins, signed",
    "chapter/forms/past_dates.py": "names a moment in a form",
    "chapter/security/security_log.py": "a key of the day",
}
"""Whose times only programs read, and which those are."""

A_FORMAT = re.compile(r"%-?[HIMpBbAaYFRZ](?![a-z(])")
"""A part of a date's format, as strftime reads it."""

FOR_A_BROWSER = re.compile(
    r"""(?:datetime|value|data-(?:rendered|taken-until))="\{\{[^}]*\}\}|(?:min|max|saw)=[\w.]+\.isoformat\(\)|isoformat\(timespec="minutes"\)"""
    r"""|"(?:from|to)":\ [\w.\[\]]+\.isoformat\(\)""",
    re.X,
)
"""Attributes and values of forms, which the browser reads and the visitor does not."""

STRAY = re.compile(
    r"strftime|isoformat|astimezone\([\w.]*\)\s*\}\}|%-?[HIMBbA]\b|\.(?:hour|minute)\b|\{\{\s*[\w.]+(?:_on|_at|_until)\s*\}\}"
)


def formats_of_its_own(file: File) -> Iterator[str]:
    """What formats a time in ``file``, a module: strftime, isoformat, a format in an f-string or a text."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in {"strftime", "isoformat"}:
                yield f"line {node.lineno}: {node.func.attr}()"
        elif isinstance(node, ast.FormattedValue) and A_FORMAT.search(_format_of(node)):
            yield f"line {node.lineno}: {ast.unparse(node)}"


def _format_of(node: ast.FormattedValue) -> str:
    return ast.unparse(node.format_spec) if node.format_spec else ""


def stray_in_template(file: File) -> Iterator[str]:
    """What formats a time in a template, but for what a browser alone reads."""
    for number, line in enumerate(FOR_A_BROWSER.sub("", file.text).splitlines(), 1):
        yield from (f"line {number}: {found[0]}" for found in STRAY.finditer(line))


def modules() -> Iterator[File]:
    for path in sorted((ROOT / "chapter").rglob("*.py")):
        yield File(path.relative_to(ROOT).as_posix(), path.read_text())


def templates() -> Iterator[File]:
    for path in sorted((ROOT / "chapter" / "templates").rglob("*")):
        if path.suffix in {".html", ".txt", ".typ"}:
            yield File(path.relative_to(ROOT).as_posix(), path.read_text())


def test_no_module_says_a_time_in_its_own_way() -> None:
    own = [
        f"{file.path}, {fault}"
        for file in modules()
        if file.path != ONE_PLACE and file.path not in TO_PROGRAMS
        for fault in formats_of_its_own(file)
    ]
    assert "\n".join(own) == ""


def test_whoever_may_for_programs_still_does() -> None:
    idle = [one.path for one in modules() if one.path in TO_PROGRAMS and not any(formats_of_its_own(one))]
    plain_texts = ["chapter/events_office/forms.py", "chapter/forms/fields.py"]
    assert idle == plain_texts


def test_no_template_says_a_time_in_its_own_way() -> None:
    assert (
        "\n".join(f"{file.path}, {fault}" for file in templates() for fault in stray_in_template(file)) == ""
    )


@pytest.mark.parametrize(
    "code",
    [
        'f"{now:%H:%M}"', 'f"{day:%B} {day.day}"', 'now.strftime("%A")', 'f"on {gift.paid_on.isoformat()}"',
        'f"{value:%Y, %H:%M}"', 'f"{day:%F %R}"',
    ],
)  # fmt: skip
def test_a_module_that_does_is_seen(code: str) -> None:
    assert len(list(formats_of_its_own(File("chapter/a.py", f"x = {code}\n")))) == 1


@pytest.mark.parametrize(
    "text",
    [
        '{{ start.strftime("x") }}', "{{ gift.paid_on }}", "{{ rsvp.offered_until }}", "{{ start.hour }}",
        "<p>{{ start.isoformat() }}</p>", "{{ at.astimezone(zone) }}",
        '{% set local = at.astimezone(zone) %}{{ local.strftime("x, %-d") }}, {{ local | clock_time }}',
    ],
)  # fmt: skip
def test_a_template_that_does_is_seen(text: str) -> None:
    assert len(list(stray_in_template(File("a.html", text)))) == 1


@pytest.mark.parametrize(
    "text",
    [
        '<time datetime="{{ at.isoformat() }}">',
        "field(form.on, max=today.isoformat())",
        "{{ a | day }}",
        "press(address, saw=pulse.now.isoformat())",
    ],
)
def test_what_a_browser_reads_may_stand(text: str) -> None:
    assert list(stray_in_template(File("a.html", text))) == []
