"""Pages about the chapter itself."""

from tests.feature import Feature

FEATURE = Feature()
