"""The security log says who got in, who was refused and whose rights changed, and names nobody."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account, Passkey
from chapter.accounts.rules import accounts, roles
from chapter.authentication.rules import second_factor
from chapter.checkin.rules import door_links
from chapter.events.models import POSTS
from chapter.events.rules import calendar_feeds, staff
from chapter.gateways import Gateways
from chapter.people.models import ROLES
from chapter.privacy import queries as privacy
from chapter.privacy import rules as erasing
from chapter.security import security_log, throttle
from tests import factories
from tests.authentication.mailed_links import NEW, an_invitation, ask, latest, press
from tests.authentication.sign_in import (
    add_passkey,
    give_code,
    give_password,
    passkey_options,
    recovery_codes,
    set_up_second_factor,
    use_passkey,
)
from tests.authenticator import Authenticator
from tests.browser import Browser
from tests.factories import PASSWORD, TODAY, a_booking, an_event, code_at
from tests.house_rules import ROOT
from tests.payments.fake_stripe import FakeStripe

Lines = list[dict[str, Any]]
Said = pytest.CaptureFixture[str]


def lines(said: Said) -> Lines:
    """What the security log has said since this was asked last."""
    every = [json.loads(line) for line in said.readouterr().out.splitlines() if line.startswith("{")]
    return [line for line in every if line.get("logger") == "security"]


def kinds(said: Said) -> list[str]:
    return [line["event"] for line in lines(said)]


@pytest.fixture(autouse=True)
def quiet(app: Flask, capsys: Said) -> None:
    """What making the chapter said is not looked at."""
    capsys.readouterr()


class TestSigningIn:
    def test_who_gets_in_is_said_with_her_number_and_the_page(self, client: Browser, capsys: Said) -> None:
        account = factories.an_account()
        give_password(client, account)
        (line,) = lines(capsys)
        assert (line["event"], line["account"], line["endpoint"]) == (
            "signed_in",
            account.id,
            "authentication.sign_in",
        )
        assert line["level"] == "info"
        client.post("/signout")
        (line,) = lines(capsys)
        assert (line["event"], line["reason"], line["by"]) == (
            "session_ended",
            "signed out",
            account.person_id,
        )

    def test_why_somebody_did_not_get_in_is_said_here_and_nowhere_else(
        self, client: Browser, capsys: Said
    ) -> None:
        known = factories.an_account()
        closed, bare = factories.an_account(disabled_at=TODAY), factories.an_account(password_hash=None)
        for email, typed in (
            (known.email, "wrong"),
            (closed.email, PASSWORD),
            (bare.email, PASSWORD),
            ("nobody@example.test", PASSWORD),
        ):
            client.post("/signin", email=email, password=typed, follow=False)
        assert [(line["event"], line["reason"], line.get("account")) for line in lines(capsys)] == [
            ("sign_in_failed", "wrong_password", known.id),
            ("sign_in_failed", "closed", closed.id),
            ("sign_in_failed", "no_password", bare.id),
            ("sign_in_failed", "no_account", None),
        ]

    def test_the_second_factor(self, client: Browser, capsys: Said) -> None:
        account = factories.an_account("events")
        give_password(client, account)
        give_code(client, "000000")
        give_code(client, code_at(TODAY))
        assert [one for one in kinds(capsys) if one != "session_ended"] == [
            "first_factor_given",
            "second_factor_failed",
            "signed_in",
        ]

    @pytest.mark.usefixtures("over_https")
    def test_a_passkey_that_is_not_hers(self, client: Browser, capsys: Said) -> None:
        assert use_passkey(client, json.dumps({"id": "x"})).status == 422
        assert [(one["event"], one["reason"]) for one in lines(capsys)] == [("sign_in_failed", "passkey")]
        assert passkey_options(client.get("/signin"))

    def test_proving_once_more(self, client: Browser, account: Account, capsys: Said) -> None:
        factories.sign_in(client, account=account)
        kinds(capsys)
        client.post("/account/again", password="wrong", follow=False)
        client.post("/account/again", password=PASSWORD, follow=False)
        assert kinds(capsys) == ["proof_failed", "proved_again"]

    def test_the_limit_is_said_by_its_name(self, client: Browser, account: Account, capsys: Said) -> None:
        for _ in range(throttle.SIGN_IN.most + 1):
            client.post("/signin", email=account.email, password="wrong", follow=False)
        last = lines(capsys)[-1]
        assert (last["event"], last["limit"], last["level"]) == ("limit_reached", "sign-in", "warning")


class TestLinks:
    def test_one_that_acts_once_is_made_used_and_refused(
        self, client: Browser, account: Account, capsys: Said
    ) -> None:
        ask(client, "signin", account.email)
        link = latest("signin")
        press(client, link)
        press(client, link)
        client.get("/signin/link/abcdefgh12345678-" + "b" * 26)
        said = lines(capsys)
        assert [(one["event"], one.get("purpose")) for one in said] == [
            ("link_made", "signin"),
            ("link_used", "signin"),
            ("signed_in", None),
            ("link_refused", None),
            ("link_refused", None),
        ]
        assert said[1]["account"] == account.id

    def test_a_personal_link_that_opens_nothing(self, client: Browser, capsys: Said) -> None:
        booking = a_booking(an_event())
        client.get(f"/rsvp/{booking.public_id}-{'b' * 26}")
        client.get(f"/rsvp/{booking.token}")
        assert [(one["event"], one["endpoint"]) for one in lines(capsys)] == [
            ("link_refused", "bookings.booking")
        ]


class TestRefusals:
    def test_a_page_of_others(self, client: Browser, another: Browser, capsys: Said) -> None:
        person = factories.sign_in(client, "member")
        kinds(capsys)
        assert client.get("/office/people/new").status == 403
        another.get("/office/people/new", follow=False)
        said = [(one["event"], one["reason"], one.get("by"), one["endpoint"]) for one in lines(capsys)]
        page = "records_office.new_person"
        assert said == [
            ("access_refused", "role", person.id, page),
            ("access_refused", "signed_out", None, page),
        ]

    def test_staff_without_a_second_factor(self, client: Browser, capsys: Said) -> None:
        factories.sign_in(client, account=factories.an_account("director", secured=False))
        kinds(capsys)
        client.get("/office/people/new", follow=False)
        assert [(one["event"], one["reason"]) for one in lines(capsys)] == [
            ("access_refused", "second_factor")
        ]

    def test_a_record_that_is_not_for_her(self, client: Browser, capsys: Said) -> None:
        person = factories.sign_in(client, "director")
        kinds(capsys)
        assert client.get("/office/people/abcdefgh12345678").status == 404
        client.get("/nothing-here")
        assert [(one["event"], one["by"]) for one in lines(capsys)] == [("record_refused", person.id)]

    def test_a_form_without_a_token(self, client: Browser, account: Account, capsys: Said) -> None:
        client.post("/signin", email=account.email, password=PASSWORD, proved=False, follow=False)
        assert kinds(capsys) == ["form_unproved"]

    def test_a_call_that_stripe_did_not_sign(
        self, client: Browser, outside: Gateways, monkeypatch: pytest.MonkeyPatch, capsys: Said
    ) -> None:
        monkeypatch.setattr(outside, "stripe", FakeStripe())
        client.send("POST", "/stripe/webhook", data=b"{}", check=False)
        assert kinds(capsys) == ["webhook_refused"]


class TestChanges:
    def test_roles_posts_and_links_for_helpers(self, app: Flask, capsys: Said) -> None:
        director = factories.an_account("director").person
        ana, event = factories.an_account("member"), an_event()
        by, now = director.actor, TODAY
        kinds(capsys)
        with db.writing():
            given = roles.grant(ana.person, "events", by=by, why="She asked", now=now)
            db.session.flush()
            roles.end(given, by=by, why="She asked", now=now)
            post = staff.grant_post(event, ana.person, post="lead", by=by, now=now)
            staff.end_post(post, by=by, now=now)
            link = door_links.make_door_link(event, "Nora Helper", 2, by=by, now=now)
            door_links.revoke_door_link(link, by=by, now=now)
            calendar_feeds.renew_feed(ana.person, now=now)
            calendar_feeds.end_feed(ana.person, now=now)
        said = lines(capsys)
        assert [(one["event"], one.get("detail")) for one in said] == [
            ("role_granted", ROLES["events"].lower()),
            ("role_ended", ROLES["events"].lower()),
            ("post_granted", POSTS["lead"].lower()),
            ("post_ended", POSTS["lead"].lower()),
            ("door_link_made", None),
            ("door_link_ended", None),
            ("calendar_link_made", None),
            ("calendar_link_ended", None),
        ]
        assert said[0]["record"] == ana.person_id
        assert said[0]["by"] == director.id

    def test_accounts_passwords_and_factors(self, client: Browser, capsys: Said) -> None:
        director = factories.an_account("director").person
        account, link = an_invitation()
        press(client, link, password=NEW)
        other = factories.an_account("events")
        used = recovery_codes(other)[0]
        with db.writing():
            second_factor.use_recovery_code(other, used, now=TODAY)
            second_factor.reset(other, by=director.actor, why="She lost it", now=TODAY)
            accounts.disable(account, by=director.actor, why="She left", now=TODAY)
            accounts.enable(account, by=director.actor, why="She came back", now=TODAY)
        assert {
            "invited",
            "link_used",
            "password_changed",
            "recovery_codes_made",
            "recovery_code_used",
            "factors_reset",
            "session_ended",
            "account_closed",
            "account_opened",
        } <= set(kinds(capsys))

    def test_an_app_for_codes(self, client: Browser, account: Account, capsys: Said) -> None:
        factories.sign_in(client, account=account)
        set_up_second_factor(client)
        client.post("/account/codes/end")
        assert [one for one in kinds(capsys) if one.startswith("factor")] == [
            "factor_added",
            "factor_removed",
        ]

    @pytest.mark.usefixtures("over_https")
    def test_a_passkey_is_added_and_removed(self, client: Browser, account: Account, capsys: Said) -> None:
        factories.sign_in(client, account=account)
        kinds(capsys)
        add_passkey(client, Authenticator())
        kept = db.session.scalars(select(Passkey)).one()
        client.get(f"/account/passkeys/{kept.public_id}").form("/remove").press()
        assert [one for one in kinds(capsys) if one != "session_ended"] == ["factor_added", "factor_removed"]

    def test_who_is_erased_and_what_is_taken_along(self, client: Browser, capsys: Said) -> None:
        account = factories.an_account("member")
        with db.writing():
            erasing.erase_member(privacy.data_of(account), account, now=TODAY)
        factories.sign_in(client, "director")
        client.get("/office/people/").form("/file").press()
        assert {"account_erased", "exported"} <= set(kinds(capsys))

    def test_what_was_rolled_back_was_never_said(self, app: Flask, capsys: Said) -> None:
        account = factories.an_account()
        with pytest.raises(ZeroDivisionError):
            close_and_fail(account)
        with db.writing():
            db.session.flush()
        assert kinds(capsys) == []


def close_and_fail(account: Account) -> None:
    with db.writing():
        accounts.disable(account, by=account.person.actor, why="A slip", now=TODAY)
        raise ZeroDivisionError


@pytest.mark.parametrize("told", ["Ana", "ana@example.test", "a’b", "x" * 61, "", 1.5, ["ana"]])
def test_what_is_no_number_and_no_word_of_ours_is_refused(app: Flask, told: Any) -> None:
    with pytest.raises((security_log.NotAConstantWord, TypeError)):
        security_log.log_event("signed_in", reason=told)
    with pytest.raises(security_log.NotAConstantWord):
        security_log.log_event("never heard of")


def test_every_kind_stands_in_the_document_and_every_change_is_a_kind() -> None:
    written = (ROOT / "docs" / "security-log.md").read_text()
    assert re.findall(r"^\| `([a-z_]+)` \| (.+) \|$", written, re.M)[-len(security_log.KINDS) :] == list(
        security_log.KINDS.items()
    )
    assert set(security_log.CHANGES.values()) <= set(security_log.KINDS)


def test_every_kind_is_gone_through_here() -> None:
    here = "".join(one.read_text() for one in Path(__file__).parent.glob("test_security_log*.py"))
    assert [kind for kind in security_log.KINDS if f'"{kind}"' not in here] == []


def test_every_role_and_post_can_be_said() -> None:
    for name in (*ROLES.values(), *POSTS.values()):
        assert security_log.WORD.fullmatch(name.lower()), name
