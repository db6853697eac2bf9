"""The lead checks people in and out by a press or by their code, is asked when it is late, and closes it."""

import pytest

from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import sign_in
from tests.hours.test_coming_and_going import HOUR, MINUTE, an_evening, minutes_of, reads

pytestmark = pytest.mark.usefixtures("app")


def test_the_page_of_codes_says_that_she_is_checked_in_and_lets_her_leave_on_purpose(
    client: Browser, clock: MovableClock
) -> None:
    vera = an_evening()
    clock.at(vera.shift.starts_at)
    sign_in(client, "volunteers")

    def read() -> str:
        page = client.get("/office/volunteers/code").form("/code").fill(code=vera.checkin_code).press()
        return page.text

    first = client.get("/office/volunteers/code").form("/code").fill(code=vera.checkin_code)
    assert f"{vera.name} is checked in: Coats." in first.press().text
    clock.at(vera.shift.starts_at + MINUTE)
    assert f"{vera.name} checked in at 6 p.m. already. Nothing changed." in read()
    assert minutes_of(vera) == []
    clock.at(vera.shift.starts_at + 5 * MINUTE)
    client.get("/office/volunteers/code").form("/code").fill(code=vera.checkin_code).press().form(
        "/do/out"
    ).press()
    assert minutes_of(vera) == [5]
    assert "checked out on Saturday, December 5, 6:05 p.m. already. Nothing changed." in read()
    page = client.get("/office/volunteers/code").form("/code").fill(code=vera.checkin_code).press()
    assert "Undone." in page.form("/do/undo").press().text
    assert minutes_of(vera) == []
    clock.at(vera.shift.ends_at)
    assert "Nothing changed." in first.press().text
    assert minutes_of(vera) == []
    assert f"{vera.name} is checked out: Coats. 4 hours recorded." in read()


def test_the_pages_ask_in_the_morning_whether_she_left_at_the_end_or_just_now(
    client: Browser, clock: MovableClock
) -> None:
    vera = an_evening()
    reads(vera, vera.shift.starts_at)
    clock.at(vera.shift.ends_at + 11 * HOUR)
    sign_in(client, "volunteers")
    address = f"/office/volunteers/shifts/{vera.shift.public_id}"

    asked = client.get(address).form("/do/out").press()
    assert asked.status == 422
    assert f"When did {vera.name} leave?" in asked.main
    assert "The shift ended Saturday, December 5, 10 p.m. No hours are recorded yet." in asked.main
    assert asked.all(".notice button") == [
        "At the end of the shift, 10 p.m.",
        "Now, 9 a.m.",
    ]
    asked = client.get("/office/volunteers/code").form("/code").fill(code=vera.checkin_code).press()
    assert asked.status == 422
    assert minutes_of(vera) == []
    page = asked.form("/do/out").press()
    assert "4 hours recorded" in page.text
    assert "6 p.m. to 10 p.m." in client.get(address).main
    assert "4 hours, check-in and check-out" in client.get(address).main

    client.post(f"/office/volunteers/signups/{vera.public_id}/do/undo")
    made_up = client.post(f"/office/volunteers/signups/{vera.public_id}/do/out", until="never")
    assert made_up.status == 422
    assert minutes_of(vera) == []


def test_the_lead_closes_a_shift_and_opens_it_again(client: Browser, clock: MovableClock) -> None:
    vera = an_evening()
    reads(vera, vera.shift.starts_at)
    sign_in(client, "volunteers")
    address = f"/office/volunteers/shifts/{vera.shift.public_id}"
    clock.at(vera.shift.starts_at)
    assert not client.get(address).has_form("/close")
    clock.at(vera.shift.ends_at + HOUR)

    page = client.get(address).form("/close").press()
    assert "Closed on Saturday, December 5, 11 p.m. The hours of this shift are final." in page.main
    assert not page.has_form("/do/undo")
    refused = client.post(f"/office/volunteers/signups/{vera.public_id}/do/undo")
    assert (refused.status, "This shift is closed" in refused.main) == (422, True)
    page = page.form("/reopen").press()
    assert page.has_form("/do/undo")
    assert page.has_form("/close")
