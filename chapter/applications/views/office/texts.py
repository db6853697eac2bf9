"""/office/members/texts: what the chapter says to new members, its questions, when reminders go out."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db
from chapter.accounts.viewer import current_user, directors
from chapter.applications import queries
from chapter.applications.forms import QuestionForm, TextsForm
from chapter.applications.models import Question, WelcomeMail
from chapter.applications.rules import questions
from chapter.applications.views.office import bp
from chapter.forms.concurrent_edits import edit_form, initial_edit_form
from chapter.forms.fields import Form
from chapter.forms.submission import flash_done, pressed
from chapter.gateways import clock
from chapter.membership import words
from chapter.membership.queries import membership_settings
from chapter.membership.rules import settings as settings_rules
from chapter.people import edit_conflicts
from chapter.settings import queries as chapter_settings
from chapter.web.access import allow


@bp.get("/texts")
@allow(directors)
def texts() -> ResponseReturnValue:
    """Show what the chapter says to new members, its questions, when reminders go out."""
    return _texts_page()


@bp.post("/texts")
@allow(directors)
def save_texts() -> ResponseReturnValue:
    """Save the texts and the days of reminders."""
    form, by = edit_form(_texts), current_user.actor
    with form.trying(lambda form: _texts_page(texts=form)), db.writing():
        edit_conflicts.lock_unchanged(
            form, chapter_settings.current(), viewer=by, record=membership_settings.current()
        )
        settings_rules.change_settings(
            reminder_days=form.days,
            join_words=str(form.join_words.data or ""),
            dues_words=str(form.dues_words.data or ""),
            by=by,
            now=clock.now(),
        )
    flash("Saved.")
    return redirect(url_for("applications_office.texts"), 303)


@bp.post("/questions")
@allow(directors)
def add_question() -> ResponseReturnValue:
    """Add a question to the application form."""
    form = QuestionForm()
    with form.trying(lambda form: _texts_page(question=form)), db.writing():
        questions.add_question(
            str(form.words.data),
            hint=str(form.hint.data or ""),
            kind=str(form.kind.data),
            required=bool(form.required.data),
            by=current_user.actor,
            now=clock.now(),
        )
    flash("Question added.")
    return redirect(url_for("applications_office.texts"), 303)


@bp.post("/questions/<int(max=2147483647):number>/end")
@allow(directors)
def end_question(number: int) -> ResponseReturnValue:
    """End a question."""
    undo = url_for("applications_office.resume_question", number=number)
    return end_or_resume(_question(number), questions.end_question, "Question removed.", undo)


@bp.post("/questions/<int(max=2147483647):number>/resume")
@allow(directors)
def resume_question(number: int) -> ResponseReturnValue:
    """Resume a question that was ended."""
    return end_or_resume(_question(number), questions.resume_question, "Question restored.")


def _question(number: int) -> Question:
    return db.first_or_404(queries.question_with_id(number))


def _texts(**more: Any) -> TextsForm:
    says = membership_settings.current()
    held = {
        "join_words": says.join_words, "dues_words": says.dues_words,
        "reminder_days": ", ".join(map(str, says.reminder_days)),
    }  # fmt: skip
    return TextsForm(data=held, **more)


def _texts_page(**came_back: Form) -> str:
    says = membership_settings.current()
    return render_template(
        "applications/office/texts.html",
        texts=came_back.get("texts") or initial_edit_form(_texts),
        question=came_back.get("question") or QuestionForm(formdata=None),
        questions=queries.open_questions(),
        form_has_errors=bool(came_back),
        words=words,
        says=says,
    )


def end_or_resume(
    found: Question | WelcomeMail, rule: Callable[..., None], done: str, undo: str = ""
) -> Response:
    """Let ``rule`` end or resume ``found``, flash ``done``, and go back to its list."""
    page = "welcome_mails_index" if isinstance(found, WelcomeMail) else "texts"
    back = redirect(url_for(f"applications_office.{page}"), 303)
    with pressed(back), db.writing():
        rule(found, by=current_user.actor, now=clock.now())
    flash_done(done, undo)
    return back
