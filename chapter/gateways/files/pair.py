"""Two stores at once, while files move from one to the other."""

from collections.abc import Iterator

from chapter.gateways.files import FileEntry, FileMissing, FileStore


class FilesInTwoStores:
    """What is put goes into ``current``; what is not there yet is read from ``before``; what is deleted is
    deleted from both."""

    outside = True

    def __init__(self, current: FileStore, before: FileStore) -> None:
        self.current, self.before = current, before
        self.name = f"{current.name}, and before {before.name}"

    def check(self) -> None:
        """Ask both. Raises StoreRefused."""
        self.current.check()
        self.before.check()

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keep ``content`` in the current store."""
        self.current.put(key, content, content_type)

    def get(self, key: str) -> bytes:
        """The bytes under ``key``, wherever they are. One that moves meanwhile is asked for again. Raises
        FileMissing."""
        for store in (self.current, self.before):
            try:
                return store.get(key)
            except FileMissing:
                continue
        return self.current.get(key)

    def exists(self, key: str) -> bool:
        """Whether either has it."""
        return self.current.exists(key) or self.before.exists(key) or self.current.exists(key)

    def delete(self, key: str) -> None:
        """Delete it from both."""
        self.before.delete(key)
        self.current.delete(key)

    def listing(self) -> Iterator[FileEntry]:
        """Every file of both; one that is in both comes twice."""
        yield from self.before.listing()
        yield from self.current.listing()
