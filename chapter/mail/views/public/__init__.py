"""The page on which a reader stops mails."""

from flask import Blueprint

bp = Blueprint("mail", __name__)

from chapter.mail.views.public import unsubscribe
