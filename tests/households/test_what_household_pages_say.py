"""What a household’s pages say: pressed twice, taken out on the first day, who paid, names, and words."""

from flask import Flask

from chapter.accounts import queries as accounts_queries
from chapter.households.rules import bundles
from chapter.membership import queries
from chapter.membership.models.invitations import NamedPerson
from chapter.privacy import queries as privacy
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY
from tests.households.households import INVITED, a_payer, link, mails, names, yes
from tests.households.test_a_household_by_the_pages import MINE, signs_in
from tests.membership.members import STAFF


def test_taking_out_pressed_twice_is_once(client: Browser) -> None:
    nora = a_payer()
    named, kim = names(nora), names(nora, NamedPerson("Kim Bundle", "kim@example.test"))
    yes(named)
    signs_in(client, nora)
    place = queries.enrollment_of(named.person_id or 0)
    assert place is not None
    out = client.get(f"{MINE}/people/{place.id}/end").form("/end")
    back = client.get(f"{MINE}/asked/{kim.public_id}/end").form("/end")
    for form, said in ((out, "Bea Bundle was removed"), (back, "Kim Bundle was removed")):
        assert said in form.press().text
        assert said in form.press().text
    assert len(mails("membership.taken_out")) == 1
    assert client.get(f"{MINE}/people/{place.id}/end").h1 == "My membership"


def test_whoever_was_taken_out_on_her_first_day_reads_that_her_place_ended(
    app: Flask, client: Browser, another: Browser
) -> None:
    nora = a_payer()
    named = names(nora)
    yes(named)
    place = queries.enrollment_of(named.person_id or 0)
    assert place is not None
    with factories.a_writing():
        bundles.remove_member(place, by=STAFF, now=TODAY)
    page = client.get(link(app, named))
    assert page.h1 == "You’re no longer part of this membership"
    assert "Nora’s household ended on Monday, November 23" in page.text
    assert "The membership has ended" not in page.text
    factories.sign_in(another, "director")
    page = another.get(f"/office/members/people/{place.person.public_id}")
    assert "Never a member" not in page.text
    assert "Lapsed: member until November 23, 2026" in page.text
    assert "Member until November 23, 2026" in another.get(f"/office/people/{place.person.public_id}").text


def test_dues_are_the_gift_of_her_who_paid_them(app: Flask, client: Browser, another: Browser) -> None:
    nora = a_payer()
    named = names(nora)
    yes(named)
    assert named.person is not None
    factories.sign_in(client, account=accounts_queries.account_of(named.person))
    signs_in(another, nora)
    assert "of dues" not in client.get("/me").text
    assert "$75 in dues" in another.get("/me").text
    factories.sign_in(client, "director")
    for who, said in ((named.person, "Dues paid by someone else: $75"), (nora, "Paid dues: $75")):
        assert said in client.get(f"/office/people/{who.public_id}/story").main
    assert privacy.data_under(named.person.email_key)["dues"] == []
    assert len(privacy.data_under(nora.email_key)["dues"]) == 1


def test_a_name_carries_no_markup_into_a_mail_to_a_stranger(client: Browser) -> None:
    nora = a_payer()
    signs_in(client, nora)
    page = client.get(MINE).form(MINE).fill(name="<b>Bob</b> <script>", email="bob@example.test").press()
    assert page.status == 422
    assert "can’t have < or >" in page.errors["name"]
    assert page.form(MINE)["name"] == "<b>Bob</b> <script>"
    assert mails(INVITED) == []


def test_the_office_takes_out_twice_as_once(client: Browser) -> None:
    nora = a_payer()
    named = names(nora)
    yes(named)
    place = queries.enrollment_of(named.person_id or 0)
    assert place is not None
    factories.sign_in(client, "director")
    out = client.get(f"/office/members/people/{nora.public_id}").form(f"/bundle/{place.id}/end")
    for _ in range(2):
        assert "Bea Bundle was removed" in out.press().text
    assert len(mails("membership.taken_out")) == 1


def test_the_payer_reads_how_often_somebody_is_emailed(client: Browser) -> None:
    signs_in(client, a_payer())
    page = client.get(MINE)
    assert "We’ll email them, and they can say yes or no." in page.text
