"""What packages above do when an event is moved, canceled, or on again. They register it at assembly."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import Flask, current_app

from chapter.audit import Actor
from chapter.broadcasts.models import Broadcast
from chapter.events.models import Event


@dataclass(frozen=True)
class EventHooks:
    """``moved`` is told the event and where and when it was, ``cancelled`` the event, ``revived`` the event
    and when it was cancelled, and answers what the page says; ``moved_back`` the event and the telling of the
    move that is undone. Each is in the same transaction, and ``event`` is locked. What
    they tell is part of what is told ``within`` that act; what they note there of a move, under a name that
    begins with ``was_``, stands there when it is undone."""

    moved: Callable[..., None]
    moved_back: Callable[..., None]
    cancelled: Callable[..., None]
    revived: Callable[..., str]


def register(app: Flask, follower: EventHooks) -> None:
    """Let ``follower`` act with every event that is moved or cancelled."""
    app.extensions.setdefault("event_followers", []).append(follower)


class PreviousDetails(Protocol):
    """When an event began on the clock of its place, and where it was, before somebody moved it."""

    @property
    def starts_wall(self) -> datetime: ...

    @property
    def place(self) -> str: ...


def moved(
    event: Event, was: PreviousDetails, *, by: Actor, now: datetime, within: Broadcast | None = None
) -> None:
    """``event`` was at another time or place until now."""
    for follower in _registered():
        follower.moved(event, was, by=by, now=now, within=within)


def moved_back(event: Event, telling: Broadcast, *, by: Actor, now: datetime) -> None:
    """``event`` is again where and when it was before the move of which ``telling`` was to tell."""
    for follower in _registered():
        follower.moved_back(event, telling, by=by, now=now)


def cancelled(event: Event, *, by: Actor, now: datetime, within: Broadcast | None = None) -> None:
    """``event`` does not take place."""
    for follower in _registered():
        follower.cancelled(event, by=by, now=now, within=within)


def revived(event: Event, at: datetime, *, by: Actor, now: datetime) -> str:
    """``event``, which was cancelled ``at``, takes place after all; what the page says of it."""
    said = [follower.revived(event, at, by=by, now=now) for follower in _registered()]
    return " ".join(filter(None, said))


def _registered() -> list[EventHooks]:
    known: list[EventHooks] = current_app.extensions.get("event_followers", [])
    return known
