"""Stores: where bundles lie, whichever place it is.

May import ``recorder``, and of ``studio.submission`` the addresses, errors and credentials of stores; what is
sent, and when, is the business of that package. One code path for folders and S3::

    clients  obstore's client for a place, with nothing left to the environment
    calls    waiting for obstore in slices, so that every call can be called off
    faults   which of our errors an error of obstore is
    store    put, read, list and remove objects
"""

from studio.submission.store_places import FolderPlace, S3Place, StoreKind, StorePlace, read_place
from studio.submission.stores.store import (
    BundleStore,
    Put,
    Removal,
    StoredObject,
    Verified,
    open_store,
)

__all__ = [
    "BundleStore",
    "FolderPlace",
    "Put",
    "Removal",
    "S3Place",
    "StoreKind",
    "StorePlace",
    "StoredObject",
    "Verified",
    "open_store",
    "read_place",
]
