"""The one way for files about people to leave: by a button, after reauthentication, with an audit entry that
says who took what and how many rows, and without a copy stored on the way.

A view that is decorated with ``@export`` says what file is meant; nothing of it is made before the button is
clicked.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial, wraps
from tempfile import TemporaryFile
from typing import IO, Any, Self

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.audit.models import Auditable
from chapter.authentication.reauthenticate import require_recent_proof
from chapter.documents import pdf, vcards
from chapter.exports import rules
from chapter.exports.tables import FORMATS, Table
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.web.access import SAFE_METHODS
from chapter.web.files import private_file

EXPORTS = "exports_people"
DOWNLOAD = "Download"


@dataclass(frozen=True)
class FileFormat:
    """A format in which a file can be taken. ``action``: what the button says; ``write`` makes it, and
    returns how many rows it holds."""

    action: str
    content_type: str
    write: Callable[[IO[bytes]], int]


@dataclass(frozen=True)
class Export:
    """A file about people that is not made yet.

    ``name``: of the file, without its ending. ``holds``: what is in it, for whoever asks for it and for
    whoever reads the log. ``back``: the page that it belongs to. ``formats``: by their ending, the usual one
    first. ``about``: the record that the audit entry belongs to; None: whoever asked. ``filter``: which rows
    were meant, in words; empty: all. ``afresh``: whether to reauthenticate first.
    """

    name: str
    holds: str
    back: str
    formats: Mapping[str, FileFormat]
    about: Auditable | None = None
    filter: str = ""
    afresh: bool = True

    @classmethod
    def of_table(cls, name: str, holds: str, back: str, table: Table[Any], **more: Any) -> Self:
        """A table for a spreadsheet, as CSV or XLSX, with the columns that the viewer may see."""
        seen = table.seen_by(current_user)
        formats = {
            ending: FileFormat(known.action, known.content_type, partial(seen.write, ending=ending))
            for ending, known in FORMATS.items()
        }
        return cls(name, holds, back, formats, **more)

    @classmethod
    def of_sheet(
        cls, name: str, holds: str, back: str, *, template: str, data: Any, rows: int, **more: Any
    ) -> Self:
        """A PDF of ``template``, with ``rows`` people or entries in it."""
        made = partial(_write_sheet, template=template, data=data, rows=rows)
        return cls(name, holds, back, {"pdf": FileFormat(DOWNLOAD, pdf.CONTENT_TYPE, made)}, **more)

    @classmethod
    def of_card(cls, name: str, holds: str, back: str, contact: vcards.Contact, about: Auditable) -> Self:
        """A contact card of one person, as far as they show themselves to the viewer: all of it is on the
        page already, so no reauthentication is needed."""
        made = partial(_write_card, contact=contact)
        formats = {"vcf": FileFormat(DOWNLOAD, vcards.CONTENT_TYPE, made)}
        return cls(name, holds, back, formats, about, afresh=False)

    @property
    def file_names(self) -> dict[str, str]:
        """The name of the file in each format, by its ending."""
        return {ending: f"{self.name}.{ending}" for ending in self.formats}


def export(view: Callable[..., Export]) -> Callable[..., ResponseReturnValue]:
    """Decorator: answer with the file that the view returns: a GET shows what is in it and a button for each
    format, a POST makes it. Goes below ``@allow`` and ``@second_factor_required``; the route takes both
    methods."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        meant = view(*args, **kwargs)
        if request.method in SAFE_METHODS:
            return _page(meant)
        if meant.afresh:
            require_recent_proof()
        with pressed(partial(_page, meant)):
            return _file(meant)

    setattr(answer, EXPORTS, True)
    return answer


def is_export(view: Callable[..., Any]) -> bool:
    """Whether ``view`` is decorated with ``@export``."""
    return bool(getattr(view, EXPORTS, False))


def _page(meant: Export, trouble: str = "") -> str:
    return render_template(
        "exports/export.html",
        meant=meant,
        here=request.full_path.removesuffix("?"),
        trouble=trouble,
        form_has_errors=bool(trouble),
    )


def _file(meant: Export) -> Response:
    """Make the file, log it, then send it: it is complete before the first byte leaves, so a long one is
    never cut off."""
    about, by = meant.about or current_user.person, current_user.actor
    ending = request.form.get("format", "")
    ending = ending if ending in meant.formats else next(iter(meant.formats))
    name, wanted = meant.file_names[ending], meant.formats[ending]
    with ExitStack() as if_it_fails:
        file = if_it_fails.enter_context(TemporaryFile())
        rows = wanted.write(file)
        file.seek(0)
        with db.writing():
            rules.record_export(
                about, name, meant.holds, rows, filter_words=meant.filter, by=by, now=clock.now()
            )
        if_it_fails.pop_all()
    return private_file(file, wanted.content_type, name)


def _write_sheet(file: IO[bytes], *, template: str, data: Any, rows: int) -> int:
    db.end_reading()
    file.write(pdf.render_pdf(template, data))
    return rows


def _write_card(file: IO[bytes], *, contact: vcards.Contact) -> int:
    file.write(vcards.vcard(contact))
    return 1
