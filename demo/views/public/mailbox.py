"""/demo/mailbox: every mail that the sample chapter sent, as its recipients would see it."""

from email.message import EmailMessage
from typing import Any

from flask import Response, abort, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from chapter import db
from chapter.email_addresses import email_key
from chapter.forms.list_form import ListForm, list_search
from chapter.mail import mime_messages
from chapter.mail.models import Mail
from chapter.web import pages
from chapter.web.access import allow, everyone
from chapter.web.answers import Answer
from chapter.web.files import private_file
from chapter.web.headers import POLICY
from demo.views.public import bp

PAGE = 40
AS_DATA = 100
MOST_DATA = 2_000
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
"""The Content-Security-Policy of a mail: it has inline styles, and its frame runs and sends nothing."""


class MailboxForm(ListForm):
    """Whose mails to list."""

    to = list_search("Email address", 254)


@bp.get("/mailbox")
@allow(everyone)
def mailbox() -> ResponseReturnValue:
    """Every mail, newest first; those to one address with ``?to=``."""
    wanted = _to()
    page, count = pages.by_key(_sent(wanted), PAGE), db.count(_sent(wanted))
    return render_template(
        "demo/mailbox.html", form=MailboxForm(request.args), to=wanted, count=count, page=page
    )


@bp.get("/mailbox.json")
@allow(everyone, answer=Answer.JSON)
def mailbox_data() -> ResponseReturnValue:
    """The mails as JSON: ``?to=`` for one address, ``?limit=`` for more than the newest hundred."""
    limit = max(1, min(request.args.get("limit", AS_DATA, int), MOST_DATA))
    mails = db.session.scalars(_sent(_to()).where(Mail.blanked_at.is_(None)).limit(limit))
    return jsonify([_data(mail) for mail in mails])


@bp.get("/mailbox/<public_id>")
@allow(everyone)
def mail(public_id: str) -> ResponseReturnValue:
    """One mail: HTML in a frame, text, headers, attachments."""
    found = _called(public_id)
    message = None if found.blanked_at else mime_messages.build_message(found)
    page = make_response(render_template("demo/mail.html", mail=found, **_parts(message)))
    page.headers["Content-Security-Policy"] = str(POLICY.header_value) + "; frame-src 'self'"
    return page


@bp.get("/mailbox/<public_id>/html")
@allow(everyone)
def mail_html(public_id: str) -> ResponseReturnValue:
    """The HTML part alone, for the frame; its links open in the whole window."""
    message = mime_messages.build_message(_called(public_id))
    html = _part(message, "html").replace("<head>", '<head><base target="_top">', 1)
    return Response(html, headers={"Content-Security-Policy": MAIL_POLICY})


@bp.get("/mailbox/<public_id>/<int(max=2147483647):number>/<filename>")
@allow(everyone)
def enclosed(public_id: str, number: int, filename: str) -> ResponseReturnValue:
    """One attachment, as a download."""
    files = list(mime_messages.build_message(_called(public_id)).iter_attachments())
    if number >= len(files) or files[number].get_filename() != filename:
        abort(404)
    data = bytes(files[number].get_payload(decode=True))
    return private_file(data, str(files[number]["Content-Type"]), filename)


def _to() -> str:
    return request.args.get("to", "").strip()[:254]


def _sent(to: str) -> Select[Mail]:
    mails = select(Mail).where(Mail.sent_at.is_not(None)).order_by(Mail.sent_at.desc(), Mail.id.desc())
    return mails.where(Mail.to_key == email_key(to)) if to else mails


def _called(public_id: str) -> Mail:
    return db.first_or_404(select(Mail).where(Mail.public_id == public_id, Mail.sent_at.is_not(None)))


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body is not None else ""


def _parts(message: EmailMessage | None) -> dict[str, Any]:
    if message is None:
        return {"text": "", "head": [], "files": []}
    files = [
        {"filename": file.get_filename(), "content_type": file.get_content_type()}
        for file in message.iter_attachments()
    ]
    head = [(name, str(value)) for name, value in message.items()]
    return {"text": _part(message, "plain"), "head": head, "files": files}


def _data(found: Mail) -> dict[str, Any]:
    message = mime_messages.build_message(found)
    parts = _parts(message)
    return {
        "id": found.public_id,
        "kind": found.kind,
        "to": found.to_address,
        "to_name": found.to_name,
        "subject": str(message["Subject"]),
        "text": parts["text"],
        "html": _part(message, "html"),
        "headers": dict(parts["head"]),
        "attachments": [
            file
            | {
                "url": url_for(
                    "demo.enclosed", public_id=found.public_id, number=number, filename=file["filename"]
                )
            }
            for number, file in enumerate(parts["files"])
        ],
        "sent_at": found.sent_at.isoformat() if found.sent_at else None,
    }
