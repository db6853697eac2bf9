"""Accounts: who may sign in, with which roles; the mails, links and requests that belong to an account.

A *viewer* is who looks: somebody who signed in, or a stranger; a *circle* is who may open a page; a *role*
says what a person does for the chapter. A *one-use link* is mailed, opens a page, and acts once when its
button is pressed. How somebody signs in is known above (chapter.authentication).
"""

from flask import Flask

from chapter.accounts import emails, placeholders
from chapter.mail import kinds


def register(app: Flask) -> None:
    """Declare the mails about accounts, and fill their links."""
    kinds.register(app, emails.KINDS)
    placeholders.register(app)
