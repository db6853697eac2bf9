"""The house keeps its own rules (tests/house_rules.py), and each rule can tell when it is broken."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import (
    access_rules,
    declaration_rules,
    file_rules,
    house_rules,
    list_rules,
    mail_rules,
    race_rules,
    submission_rules,
)
from tests.house_rules import ROOT, File, Rule

ALL_CODE = (
    "chapter",
    "demo",
    "sample",
    "stripe_stand_in",
    "tests",
    "bench",
    "tools",
    "config.py",
    "config_addresses.py",
    "config_files.py",
    "config_folder.py",
    "config_mail.py",
    "wsgi.py",
    "migrations/env.py",
)
PROGRAM = ("chapter", "demo", "sample", "stripe_stand_in", "wsgi.py")
TEMPLATES = ("chapter/templates", "demo/templates")
RULES: dict[Rule, tuple[str, ...]] = {
    house_rules.files_are_short: ALL_CODE,
    house_rules.functions_are_short: ALL_CODE,
    house_rules.names_say_what_is_inside: ALL_CODE,
    house_rules.imports_stand_on_top: ALL_CODE,
    house_rules.ignores_give_a_reason: ALL_CODE,
    house_rules.config_alone_reads_the_environment: PROGRAM,
    house_rules.gateways_alone_reach_out: PROGRAM,
    house_rules.files_are_in_their_store: PROGRAM,
    house_rules.only_views_and_tasks_write: PROGRAM,
    house_rules.views_write_through_rules: PROGRAM,
    house_rules.versions_are_raised_by_the_orm: PROGRAM,
    submission_rules.views_try_rules_by_one_way: ("chapter",),
    submission_rules.tokens_open_records_in_one_place: PROGRAM,
    house_rules.only_db_commits: PROGRAM,
    house_rules.blueprints_belong_to_their_pages: ("chapter",),
    house_rules.routes_say_who_may_enter: PROGRAM,
    house_rules.numbers_in_addresses_fit_the_database: PROGRAM,
    house_rules.nothing_is_declared_safe: PROGRAM,
    house_rules.sql_is_not_written_by_hand: PROGRAM,
    house_rules.nothing_dangerous_is_read: ALL_CODE,
    house_rules.only_the_gateway_asks_the_clock: PROGRAM,
    file_rules.personal_files_are_exports: PROGRAM,
    house_rules.names_are_found_by_the_finder: PROGRAM,
    declaration_rules.packages_declare_themselves: ("chapter",),
    declaration_rules.histories_are_told_in_log_names: ("chapter",),
    mail_rules.mails_to_many_are_broadcasts: ("chapter",),
    house_rules.bookings_end_in_one_place: ("chapter",),
    house_rules.changes_are_counted_by_the_hook: ("chapter",),
    file_rules.files_leave_by_one_module: ("chapter", "demo"),
    house_rules.what_was_asked_names_no_argument: PROGRAM,
    house_rules.no_address_is_built_from_the_host_header: PROGRAM,
    list_rules.lists_are_cut_in_one_place: PROGRAM,
    race_rules.races_are_run_in_one_place: ("tests",),
    race_rules.applications_are_let_go_of: ("tests",),
    access_rules.who_asks_is_current_user: PROGRAM,
    access_rules.who_may_not_is_told_by_access: PROGRAM,
    house_rules.payments_know_no_purpose: ("chapter",),
}
TEMPLATE_RULES: tuple[Rule, ...] = (
    house_rules.templates_declare_nothing_safe,
    house_rules.templates_hold_no_inline_style_or_script,
    house_rules.what_was_asked_names_no_argument,
    house_rules.no_address_is_built_from_the_host_header,
    list_rules.lists_are_cut_in_one_place,
    list_rules.others_are_named_by_a_person_field,
    list_rules.lists_are_narrowed_by_one_form,
    list_rules.rows_are_chosen_by_one_component,
    access_rules.templates_ask_current_user,
    house_rules.payments_know_no_purpose,
    declaration_rules.gathering_templates_name_no_package,
)
MAY = {
    (house_rules.only_the_gateway_asks_the_clock, "chapter/gateways/clock.py"),
}

COUNTER_EXAMPLES: list[tuple[Rule, str, str]] = [
    *(
        (mail_rules.mails_to_many_are_broadcasts, "chapter/a/rules/a.py", f"def f():\n    {line}\n")
        for line in (
            "for one in some:\n        mail.queue(one)",
            "[mail.queue(one) for one in some]",
            "mail.queue_many(some)",
            "mail.queue(one)\ndef g():\n    for one in some:\n        f(one)",
        )
    ),
    (mail_rules.mails_to_many_are_broadcasts, "chapter/records/rules.py", "def f():\n    pass\n"),
    (house_rules.files_are_short, "chapter/long.py", "x = 1\n" * 501),
    (house_rules.functions_are_short, "chapter/long.py", "def f():\n" + "    x = 1\n" * 40),
    (house_rules.names_say_what_is_inside, "chapter/people/utils.py", ""),
    (house_rules.names_say_what_is_inside, "chapter/helpers/words.py", ""),
    (house_rules.imports_stand_on_top, "chapter/a.py", "def f():\n    from chapter import office\n"),
    (house_rules.ignores_give_a_reason, "chapter/a.py", "x = f()  # type: " + "ignore[misc]\n"),
    (house_rules.ignores_give_a_reason, "chapter/a.py", "x = f()  # no" + "qa: S101\n"),
    (house_rules.config_alone_reads_the_environment, "chapter/a.py", "import os\nx = os." + "environ['A']\n"),
    (house_rules.gateways_alone_reach_out, "chapter/mail/a.py", "import smtplib\n"),
    (house_rules.gateways_alone_reach_out, "chapter/payments/a.py", "from stripe import StripeClient\n"),
    (house_rules.gateways_alone_reach_out, "chapter/media/a.py", "import requests\n"),
    (
        house_rules.files_are_in_their_store,
        "chapter/events/models.py",
        "from sqlalchemy import LargeBinary\n",
    ),
    (
        house_rules.only_views_and_tasks_write,
        "chapter/people/rules/a.py",
        "def f():\n    with db.writing():\n        g()\n",
    ),
    *(
        (house_rules.views_write_through_rules, "chapter/people/views/office/a.py", f"def f():\n    {line}\n")
        for line in (
            "db.session.add(person)",
            "db.session.delete(person)",
            "audit.record('left', person, by=by, now=now)",
            "audit.record_each('left', people, by=by, now=now)",
            "with db.writing(): person.name = form.name.data",
            "with db.writing(): person.seen, other = True, False",
            "with db.writing(): person.visits += 1",
            "with db.writing(): setattr(person, field, value)",
        )
    ),
    (house_rules.only_db_commits, "chapter/people/views/a.py", "def f():\n    db.session.commit()\n"),
    (house_rules.routes_say_who_may_enter, "chapter/a.py", "@bp.get('/a')\ndef a():\n    return ''\n"),
    (
        house_rules.routes_say_who_may_enter,
        "chapter/a.py",
        "@allow(x)\n@bp.get('/a')\ndef a():\n    return ''\n",
    ),
    (
        house_rules.routes_say_who_may_enter,
        "chapter/a.py",
        "@bp.get('/a')\n@allow(x)\n@bp.get('/b')\ndef a(): ...\n",
    ),
    *(
        (house_rules.blueprints_belong_to_their_pages, path, text)
        for path, text in (
            ("chapter/events/views/office/events.py", "bp = Blueprint('events_office', __name__)\n"),
            ("chapter/events/views/public.py", "bp = Blueprint('events', __name__)\n"),
            ("chapter/events/views/__init__.py", "bp = flask.Blueprint('events', __name__)\n"),
            ("chapter/events/views/guests/__init__.py", "bp = Blueprint('events', __name__)\n"),
            ("chapter/events/views/office/a.py", "from chapter.events.views.office.events import bp\n"),
            ("chapter/events/views/office/a.py", "from chapter.events.views.public import bp\n"),
            ("chapter/bookings/views/public/a.py", "from chapter.events.views.public import bp\n"),
            ("chapter/events/views/office/a.py", "@events.bp.get('/a')\ndef a(): ...\n"),
            ("chapter/checkin/views/door/a.py", "for page in PAGES:\n    bp.add_url_rule(*page)\n"),
        )
    ),
    (house_rules.numbers_in_addresses_fit_the_database, "chapter/a.py", "@bp.get('/<int:number>')\n"),
    (house_rules.numbers_in_addresses_fit_the_database, "chapter/a.py", "@bp.get('/<int(min=2):number>')\n"),
    (house_rules.nothing_is_declared_safe, "chapter/people/a.py", "x = Markup(name)\n"),
    (
        house_rules.sql_is_not_written_by_hand,
        "chapter/a.py",
        "from sqlalchemy import text\nx = text('SELECT 1')\n",
    ),
    (house_rules.sql_is_not_written_by_hand, "chapter/a.py", "c.exec_driver_sql('SELECT 1')\n"),
    (house_rules.nothing_dangerous_is_read, "chapter/a.py", "import pickle\n"),
    (house_rules.nothing_dangerous_is_read, "chapter/a.py", "eval('1')\n"),
    (house_rules.only_the_gateway_asks_the_clock, "chapter/events/rules/a.py", "now = datetime.now(UTC)\n"),
    *(
        (declaration_rules.packages_declare_themselves, path, text)
        for path, text in (
            ("chapter/office/record_names.py", "name = RecordName(title, url)\n"),
            ("chapter/records/timeline.py", "from chapter.giving.models import Gift\n"),
            ("chapter/giving/queries.py", "yield TimelineEntry(gift.paid_at, 'Gave')\n"),
            ("chapter/office/views/office/today.py", "from chapter.giving import gift_list\n"),
            ("chapter/office/views/office/today.py", "rows = [WaitingItem('One gift')]\n"),
            ("chapter/portal/views/portal/home.py", "from chapter.giving.models import Gift\n"),
            ("chapter/portal/overview.py", "from chapter.giving.models import Gift\n"),
            ("chapter/portal/views/portal/home.py", "part = OverviewPart(10, Place.GAVE, 'a.html')\n"),
            ("chapter/giving/queries.py", "yield OverviewQuestion(10, 'A', 'B', url, 'Answer')\n"),
        )
    ),
    (
        declaration_rules.histories_are_told_in_log_names,
        "chapter/events_office/wording.py",
        'WHAT = {"freed": "{who} let go the seats of {name}"}\n',
    ),
    *(
        (
            declaration_rules.gathering_templates_name_no_package,
            "chapter/templates/portal/index.html",
            text,
        )
        for text in ('{{ url_for("giving.index") }}', '{% include "giving/portal/_gifts.html" %}')
    ),
    (house_rules.versions_are_raised_by_the_orm, "chapter/a/rules.py", "level.version += 1\n"),
    (
        house_rules.versions_are_raised_by_the_orm,
        "chapter/a/rules.py",
        "one.lead_id, one.version = None, one.version + 1\n",
    ),
    (
        house_rules.versions_are_raised_by_the_orm,
        "chapter/a/models.py",
        "class A(db.Model):\n    version: Mapped[int] = mapped_column(default=1)\n",
    ),
    (
        file_rules.personal_files_are_exports,
        "chapter/events/views/a.py",
        "@bp.get('/a.csv')\n@allow(x)\ndef a():\n    return private_file(table, CONTENT_TYPE, 'a.csv')\n",
    ),
    (
        file_rules.personal_files_are_exports,
        "chapter/events/guest_files.py",
        "def guests():\n    return files.private_file(made, CONTENT_TYPE)\n",
    ),
    (
        house_rules.bookings_end_in_one_place,
        "chapter/a.py",
        "rsvp.cancelled_at, rsvp.waiting_size = now, 0\n",
    ),
    (house_rules.bookings_end_in_one_place, "chapter/a.py", "signup.cancelled_at = signup.seen_at = now\n"),
    (house_rules.bookings_end_in_one_place, "chapter/a.py", "update(Rsvp).values(cancelled_at=now)\n"),
    (house_rules.bookings_end_in_one_place, "chapter/a.py", "gone = {'cancelled_at': now}\n"),
    (house_rules.bookings_end_in_one_place, "chapter/membership/a.py", "membership.ended_at = now\n"),
    (house_rules.changes_are_counted_by_the_hook, "chapter/a.py", "event.bookings_version += 1\n"),
    (
        house_rules.changes_are_counted_by_the_hook,
        "chapter/a.py",
        "update(Rsvp.__table__).values(waiting_size=0)\n",
    ),
    (
        file_rules.files_leave_by_one_module,
        "chapter/events/views/a.py",
        "def a():\n    return Response(pdf.render_pdf('a', {}), content_type=pdf.CONTENT_TYPE)\n",
    ),
    (
        file_rules.files_leave_by_one_module,
        "chapter/events/views/a.py",
        "def a():\n    response.headers['Content-Disposition'] = 'attachment'\n",
    ),
    (
        file_rules.files_leave_by_one_module,
        "chapter/events/views/a.py",
        "def a():\n    return made, 200, {'content-type': 'text/csv'}\n",
    ),
    (file_rules.files_leave_by_one_module, "chapter/a.py", "def a():\n    return flask.send_file(found)\n"),
    (file_rules.files_leave_by_one_module, "chapter/a.py", "response.content_type = 'text/vcard'\n"),
    (house_rules.templates_declare_nothing_safe, "chapter/templates/a.html", "{{ name|safe }}"),
    (house_rules.payments_know_no_purpose, "chapter/payments/views/office/a.py", 'url_for("giving.show")\n'),
    (
        house_rules.payments_know_no_purpose,
        "chapter/templates/payments/office/a.html",
        '{% from "giving/office/_head.html" import head %}',
    ),
    (house_rules.templates_declare_nothing_safe, "chapter/templates/a.html", "{% autoescape false %}"),
    (
        house_rules.templates_hold_no_inline_style_or_script,
        "chapter/templates/a.html",
        '<p style="color: red">',
    ),
    (
        house_rules.templates_hold_no_inline_style_or_script,
        "chapter/templates/a.html",
        "<script>go()</script>",
    ),
    (house_rules.templates_hold_no_inline_style_or_script, "chapter/templates/a.html", '<a onclick="go()">'),
    (
        house_rules.what_was_asked_names_no_argument,
        "a.html",
        '{{ url_for("a", **dict(request.args, page=2)) }}',
    ),
    (house_rules.what_was_asked_names_no_argument, "chapter/a.py", "url_for('a', x=1, **request.args)"),
    (house_rules.names_are_found_by_the_finder, "chapter/a.py", "x = Person.name_key.contains(key)\n"),
    (house_rules.no_address_is_built_from_the_host_header, "a.html", '{{ url_for("a", _external=true) }}'),
    (house_rules.no_address_is_built_from_the_host_header, "chapter/a.py", "x = request.url_root + 'a'"),
    (list_rules.lists_are_cut_in_one_place, "chapter/a.py", "found.limit(9).offset(18)"),
    (list_rules.rows_are_chosen_by_one_component, "chapter/templates/a.html", '<input type="checkbox">'),
    (list_rules.lists_are_narrowed_by_one_form, "chapter/templates/a.html", '<form method="get">'),
    (
        list_rules.others_are_named_by_a_person_field,
        "chapter/templates/a/office/b.html",
        '{{ field(\n  form.email, type="email"\n) }}',
    ),
    (list_rules.lists_are_cut_in_one_place, "chapter/a.py", "request.args.get('page', '1')"),
]
COUNTER_EXAMPLES += [
    (
        submission_rules.views_try_rules_by_one_way,
        "chapter/people/views/office/a.py",
        f"def f():\n    try:\n        g()\n    except {caught}:\n        pass\n",
    )
    for caught in ("Refused", "(Refused, ValueError)", "refusal.Refused")
]
COUNTER_EXAMPLES += [
    (race_rules.races_are_run_in_one_place, "tests/giving/test_a.py", line)
    for line in ("from threading import Barrier\n", "one = threading.Thread(target=f)\n")
]
COUNTER_EXAMPLES += [
    (race_rules.applications_are_let_go_of, "tests/giving/test_a.py", line)
    for line in ("from chapter import create_app, db\n", "site = chapter.create_app(settings)\n")
]
COUNTER_EXAMPLES += [
    (submission_rules.views_try_rules_by_one_way, "chapter/people/views/office/a.py", line)
    for line in ("form.validate_on_submit()\n", 'flash({"text": text, "undo": undo}, "done")\n')
]
COUNTER_EXAMPLES += [
    (submission_rules.tokens_open_records_in_one_place, "chapter/people/queries.py", f"signed_links.{call}\n")
    for call in ('verify_token(token, "a", b)', "public_id_from(token)")
]
COUNTER_EXAMPLES += [
    *(
        (access_rules.who_asks_is_current_user, "chapter/a/views/a.py", line)
        for line in (
            "by = current_viewer().actor\n",
            "@login_required\ndef a(): ...\n",
            "viewer = current_user\n",
            "from flask_login import current_user\n",
            "import flask_login\n",
        )
    ),
    (access_rules.templates_ask_current_user, "chapter/templates/a.html", "{% if viewer.secured %}"),
    (access_rules.who_may_not_is_told_by_access, "chapter/a.py", 'x = request.headers["Accept"]\n'),
]
GOOD = [
    (access_rules.templates_ask_current_user, "a.html", "{# the viewer #}{{ current_user.called }} viewer"),
    (
        submission_rules.views_try_rules_by_one_way,
        "chapter/people/views/office/a.py",
        "def f():\n    with form.trying(page), db.writing():\n        g()\n    flash('Saved.')\n",
    ),
    (
        submission_rules.views_try_rules_by_one_way,
        "chapter/people/tasks.py",
        "try:\n    f()\nexcept Refused:\n    g()\n",
    ),
    (
        submission_rules.tokens_open_records_in_one_place,
        "chapter/people/queries.py",
        "signed_links.record_by_token(token, 'a', select(Person))\n",
    ),
    (
        house_rules.blueprints_belong_to_their_pages,
        "chapter/events/views/office/__init__.py",
        "bp = Blueprint('events_office', __name__)\n\nfrom chapter.events.views.office import bookings\n",
    ),
    (
        house_rules.blueprints_belong_to_their_pages,
        "chapter/events/views/office/bookings.py",
        "from chapter.events.views.office import bp\n\n@bp.get('/a')\ndef a(): ...\n",
    ),
    (
        house_rules.blueprints_belong_to_their_pages,
        "chapter/events/__init__.py",
        "def register(app): app.register_blueprint(office.bp)\n",
    ),
    (
        house_rules.views_write_through_rules,
        "chapter/people/views/office/a.py",
        "def f():\n    form.a.data = a\n    with db.writing():\n        person = people.rename(person)\n",
    ),
    (house_rules.views_write_through_rules, "chapter/people/rules/a.py", "db.session.add(person)\n"),
    (
        file_rules.personal_files_are_exports,
        "chapter/events/views/a.py",
        "@bp.route('/a.csv')\n@allow(x)\n@export\ndef a():\n    return Export.of_table(table)\n",
    ),
    (house_rules.versions_are_raised_by_the_orm, "chapter/a/rules.py", "rsvp.link_version += 1\n"),
    (
        house_rules.versions_are_raised_by_the_orm,
        "chapter/a/models.py",
        "class A(db.Versioned, db.Model): ...\n",
    ),
    (
        file_rules.files_leave_by_one_module,
        "chapter/events/views/a.py",
        "def a():\n    return private_file(made, pdf.CONTENT_TYPE, 'a.pdf')\n",
    ),
    (file_rules.files_leave_by_one_module, "chapter/a.py", "return Response(render_template('a.html'))\n"),
    (
        house_rules.routes_say_who_may_enter,
        "chapter/a.py",
        "@bp.get('/')\n@bp.post('/')\n@allow(x)\ndef a(): 1\n",
    ),
    (house_rules.bookings_end_in_one_place, "chapter/a.py", "event.cancelled_at = now\n"),
    (
        house_rules.bookings_end_in_one_place,
        "chapter/a.py",
        "rsvp.cancelled_at, rsvp.waiting_size = None, 0\n",
    ),
    (house_rules.changes_are_counted_by_the_hook, "chapter/a.py", "update(Rsvp).values(waiting_size=0)\n"),
    (house_rules.numbers_in_addresses_fit_the_database, "a.py", "@bp.get('/<int(min=2,max=9):number>')\n"),
    (
        house_rules.only_views_and_tasks_write,
        "chapter/people/views/a.py",
        "def f():\n    with db.writing():\n        g()\n",
    ),
    (house_rules.names_are_found_by_the_finder, "chapter/a.py", "x = a.order_by(Person.name_key)\n"),
    (house_rules.ignores_give_a_reason, "chapter/a.py", "x = f()  # type: ignore[misc]  # because\n"),
    (house_rules.ignores_give_a_reason, "chapter/a.py", "x = f()  # noqa: S101 - because\n"),
    (
        house_rules.templates_hold_no_inline_style_or_script,
        "a.html",
        '<script src="/a.js"></script><p class="b">',
    ),
]


def files(*places: str, kind: str = "*.py") -> Iterator[File]:
    """Every file of ``kind`` in these places."""
    for place in places:
        path = ROOT / place
        for found in sorted(path.rglob(kind)) if path.is_dir() else [path] * path.exists():
            yield File(found.relative_to(ROOT).as_posix(), found.read_text())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    broken = [
        f"{file.path}: {fault}"
        for file in files(*RULES[rule])
        if (rule, file.path) not in MAY
        for fault in rule(file)
    ]
    assert "\n".join(broken) == ""


@pytest.mark.parametrize("rule", TEMPLATE_RULES, ids=lambda rule: rule.__name__)
def test_the_templates_keep_the_rule(rule: Rule) -> None:
    templates = files(*TEMPLATES, kind="*.html")
    assert "\n".join(f"{file.path}: {fault}" for file in templates for fault in rule(file)) == ""


@pytest.mark.parametrize(("rule", "path", "text"), COUNTER_EXAMPLES)
def test_the_rule_sees_its_counter_example(rule: Rule, path: str, text: str) -> None:
    assert len(list(rule(File(path, text)))) == 1


@pytest.mark.parametrize(("rule", "path", "text"), GOOD)
def test_the_rule_lets_good_work_pass(rule: Rule, path: str, text: str) -> None:
    assert list(rule(File(path, text))) == []


def test_every_rule_has_a_counter_example() -> None:
    assert {rule for rule, _, _ in COUNTER_EXAMPLES} == {*RULES, *TEMPLATE_RULES}


def test_no_package_is_long() -> None:
    assert house_rules.packages_that_are_long(files("chapter")) == []


def test_a_package_that_is_long_is_seen() -> None:
    half = "x = 1\n" * 1750
    events = [File("chapter/events/a.py", half), File("chapter/events/rules/b.py", half)]
    others = [File("chapter/cli.py", half * 3), File("tests/events/test_a.py", half * 3)]
    one_more = File("chapter/events/views/office/c.py", "x = 1\n")
    assert house_rules.packages_that_are_long([*events, *others]) == []
    assert house_rules.packages_that_are_long([*events, *others, one_more]) == ["chapter/events: 3501 lines"]


def test_the_rules_look_at_the_whole_house() -> None:
    seen = {file.path for file in files(*ALL_CODE)}
    assert {"chapter/db.py", "tests/house_rules.py", "config.py", "migrations/env.py"} <= seen
    assert len(list(files("chapter/templates", kind="*.html"))) > 5
    assert Path(ROOT / "chapter" / "__init__.py").exists()
