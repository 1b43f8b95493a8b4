import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent.parent
SETUP = ROOT / "assets" / "setup"
PACKAGES = SETUP / "debian-packages.txt"


class Machine:
    """A machine that has the programs a test gives it, and the few that any shell script needs."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.said = folder / "said"
        for name in ("cat", "dirname", "env", "grep", "sh", "touch"):
            (self.bin / name).symlink_to(f"/usr/bin/{name}")

    def has(self, name: str, script: str) -> None:
        (self.bin / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.bin / name).chmod(0o755)

    def run(self, *argv: str | Path) -> "subprocess.CompletedProcess[str]":
        command = [str(part) for part in argv]
        return subprocess.run(
            command,
            env={"PATH": str(self.bin), "SAID": str(self.said)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def wanted(tmp_path: Path) -> Path:
    path = tmp_path / "wanted.txt"
    there = tmp_path / "lib-1.so"
    there.touch()
    path.write_text(
        f"# a comment\n\nfirst  the-first-program  plays first\nsecond  {tmp_path}/lib-*.so  is there\n"
    )
    return path


def install(machine: Machine, wanted: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    return machine.run(SETUP / "install-packages.sh", wanted, *more)


def test_nothing_is_said_or_done_where_nothing_is_missing(machine: Machine, wanted: Path) -> None:
    machine.has("the-first-program", "")
    result = install(machine, wanted)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_only_what_is_missing_is_installed_and_said(machine: Machine, wanted: Path) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", 'echo "$@" >>"$SAID"')
    result = install(machine, wanted, "python3.11-venv", "keeps packages apart")
    assert result.returncode == 0
    assert "first              plays first" in result.stdout
    assert "python3.11-venv    keeps packages apart" in result.stdout
    assert "second" not in result.stdout
    _, asked = machine.said.read_text().splitlines()
    assert asked.endswith(" first python3.11-venv")


def test_sudo_is_used_where_the_caller_is_not_root(machine: Machine, wanted: Path) -> None:
    machine.has("id", "echo 1000")
    machine.has("sudo", 'case $1 in -n) exit 0 ;; esac; echo sudo "$@" >>"$SAID"')
    machine.has("apt-get", "exit 1")
    result = install(machine, wanted)
    assert result.returncode == 0
    assert "sudo env DEBIAN_FRONTEND=noninteractive apt-get install" in machine.said.read_text()


@pytest.mark.parametrize("sudo", [None, "exit 1"], ids=["no sudo", "sudo asks, nobody is there"])
def test_the_exact_command_is_said_where_it_cannot_be_run(
    machine: Machine, wanted: Path, sudo: str | None
) -> None:
    machine.has("id", "echo 1000")
    machine.has("apt-get", 'echo "$@" >>"$SAID"')
    if sudo is not None:
        machine.has("sudo", sudo)
    result = install(machine, wanted)
    assert result.returncode == 1
    assert "apt-get update && apt-get install --no-install-recommends first\n" in result.stderr
    assert not machine.said.exists()


def test_a_system_without_apt_is_told_what_is_missing(machine: Machine, wanted: Path) -> None:
    result = install(machine, wanted)
    assert result.returncode == 1
    assert "first" in result.stdout
    assert "no apt-get here" in result.stderr


def test_a_failed_installation_fails(machine: Machine, wanted: Path) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", "exit 100")
    assert install(machine, wanted).returncode == 1


FITS = "exit 0"
TOO_OLD = "exit 1"


@pytest.mark.parametrize(
    ("pythons", "chosen"),
    [
        ({"python3": FITS, "python3.13": FITS}, "python3"),
        ({"python3": TOO_OLD, "python3.11": FITS, "python3.12": FITS}, "python3.12"),
        ({"python3.11": FITS}, "python3.11"),
    ],
)
def test_the_system_s_python_comes_first_then_the_newest(
    machine: Machine, pythons: dict[str, str], chosen: str
) -> None:
    for name, script in pythons.items():
        machine.has(name, script)
    result = machine.run(SETUP / "find-python.sh", PACKAGES)
    assert result.stdout.strip() == str(machine.bin / chosen)


def test_a_python_that_fits_is_installed_where_none_is(machine: Machine) -> None:
    machine.has("python3", TOO_OLD)
    machine.has("id", "echo 0")
    # apt-get brings a Python whose venv module is there.
    machine.has(
        "apt-get",
        'case "$*" in *python3.11-venv*) cp=$(dirname "$0")/python3.11; '
        'echo "#!/bin/sh" >"$cp"; /bin/chmod +x "$cp" ;; esac',
    )
    result = machine.run(SETUP / "find-python.sh", "/dev/null")
    assert result.stdout.strip() == str(machine.bin / "python3.11")
    assert "python3.11-venv" in result.stderr


def test_a_missing_venv_module_is_installed(machine: Machine) -> None:
    machine.has("python3", 'case "$2" in *ensurepip*) exit 1 ;; *print*) echo 3.12 ;; esac')
    machine.has("id", "echo 0")
    machine.has("apt-get", 'echo "$@" >>"$SAID"')
    result = machine.run(SETUP / "find-python.sh", "/dev/null")
    assert result.stdout.strip() == str(machine.bin / "python3")
    assert machine.said.read_text().splitlines()[-1].endswith(" python3.12-venv")


_CHECKS_OF = {
    "ruff": "format style",
    "mypy": "types",
    "lint-imports": "directions",
    "pytest": "tests tests that run alone",
}


@pytest.mark.parametrize("broken", _CHECKS_OF)
def test_one_failed_check_fails_the_whole_and_hides_no_other(machine: Machine, broken: str) -> None:
    for name in ("ruff", "mypy", "lint-imports", "pytest"):
        machine.has(name, f'echo {name} >>"$SAID"; echo {name} says so; exit {int(name == broken)}')
    result = machine.run(SETUP / "run-tests.sh", machine.bin)
    assert result.returncode == 1
    assert machine.said.read_text().split() == ["ruff", "ruff", "mypy", "lint-imports", "pytest", "pytest"]
    assert result.stdout.splitlines()[-1] == f"== failed: {_CHECKS_OF[broken]}"


def test_all_checks_passed_is_success(machine: Machine) -> None:
    for name in ("ruff", "mypy", "lint-imports", "pytest"):
        machine.has(name, "exit 0")
    assert machine.run(SETUP / "run-tests.sh", machine.bin).returncode == 0


def test_every_line_of_the_list_of_packages_says_what_it_is_for() -> None:
    for line in PACKAGES.read_text().splitlines():
        if line and not line.startswith("#"):
            package, proof, reason = line.split(maxsplit=2)
            assert re.fullmatch(r"[a-z0-9][a-z0-9.+-]+", package)
            assert proof
            assert len(reason) > 5


def test_the_list_names_what_is_on_this_machine(tmp_path: Path) -> None:
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    (tmp_path / "apt-get").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "apt-get").chmod(0o755)
    result = subprocess.run(
        [SETUP / "install-packages.sh", PACKAGES],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (result.returncode, result.stdout) == (0, ""), "run make install first"


def locked() -> list[tuple[str, str]]:
    # A package may be there twice: in an older version for an older Python.
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    return re.findall(r"^([a-z0-9-]+)==(\S+)", "\n".join(lines), re.MULTILINE)


def test_every_locked_package_has_a_hash_and_no_address() -> None:
    text = (ROOT / "requirements.txt").read_text()
    blocks = re.split(r"\n(?=[a-z])", text.strip())
    assert len(blocks) == len(locked())
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_the_lock_fits_the_ranges() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for wish in project["dependencies"] + project["optional-dependencies"]["dev"]:
        requirement = Requirement(wish)
        versions = [version for name, version in locked() if name == requirement.name]
        assert versions, wish
        assert all(requirement.specifier.contains(version) for version in versions), wish


def test_make_alone_says_what_there_is() -> None:
    said = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert {line.split()[1] for line in said.splitlines()} >= {"install", "test", "demo", "bench", "lock"}
