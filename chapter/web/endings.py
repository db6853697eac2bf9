"""Hooks for the end of a record: what other packages free when a booking, a sign-up or a membership ends.

The package of such a record has one rule that ends it. That rule tells the hook, once for all records that
one act ends. A package that holds something for such a record registers a follower at assembly.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app


@dataclass(frozen=True)
class Ended:
    """The records of one table that an act ended, by their ids, and when. ``restorable``: what they had is
    still in their columns, since the act may be undone; what is held for them stays until they come back."""

    ids: Collection[int]
    at: datetime
    restorable: bool = False


Follower = Callable[[Ended], None]


@dataclass(frozen=True)
class EndHook:
    """The followers of the end of one kind of record."""

    name: str

    def register(self, app: Flask, *followers: Follower) -> None:
        """Register followers: each runs in the same transaction, with what is scarce locked, and has to be
        set-based, since an act may end hundreds."""
        app.extensions.setdefault(self.name, []).extend(followers)

    def tell(self, ended: Ended) -> None:
        """Call every follower; none when nothing ended."""
        if ended.ids:
            for follow in current_app.extensions.get(self.name, []):
                follow(ended)
