"""A database for each proof: a file on a real disk, or an empty database of the PostgreSQL server."""

from pathlib import Path

import pytest

from tests import databases
from tests.conftest import KEY


@pytest.fixture
def proof_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that is empty and this proof's own."""
    server = request.config.stash[KEY]["server"]
    if server:
        return databases.Postgres(server, "chapter_proof").url.replace("postgresql+psycopg", "postgresql")
    return f"sqlite:///{tmp_path / 'proof.sqlite'}"
