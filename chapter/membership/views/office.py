"""/office/members/: who is a member, who is at risk; the chapter's texts about joining and its questions."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager
from werkzeug import Response

from chapter import db
from chapter.broadcasts import kinds
from chapter.broadcasts.kinds import Preview, Recipient
from chapter.gateways import clock
from chapter.membership import emails, owing, queries, settings, words
from chapter.membership.circles import welcomers
from chapter.membership.joining import Question, WelcomeMail
from chapter.membership.models import Membership, Place
from chapter.membership.office_forms import QuestionForm, TextsForm, WelcomeForm
from chapter.membership.rules import reminding, wording
from chapter.people import saved
from chapter.people.models import Person, name_key
from chapter.people.viewer import directors, staff
from chapter.people.views.before_sending import rule_shown_first, to_change
from chapter.refusal import Refused
from chapter.settings import queries as chapter_settings
from chapter.web.access import allow, current_viewer
from chapter.web.concurrent_edits import edit_form, initial_edit_form
from chapter.web.csrf import ButtonForm
from chapter.web.forms import FORM_EXPIRED, Form, one_line

PAGE = 50
bp = Blueprint("members_office", __name__, url_prefix="/office/members")


@bp.get("/")
@allow(staff)
def index() -> ResponseReturnValue:
    """Members in one state, by name; searched by name."""
    on, state = queries.today(clock.now()), request.args.get("state", "all")
    state = state if state in queries.STATES else "all"
    wanted = one_line(request.args.get("q", ""))[:200]
    found = _people_in(state, wanted)
    total = db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(page_number(), pages)
    places = list(db.session.scalars(found.limit(PAGE).offset((page - 1) * PAGE)))
    due = owing.still_due_of([place.membership for place in places], on)
    return render_template(
        "membership/office/index.html",
        places=places,
        due={number: sum(one.cents for one in each) for number, each in due.items()},
        statuses=queries.statuses([place.person_id for place in places], clock.now()),
        counts={name: _count(name) for name in queries.STATES},
        states=queries.STATES,
        state=state,
        wanted=wanted,
        total=total,
        page=page,
        pages=pages,
        on=on,
        words=words,
    )


@bp.get("/texts")
@allow(directors)
def texts() -> ResponseReturnValue:
    """What the chapter says to those who join, its questions, when it reminds."""
    return _texts_page()


@bp.post("/texts")
@allow(directors)
def save_texts() -> ResponseReturnValue:
    """Keep them."""
    form, by = edit_form(_texts), current_viewer().actor
    if not form.validate_on_submit():
        return _texts_page(texts=form), 422
    try:
        with db.writing():
            saved.hold(form, chapter_settings.current(), viewer=by, record=settings.current())
            wording.set_up(
                reminder_days=form.days,
                join_words=str(form.join_words.data or ""),
                dues_words=str(form.dues_words.data or ""),
                by=by,
                now=clock.now(),
            )
    except Refused as refused:
        form.show_error(refused)
        return _texts_page(texts=form), 422
    flash("Saved.")
    return redirect(url_for("members_office.texts"), 303)


@bp.post("/questions")
@allow(directors)
def ask() -> ResponseReturnValue:
    """Ask one more question."""
    form = QuestionForm()
    if not form.validate_on_submit():
        return _texts_page(question=form), 422
    with db.writing():
        wording.ask(
            str(form.words.data),
            hint=str(form.hint.data or ""),
            kind=str(form.kind.data),
            required=bool(form.required.data),
            by=current_viewer().actor,
            now=clock.now(),
        )
    flash("It is asked from now on.")
    return redirect(url_for("members_office.texts"), 303)


@bp.post("/questions/<int(max=2147483647):number>/end")
@allow(directors)
def stop_asking(number: int) -> ResponseReturnValue:
    """Ask it no more."""
    undo = url_for("members_office.ask_again", number=number)
    return _switch(Question, number, wording.stop_asking, "It is asked no more.", undo)


@bp.post("/questions/<int(max=2147483647):number>/resume")
@allow(directors)
def ask_again(number: int) -> ResponseReturnValue:
    """Undo."""
    return _switch(Question, number, wording.ask_again, "It is asked as before.")


@bp.get("/welcome")
@allow(welcomers)
def welcome() -> ResponseReturnValue:
    """The mails that new members get, day by day."""
    live = select(WelcomeMail).where(WelcomeMail.ended_at.is_(None))
    mails = list(db.session.scalars(live.order_by(WelcomeMail.days, WelcomeMail.id)))
    return render_template("membership/office/welcome.html", mails=mails, words=words)


@bp.route("/welcome/new", methods=["GET", "POST"])
@allow(welcomers)
def new_welcome() -> ResponseReturnValue:
    """Write one more."""
    form = WelcomeForm()
    if not form.validate_on_submit():
        return _welcome_page(form, None), 422 if form.is_submitted() else 200
    if to_change():
        return _welcome_page(form, None)
    first = _shown_first(form, WelcomeMail(**_written(form)))
    if first is not None:
        return first
    with db.writing():
        wording.write_welcome(**_written(form), by=current_viewer().actor, now=clock.now())
    flash("Saved.")
    return redirect(url_for("members_office.welcome"), 303)


@bp.route("/welcome/<int(max=2147483647):number>", methods=["GET", "POST"])
@allow(welcomers)
def edit_welcome(number: int) -> ResponseReturnValue:
    """Change one."""
    mail = db.first_or_404(select(WelcomeMail).where(WelcomeMail.id == number))
    form, by = edit_form(lambda **more: WelcomeForm(obj=mail, **more)), current_viewer().actor
    if not form.validate_on_submit():
        return _welcome_page(form, mail), 422 if form.is_submitted() else 200
    if to_change():
        return _welcome_page(form, mail)
    moved = form.days.data != mail.days
    first = (
        _shown_first(form, WelcomeMail(id=mail.id, **_written(form)), only_if_told=True) if moved else None
    )
    if first is not None:
        return first
    try:
        with db.writing():
            saved.hold(form, mail, viewer=by)
            wording.change_welcome(mail, **_written(form), by=by, now=clock.now())
    except Refused as refused:
        form.show_error(refused)
        return _welcome_page(form, mail), 422
    flash("Saved.")
    return redirect(url_for("members_office.welcome"), 303)


@bp.post("/welcome/<int(max=2147483647):number>/end")
@allow(welcomers)
def stop_welcome(number: int) -> ResponseReturnValue:
    """Send it to nobody any more."""
    undo = url_for("members_office.resume_welcome", number=number)
    return _switch(WelcomeMail, number, wording.stop_welcome, "Nobody gets it any more.", undo)


@bp.post("/welcome/<int(max=2147483647):number>/resume")
@allow(welcomers)
def resume_welcome(number: int) -> ResponseReturnValue:
    """Undo."""
    return _switch(WelcomeMail, number, wording.resume_welcome, "It goes out as before.")


def page_number() -> int:
    """The page that was asked for; the first when that is no number."""
    asked = request.args.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1


def say(text: str, undo: str = "") -> None:
    """A sentence, with a way back where there is one."""
    flash({"text": text, "undo": undo} if undo else text, "done")  # type: ignore[arg-type]  # shown by notice.html


def _people_in(state: str, wanted: str) -> Any:
    memberships = queries.in_state(state, queries.today(clock.now())).with_only_columns(Membership.id)
    found = (
        select(Place)
        .join(Place.person)
        .where(Place.ended_at.is_(None), Place.membership_id.in_(memberships))
        .options(contains_eager(Place.person))
        .order_by(Person.name_key, Person.id)
    )
    for word in name_key(wanted).split():
        found = found.where(Person.name_key.contains(word, autoescape=True))
    return found


def _count(state: str) -> int:
    on = queries.today(clock.now())
    memberships = queries.in_state(state, on).with_only_columns(Membership.id)
    live = select(func.count()).where(Place.ended_at.is_(None), Place.membership_id.in_(memberships))
    return db.session.scalar(live) or 0


def _texts(**more: Any) -> TextsForm:
    says = settings.current()
    held = {
        "join_words": says.join_words, "dues_words": says.dues_words,
        "reminder_days": ", ".join(map(str, says.reminder_days)),
    }  # fmt: skip
    return TextsForm(data=held, **more)


def _texts_page(**came_back: Form) -> str:
    says = settings.current()
    asked = select(Question).where(Question.ended_at.is_(None)).order_by(Question.id)
    return render_template(
        "membership/office/texts.html",
        texts=came_back.get("texts") or initial_edit_form(_texts),
        question=came_back.get("question") or QuestionForm(formdata=None),
        questions=list(db.session.scalars(asked)),
        form_has_errors=bool(came_back),
        words=words,
        says=says,
    )


def _welcome_page(form: WelcomeForm, mail: WelcomeMail | None) -> str:
    return render_template("membership/office/welcome_edit.html", form=form, mail=mail)


def _shown_first(
    form: WelcomeForm, written: WelcomeMail, *, only_if_told: bool = False
) -> ResponseReturnValue | None:
    """Who gets it at once, and how it reads; None once she pressed *Save*, or where nobody would."""
    people = reminding.welcomed_at_once(written, now=clock.now())
    if only_if_told and not people:
        return None
    readers = [Recipient(one.id, one.name, one.email, one.id) for one in people]
    sight = kinds.sort_recipients(readers, "membership.sequence")
    viewer = current_viewer().person
    shown = db.session.get_one(Person, sight.to[0].id) if sight.to else viewer
    letter = emails.sequence(written, shown)
    after = {0: "on the day of joining", 1: "one day after joining"}
    when = after.get(written.days, f"{written.days} days after joining")
    lede = f"Everybody who joins gets it {when}. Those who joined lately get it within the hour."
    whole = Preview(sight.to, sight.out, letter)
    return rule_shown_first(
        form, f"“{written.subject}”", whole, back=url_for("members_office.welcome"), lede=lede
    )


def _written(form: WelcomeForm) -> dict[str, Any]:
    return {"days": form.days.data or 0, "subject": str(form.subject.data), "text": str(form.text.data)}


def _switch(model: type[Any], number: int, rule: Any, done: str, undo: str = "") -> Response:
    found = db.first_or_404(select(model).where(model.id == number))
    if ButtonForm().validate_on_submit():
        with db.writing():
            rule(found, by=current_viewer().actor, now=clock.now())
        say(done, undo)
    else:
        flash(FORM_EXPIRED, "refused")
    return redirect(
        url_for("members_office.welcome" if model is WelcomeMail else "members_office.texts"), 303
    )
