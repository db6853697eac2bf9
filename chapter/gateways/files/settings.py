"""The stores that FILES_STORE and FILES_STORE_BEFORE name."""

from chapter.gateways.files import FileStore
from chapter.gateways.files.database import DatabaseFiles
from chapter.gateways.files.folder import FolderFiles
from chapter.gateways.files.pair import FilesInTwoStores
from chapter.gateways.files.s3 import S3Files


def store_from(setting: str, before: str = "") -> FileStore:
    """The store of a setting that config_files.py has checked: ``database``, ``folder:/path`` or
    ``s3:https://KEY:SECRET@host/bucket``. ``before``: the store where files still are that have not moved."""
    kind, _, place = setting.partition(":")
    store: FileStore
    if kind == "folder":
        store = FolderFiles(place)
    elif kind == "s3":
        store = S3Files(place)
    else:
        store = DatabaseFiles()
    return FilesInTwoStores(store, store_from(before)) if before else store
