"""What waits for somebody of the office, and what comes next: each package registers its sources at assembly,
and Today only gathers them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from chapter.web.access import may_open

EXTENSION = "today.sources"


@dataclass(frozen=True)
class Link:
    """A link that looks like a button; ``about``: its name for whoever does not see what it stands beside."""

    url: str
    label: str
    about: str = ""
    icon: str = ""


@dataclass(frozen=True)
class WaitingItem:
    """A row that waits for the viewer: ``title``, ``why`` in a sentence, and where it is done.

    ``many``: how many things it stands for. ``template``: for a row with presses of its own, which gets
    ``data``; then nothing else is read.
    """

    title: str = ""
    why: str = ""
    link: Link | None = None
    many: int = 1
    template: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ComingItem:
    """A row of what comes next. ``at``: when, for the order; ``when``: in words. ``stands``: how it
    stands, in words; ``tag``: the same in one word, and its kind."""

    at: datetime
    title: str
    url: str
    when: str
    stands: str = ""
    tag: tuple[str, str] | None = None
    link: Link | None = None


@dataclass(frozen=True)
class NothingComing:
    """What Today says when nothing comes, and one thing to do about it, if the viewer may."""

    title: str
    words: str
    link: Link | None = None


@dataclass(frozen=True)
class WaitingSource:
    """Rows for whoever may open ``endpoint``; empty: for all who see Today. Sources stand by ``order``."""

    items: Callable[[Any, datetime], Iterable[WaitingItem]]
    endpoint: str
    order: int


@dataclass(frozen=True)
class ComingSource:
    """What comes next for whoever may open ``endpoint``; ``nothing``: what is said while none of the viewer's
    sources has anything, by the first of them."""

    items: Callable[[Any, datetime], Iterable[ComingItem]]
    nothing: Callable[[], NothingComing]
    endpoint: str
    order: int


def register(app: Flask, *sources: WaitingSource | ComingSource) -> None:
    """Register these sources."""
    app.extensions.setdefault(EXTENSION, []).extend(sources)


def waiting_for(viewer: Any, now: datetime) -> list[WaitingItem]:
    """Everything that waits for ``viewer``."""
    return [item for source in _open_to(viewer, WaitingSource) for item in source.items(viewer, now)]


def coming_for(viewer: Any, now: datetime) -> tuple[list[ComingItem], NothingComing | None]:
    """What comes next for ``viewer`` by time, and what to say when that is nothing; None: they have no
    source."""
    sources = _open_to(viewer, ComingSource)
    items = [item for source in sources for item in source.items(viewer, now)]
    return sorted(items, key=lambda item: item.at), sources[0].nothing() if sources else None


def _open_to(viewer: Any, kind: Any) -> list[Any]:
    known = [one for one in current_app.extensions[EXTENSION] if isinstance(one, kind)]
    mine = [one for one in known if not one.endpoint or may_open(one.endpoint, viewer)]
    return sorted(mine, key=lambda one: one.order)
