"""Who is found; tests/features/portal.py makes who shows herself and who hides."""

from tests.feature import Feature

FEATURE = Feature()
