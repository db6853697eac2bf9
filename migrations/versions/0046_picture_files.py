"""pictures in the sizes of their use, each size a file of a store; the bytes so far move into the database's store"""

import hashlib
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"

SIZES = ("small", "large")
WEBP = "image/webp"

pictures = sa.table(
    "pictures",
    sa.column("id"), sa.column("public_id"), sa.column("use"), sa.column("small", sa.LargeBinary()),
    sa.column("large", sa.LargeBinary()),
)  # fmt: skip
picture_files = sa.table(
    "picture_files",
    sa.column("picture_id"), sa.column("size"), sa.column("key"), sa.column("width"), sa.column("height"),
    sa.column("length"), sa.column("sha256"),
)  # fmt: skip
stored_files = sa.table(
    "stored_files",
    sa.column("key"), sa.column("content_type"), sa.column("content", sa.LargeBinary()),
    sa.column("stored_at", sa.DateTime(timezone=True)),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "stored_files",
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("content_type", sa.String(40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_stored_files")),
    )
    op.create_table(
        "picture_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.String(20), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name=op.f("fk_picture_files_picture_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture_files")),
        sa.UniqueConstraint("key", name=op.f("uq_picture_files_key")),
        sa.UniqueConstraint("picture_id", "size", name=op.f("uq_picture_files_picture_id_size")),
    )
    op.create_table(
        "file_deletions",
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_file_deletions")),
    )
    with op.batch_alter_table("pictures") as batch:
        batch.add_column(sa.Column("use", sa.String(20), nullable=False, server_default="photo"))
    _move_into_files()
    with op.batch_alter_table("pictures") as batch:
        batch.alter_column("use", server_default=None)
        batch.drop_column("small")
        batch.drop_column("large")


def downgrade() -> None:
    with op.batch_alter_table("pictures") as batch:
        batch.add_column(sa.Column("small", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("large", sa.LargeBinary(), nullable=True))
    _move_into_pictures()
    op.drop_table("file_deletions")
    op.drop_table("picture_files")
    op.drop_table("stored_files")
    op.execute("DELETE FROM pictures WHERE use <> 'photo'")
    with op.batch_alter_table("pictures") as batch:
        batch.alter_column("small", nullable=False, existing_type=sa.LargeBinary())
        batch.alter_column("large", nullable=False, existing_type=sa.LargeBinary())
        batch.drop_column("use")


def _move_into_files() -> None:
    """Each picture alone: its bytes are in memory once."""
    bind, now = op.get_bind(), datetime.now(UTC)
    for number in bind.scalars(sa.select(pictures.c.id).order_by(pictures.c.id)).all():
        row = bind.execute(sa.select(pictures).where(pictures.c.id == number)).one()
        for size in SIZES:
            content = bytes(getattr(row, size))
            key, (width, height) = f"pictures/{row.public_id}-{size}.webp", _pixels(content)
            kept = {"key": key, "content_type": WEBP, "content": content, "stored_at": now}
            known = {"length": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            bind.execute(stored_files.insert().values(kept))
            bind.execute(
                picture_files.insert().values(
                    picture_id=number, size=size, key=key, width=width, height=height, **known
                )
            )


def _move_into_pictures() -> None:
    """Raises RuntimeError when the bytes of a photo are in a store outside the database."""
    bind = op.get_bind()
    asked = sa.select(picture_files.c.picture_id, picture_files.c.size, picture_files.c.key)
    photos = asked.join_from(picture_files, pictures, pictures.c.id == picture_files.c.picture_id)
    for number, size, key in bind.execute(photos.where(pictures.c.use == "photo")).all():
        content = bind.scalar(sa.select(stored_files.c.content).where(stored_files.c.key == key))
        if content is None:
            raise RuntimeError(
                f"{key} is not in the database. Set FILES_STORE=database and FILES_STORE_BEFORE to where files "
                "are, and run `flask --app wsgi files move` before going back."
            )
        bind.execute(pictures.update().where(pictures.c.id == number).values({size: content}))


def _pixels(webp: bytes) -> tuple[int, int]:
    """Width and height that a WebP says it has (RFC 9649); 0 where it is none."""
    if webp[:4] + webp[8:12] != b"RIFFWEBP" or len(webp) < 30:
        return 0, 0
    if webp[12:16] == b"VP8X":
        return int.from_bytes(webp[24:27], "little") + 1, int.from_bytes(webp[27:30], "little") + 1
    if webp[12:16] == b"VP8L":
        packed = int.from_bytes(webp[21:25], "little")
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    width, height = (int.from_bytes(webp[start : start + 2], "little") for start in (26, 28))
    return width & 0x3FFF, height & 0x3FFF
