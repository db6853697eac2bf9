"""what the office entered itself has been read by the office: it stays on walls where givers' words wait"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

ENTERED_BY_HAND = """
UPDATE gifts SET shown_at = paid_at
WHERE shown_at IS NULL AND hidden_at IS NULL AND paid_at IS NOT NULL AND message = '' AND EXISTS (
    SELECT 1 FROM orders JOIN payments ON payments.order_id = orders.id
    WHERE orders.purpose = 'gift' AND orders.reference = gifts.public_id AND payments.method <> 'card'
)
"""


def upgrade() -> None:
    op.execute(sa.text(ENTERED_BY_HAND))


def downgrade() -> None:
    """Nothing to take back: shown_at says nothing of gifts without words before this."""
