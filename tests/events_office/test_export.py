"""The bookings of an event as a file."""

import csv
import io

import pytest
from flask import Flask

from chapter.documents import csv_files
from chapter.events_office.wording import STATUSES
from tests.browser import Browser
from tests.factories import a_booking, a_crowd, an_event, sign_in


def read(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_the_file_says_what_the_bookings_say(app: Flask, client: Browser) -> None:
    event = an_event(seats=2)
    a_booking(
        event, name="Zoë Ünal", email="zoe@example.test", of=2, dietary='Says "no, thanks"', arrival="buddy"
    )
    a_booking(event, name="Ana", access_needs="Two\nlines")
    sign_in(client, "events")
    page = client.post(f"/office/events/{event.slug}/bookings.csv")
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert page.headers["Content-Disposition"] == f'attachment; filename="{event.slug}-bookings.csv"'
    assert page.body.startswith(b"\xef\xbb\xbf"), "so that Excel reads it as UTF-8"
    ana, zoe = read(page.body)
    assert (zoe["Name"], zoe["Email"], zoe["Party"], zoe["Status"]) == (
        "Zoë Ünal", "zoe@example.test", "2", "coming",
    )  # fmt: skip
    assert (zoe["Dietary needs"], zoe["Arrival"]) == ('Says "no, thanks"', "With a buddy")
    assert (ana["Access needs"], ana["Status"]) == ("Two\nlines", "on the waitlist")
    assert zoe["Booked"] == "2026-11-23 12:00", "as the clock at the event shows it"


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＠A1"])
def test_nothing_in_it_runs_in_a_spreadsheet(typed: str) -> None:
    text = "".join(csv_files.rows_as_csv(["A"], [[typed], ["plain"], [-1], [None]]))
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    safe = f"'{typed[0]}'{typed[1:]}" if typed[0] in "\t\r\n" else f"'{typed}"
    assert rows == [["A"], [safe], ["plain"], ["-1"], [""]]


def test_it_reads_back_equal_apart_from_that() -> None:
    hostile = ['"', ",", ";", "\n", "a\r\nb", "ünïcödé 夜", "'quoted'", "", "x" * 5000, "=cmd|' /C calc'!A0"]
    text = "".join(csv_files.rows_as_csv(["A"], [[one] for one in hostile]))
    back = [row[0] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))][1:]
    assert [one.removeprefix("'") if one[1:2] in {"=", "\n"} else one for one in back] == hostile


def test_a_long_table_comes_piece_by_piece() -> None:
    drawn = 0

    def rows() -> object:
        nonlocal drawn
        for number in range(1000):
            drawn += 1
            yield [number]

    pieces = csv_files.rows_as_csv(["A"], rows())  # type: ignore[arg-type]  # a generator, on purpose
    next(pieces), next(pieces)
    assert drawn == csv_files.AT_ONCE


def test_hundreds_of_bookings_come_whole(app: Flask, client: Browser) -> None:
    event = an_event()
    a_crowd(event, of=450)
    sign_in(client, "events")
    page = client.post(f"/office/events/{event.slug}/bookings.csv")
    assert len({row["Email"] for row in read(page.body)}) == 450


def test_three_hundred_lines_of_a_full_evening_read_back_equal(app: Flask, client: Browser) -> None:
    event = an_event(seats=200)
    words = ['Says "no"', "a, b; c", "Two\nlines", "Łucja 夜", "'quoted'", "plain"]
    booked = [
        a_booking(
            event, name=f"Guest {n} {words[n % 3]}".replace("\n", " "), of=n % 4 + 1, dietary=words[n % 6]
        )
        for n in range(300)
    ]
    sign_in(client, "events")
    lines = read(client.post(f"/office/events/{event.slug}/bookings.csv").body)
    columns = "Name", "Party", "Status", "Dietary needs"
    found = {line["Email"]: tuple(line[name] for name in columns) for line in lines}
    assert len(lines) == 300
    assert {state for _, _, state, _ in found.values()} == {"coming", "on the waitlist"}
    assert found == {
        rsvp.email: (rsvp.name, str(rsvp.party_size), STATUSES[rsvp.status], rsvp.dietary) for rsvp in booked
    }


def test_only_those_who_manage_the_event_get_it(app: Flask, client: Browser) -> None:
    event = an_event()
    sign_in(client, "treasurer")
    assert client.post(f"/office/events/{event.slug}/bookings.csv").status == 403


def test_the_list_to_print_shows_who_comes_and_no_address(app: Flask, client: Browser) -> None:
    event = an_event(seats=2)
    comes = a_booking(event, of=2, dietary="Vegan")
    waits = a_booking(event)
    sign_in(client, "events")
    page = client.get(f"/office/events/{event.slug}/bookings/print")
    assert comes.name in page.main
    assert "Vegan" in page.main
    assert waits.name not in page.main
    assert comes.email not in page.html
