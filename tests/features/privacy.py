"""Pages about one's own data; mails and the portal have their links."""

from tests.feature import Feature

FEATURE = Feature()
