#!/bin/sh
# Runs every check, the quick ones first, and fails when any fails.
#
# usage: run-tests.sh BIN
#
# A check that fails does not keep the others from running: one run tells all that is wrong.
set -u

bin=$1
# Checks that invent their examples invent the same ones in every run: see tests/conftest.py.
CI=${CI:-1}
export CI
failed=''

check() { # name, command...
    name=$1
    shift
    printf '== %s\n' "$name"
    "$@" </dev/null || failed="$failed $name"
}

check format "$bin/ruff" format --check .
check style "$bin/ruff" check .
check types "$bin/mypy"
check directions "$bin/lint-imports"
[ -z "$failed" ] || printf '== failed before the tests:%s\n' "$failed"
# Most tests wait for real programs: three at a time take a third as long. A few cannot share the machine.
check tests "$bin/pytest" -n 3 --dist worksteal --durations 20 -m 'not alone'
check 'tests that run alone' "$bin/pytest" --durations 10 -m alone
[ -z "$failed" ] || printf '== failed:%s\n' "$failed"
[ -z "$failed" ]
