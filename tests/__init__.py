"""Tests. They mirror chapter/: tests/<domain>/test_<what people do>.py; `make test` runs all of them."""
