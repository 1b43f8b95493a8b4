"""A reader whose program is killed: ``python -m tests.rigs.dying_reviewer VAULT BUNDLE MOMENT``.

Moments: ``kept`` by the vault, ``put`` into the store, ``told`` to the vault.
"""

import os
import signal
import sys
from pathlib import Path

from studio.submission.reviewing import Decision, begin_review, carry_out, finish
from tests.rigs.sharing import NOW, a_vault, quiet

COMMENT = "quokkacomment"


def main() -> None:
    """Review, and die."""
    home, bundle_id, moment = sys.argv[1:]
    with a_vault(Path(home)) as vault:
        order = begin_review(vault, bundle_id, Decision.REJECTED, COMMENT, now=NOW)
        if moment != "kept":
            sent = carry_out(order, quiet)
            if moment == "told":
                finish(vault, order, sent)
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
