"""Who did what, when, to which record, before, after, and why. Written by rules, read in the office.

An *entry* stays for ever; the *values* before and after lie in a table of their own, which erasure
may blank.
"""

from flask import Flask

from chapter.audit import personal_data
from chapter.audit.models import Actor, Entry, Values
from chapter.audit.rules import SecretLogged, record, record_change, record_each
from chapter.personal_data import registry

__all__ = ["Actor", "Entry", "SecretLogged", "Values", "record", "record_change", "record_each"]


def register(app: Flask) -> None:
    """Register what its tables hold of a person."""
    registry.register(app, *personal_data.TABLES)
