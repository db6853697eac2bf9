"""The office sees who is named for a household, names somebody, and takes out."""

from flask import Flask

from chapter.households import tasks as households_tasks
from chapter.membership.queries import bundles
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY
from tests.households.households import BEA, INVITED, a_payer, mails
from tests.membership.members import a_household, an_application, membership, pays, proved


def test_the_office_names_sees_and_takes_out(client: Browser) -> None:
    nora = a_payer()
    factories.sign_in(client, "director")
    page = client.get(f"/office/members/people/{nora.public_id}")
    page = page.form("/bundle").fill(name=BEA.name, email=BEA.email).press()
    assert "No answer yet. Last emailed on" in page.main
    assert "No answer yet: Bea Bundle" in client.get(f"/office/people/{nora.public_id}").main
    page = page.form("/asked/").press("Send again")
    assert "less than a day ago" in page.text
    page.form("/end").press()
    assert bundles.open_invitations_in(membership(nora)) == []


def test_the_office_sees_on_an_application_whom_she_named(app: Flask, client: Browser) -> None:
    application = proved(an_application(a_household()))
    factories.sign_in(client, "director")
    address = f"/office/members/applications/{application.public_id}"
    page = client.get(address).form("/others").fill(name=BEA.name, email=BEA.email).press()
    assert BEA.email in page.main
    page = page.form("/end").press()
    assert "No one else named yet." in page.main
    client.get(address).form("/others").fill(name=BEA.name, email=BEA.email).press()
    assert application.person is not None
    pays(application.person, application.level, on=TODAY.date())
    households_tasks.invite(TODAY)
    assert [mail.to_address for mail in mails(INVITED)] == [BEA.email]
