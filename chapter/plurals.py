"""One or several, as English says it."""


def plural(count: int, one: str, several: str) -> str:
    """``1 seat``, ``2 seats``, ``1,200 seats``."""
    return f"{count:,} {agree(count, one, several)}"


def agree(count: int, one: str, several: str) -> str:
    """The word that agrees with ``count``, without the number: ``is`` for 1, ``are`` for 0 and 2."""
    return one if count == 1 else several
