"""Since when a mail has waited, whatever was tried meanwhile."""

from sqlalchemy import func

from chapter.mail.models import Mail

SINCE = func.coalesce(Mail.waits_since, Mail.due_at)
"""When a mail was due first."""
