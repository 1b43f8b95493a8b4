"""Feed the readers of a bundle with bytes that reach new lines of them: ``python -m tests.fuzz.bundle``.

Coverage-guided (atheris, libFuzzer). Ends after ``--seconds`` or with the first finding, whose input is
written to ``--findings``. Inputs that reached something new are kept in ``--corpus``, if that is given.
The same seed, corpus and number of ``--runs`` give the same inputs; the keys are fresh each time.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(
    include=[
        "recorder.bundle",
        "recorder.study_file",
        "recorder.video.sequence_parameters",
        "studio.submission.reviews",
    ]
):
    from tests.fuzz.targets import Targets
    from tests.rigs.hostile_bundle import bundle_in_small_parts

_MOST_MEMORY_MB = 1024
_LONGEST_INPUT_S = 20
_LONGEST_INPUT_BYTES = 1 << 15


def main() -> None:
    """Fuzz for a while."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--runs", type=int, default=-1, help="end after so many inputs")
    parser.add_argument("--seed", type=int, default=0, help="0 chooses one")
    parser.add_argument("--corpus", type=Path, help="a folder, made if need be")
    parser.add_argument(
        "--findings", type=Path, default=Path(), help="where inputs that broke something are put"
    )
    parser.add_argument("inputs", nargs="*", type=Path, help="run these files once instead")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="assent-fuzz-") as folder:
        targets = Targets(bundle_in_small_parts(_made(Path(folder) / "rig")))
        samples = _made(Path(folder) / "samples")
        targets.write_samples(samples)
        words = Path(folder) / "words"
        targets.write_words(words)
        corpus = _made(given.corpus or Path(folder) / "corpus")
        options = [
            f"-max_total_time={given.seconds}",
            f"-runs={given.runs}",
            f"-seed={given.seed}",
            f"-rss_limit_mb={_MOST_MEMORY_MB}",
            f"-timeout={_LONGEST_INPUT_S}",
            f"-max_len={_LONGEST_INPUT_BYTES}",
            f"-artifact_prefix={given.findings}/",
            "-print_final_stats=1",
            f"-dict={words}",
        ]
        what = [str(path) for path in given.inputs] or [str(corpus), str(samples)]
        atheris.Setup([sys.argv[0], *options, *what], targets.run)
        atheris.Fuzz()


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    main()
