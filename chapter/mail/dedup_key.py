"""Keys of mails that are sent once. The only module that makes them fit their column.

A key says what the mail is about, such as ``news-3-ana@example.org``. One that is too long ends in a hash of
all of it: truncated, it could equal the key of another mail, which would then never be sent.
"""

import hashlib
from collections.abc import Collection

from sqlalchemy import select

from chapter import db
from chapter.mail.models import LONGEST_KEY, Mail


def shortened(key: str) -> str:
    """``key`` shortened to fit its column: one that is too long ends in a hash of all of it."""
    if len(key) <= LONGEST_KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"{key[: LONGEST_KEY - len(digest) - 1]}~{digest}"


def already_used(keys: Collection[str]) -> set[str]:
    """Those of ``keys`` that some mail has already."""
    kept = {shortened(key): key for key in keys}
    return {
        kept[found]
        for found in db.session.scalars(select(Mail.dedup_key).where(Mail.dedup_key.in_(kept)))
        if found
    }
