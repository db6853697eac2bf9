"""A household by its pages: named as somebody joins, answered by a mailed link, seen by the payer."""

from flask import Flask

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.households import tasks as households_tasks
from chapter.membership import queries
from chapter.membership.models.invitations import NamedPerson
from chapter.membership.queries import bundles
from chapter.people.models import Person
from tests import factories
from tests.applications.test_joining_by_the_pages import the_link
from tests.browser import Browser, Page
from tests.conftest import MovableClock
from tests.factories import TODAY
from tests.households.households import BEA, INVITED, NEWS, a_payer, link, mails, names, no, yes
from tests.membership.members import a_free_level, a_household, a_member, membership, status

MINE = "/me/membership"
OTHERS = {"other_1_name": BEA.name, "other_1_email": BEA.email}


def signs_in(browser: Browser, person: Person) -> None:
    factories.sign_in(browser, account=factories.an_account("member", person=person))


def second_screen(client: Browser, most: int = 4) -> Page:
    level = a_free_level("Household", bundle_kind="household", bundle_most=most)
    page = client.get(f"/join/{level.slug}").form(level.slug)
    return page.fill(name="Nora Ochoa", email="nora@example.test").press()


def test_she_names_as_many_as_the_level_holds(client: Browser) -> None:
    page = second_screen(client, most=3)
    form = page.form("/join/application/")
    assert "other_2_email" in form
    assert "other_3_email" not in form


def test_a_level_for_one_asks_for_nobody_else(client: Browser) -> None:
    level = a_free_level()
    page = (
        client.get(f"/join/{level.slug}").form(level.slug).fill(name="Nora", email="n@example.test").press()
    )
    assert "other_1_name" not in page.form("/join/application/")


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(client: Browser) -> None:
    form = second_screen(client).form("/join/application/")
    page = form.fill(
        adult=True, other_1_name=BEA.name, other_2_email="kim@example.test", other_3_name="https://x.example"
    ).press()
    assert page.status == 422
    assert page.errors["other_1_email"].startswith("Enter their email")
    assert page.errors["other_2_name"] == "Enter their name."
    assert "web address" in page.errors["other_3_name"]
    assert page.form("/join/application/")["other_1_name"] == BEA.name


def test_nobody_stands_twice_and_she_herself_is_counted(client: Browser) -> None:
    form = second_screen(client).form("/join/application/")
    twice = {"other_2_name": "bea bundle", "other_2_email": "BEA@example.test"}
    page = form.fill(
        adult=True, **OTHERS, **twice, other_3_name="Nora Ochoa", other_3_email="nora@example.test"
    ).press()
    assert page.status == 422
    assert "already" in page.errors["other_2_name"]
    assert "counted" in page.errors["other_3_name"]


def test_from_the_second_screen_to_a_member_with_an_account(
    app: Flask, client: Browser, another: Browser
) -> None:
    second_screen(client).form("/join/application/").fill(adult=True, **OTHERS).press()
    assert mails(INVITED) == []
    nora = press_the_link(app, client)
    households_tasks.invite(TODAY)
    (named,) = bundles.open_invitations_in(membership(nora))
    page = another.get(link(app, named))
    assert page.h1 == "Nora added you to their membership"
    page = page.form("/yes").press()
    assert page.h1 == "You’re in, Bea."
    assert another.get(MINE).status == 200
    assert "Nora" in another.get(MINE).main
    bea = accounts_queries.account_by_email(BEA.email)
    assert bea is not None
    assert status(bea.person, TODAY) == "current"


def press_the_link(app: Flask, client: Browser) -> Person:
    client.get(the_link(app, "membership.confirm")).form("/join/confirm/").press()
    account = accounts_queries.account_by_email("nora@example.test")
    assert account is not None
    return account.person


def test_looking_at_the_link_answers_nothing(app: Flask, client: Browser) -> None:
    named = names(a_payer())
    for _ in range(3):
        assert client.get(link(app, named)).status == 200
    db.session.expire_all()
    assert named.open
    assert client.get(f"{link(app, named)[:-3]}aaa").status == 404


def test_a_no_is_one_press_and_stays(app: Flask, client: Browser) -> None:
    named = names(a_payer())
    page = client.get(link(app, named)).form("/no").press()
    assert page.h1 == "You said no. That’s fine."
    assert not page.has_form("/yes")
    page = client.post(f"{link(app, named)}/yes")
    assert page.status == 422
    assert accounts_queries.account_by_email(BEA.email) is None


def test_a_link_that_was_taken_back_says_so_kindly(app: Flask, client: Browser, another: Browser) -> None:
    nora = a_payer()
    named = names(nora)
    signs_in(client, nora)
    page = client.get(MINE).follow("Remove")
    assert page.h1 == "Remove Bea Bundle?"
    assert named.open
    page = page.form("/end").press()
    assert "was removed" in page.text
    assert another.get(link(app, named)).h1 == "This invitation isn’t open anymore."


def test_who_has_an_account_is_not_signed_in_by_the_press(app: Flask, client: Browser) -> None:
    factories.an_account(person=factories.a_person(BEA.name, BEA.email))
    page = client.get(link(app, names(a_payer()))).form("/yes").press()
    assert "Sign in" in page.links()
    assert client.get(MINE, follow=False).status == 302


def test_what_a_yes_ends_is_said_before(app: Flask, client: Browser) -> None:
    bea = a_member(person=factories.a_person(BEA.name, BEA.email))
    page = client.get(link(app, names(a_payer())))
    assert "You already have a membership" in page.main
    assert "Yes, end mine and move" in page.main
    assert membership(bea).payer_id == bea.id


