"""When a drive begins and ends, in the night that skips an hour."""

import pytest
from flask import Flask

from tests.browser import Browser
from tests.factories import sign_in
from tests.giving.drives import a_drive


@pytest.mark.parametrize("field", ["begins", "ends"])
def test_a_time_that_clocks_skip_is_said_beside_its_field_and_kept(
    app: Flask, client: Browser, field: str
) -> None:
    drive = a_drive()
    sign_in(client, "treasurer")
    form = client.get(f"/office/giving/drives/{drive.slug}/edit").form()
    times = {"begins": "2027-03-13T02:00", "ends": "2027-03-15T03:00", field: "2027-03-14T02:30"}
    page = form.fill(**times).press()
    assert page.status == 422
    said = "That day, clocks in Chicago are set forward and skip 2:30 a.m. Choose a time before or after it."
    assert page.errors[field] == said
    assert page.form()[field] == "2027-03-14T02:30"
