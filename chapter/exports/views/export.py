"""The one way for files about people to leave: by a button, after reauthentication, with an audit entry that
says who took what and how many rows, and without a copy stored on the way.

A view that is decorated with ``@export`` says what file is meant; nothing of it is made before the button is
clicked.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import wraps
from tempfile import TemporaryFile
from typing import IO, Any, Self

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.audit.models import Auditable
from chapter.authentication.reauthenticate import reauthentication_page
from chapter.documents import csv_files, pdf, vcards
from chapter.exports import rules
from chapter.gateways import clock
from chapter.web.access import SAFE_METHODS, current_viewer
from chapter.web.csrf import FORM_EXPIRED, ButtonForm

EXPORTS = "exports_people"
Write = Callable[[IO[bytes]], int]


@dataclass(frozen=True)
class Export:
    """A file about people that is not made yet.

    ``name``: of the file. ``holds``: what is in it, for whoever asks for it and for whoever reads the log.
    ``back``: the page that it belongs to. ``write`` makes it and returns how many rows it holds. ``about``:
    the record that the audit entry belongs to; None: whoever asked. ``filter``: which rows were meant, in
    words; empty: all. ``afresh``: whether to reauthenticate first.
    """

    name: str
    holds: str
    back: str
    content_type: str
    write: Write
    about: Auditable | None = None
    filter: str = ""
    afresh: bool = True

    @classmethod
    def table(
        cls,
        name: str,
        holds: str,
        back: str,
        *,
        head: Sequence[str],
        rows: Iterable[Sequence[object]],
        **more: Any,
    ) -> Self:
        """A CSV file; ``rows`` are read when it is made."""
        return cls(
            name, holds, back, csv_files.CONTENT_TYPE, lambda file: _write_table(file, head, rows), **more
        )

    @classmethod
    def sheet(
        cls, name: str, holds: str, back: str, *, template: str, data: Any, rows: int, **more: Any
    ) -> Self:
        """A PDF of ``template``, with ``rows`` people or entries in it."""
        return cls(
            name, holds, back, pdf.CONTENT_TYPE, lambda file: _write_sheet(file, template, data, rows), **more
        )

    @classmethod
    def card(cls, name: str, holds: str, back: str, contact: vcards.Contact, about: Auditable) -> Self:
        """A contact card of one person, as far as they show themselves to the viewer: all of it is on the
        page already, so no reauthentication is needed."""
        return cls(
            name,
            holds,
            back,
            vcards.CONTENT_TYPE,
            lambda file: _write_card(file, contact),
            about,
            afresh=False,
        )


def export(view: Callable[..., Export]) -> Callable[..., ResponseReturnValue]:
    """Decorator: answer with the file that the view returns: a GET shows what is in it and one button, a POST
    makes it. Goes below ``@allow`` and ``@second_factor_required``; the route takes both methods."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        meant = view(*args, **kwargs)
        if request.method in SAFE_METHODS:
            return _page(meant)
        asked = reauthentication_page() if meant.afresh else None
        if asked is not None:
            return asked
        return _file(meant) if ButtonForm().validate_on_submit() else (_page(meant, FORM_EXPIRED), 422)

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
    about, by = meant.about or current_viewer().person, current_viewer().actor
    with ExitStack() as if_it_fails:
        file = if_it_fails.enter_context(TemporaryFile())
        rows = meant.write(file)
        file.seek(0)
        with db.writing():
            rules.record_export(
                about, meant.name, meant.holds, rows, filter_words=meant.filter, by=by, now=clock.now()
            )
        if_it_fails.pop_all()
    response = send_file(file, "application/octet-stream")
    response.content_type = meant.content_type
    response.headers["Content-Disposition"] = f'attachment; filename="{meant.name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _write_table(file: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    counted = _Counted(rows)
    file.writelines(piece.encode() for piece in csv_files.rows_as_csv(head, counted))
    return counted.many


def _write_sheet(file: IO[bytes], template: str, data: Any, rows: int) -> int:
    db.end_reading()
    file.write(pdf.render_pdf(template, data))
    return rows


def _write_card(file: IO[bytes], contact: vcards.Contact) -> int:
    file.write(vcards.vcard(contact))
    return 1


class _Counted:
    """Counts rows as they are iterated."""

    def __init__(self, rows: Iterable[Sequence[object]]) -> None:
        self.rows, self.many = rows, 0

    def __iter__(self) -> Iterator[Sequence[object]]:
        for row in self.rows:
            self.many += 1
            yield row
