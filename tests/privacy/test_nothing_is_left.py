"""After erasing, no table says her name, her address or her phone: every one of them is filled first."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account
from chapter.audit import Entry, Values
from chapter.events import queries as events_queries
from chapter.mail.models import Mail
from chapter.people.models import Person
from chapter.personal_data import registry
from chapter.privacy import address_access, exports, queries, rules
from chapter.security import throttle
from tests import factories, logged_acts
from tests.browser import Browser
from tests.factories import TODAY
from tests.privacy.canary import EMAIL, NAME, SAYS, SESAME, Filled, of_accounts, personal, told
from tests.privacy.test_my_data import everything_kept

OF_ADDRESS = {"consents"}
"""What belongs to an address, and stays while somebody else has it. Nothing writes into the log about it."""

EXPORTED = Path(__file__).with_name("data_json.txt")
"""Each name in data.json with its columns. Whoever adds a table adds its line."""


def to_another(companion: int) -> Mail:
    """A mail to somebody else that names her."""
    return Mail(
        kind="hello.meets", from_name="Us", about_kind="companions", about_id=companion, placeholders={},
        to_name="Lea", to_address="lea@example.test", to_key="lea@example.test", subject=f"{NAME} comes",
        text=SAYS, attachments=[], created_at=TODAY, due_at=TODAY, sent_at=TODAY,
    )  # fmt: skip


def filled(person: Person, account: Account | None = None, **more: frozenset[str]) -> Filled:
    """Every table says something of her, and so does the log of each of these rows."""
    made = Filled(person, account.id if account else None)
    made.fill(**more)
    with db.writing():
        for kind, number in made.hers.items():
            if (
                kind in OF_ADDRESS
                or kind not in personal()
                or personal()[kind].number is None
                or personal()[kind].whose is None
            ):
                continue
            entry = Entry(
                at=TODAY, actor_kind="guest", verb="changed", record_kind=kind, record_id=number,
                fields=["name"], why=SAYS,
            )  # fmt: skip
            entry.values = Values(before={"name": SAYS}, after={"name": SAYS})
            db.session.add(entry)
        db.session.add(to_another(made.hers["companions"]))
    logged_acts.forget()  # these entries only hold her name; no package writes them
    throttle.enforce((throttle.MAILED_LINK, EMAIL), now=TODAY)
    return made


def test_somebody_who_leaves_is_named_nowhere_any_more(app: Flask) -> None:
    account = factories.an_account(person=factories.a_person(NAME, EMAIL))
    made = filled(account.person, account)
    before = told()
    assert len(before) > 80, "the tables were not filled"
    with db.writing():
        rules.erase_member(queries.data_of(account), account, now=TODAY)
    assert "\n".join(sorted(told())) == ""
    assert made.hers


def test_a_guest_who_erases_herself_is_named_nowhere_any_more(app: Flask) -> None:
    person = factories.a_person(NAME, EMAIL)
    filled(person, without=of_accounts())
    assert len(told()) > 70, "the tables were not filled"
    with db.writing():
        rules.erase(queries.data_under(person.email_key), now=TODAY)
    assert "\n".join(sorted(told())) == ""


def test_a_guest_who_shares_a_members_address_is_named_nowhere_any_more_either(app: Flask) -> None:
    factories.an_account(person=factories.a_person("Olga Member", EMAIL))
    person = factories.a_person(NAME, EMAIL)
    filled(person, without=of_accounts())
    with db.writing():
        rules.erase(queries.data_under(person.email_key), now=TODAY)
    of_the_address = {"consents.email_key", "consents.wording"}
    members = {"people.email", "people.email_key", "accounts.email", "accounts.email_key"}
    assert set(told()) == members | of_the_address


def test_a_column_that_erasing_does_not_know_is_seen(app: Flask) -> None:
    with db.writing():
        db.session.add(factories.a_person(NAME, EMAIL))
    assert set(told()) == {
        "people.name", "people.email", "people.name_key", "people.email_key", "name_words.word",
        "name_keys.word",
    }  # fmt: skip


def test_a_canary_member_takes_a_row_of_every_exported_table_along_and_no_secret(app: Flask) -> None:
    account = factories.an_account(person=factories.a_person(NAME, EMAIL))
    filled(account.person, account)
    kept = queries.data_of(account)
    exported = {str(one.export) for one in personal().values() if registry.is_exported(one)}
    assert {name for name, rows in exports.as_tables(kept).items() if rows} == exported
    assert SESAME in everything_kept()
    assert SESAME not in exports.as_json(kept)


def test_a_canary_guest_takes_all_of_hers_along_and_no_secret_by_her_mailbox_alone(app: Flask) -> None:
    person = factories.a_person(NAME, EMAIL)
    filled(person, without=of_accounts())
    for kept in (queries.data_under(EMAIL), address_access.shown_by_link(EMAIL)):
        exported = {
            str(one.export) for name, one in personal().items()
            if registry.is_exported(one) and name not in of_accounts()
        }  # fmt: skip
        assert {name for name, rows in exports.as_tables(kept).items() if rows} == exported
        assert SESAME not in exports.as_json(kept)


def test_a_guest_at_a_members_address_is_told_of_hers_alone(app: Flask) -> None:
    factories.an_account(person=factories.a_person("Olga Member", EMAIL))
    filled(factories.a_person(NAME, EMAIL), without=of_accounts())
    told_her = exports.as_json(address_access.shown_by_link(EMAIL))
    assert NAME in told_her
    assert "Olga" not in told_her


def test_the_export_has_the_names_and_columns_that_programs_know(app: Flask) -> None:
    account = factories.an_account(person=factories.a_person(NAME, EMAIL))
    filled(account.person, account)
    tables = exports.as_tables(queries.data_of(account))
    lines = [f"{name}: {' '.join(rows[0])}" for name, rows in sorted(tables.items())]
    assert lines == EXPORTED.read_text().splitlines()


def test_a_greeter_who_is_erased_stands_on_no_list_and_the_lead_hears_of_it(app: Flask) -> None:
    account, lead = factories.an_account(), factories.an_account()
    ahead, past = factories.an_event(), factories.an_event(starts_at=TODAY - timedelta(days=9))
    factories.a_lead(ahead, lead.person)
    for event in (ahead, past):
        factories.a_lead(event, account.person, "greeter")
    with db.writing():
        rules.erase_member(queries.data_of(account), account, now=TODAY)
    assert [one.person_id for one in events_queries.staff_of_event(ahead)] == [lead.person_id]
    assert events_queries.staff_of_event(past) == []
    (mail,) = db.session.scalars(select(Mail).where(Mail.kind == "events.post_free"))
    assert (mail.to_key, mail.subject) == (lead.email_key, f"Greeter needed: {ahead.title}")


def test_without_a_lead_those_who_run_events_hear_that_one_is_needed(app: Flask, client: Browser) -> None:
    account, events = factories.an_account(), factories.an_account("events")
    ahead = factories.an_event()
    factories.a_lead(ahead, account.person)
    with db.writing():
        rules.erase_member(queries.data_of(account), account, now=TODAY)
    (mail,) = db.session.scalars(select(Mail).where(Mail.kind == "events.post_free"))
    assert (mail.to_key, mail.subject) == (events.email_key, f"Event lead needed: {ahead.title}")
    factories.sign_in(client, account=events)
    assert client.get(f"/office/events/{ahead.slug}/staff").main.count("Lead") <= 3
