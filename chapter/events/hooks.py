"""What packages above do when an event is moved, cancelled, or on again. They register it at assembly."""

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
    """``moved`` gets the event and its earlier time and place, ``cancelled`` the event, ``revived`` the event
    and when it was cancelled, and returns a sentence for the page; ``moved_back`` the event and the broadcast
    of the move that is undone. Each runs in the same transaction, and ``event`` is locked. What they
    broadcast is part of the broadcast ``within`` that act; values that they save there about a move, under a
    name that begins with ``was_``, are still there when it is undone."""

    moved: Callable[..., None]
    moved_back: Callable[..., None]
    cancelled: Callable[..., None]
    revived: Callable[..., str]


def register(app: Flask, follower: EventHooks) -> None:
    """Register ``follower`` for every event that is moved or cancelled."""
    app.extensions.setdefault("event_followers", []).append(follower)


class PreviousDetails(Protocol):
    """When an event began in its venue's time zone, and where it was, before somebody moved it."""

    @property
    def starts_wall(self) -> datetime: ...

    @property
    def place(self) -> str: ...


def moved(
    event: Event, was: PreviousDetails, *, by: Actor, now: datetime, within: Broadcast | None = None
) -> None:
    """Notify the followers that ``event`` was at another time or place until now."""
    for follower in _registered():
        follower.moved(event, was, by=by, now=now, within=within)


def moved_back(event: Event, telling: Broadcast, *, by: Actor, now: datetime) -> None:
    """Notify the followers that a move was undone; ``telling`` is the broadcast that was to announce it."""
    for follower in _registered():
        follower.moved_back(event, telling, by=by, now=now)


def cancelled(event: Event, *, by: Actor, now: datetime, within: Broadcast | None = None) -> None:
    """Notify the followers that ``event`` does not take place."""
    for follower in _registered():
        follower.cancelled(event, by=by, now=now, within=within)


def revived(event: Event, at: datetime, *, by: Actor, now: datetime) -> str:
    """Notify the followers that ``event``, which was cancelled ``at``, takes place after all; their
    sentences."""
    said = [follower.revived(event, at, by=by, now=now) for follower in _registered()]
    return " ".join(filter(None, said))


def _registered() -> list[EventHooks]:
    known: list[EventHooks] = current_app.extensions.get("event_followers", [])
    return known
