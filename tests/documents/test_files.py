"""Calendar files and QR codes, read back by somebody else's program."""

from datetime import UTC, datetime, timedelta, timezone

from icalendar import Calendar

from chapter.documents import qr
from chapter.documents.calendar import CalendarEntry, calendar

CHICAGO = timezone(timedelta(hours=-6))
STARTS = datetime(2026, 12, 10, 18, 30, tzinfo=CHICAGO)
SUPPER = CalendarEntry(
    uid="abc@chapter",
    sequence=3,
    starts_at=STARTS,
    ends_at=STARTS + timedelta(hours=2, minutes=30),
    changed_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
    title="Soup, bread; and \\ a long table\nfor everybody who would rather not stand in a corner — ßæłœ",
    description="Line one\nLine two",
    place="La Mesa Larga, Pilsen",
    url="http://chapter.test/events/supper",
)


def read(data: bytes) -> Calendar:
    """The file as another program sees it."""
    file = Calendar.from_ical(data)
    assert isinstance(file, Calendar)
    return file


def test_a_calendar_is_published_and_asks_nobody_for_an_answer() -> None:
    file = read(calendar([SUPPER]))
    assert file["METHOD"] == "PUBLISH"
    assert "ORGANIZER" not in file.walk("VEVENT")[0]
    assert "ATTENDEE" not in file.walk("VEVENT")[0]


def test_starts_and_ends_are_written_in_utc() -> None:
    data = calendar([SUPPER])
    assert b"DTSTART:20261211T003000Z" in data
    assert b"DTEND:20261211T030000Z" in data


def test_everything_comes_back_as_it_was_written() -> None:
    (event,) = read(calendar([SUPPER], name="Our chapter")).walk("VEVENT")
    assert str(event["SUMMARY"]) == SUPPER.title
    assert str(event["DESCRIPTION"]) == SUPPER.description
    assert str(event["LOCATION"]) == SUPPER.place
    assert (str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])) == ("abc@chapter", 3, "CONFIRMED")


def test_no_line_is_longer_than_75_octets() -> None:
    assert max(map(len, calendar([SUPPER]).split(b"\r\n"))) <= 75


def test_what_stands_in_a_title_can_not_begin_a_line_of_its_own() -> None:
    data = calendar([CalendarEntry(**{**vars(SUPPER), "title": "x\r\nATTENDEE:mailto:evil@example.test"})])
    assert not [line for line in data.split(b"\r\n") if line.startswith(b"ATTENDEE")]


def test_a_cancelled_event_says_so() -> None:
    (event,) = read(calendar([CalendarEntry(**{**vars(SUPPER), "status": "CANCELLED"})])).walk("VEVENT")
    assert str(event["STATUS"]) == "CANCELLED"


def test_a_code_is_drawn_for_a_page_and_for_a_mail() -> None:
    assert qr.svg("0" * 32).startswith(b"<svg")
    assert qr.png("0" * 32).startswith(b"\x89PNG")


def test_two_codes_look_different() -> None:
    assert qr.png("a" * 32) != qr.png("b" * 32)
