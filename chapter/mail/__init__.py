"""Mail: an outbox of rows written with what caused them, and what people have agreed to.

A *mail* is a row until it is delivered. A *place* in its text (a personal link) or an *enclosure*
(calendar file, QR) is filled at sending, by what the rooms above registered, so that no row holds a secret.
"""

from flask import Flask

from chapter.mail import showing


def register(app: Flask) -> None:
    """The outbox needs no page of its own; the office shows it."""
    app.extensions.setdefault("mail.links", {})
    app.extensions.setdefault("mail.enclosures", {})
    app.extensions.setdefault("mail.loading", {})
    app.jinja_env.globals.update(held_about=showing.held_about, words_of_letter=showing.words_of)
