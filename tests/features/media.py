"""Pictures that everybody may see; tests/features/portal.py makes them."""

from tests.feature import Feature

FEATURE = Feature()
