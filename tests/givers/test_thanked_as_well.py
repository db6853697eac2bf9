"""Whoever is thanked for a gift of somebody who stays unnamed reads that, and no name anywhere."""

import io
import zipfile

from flask import Flask

from chapter import db
from chapter.givers.rules import soft_credits
from chapter.giving.models import ANONYMOUS_GIVER, Gift
from chapter.mail.models import Mail
from chapter.people.models import Person
from chapter.privacy import exports, queries
from tests import factories
from tests.browser import Browser
from tests.factories import GUEST, TODAY
from tests.giving.drives import a_drive, a_gift


def a_credited_gift(person: Person, *, anonymous: bool) -> Gift:
    """A gift of Halina Wolska for which ``person`` is thanked as well."""
    gift = a_gift(a_drive(), name="Halina Wolska", email="halina@example.test")
    with db.writing():
        gift.anonymous = anonymous
        soft_credits.add_soft_credit(gift, person, by=GUEST, now=TODAY)
    return gift


def test_an_unnamed_giver_is_named_on_no_page_file_or_mail_of_hers(app: Flask, client: Browser) -> None:
    account = factories.an_account()
    factories.sign_in(client, account=account)
    a_credited_gift(account.person, anonymous=True)
    page = client.get("/me/gifts")
    assert ANONYMOUS_GIVER in page.main
    kept = queries.data_of(account)
    zipped = zipfile.ZipFile(io.BytesIO(exports.as_zip(kept, client.get("/me/data").html)))
    mails = [one for one in db.session.query(Mail) if one.person_id == account.person_id]
    everything = [page.html, client.get("/me/").html, *(one.text for one in mails)]
    everything += [zipped.read(name).decode() for name in zipped.namelist() if not name.endswith("webp")]
    assert [text for text in everything if "Halina" in text or "halina" in text] == []


def test_a_giver_who_may_be_named_is_named(app: Flask, client: Browser) -> None:
    account = factories.an_account()
    factories.sign_in(client, account=account)
    a_credited_gift(account.person, anonymous=False)
    assert "the gift of Halina Wolska" in client.get("/me/gifts").main
