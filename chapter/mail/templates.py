"""Writing a letter from its template: ``emails/<domain>/<name>.txt``, whose first line is the subject."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template

from chapter.mail.models import TRANSACTIONAL
from chapter.mail.rules import Letter, placeholder
from chapter.settings import queries as settings


def write_letter(
    kind: str,
    *,
    placeholders: Mapping[str, tuple[str, int]] | None = None,
    attachments: Sequence[tuple[str, int]] = (),
    about: tuple[str, int] | None = None,
    urgency: int = TRANSACTIONAL,
    **context: Any,
) -> Letter:
    """A letter of ``kind`` (``<domain>.<name>``), with ``context`` for its template.

    The template is plain text in light Markdown. Each name in ``placeholders`` is a variable that inserts the
    placeholder; a paragraph that is only ``[Words](placeholder)`` becomes a button.
    """
    gaps = {name: placeholder(name) for name in placeholders or {}}
    domain, name = kind.split(".")
    whole = render_template(f"emails/{domain}/{name}.txt", chapter=settings.current(), **gaps, **context)
    subject, _, text = whole.partition("\n")
    return Letter(
        kind=kind,
        subject=" ".join(subject.removeprefix("Subject:").split()),
        text=text.strip() + "\n",
        placeholders=placeholders or {},
        attachments=attachments,
        about=about,
        urgency=urgency,
    )
