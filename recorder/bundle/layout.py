"""The names of a bundle's objects in a store, and how large each may be.

Every limit is far above what a real episode needs and far below what would hurt whoever opens a stranger's.
"""

import re
import secrets
from typing import Final

BUNDLES: Final = "bundles"
"""Where in a store all bundles lie."""

PART_BYTES: Final = 8 << 20
"""How large the parts of a payload are made; the last is smaller.

Never to be made larger: with a key that cannot look, what was shared is taken back part by part, and how many
there can be is told by this.
"""

MOST_PARTS: Final = 16_384
"""128 GiB: some hundred hours of recording."""

MOST_PART_BYTES: Final = 64 << 20
MOST_MANIFEST_BYTES: Final = 4 << 20
MOST_STATEMENT_BYTES: Final = 64 << 10
MOST_RECIPIENTS: Final = 64

REVIEW_BYTES: Final = 23 << 10
"""How large every review is, whatever it says."""

REVIEW_SLOTS: Final = 16
"""How many reviews of a bundle one reader has names for.

Never to be made smaller: with a key that cannot look, reviews are taken back name by name.
"""

_ID: Final = re.compile(r"[0-9a-f]{32}\Z")
_REVIEW: Final = re.compile(r"bundles/[0-9a-f]{32}/reviews/([0-9a-f]{64})\.age\Z")
_TAG: Final = re.compile(r"[0-9a-f]{64}\Z")


def new_bundle_id() -> str:
    """A fresh id that tells nothing."""
    return secrets.token_hex(16)


def is_bundle_id(text: str) -> bool:
    """Whether that can be the id of a bundle."""
    return _ID.match(text) is not None


def is_tag(text: str) -> bool:
    """Whether that can be the tag of a recipient."""
    return _TAG.match(text) is not None


def bundle_folder(bundle_id: str) -> str:
    """Where in the store a bundle lies, without a slash at the end."""
    return f"{BUNDLES}/{bundle_id}"


def manifest_name(bundle_id: str) -> str:
    """The manifest's object."""
    return f"{bundle_folder(bundle_id)}/manifest.json"


def withdrawal_name(bundle_id: str) -> str:
    """The object that says that the bundle is withdrawn."""
    return f"{bundle_folder(bundle_id)}/withdrawal.json"


def part_name(bundle_id: str, number: int) -> str:
    """The object of one part of the payload, from 0."""
    return f"{bundle_folder(bundle_id)}/payload/{number:06d}"


def grant_name(bundle_id: str, tag: str) -> str:
    """The object of one recipient's grant."""
    return f"{bundle_folder(bundle_id)}/grants/{tag}.json"


def reviews_folder(bundle_id: str) -> str:
    """Where in the store all reviews of a bundle lie, without a slash at the end."""
    return f"{bundle_folder(bundle_id)}/reviews"


def review_name(bundle_id: str, tag: str) -> str:
    """The object of one reader's review."""
    return f"{reviews_folder(bundle_id)}/{tag}.age"


def is_review_name(name: str) -> bool:
    """Whether that can be the object of a review."""
    return _REVIEW.match(name) is not None
