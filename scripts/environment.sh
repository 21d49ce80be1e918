# Sourced by ./run and ./test from the top of the checkout: makes .venv as the lock files say.

# Compiling takes most of the time of every program that starts, so what was compiled is kept: in .venv, not in the sources.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX=$PWD/.venv/bytecode

stop_here() {
    printf '%s\n' "$1" >&2
    exit 1
}

# The newest way to the same result is the one that is already there: python3 first.
find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            printf '%s\n' "$name"
            return
        fi
    done
    stop_here "Alliantie needs Python 3.11, 3.12 or 3.13; install one of them first."
}

quietly() {
    local what=$1 said
    shift
    said=$("$@" 2>&1) || stop_here "Could not $what: $(printf '%s\n' "$said" | grep -i -m 1 '^error' || printf '%s\n' "$said" | tail -n 1)"
}

# The programs in .venv name their own place, so a moved checkout counts as changed.
stamp_of() {
    { pwd; sha256sum scripts/environment.sh requirements-uv.lock "$@"; } | sha256sum
}

# make_environment NAME LOCK...: brings .venv up to date with these locks; NAME tells the stamps apart.
make_environment() {
    local name=$1 python stamp certificates
    shift
    exec 9>.venv.lock
    flock 9
    stamp=$(stamp_of "$@")
    if [ "$(cat ".venv/stamp-$name" 2>/dev/null)" != "$stamp" ] || ! .venv/bin/python -c '' 2>/dev/null; then
        echo "Making .venv ready (once, about a minute) ..."
        if ! .venv/bin/pip --version >/dev/null 2>&1; then
            python=$(find_python) || exit 1
            "$python" -c 'import ensurepip, venv' 2>/dev/null ||
                stop_here "This Python cannot make environments; install it with: apt-get install python3-venv"
            quietly "make .venv" "$python" -m venv --clear .venv
        fi
        rm -f .venv/stamp-*
        quietly "install uv" .venv/bin/python -m pip install --quiet --require-hashes -r requirements-uv.lock
        # Where the machine knows whom to trust, so do we: an organisation may have its own certificates.
        certificates=()
        [ ! -e /etc/ssl/certs/ca-certificates.crt ] || certificates=(--system-certs)
        quietly "install the packages" .venv/bin/uv pip sync --quiet "${certificates[@]}" \
            --python .venv/bin/python --require-hashes "$@"
        put_ourselves_in
        printf '%s\n' "$stamp" >".venv/stamp-$name"
        # What a longer list installed is also what a shorter one asks for.
        [ "$name" = run ] || stamp_of "$1" >.venv/stamp-run
    fi
    exec 9>&-
}

# The project runs from its checkout: nothing to build, nothing to install twice.
put_ourselves_in() {
    local site
    site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s\n' "$PWD/src" >"$site/alliantie.pth"
    printf '%s\n' '#!/bin/sh' 'exec "$(dirname "$(readlink -f "$0")")/python" -m alliantie "$@"' >.venv/bin/alliantie
    chmod +x .venv/bin/alliantie
}
