"""What gifts did, where two givers share an email: who can be reached is told, whoever gave first."""

import pytest
from sqlalchemy import select

from chapter import db
from chapter.broadcasts import kinds
from chapter.givers.rules import drive_news
from chapter.giving.models import Drive
from chapter.mail.models import Mail
from chapter.people.models import Person
from tests.browser import Browser
from tests.factories import GUEST, TODAY, sign_in
from tests.giving.drives import a_drive, a_gift, agrees_to_news
from tests.held_mails import release_held
from tests.records.departures import note

HOME = "home@example.test"
pytestmark = pytest.mark.usefixtures("app")


def a_shared_drive(*names: str) -> Drive:
    """These gave to it from one email, in this order; Ann has died since."""
    drive = a_drive()
    for name in names:
        a_gift(drive, name=name, email=HOME)
    agrees_to_news(HOME)
    ann = db.session.scalars(select(Person).where(Person.name == "Ann Home")).one()
    note(ann, "deceased")
    return drive


def told(drive: Drive) -> list[str]:
    """To whom it was mailed."""
    with db.writing():
        drive_news.hold_news(drive, "Three new sewing machines.", "Ana", by=GUEST, now=TODAY)
    release_held()
    return list(db.session.scalars(select(Mail.to_name).where(Mail.kind == drive_news.DRIVE_NEWS)))


@pytest.mark.parametrize("names", [("Ann Home", "Bob Home"), ("Bob Home", "Ann Home")])
def test_the_living_are_told_whoever_gave_first(names: tuple[str, str]) -> None:
    drive = a_shared_drive(*names)
    seen = kinds.preview_of(kinds.draft(drive_news.DRIVE_NEWS, drive, words="", signed=""))
    assert [reader.name for reader in seen.to] == ["Bob Home"], "as it is shown before"
    assert told(drive) == ["Bob Home"]


def test_two_who_share_an_email_are_told_once_under_the_name_that_was_shown(client: Browser) -> None:
    drive = a_shared_drive("Ann Home", "Bob Home", "Cy Home")
    sign_in(client, "treasurer")
    page = client.get(f"/office/giving/drives/{drive.slug}/did")
    assert "It will go to 1 person" in page.text or "It will go to one person" in page.text
    assert told(drive) == ["Bob Home"]


def test_where_nobody_of_an_email_can_be_reached_it_is_listed_as_left_out() -> None:
    drive = a_shared_drive("Ann Home")
    seen = kinds.preview_of(kinds.draft(drive_news.DRIVE_NEWS, drive))
    assert (seen.to, [reader.name for reader, _ in seen.out]) == ([], ["Ann Home"])
