"""/office/giving/drives/<drive>/did: mailing everybody who gave to a drive what their gifts did."""

from functools import partial

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user, treasurers
from chapter.broadcasts import kinds
from chapter.broadcasts.views.send_preview import goes_back, preview_page, send_now_if_pressed
from chapter.gateways import clock
from chapter.givers.forms import NewsForm
from chapter.givers.rules import drive_news as rules
from chapter.givers.views.office import bp
from chapter.giving import queries, words
from chapter.giving.models import Drive
from chapter.web.access import allow


@bp.route("/drives/<slug>/did", methods=["GET", "POST"])
@allow(treasurers)
def drive_news(slug: str) -> ResponseReturnValue:
    """Mail everybody who gave to a drive what it did; once."""
    drive, form = db.first_or_404(queries.all_drives().where(Drive.slug == slug)), NewsForm()
    if not form.is_submitted():
        form.signed.data = drive.thanks_name or current_user.person.name
    back = url_for("givers_office.drive_news", slug=drive.slug)
    with form.trying(partial(_news_page, drive)):
        if goes_back():
            return _news_page(drive, form)
        words_of_it = {"words": str(form.words.data), "signed": str(form.signed.data)}
        rules.check_not_told(drive)
        first = preview_page(form, kinds.draft(rules.DRIVE_NEWS, drive, **words_of_it), back=back)
        if first is not None:
            return first
        with db.writing():
            said = rules.hold_news(drive, **words_of_it, by=current_user.actor, now=clock.now())
            send_now_if_pressed(said)
    return redirect(back, 303)


def _news_page(drive: Drive, form: NewsForm) -> str:
    return render_template(
        "givers/office/drive_news.html",
        drive=drive,
        form=form,
        news=rules.news_of(drive),
        many=kinds.count_recipients(kinds.draft(rules.DRIVE_NEWS, drive)),
        words=words,
    )
