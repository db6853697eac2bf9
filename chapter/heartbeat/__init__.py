"""The worker's heartbeat: that a worker runs, whether its clock is trusted, which night has come.

A *beat* is written by each worker every few seconds. A *silence* is more than six hours without one: the
machine was off, or this is a copy of another's database; what was due before is held back (mail.held_mails).
A *doubt* is a jump of more than two days, forward or backward: what can't be undone waits until a managing
director presses “The clock is right”. What a rule erases is *announced* a day before.
"""

from flask import Flask

from chapter.heartbeat import personal_data
from chapter.personal_data import registry


def register(app: Flask) -> None:
    """Register what its tables hold of a person."""
    registry.register(app, *personal_data.TABLES)
