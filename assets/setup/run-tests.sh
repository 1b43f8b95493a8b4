#!/bin/sh
# Runs every check, the quick ones first, and fails when any fails; pytest's summary comes last.
#
# usage: run-tests.sh BIN
#
# A check that fails does not keep the others from running: one run tells all that is wrong.
set -u

bin=$1
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
printf '== tests\n'
"$bin/pytest" </dev/null || exit 1
[ -z "$failed" ]
