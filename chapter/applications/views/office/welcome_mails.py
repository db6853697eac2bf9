"""/office/members/welcome: the mails that new members get, day by day."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.applications import emails as applications_emails
from chapter.applications import queries
from chapter.applications.forms import WelcomeForm
from chapter.applications.models import WelcomeMail
from chapter.applications.rules import welcome_mails
from chapter.applications.views.office import bp
from chapter.applications.views.office.texts import end_or_resume
from chapter.broadcasts import kinds
from chapter.broadcasts.kinds import Preview, Recipient
from chapter.broadcasts.views.send_preview import goes_back, rule_preview_page
from chapter.forms.concurrent_edits import edit_form
from chapter.gateways import clock
from chapter.membership import words
from chapter.membership.circles import welcomers
from chapter.people import edit_conflicts
from chapter.people.models import Person
from chapter.web.access import allow


@bp.get("/welcome")
@allow(welcomers)
def welcome_mails_index() -> ResponseReturnValue:
    """List the mails that new members get, day by day."""
    mails = queries.current_welcome_mails()
    return render_template("applications/office/welcome.html", mails=mails, words=words)


@bp.route("/welcome/new", methods=["GET", "POST"])
@allow(welcomers)
def new_welcome_mail() -> ResponseReturnValue:
    """Add a mail to the welcome sequence."""
    form = WelcomeForm()
    with form.trying(_welcome_page):
        if goes_back():
            return _welcome_page(form)
        first = _preview_before_it_leaves(form, WelcomeMail(**_typed_values(form)))
        if first is not None:
            return first
        with db.writing():
            welcome_mails.write_welcome(**_typed_values(form), by=current_user.actor, now=clock.now())
    flash("Saved.")
    return redirect(url_for("applications_office.welcome_mails_index"), 303)


@bp.route("/welcome/<int(max=2147483647):number>", methods=["GET", "POST"])
@allow(welcomers)
def edit_welcome_mail(number: int) -> ResponseReturnValue:
    """Change a mail of the welcome sequence."""
    mail = _mail(number)
    form, by = edit_form(lambda **more: WelcomeForm(obj=mail, **more)), current_user.actor
    with form.trying(lambda form: _welcome_page(form, mail)):
        if goes_back():
            return _welcome_page(form, mail)
        if form.days.data != mail.days:
            moved = WelcomeMail(id=mail.id, **_typed_values(form))
            first = _preview_before_it_leaves(form, moved, only_if_told=True)
            if first is not None:
                return first
        with db.writing():
            edit_conflicts.lock_unchanged(form, mail, viewer=by)
            welcome_mails.change_welcome(mail, **_typed_values(form), by=by, now=clock.now())
    flash("Saved.")
    return redirect(url_for("applications_office.welcome_mails_index"), 303)


@bp.post("/welcome/<int(max=2147483647):number>/end")
@allow(welcomers)
def stop_welcome_mail(number: int) -> ResponseReturnValue:
    """Stop a welcome mail: nobody gets it from now on."""
    undo = url_for("applications_office.resume_welcome_mail", number=number)
    return end_or_resume(_mail(number), welcome_mails.stop_welcome, "Stopped. No one else will get it.", undo)


@bp.post("/welcome/<int(max=2147483647):number>/resume")
@allow(welcomers)
def resume_welcome_mail(number: int) -> ResponseReturnValue:
    """Resume a welcome mail that was stopped."""
    return end_or_resume(_mail(number), welcome_mails.resume_welcome, "Restarted.")


def _mail(number: int) -> WelcomeMail:
    return db.first_or_404(queries.welcome_mail_with_id(number))


def _welcome_page(form: WelcomeForm, mail: WelcomeMail | None = None) -> str:
    return render_template("applications/office/welcome_edit.html", form=form, mail=mail)


def _preview_before_it_leaves(
    form: WelcomeForm, written: WelcomeMail, *, only_if_told: bool = False
) -> ResponseReturnValue | None:
    """Render who gets the mail at once, and how it reads; None when *Save* was pressed, or, with
    ``only_if_told``, when nobody gets it at once."""
    people = welcome_mails.welcomed_at_once(written, now=clock.now())
    if only_if_told and not people:
        return None
    readers = [Recipient(one.id, one.name, one.email, one.id) for one in people]
    sight = kinds.sort_recipients(readers, "membership.sequence")
    viewer = current_user.person
    shown = db.session.get_one(Person, sight.to[0].id) if sight.to else viewer
    letter = applications_emails.sequence(written, shown)
    after = {0: "on the day they join", 1: "1 day after joining"}
    when = after.get(written.days, f"{written.days} days after joining")
    lede = f"Everyone who joins will get it {when}. Recent members will get it within the hour."
    whole = Preview(sight.to, sight.out, letter)
    return rule_preview_page(
        form,
        f"“{written.subject}”",
        whole,
        back=url_for("applications_office.welcome_mails_index"),
        lede=lede,
    )


def _typed_values(form: WelcomeForm) -> dict[str, Any]:
    return {"days": form.days.data or 0, "subject": str(form.subject.data), "text": str(form.text.data)}
