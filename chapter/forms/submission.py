"""A form or a button was sent: try the rule, and show a refusal where whoever sent it looks for it.

    with form.trying(page), db.writing():
        rule(record, form.values(), by=current_user.actor, now=clock.now())
    flash_done("Saved.")
    return redirect(…, 303)

``page`` shows the form again: on GET as it is, otherwise with 422, what was typed, and what is wrong beside
its field. Slow work stands between the two: ``with form.trying(page):`` around it, ``with db.writing():``
around the rule alone. A button without fields is ``pressed``; its page is given a sentence.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask, flash, make_response
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter.refusal import Refused
from chapter.web.csrf import FORM_EXPIRED, ButtonForm, CsrfForm

UNPROCESSABLE = 422


class Answered(Exception):
    """The request has its answer: ``page`` with ``status``, unless the page sets one itself."""

    def __init__(self, page: ResponseReturnValue, status: int = UNPROCESSABLE) -> None:
        super().__init__()
        self.response = make_response(page)
        if self.response.status_code == 200:
            self.response.status_code = status


def register(app: Flask) -> None:
    """Answer a request with what was raised as its answer."""
    app.register_error_handler(Answered, _response)


@contextmanager
def pressed(
    again: Callable[[str], ResponseReturnValue] | Response, form: CsrfForm | None = None
) -> Iterator[None]:
    """What a button without visible fields does, in a ``with``; ``form``: what it sends along.

    Raises Answered with ``again`` when the page is too old or a rule refuses: a page that is made with the
    sentence (422; on GET an empty one, 200), or a redirect, with the sentence as a notice where it leads.
    """
    form = form or ButtonForm()
    if form.validate_on_submit():
        try:
            yield
        except Refused as refused:
            sentence = refused.sentence
        else:
            return
    else:
        sentence = next(iter(form.form_errors), FORM_EXPIRED) if form.is_submitted() else ""
    if not isinstance(again, Response):
        raise Answered(again(sentence), UNPROCESSABLE if sentence else 200)
    flash(sentence, "refused")
    raise Answered(again)


@contextmanager
def or_answer(page: Callable[[], ResponseReturnValue]) -> Iterator[None]:
    """Raises Answered with ``page`` when a rule refuses: it has a page of its own for that (422, unless the
    page says otherwise), such as that of a link that works no more."""
    try:
        yield
    except Refused:
        answer = Answered(page())
    else:
        return
    raise answer


def flash_done(text: str, undo: str = "", label: str = "Undo", *, kind: str = "done") -> None:
    """Say on the next page what was done; ``undo``: the address of a button, named ``label``, that takes it
    back; ``kind``: as in components/notice.html."""
    flash({"text": text, "undo": undo, "label": label} if undo else text, kind)  # type: ignore[arg-type]  # shown by notice.html


def _response(answered: Answered) -> Response:
    return answered.response
