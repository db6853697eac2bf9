import json
from flask import Flask
from chapter import db
from chapter.privacy import address_access, exports, queries, rules, row_ids
from tests import factories
from tests.factories import TODAY
from tests.privacy.filled_tables import EMAIL, NAME, told
from tests.privacy.test_nothing_is_left import SIGNED_IN, filled
from tests.statement_count import counted

OUT = "/tmp/personal_baseline.json"

def shape(tables):
    return {n: [len(r), sorted({c for one in r for c in one})] for n, r in tables.items()}

def save(key, value):
    try: all_ = json.load(open(OUT))
    except FileNotFoundError: all_ = {}
    all_[key] = value
    json.dump(all_, open(OUT, "w"), indent=1)

def test_member(app: Flask) -> None:
    account = factories.an_account(person=factories.a_person(NAME, EMAIL))
    filled(account.person, account)
    save("member", shape(exports.as_tables(queries.data_of(account))))
    with db.writing(), counted() as sent:
        rules.erase_member(queries.data_of(account), account, now=TODAY)
    save("member_statements", len(sent))

def test_guest(app: Flask) -> None:
    person = factories.a_person(NAME, EMAIL)
    filled(person, without=SIGNED_IN)
    save("guest", shape(exports.as_tables(queries.data_under(EMAIL))))
    save("guest_shown", shape(exports.as_tables(address_access.shown_by_link(EMAIL))))
    about = row_ids.row_ids_about(queries.data_under(EMAIL), guests_only=True)
    with db.writing(), counted() as sent:
        rules.erase(queries.data_under(person.email_key), now=TODAY, about=about)
    save("guest_statements_full", len(sent))

def test_guest_sharing(app: Flask) -> None:
    factories.an_account(person=factories.a_person("Olga Member", EMAIL))
    person = factories.a_person(NAME, EMAIL)
    filled(person, without=SIGNED_IN)
    save("sharing_shown", shape(exports.as_tables(address_access.shown_by_link(EMAIL))))

def test_plain_guest(app: Flask) -> None:
    with db.writing():
        factories.a_booking(factories.an_event(), name=NAME, email=EMAIL)
    about = row_ids.row_ids_about(queries.data_under(EMAIL), guests_only=True)
    with db.writing(), counted() as sent:
        rules.erase(queries.data_under(EMAIL), now=TODAY, about=about)
    save("guest_one_booking_statements", len(sent))
    with db.writing():
        for n in range(4):
            factories.a_booking(factories.an_event(), name=NAME, email=EMAIL)
    about = row_ids.row_ids_about(queries.data_under(EMAIL), guests_only=True)
    with db.writing(), counted() as sent:
        rules.erase(queries.data_under(EMAIL), now=TODAY, about=about)
    save("guest_four_bookings_statements", len(sent))
