"""What the office does about members, by its pages."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.applications import tasks as applications_tasks
from chapter.applications.models import Question, WelcomeMail
from chapter.levels.models import Level
from chapter.membership import queries
from chapter.membership.models.dues import Dues
from chapter.membership.queries import bundles, membership_settings
from chapter.people import queries as people
from tests import factories
from tests.browser import Browser, Page
from tests.conftest import MovableClock
from tests.factories import TODAY
from tests.form import Form
from tests.households.households import yes
from tests.membership.members import (
    a_free_level,
    a_household,
    a_level,
    a_member,
    an_application,
    days,
    membership,
    pays,
    proved,
    status,
)


def the_form(page: Page, ending: str) -> Form:
    """The form whose address ends so."""
    (tag,) = page.soup.select(f'form[action$="{ending}"]')
    return Form(page, tag)


@pytest.fixture
def director(client: Browser) -> Browser:
    factories.sign_in(client, "director")
    return client


def test_a_level_is_written_opened_and_joined(director: Browser, another: Browser) -> None:
    page = director.get("/office/members/levels").follow("New level")
    form = page.form("/levels/new").fill(
        name="Member", slug="member", price="75.50", months="12", grace_days="30"
    )
    page = form.press()
    assert page.h1 == "Member"
    assert "$75.50 a year" in page.main
    assert another.get("/join/member").status == 404
    page.form("/offer").fill(open_to_all=True).press()
    assert "$75.50" in another.get("/join").main


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"price": "seventy"}, "price"),
        ({"price": "-5"}, "price"),
        ({"slug": "Member Level"}, "slug"),
        ({"slug": "confirm"}, "slug"),
        ({"period_kind": "endless"}, "price"),
        ({"turns_month": "2", "turns_day": "29"}, "turns_day"),
        ({"turns_month": "4", "turns_day": "31"}, "turns_day"),
        ({"bundle_most": "4"}, "bundle_most"),
        ({"months": "0"}, "months"),
    ],
)
def test_a_level_that_makes_no_sense_is_refused(director: Browser, typed: dict[str, str], field: str) -> None:
    page = director.get("/office/members/levels/new")
    right = {"name": "Member", "slug": "member", "price": "75", "months": "12", "grace_days": "30"}
    page = page.form("/levels/new").fill(**{**right, **typed}).press()
    assert page.status == 422
    assert page.errors[field]


def test_two_who_change_a_level_lose_nothing(director: Browser) -> None:
    level = a_level("Member")
    mine = director.get(f"/office/members/levels/{level.slug}/edit").form("/edit")
    director.get(f"/office/members/levels/{level.slug}/edit").form("/edit").fill(price="80").press()
    page = mine.fill(price="90").press()
    assert page.status == 422
    assert "80 Saved by you" in page.main
    assert page.form("/edit").press().h1 == "Member"
    db.session.expire_all()
    assert db.session.get_one(Level, level.id).price_cents == 9000


def test_an_approval_can_be_undone_for_ten_minutes(director: Browser, clock: MovableClock) -> None:
    application = proved(an_application(a_free_level(staff_approves=True), "Cora Newton"))
    page = (
        director.get("/office/members/applications").follow("Cora Newton").form("/approve").press("Approve")
    )
    assert "This takes effect in 10 minutes" in page.text
    page = page.form("/undo").press()
    assert "Decision undone" in page.text
    page.form("/approve").press("Approve")
    clock.forward(minutes=10)
    applications_tasks.settle_decisions(clock.now())
    db.session.expire_all()
    assert application.person is not None
    assert status(application.person, clock.now()) == "current"


def test_a_no_carries_its_words(director: Browser) -> None:
    application = proved(an_application(a_level(staff_approves=True)))
    page = director.get(f"/office/members/applications/{application.public_id}")
    page.form("/approve").fill(why="Only for those who live in Illinois.").press("Decline")
    db.session.expire_all()
    assert (application.decision, application.decided_why) == (
        "declined",
        "Only for those who live in Illinois.",
    )


def test_the_first_dues_of_an_applicant_make_her_a_member(client: Browser) -> None:
    factories.sign_in(client, "treasurer")
    application = proved(an_application(a_level()))
    page = client.get("/office/members/applications").follow("Record dues").form("/dues").press()
    assert "is now a member" in page.text
    assert application.person is not None
    assert status(application.person, TODAY) == "current"


def test_dues_are_recorded_and_reversed_with_a_reason(director: Browser) -> None:
    ana = a_member()
    address = f"/office/members/people/{ana.public_id}"
    page = (
        the_form(director.get(address), "/dues").fill(paid_on="2026-11-23", note="At the breakfast").press()
    )
    assert "You recorded $75. Member until November 22, 2028" in page.text
    page = page.form("/reverse").press()
    assert page.status == 422
    page = page.form("/reverse").fill(why="The check bounced").press()
    assert "Both rows stay" in page.text
    assert [row.amount_cents for row in db.session.scalars(select(Dues).order_by(Dues.id))] == [
        7500,
        7500,
        -7500,
    ]
    assert str(membership(ana).ends_on) == "2027-11-22"


def test_a_form_of_dues_sent_twice_is_one_payment(director: Browser) -> None:
    ana = a_member()
    form = the_form(director.get(f"/office/members/people/{ana.public_id}"), "/dues")
    form.press()
    form.press()
    assert len(list(db.session.scalars(select(Dues)))) == 2


def test_who_resigned_is_brought_back_by_undo(director: Browser) -> None:
    ana = a_member()
    page = director.get(f"/office/members/people/{ana.public_id}").follow("Record a death")
    page = page.form("/leave").fill(kind="resigned", why="Moves to Omaha").press()
    assert "Resigned" in page.main
    assert not people.holds_role(ana.id, "member")
    page.form("/take-back").press()
    assert status(ana, TODAY) == "current"


def test_a_household_is_filled_and_its_payer_changed(director: Browser) -> None:
    ana = a_member(a_household(most=2))
    address = f"/office/members/people/{ana.public_id}"
    page = director.get(address).form("/bundle").fill(name="Bea Bundle", email="bea@example.test").press()
    assert "1 of up to 2" in page.main
    yes(*bundles.open_invitations_in(membership(ana)))
    page = director.get(address)
    assert "2 of up to 2" in page.main
    page = page.form("/payer").press()
    assert membership(ana).payer.name == "Bea Bundle"
    assert "Bea Bundle pays" in page.text


def test_lists_show_who_is_at_risk_and_who_wants_to_renew(client: Browser, clock: MovableClock) -> None:
    ana, bea = a_member(), a_member()
    clock.forward(days=340)
    factories.sign_in(client, "director")
    pays(factories.a_person("Zoe Fresh"), a_level(), on=clock.now().date() - days(5), now=clock.now())
    risk = client.get("/office/members/?state=risk").main
    assert ana.name in risk
    assert bea.name in risk
    assert "Zoe Fresh" not in risk
    client.get(f"/renew/{membership(ana).token}").form("/renew/").press()
    asked = client.get("/office/members/?state=asked").main
    assert ana.name in asked
    assert bea.name not in asked
    assert "Zoe" in client.get("/office/members/?q=fresh").main


def test_a_requirement_is_ticked_with_a_note_and_unticked(director: Browser) -> None:
    level = a_level("Member")
    page = director.get(f"/office/members/levels/{level.slug}")
    page.form("/requirements").fill(words="Six hours", counter="", amount="1").press()
    ana = a_member(level)
    page = director.get(f"/office/members/people/{ana.public_id}")
    page = page.form("/tick").fill(note="At the packing night").press("Check off")
    assert "Checked off by staff: At the packing night" in page.main
    assert "Not yet" in page.form("/untick").press().main


def test_questions_and_texts_are_the_chapters_own(director: Browser, another: Browser) -> None:
    page = director.get("/office/members/texts")
    page = (
        page.form("/texts")
        .fill(join_words="Welcome back.", dues_words="By check.", reminder_days="60, 7, −3")
        .press()
    )
    assert membership_settings.current().reminder_days == [60, 7, -3]
    page = page.form("/questions").fill(words="Who told you?", required=True).press()
    assert "Welcome back." in another.get("/join").main
    page = page.form("/end").press()
    assert "Who told you?" not in page.main
    page.form("/resume").press()
    assert db.session.scalars(select(Question)).one().ended_at is None
    page = director.get("/office/members/texts").form("/texts").fill(reminder_days="soon").press()
    assert page.status == 422


def test_communications_writes_the_welcome_mails(client: Browser) -> None:
    factories.sign_in(client, "comms")
    page = client.get("/office/members/welcome").follow("New welcome email")
    lately = a_member(on=TODAY.date() - timedelta(days=5))
    page = page.form("/welcome/new").fill(days="3", subject="Hello", text="Welcome back.").press()
    assert page.h1 == "Preview: “Hello”"
    assert "Everyone who joins will get it 3 days after joining." in page.main
    assert "One person will get it within the hour" in page.main
    assert f"Dear {lately.first_name}" in page.main
    assert db.session.scalars(select(WelcomeMail)).all() == []
    page = page.form("/welcome/new").press("Save")
    assert "3 days after joining" in page.main
    page = page.follow("Hello").form("/welcome/").fill(days="4").press()
    assert "One person will get it within the hour" in page.main, "another day reaches others at once"
    page = page.form("/welcome/").press("Save")
    assert "4 days after joining" in page.main
    page = page.form("/end").press()
    assert "No one else will get it" in page.text
    page.form("/resume").press()
    assert db.session.scalars(select(WelcomeMail)).one().ended_at is None


def test_her_page_shows_her_membership_and_relations(director: Browser) -> None:
    ana, bea = a_member(), factories.a_person("Bea Sister", "bea@example.test")
    page = director.get(f"/office/people/{ana.public_id}")
    assert re.search(r"Active until November 22, 2027", page.main)
    page = the_form(page, "/relations").fill(kind="home", email="bea@example.test").press()
    assert "Shares a home with Bea Sister" in page.main
    assert f"Shares a home with {ana.name}" in director.get(f"/office/people/{bea.public_id}").main
    page = the_form(page, "/relations").fill(kind="home", email="bea@example.test").press()
    assert page.errors["email"] == "This relation is already recorded."
    page = page.form("/relations/").press()
    assert not page.has_form("/relations/"), "it stands in her story alone"


def test_unfinished_applications_are_shown_and_mailed_again(director: Browser, app: Flask) -> None:
    an_application(a_level(), "Zoe Lost", sent=False, now=TODAY - timedelta(hours=3))
    page = director.get("/office/members/applications")
    assert "Application not finished" in page.main
    page = page.form("/again").press()
    assert "We’re sending the email" in page.text


def test_a_member_is_found_by_queries_for_the_portal(app: Flask) -> None:
    ana = a_member()
    found = queries.standing_of(ana, TODAY + days(340))
    assert (found.member, found.renewal_due, found.level and found.level.price_cents) == (True, True, 7500)
    assert queries.standing_of(factories.a_person(), TODAY).status is None
