"""Old addresses redirect: staff change slugs, and what people, posters and mails say still works.

A *kind* of record has an address of its own: a slug, the last part of ``/give/winter-coats``. One that people
may know stays its record's for good. It is looked up only when a page would be 404, so that existing pages
cost nothing, and redirects only viewers who may know of the record.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, current_app, redirect, request, url_for
from sqlalchemy import ColumnElement, Select, or_, select

from chapter import db
from chapter.refusal import Refused
from chapter.web.access import SAFE_METHODS, current_user
from chapter.web.models import OldAddress

SLUG = re.compile(r"[a-z0-9-]{1,80}")
LONGEST_SLUG = 60


@dataclass(frozen=True)
class SluggedKind:
    """A kind of record that has an address: its rows have ``id`` and ``slug``. ``noun`` is its word in
    sentences; ``reserved`` are the slugs of pages."""

    model: type[Any]
    noun: str
    reserved: frozenset[str]

    @property
    def name(self) -> str:
        """The name that its old addresses are stored under: its table's."""
        return str(self.model.__tablename__)


@dataclass
class RedirectRegistry:
    """Which route arguments are addresses of which kind, and who may know of a record."""

    arguments: dict[str, tuple[SluggedKind, str]] = field(default_factory=dict)
    shown: dict[str, Callable[[Any], Select[Any]]] = field(default_factory=dict)


def register(app: Flask) -> None:
    """Start without any kind; the packages above register theirs."""
    app.extensions["record_redirects"] = RedirectRegistry()


def set_visible_records(app: Flask, kind: SluggedKind, shown: Callable[[Any], Select[Any]]) -> None:
    """Let ``shown`` say which records of ``kind`` a viewer may know of: other old addresses reveal
    nothing."""
    app.extensions["record_redirects"].shown[kind.name] = shown


def register_routes(app: Flask, kind: SluggedKind, *blueprints: str, argument: str = "slug") -> None:
    """Register that in the routes of ``blueprints``, ``argument`` is the address of a record of ``kind``."""
    for blueprint in blueprints:
        app.extensions["record_redirects"].arguments[blueprint] = (kind, argument)


def route_argument(app: Flask, endpoint: str) -> tuple[SluggedKind, str] | None:
    """Which kind's address a route has, and in which argument; None: none is registered."""
    found: tuple[SluggedKind, str] | None = app.extensions["record_redirects"].arguments.get(
        endpoint.rpartition(".")[0]
    )
    return found


def redirect_to_current() -> Response | None:
    """A redirect to the present address of what this request asks for, when it was not found: 301 for a GET,
    308 for a form that was opened before, which is sent on as it is. None: there is none that the viewer may
    know of."""
    known = route_argument(current_app, request.endpoint or "")
    if known is None or not request.view_args or known[1] not in request.view_args:
        return None
    kind, argument = known
    slug = _current_slug(kind, str(request.view_args[argument]))
    if slug is None:
        return None
    address = url_for(str(request.endpoint), **{**request.view_args, argument: slug})
    query = request.query_string.decode(errors="replace")
    where = f"{address}?{query}" if query else address
    return current_app.make_response(redirect(where, 301 if request.method in SAFE_METHODS else 308))


def _current_slug(kind: SluggedKind, slug: str) -> str | None:
    if not SLUG.fullmatch(slug):
        return None
    once = select(OldAddress.record_id).where(OldAddress.kind == kind.name, OldAddress.slug == slug)
    number = db.session.scalar(once)
    if number is None:
        return None
    shown = current_app.extensions["record_redirects"].shown[kind.name](current_user)
    record = db.first(shown.where(kind.model.id == number))
    return str(record.slug) if record is not None and record.slug != slug else None


def has_slug(kind: SluggedKind, slug: str) -> ColumnElement[bool]:
    """A condition: a record of ``kind`` has this address, or had it. For lists that were saved under it."""
    once = select(OldAddress.record_id).where(OldAddress.kind == kind.name, OldAddress.slug == slug)
    return or_(kind.model.slug == slug, kind.model.id.in_(once))


def slugify(title: str, otherwise: str = "event") -> str:
    """``title`` as a slug: lower-case letters, digits and hyphens, at most 60 characters; ``otherwise`` when
    nothing is left."""
    plain = unicodedata.normalize("NFKD", title.replace("’", "").replace("'", "")).encode("ascii", "ignore")
    words = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).strip("-")
    if len(words) > LONGEST_SLUG:
        words = words[: LONGEST_SLUG + 1].rpartition("-")[0] or words[:LONGEST_SLUG]
    return words or otherwise


def free_slug(kind: SluggedKind, wanted: str, record_id: int | None = None) -> str:
    """``wanted`` if no other record of ``kind`` has or had it, else with a number appended."""
    model, like, number = kind.model, f"{wanted}%", record_id or 0
    now = select(model.slug).where(model.slug.like(like), model.id != number)
    once = select(OldAddress.slug).where(
        OldAddress.kind == kind.name, OldAddress.slug.like(like), OldAddress.record_id != number
    )
    known = {*db.session.scalars(now), *db.session.scalars(once), *kind.reserved}
    if wanted not in known:
        return wanted
    count = 2
    while f"{wanted}-{count}" in known:
        count += 1
    return f"{wanted}-{count}"


def require_free_slug(kind: SluggedKind, slug: str, record_id: int | None = None) -> None:
    """Raise Refused, beside the field ``slug``, when a page or another record of ``kind`` has this address,
    or another had it: links that people know still lead there."""
    if slug in kind.reserved:
        raise Refused("This address belongs to another page. Choose a different one.", "slug")
    model, number = kind.model, record_id or 0
    if db.session.scalar(select(model.id).where(model.slug == slug, model.id != number)) is not None:
        raise Refused(f"Another {kind.noun} has this address.", "slug")
    once = db.session.get(OldAddress, (kind.name, slug))
    if once is not None and once.record_id != number:
        raise Refused(
            f"Another {kind.noun} used this address before, and old links still lead there.", "slug"
        )


def change_slug(kind: SluggedKind, record: Any, slug: str, *, known: bool) -> None:
    """Give ``record``, which is saved, the address ``slug``; the present one redirects there from now on
    where people may have ``known`` it. Raises Refused as ``require_free_slug`` does."""
    if slug == record.slug:
        return
    require_free_slug(kind, slug, record.id)
    old, record.slug = record.slug, slug
    if known:
        _keep_old_slug(kind, old, record.id)


def keep_slug(kind: SluggedKind, record: Any) -> None:
    """Let the present address lead to ``record`` for good: people may know it. Called when the address
    changes, and when what was public is hidden, since it may change meanwhile."""
    _keep_old_slug(kind, record.slug, record.id)


def _keep_old_slug(kind: SluggedKind, slug: str, record_id: int) -> None:
    if db.session.get(OldAddress, (kind.name, slug)) is None:
        db.session.add(OldAddress(kind=kind.name, slug=slug, record_id=record_id))
        db.session.flush()
