"""A visitor takes a shift, hands it on, somebody else says yes and comes; and what the pages never say."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from wtforms.fields.core import UnboundField

from chapter import db
from chapter.mail.models import Mail
from chapter.people.models.profile import Skill
from chapter.shifts import forms
from chapter.shifts.models import CONFIRMED, GONE, Signup
from chapter.shifts.rules import substitutes
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import GUEST, TODAY, a_person, an_account, saved, sign_in
from tests.privacy.test_my_data import ask, everything_kept, link_to
from tests.shifts.shifts import SATURDAY, a_shift, an_opportunity, takes

VERA = "vera@example.test"


def test_a_visitor_takes_a_shift_releases_it_and_a_newcomer_has_it(app: object, client: Browser) -> None:
    shift = a_shift(an_opportunity(title="Pantry", slug="pantry"))
    address = f"/volunteer/pantry/{shift.public_id}"
    page = client.get(address).form(address).fill(name="Vera Visitor", email=VERA).press()
    assert "Check your email" in page.main
    vera = db.session.scalars(select(Signup).where(Signup.email == VERA)).one()
    page = client.get(f"/volunteer/shift/{vera.token}").form("/me").press()
    assert "This shift is yours" in page.main
    assert "BEGIN:VCALENDAR" in client.get(f"/volunteer/shift/{vera.token}/shift.ics").html

    page = client.get(f"/volunteer/shift/{vera.token}").form("/release").press()
    assert "We are looking for a substitute" in page.main

    other = takes(shift)
    db.session.expire_all()
    assert (vera.status, other.status) == (GONE, CONFIRMED)
    assert "Somebody took your shift" in client.get(f"/volunteer/shift/{vera.token}").main


def test_the_sheet_shows_what_is_needed_and_nobody_who_is_silent(app: object, client: Browser) -> None:
    shift = a_shift(an_opportunity(title="Pantry", slug="pantry"), of=5, minimum=4)
    takes(shift, a_person("Quiet Example"))
    takes(shift, a_person("Shown Example"), show_me=True)

    page = client.get("/volunteer/pantry")

    assert "Two more needed" in page.main
    assert "With Shown." in page.main
    assert "Quiet" not in page.html
    assert "Shown Example" not in page.html
    assert "Two more needed" in client.get("/volunteer/").main


def test_a_member_takes_a_shift_with_one_press_and_sees_it_on_her_page(app: object, client: Browser) -> None:
    a_shift(an_opportunity(title="Pantry", slug="pantry"), of=2)
    sign_in(client, "member")

    client.get("/volunteer/pantry").form("/take").press()

    assert "Pantry" in client.get("/me/").main
    assert "Your shift" in client.get("/volunteer/pantry").main


def test_what_clashes_is_said_on_the_sheet_and_cannot_be_taken(app: object, client: Browser) -> None:
    person = sign_in(client, "member")
    takes(a_shift(an_opportunity(title="Coats")), person)
    a_shift(an_opportunity(title="Pantry", slug="pantry", place="Other"), at=SATURDAY + timedelta(hours=1))

    page = client.get("/volunteer/pantry")

    assert "You have “Coats” at that time" in page.main
    assert "/take" not in page.html


def test_the_leads_sheet_checks_in_and_out(app: object, client: Browser, clock: MovableClock) -> None:
    shift = a_shift(an_opportunity(title="Pantry"), of=2)
    signup = takes(shift)
    clock.at(shift.starts_at)
    sign_in(client, "volunteers")
    address = f"/office/volunteers/shifts/{shift.public_id}"

    client.get(address).form("/do/in").press()
    assert "Checked in" in client.get(address).main
    clock.at(shift.ends_at)
    page = client.get("/office/volunteers/code").form("/code").fill(code=signup.checkin_code).press()
    assert "3 hours recorded" in page.text
    assert "Checked out" in client.get(address).main


def test_who_is_erased_is_nowhere_and_her_place_goes_on(app: object, client: Browser) -> None:
    shift = a_shift(an_opportunity(title="Pantry"))
    vera = takes(shift, a_person("Vera Visitor", VERA), team="Visitors’ Guild")
    backup = takes(shift, a_person("Bea Backup", "bea@example.test"))
    ask(client, VERA)
    assert "Pantry" in client.get(link_to(VERA)).main
    client.get(link_to(VERA)).form("erase").fill(sure="y").press()
    db.session.rollback()

    left = everything_kept()
    for word in ("Vera Visitor", VERA, "Visitors’ Guild"):
        assert word not in left, word
    assert (vera.status, backup.status) == (GONE, "offered")


def test_no_form_or_page_invites_anybody_below_eighteen_or_asks_for_names_of_theirs() -> None:
    kinds = forms.SignupForm, forms.OnePressForm
    fields = {name for kind in kinds for name in dir(kind) if isinstance(getattr(kind, name), UnboundField)}
    assert not fields & {"age", "born", "birthday", "school", "grade", "parent", "guest_names", "names"}
    assert "email" in fields
    pages = Path("chapter/templates")
    for page in (*pages.glob("shifts/public/*.html"), *pages.glob("staffing/public/*.html")):
        said = page.read_text().lower()
        for word in ("teen", "girl", "child", "under 18", "school", "your parents"):
            assert word not in said, (page.name, word)


def test_who_is_asked_for_her_skill_finds_the_shift_that_only_the_invited_see(
    app: object, client: Browser
) -> None:
    whole = an_opportunity(title="Panel", slug="panel", audience="invited", skills="listening")
    signup = takes(a_shift(whole))
    account = an_account("member")
    saved(Skill(person_id=account.person_id, words="Listening", key="listening"))
    sign_in(client, account=account)
    assert client.get("/volunteer/panel", check=False).status == 404

    with db.writing():
        substitutes.seek_substitute(signup, by=GUEST, now=TODAY)

    assert client.get("/volunteer/panel").status == 200
    assert db.session.scalars(select(Mail).where(Mail.kind == "volunteering.asked")).one().to_address
    assert signup.status == CONFIRMED
