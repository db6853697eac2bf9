"""until when whoever is asked to meet a guest may answer, and when she was last told where it is"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"

MOMENTS = ("answer_until", "told_at")


def upgrade() -> None:
    for moment in MOMENTS:
        op.add_column("companions", sa.Column(moment, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for moment in MOMENTS:
        op.drop_column("companions", moment)
