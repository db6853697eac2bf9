"""Tests. They mirror chapter/: tests/<package>/test_<what people do>.py; `make test` runs all of them."""
