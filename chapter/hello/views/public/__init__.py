"""Pages behind a personal link: hellos, promises, the offline page, answers of companions."""
