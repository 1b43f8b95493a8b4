#!/bin/sh
# Installs the Debian packages that are missing, saying which and what for; silent and quick when none is.
#
# usage: install-packages.sh LIST [PACKAGE REASON]...
#
# LIST is a file such as debian-packages.txt. Further pairs name packages that the caller knows to be missing.
# Uses apt-get, through sudo where the caller is not root. Where it cannot, it says the exact command and fails.
set -eu

list=$1
shift
missing=''
report=''

note() { # package, reason
    missing="$missing $1"
    report="$report$(printf '  %-18s %s' "$1" "$2")
"
}

is_there() { # a program's name, or a path with wildcards
    case $1 in
    /*)
        # Unquoted on purpose: the wildcards are the shell's to fill in.
        for path in $1; do
            [ -e "$path" ] && return 0
        done
        return 1
        ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

while read -r package proof reason; do
    case $package in '' | '#'*) continue ;; esac
    is_there "$proof" || note "$package" "$reason"
done <"$list"
while [ $# -ge 2 ]; do
    note "$1" "$2"
    shift 2
done
[ -n "$missing" ] || exit 0

printf 'Missing from this system:\n%s' "$report"
if ! command -v apt-get >/dev/null 2>&1; then
    printf 'There is no apt-get here. Install what your system calls these packages, then run make again.\n' >&2
    exit 1
fi

as_root=''
if [ "$(id -u)" -ne 0 ]; then
    as_root='sudo'
    # Without a terminal nobody can type sudo's password: ask only where somebody can.
    if ! command -v sudo >/dev/null 2>&1 || { [ ! -t 0 ] && ! sudo -n true 2>/dev/null; }; then
        printf 'Installing them needs root. Run this as root, then make again:\n' >&2
        printf '  apt-get update && apt-get install --no-install-recommends%s\n' "$missing" >&2
        exit 1
    fi
fi

printf 'Installing them with apt-get.\n'
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq || printf 'apt-get update failed; trying with the lists that are here.\n' >&2
# shellcheck disable=SC2086 # the names are words of our own list
if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null; then
    printf 'apt-get could not install them. Try it by hand, then run make again:\n' >&2
    printf '  apt-get update && apt-get install --no-install-recommends%s\n' "$missing" >&2
    exit 1
fi