def test_the_payer_sees_who_belongs_who_has_answered_and_who_has_not(client: Browser) -> None:
    nora = a_payer()
    yes(names(nora))
    no(names(nora, NamedPerson("Kim Bundle", "kim@example.test")))
    names(nora, NamedPerson("Lou Bundle", "lou@example.test"))
    signs_in(client, nora)
    main = client.get(MINE).main
    assert "2 of up to 4" in main
    assert "Bea Bundle Member since" in main
    assert "Kim Bundle Said no" in main
    assert "Lou Bundle No answer yet" in main
    assert "lou@example.test" not in main, "it may be another by now, that Lou did not tell her"
    assert BEA.email not in main


def test_the_payer_reads_the_name_that_she_typed_and_nothing_of_what_bea_tells(client: Browser) -> None:
    bea = factories.a_person(BEA.name, BEA.email, called="Trixie", pronouns="they/them")
    nora = a_payer()
    yes(names(nora, NamedPerson("Bea", BEA.email)))
    assert queries.enrollment_of(bea.id) is not None
    signs_in(client, nora)
    main = client.get(MINE).main
    assert "Trixie" not in main
    assert "they/them" not in main


def test_she_adds_one_sends_it_again_a_day_later_and_three_times_at_most(
    client: Browser, clock: MovableClock
) -> None:
    nora = a_payer()
    signs_in(client, nora)
    page = client.get(MINE).form(MINE).fill(name=BEA.name, email=BEA.email).press()
    assert "Added. We’ll email them" in page.text
    assert not page.has_form("/again")
    for _ in range(2):
        clock.forward(days=1)
        client.get(MINE).form("/again").press()
    clock.forward(days=1)
    assert not client.get(MINE).has_form("/again")
    (named,) = bundles.open_invitations_in(membership(nora))
    page = client.post(f"{MINE}/asked/{named.public_id}/again")
    assert "sent it three times" in page.text
    assert len(mails(INVITED)) == 3


def test_what_she_typed_stays_when_it_is_refused(client: Browser) -> None:
    nora = a_payer()
    signs_in(client, nora)
    page = client.get(MINE).form(MINE).fill(name=BEA.name, email="bea at home").press()
    assert page.status == 422
    assert "@" in page.errors["email"]
    assert page.form(MINE)["email"] == "bea at home"
    no(names(nora))
    page = client.get(MINE).form(MINE).fill(name=BEA.name, email=BEA.email).press()
    assert page.status == 422
    assert "said no" in page.errors["email"]


def test_the_page_tells_nothing_of_whom_the_chapter_knows(client: Browser) -> None:
    a_member(person=factories.a_person("Known Member", "known@example.test"))
    nora = a_payer()
    signs_in(client, nora)
    seen = []
    for name, email in (("Known Member", "known@example.test"), ("Quite Unknown", "quite@example.test")):
        page = client.get(MINE).form(MINE).fill(name=name, email=email).press()
        seen.append(page.main.replace(name, "X").replace(email, "x"))
    assert seen[0].count("No answer yet") == 1
    assert seen[1].replace("No answer yet", "", 1).count("No answer yet") == 1
    assert [step for step in seen if "already a member" in step] == []


def test_who_is_taken_out_is_shown_first(client: Browser) -> None:
    nora = a_payer()
    named = names(nora)
    yes(named)
    signs_in(client, nora)
    page = client.get(MINE).follow("Remove")
    assert page.h1 == "Remove Bea Bundle?"
    assert len(queries.enrollments_in(membership(nora))) == 2
    page.form("/end").press()
    db.session.expire_all()
    assert len(queries.enrollments_in(membership(nora))) == 1


def test_one_who_belongs_to_it_leaves_by_herself_and_touches_nobody_else(
    client: Browser, another: Browser
) -> None:
    nora = a_payer()
    bea, kim = names(nora), names(nora, NamedPerson("Kim Bundle", "kim@example.test"))
    yes(bea)
    yes(kim)
    assert bea.person is not None
    factories.sign_in(client, account=accounts_queries.account_of(bea.person))
    of_kim, of_nora = queries.enrollment_of(kim.person_id or 0), queries.enrollment_of(nora.id)
    assert of_kim is not None
    assert of_nora is not None
    for number in (of_kim.id, of_nora.id):
        assert client.post(f"{MINE}/people/{number}/end").status == 404
    assert client.post(MINE, name="X", email="x@example.test", nonce="nonce-0001").status == 404
    client.get(MINE).follow("Leave").form("/end").press()
    assert status(bea.person, TODAY) == "lapsed"
    assert mails(NEWS)[-1].subject == "Bea Bundle has left your household"


def test_another_payers_household_is_nowhere(client: Browser) -> None:
    named = names(a_payer())
    other = a_member(a_household())
    signs_in(client, other)
    for act in ("again", "end"):
        assert client.post(f"{MINE}/asked/{named.public_id}/{act}").status == 404
    assert client.get(f"{MINE}/asked/{named.public_id}/end").status == 404


def test_who_signs_in_finds_the_question_on_her_first_page(app: Flask, client: Browser) -> None:
    bea = factories.a_person(BEA.name, BEA.email)
    signs_in(client, bea)
    named = names(a_payer())
    page = client.get("/me/")
    assert "Nora added you to a membership" in page.main
    client.get(link(app, named)).form("/yes").press()
    db.session.expire_all()
    assert named.proof == "account"
    assert "added you" not in client.get("/me/").main


def test_whoever_has_no_membership_reads_how_to_join(client: Browser) -> None:
    factories.sign_in(client)
    assert "See how to join" in client.get(MINE).links()


def test_a_full_company_has_more_fields_folded(client: Browser) -> None:
    page = second_screen(client, most=12)
    assert "other_9_email" in page.form("/join/application/")
    assert "More people" in page.main
