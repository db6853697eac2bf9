"""Whatever the program logs has a name and reads as words, and the application does not start without."""

import re

import pytest
from flask import Flask, url_for
from sqlalchemy import select

from chapter import audit, db
from chapter.audit import log_kinds
from chapter.audit.log_fields import Field
from chapter.audit.log_kinds import LogKind, LogVerbs, RecordName, Undeclared, names_from
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from tests import logged_acts
from tests.factories import TODAY, a_booking, a_person, an_event
from tests.house_rules import ROOT, File
from tests.statement_count import statements_of


def logged_verbs() -> set[str]:
    """Every verb that the program or the sample's builder logs."""
    files = [path for top in ("chapter", "sample") for path in (ROOT / top).rglob("*.py")]
    return {
        verb
        for path in files
        for verb in logged_acts.verbs_in(File(path.relative_to(ROOT).as_posix(), path.read_text()))
    }


def declared_verbs() -> set[str]:
    """Every verb that some package says in words."""
    return {verb for kind in log_kinds.all_kinds() for verb in log_kinds.verbs_of(kind)}


def test_every_verb_that_is_logged_is_said_in_words_and_none_that_is_not(app: Flask) -> None:
    assert logged_verbs() == declared_verbs()


def test_a_verb_that_nobody_declares_is_found(app: Flask) -> None:
    new = File(
        "chapter/x.py", "audit.record('waved', p) if a else log.record_each('bowed' if b else 'sat', c)"
    )
    assert set(logged_acts.verbs_in(new)) == {"waved", "bowed", "sat"}
    assert not declared_verbs() & {"waved", "bowed", "sat"}


def test_a_verb_that_is_computed_says_what_it_can_be() -> None:
    with pytest.raises(LookupError, match="what can moods"):
        list(logged_acts.verbs_in(File("chapter/x.py", "audit.record(moods[1], person)")))


def test_whatever_is_said_to_be_computed_still_is() -> None:
    assert [
        (path, verb)
        for path, verbs in logged_acts.CHOSEN.items()
        for verb in verbs
        if not re.search(rf"\(\s*{re.escape(verb)},", (ROOT / path).read_text())
    ] == []


def test_verbs_that_several_kinds_share_begin_alike_so_that_the_filter_can_call_them(app: Flask) -> None:
    known = log_kinds.all_kinds()
    labels = log_kinds.labels_of_verbs((kind, verb) for kind in known for verb in log_kinds.verbs_of(kind))
    first = {verb: label.split()[0] for verb, label in labels.items()}
    assert [
        (kind, verb)
        for kind in known
        for verb, words in log_kinds.verbs_of(kind).items()
        if words.split()[0].rstrip(":,") != first[verb]
    ] == []


def test_an_entry_that_nobody_declared_is_noticed_while_tests_run(app: Flask) -> None:
    event, ana = an_event(), a_person()
    with db.writing():
        audit.record("waved", event, by=ana.actor, now=TODAY, after={"friend_id": 3, "pairs": [[1, 2]]})
        audit.record("published", event, by=ana.actor, now=TODAY, after={"published": True})
    noticed = sorted(logged_acts.found)
    logged_acts.forget()
    assert [words[:30] for words in noticed] == [
        "events.friend_id does not read", "events.pairs does not read as ", "nobody declares what “waved” o",
    ]  # fmt: skip


def bare_app(*declared: LogVerbs) -> Flask:
    """An application that knows only these."""
    app = Flask(__name__)
    log_kinds.register(app, *declared)
    return app


EVENTS = LogKind(Event, {"waved": "waved to"}, label="Events", names=lambda ids: {})


def test_the_application_does_not_start_while_a_logged_table_has_no_name() -> None:
    with pytest.raises(Undeclared, match="rsvps"):
        log_kinds.guard(bare_app(EVENTS, LogVerbs(Rsvp, {"waved": "waved to"})))
    log_kinds.guard(bare_app(EVENTS))


@pytest.mark.parametrize(
    "again",
    [EVENTS, LogVerbs(Event, {"waved": "waved once more to"})],
)
def test_two_packages_name_nothing_alike(again: LogVerbs) -> None:
    with pytest.raises(ValueError, match="declared twice"):
        bare_app(EVENTS, again)


def test_no_field_is_declared_twice() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        bare_app(LogVerbs(Event, {}, {"place": Field("Where")}), LogVerbs(Event, {}, {"place": Field()}))


def test_the_names_of_many_records_take_one_statement_for_each_kind(app: Flask) -> None:
    event, ana = an_event("Soup"), a_person("Ana Ruiz")
    with db.writing():
        entries = [audit.record("published", event, by=ana.actor, now=TODAY)]
        for _ in range(3):
            rsvp = a_booking(event)
            entries.append(audit.record("booked", rsvp, by=ana.actor, now=TODAY))
    db.session.expire_all()
    entries = list(db.session.scalars(select(audit.Entry)))
    with app.test_request_context():
        sent = statements_of(lambda: log_kinds.names_of_records(entries))
    assert sent == len({one.record_kind for one in entries})


def test_a_record_that_was_deleted_is_said_to_be_gone(app: Flask) -> None:
    gone = audit.Entry(record_kind="events", record_id=999_999, verb="published")
    assert log_kinds.names_of_records([gone]) == {("events", 999_999): RecordName("a deleted record")}


def test_names_come_with_the_address_of_their_page(app: Flask) -> None:
    event = an_event("Soup")
    names = names_from(select(Event.id, Event.title, Event.slug), lambda title, slug: RecordName(title, slug))
    assert names([event.id]) == {event.id: RecordName("Soup", event.slug)}
    with app.test_request_context():
        page = log_kinds.all_kinds()["events"].names([event.id])[event.id].url
        assert page == url_for("events_office.show", slug=event.slug)
