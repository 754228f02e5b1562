#!/usr/bin/env bash
# Makes .venv from nothing but git, make and Python 3.11 or newer. Usage: scripts/setup.sh run|spark|dev
# Nothing outside the checkout is changed but for system libraries, by apt, and only where that needs no password.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly what="${1:?run, spark or dev}"

say() { if [ -t 1 ]; then printf '\033[1m==>\033[0m %s\n' "$*"; else printf '==> %s\n' "$*"; fi; }
stop() {
    printf '\nSet-up stopped: %s\n' "$1" >&2
    printf '  %s\n' "${@:2}" >&2
    exit 1
}

# Runs apt-get as root where that is possible without asking; fails where it is not.
apt() {
    local as_root=() install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@")
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" -eq 0 ] || { sudo -n true 2>/dev/null && as_root=(sudo -n); } || return 1
    say "Installing by apt: $*"
    "${as_root[@]}" "${install[@]}" >.apt.log 2>&1 ||
        { "${as_root[@]}" apt-get update && "${as_root[@]}" "${install[@]}"; } >.apt.log 2>&1 ||
        { tail -n 5 .apt.log >&2; return 1; }
    rm -f .apt.log
}

# The full path of an interpreter that really starts (a pyenv shim may not) and is new enough.
find_python() {
    for candidate in ${PYTHON:-} python3 python3.12 python3.13 python3.11 /usr/bin/python3; do
        "$candidate" -c 'import sys; sys.version_info >= (3, 11) or sys.exit(1); print(sys.executable)' 2>/dev/null && return
    done
    stop "no Python 3.11 or newer was found." "On Debian 12 or Ubuntu 24.04:  sudo apt-get install -y python3" \
        "Or name one:                   make $what PYTHON=/path/to/python3.12"
}

# uv makes the environment: Debian's python3 comes without venv, and uv installs 150 packages in seconds.
find_uv() {
    if uv --version >/dev/null 2>&1; then echo uv; return; fi
    if [ ! -x .tools/bin/uv ]; then
        if ! "$python" -m pip --version >/dev/null 2>&1; then
            apt python3-pip >&2 || stop "neither uv nor pip is installed, and apt may not be used from here." \
                "Type:  sudo apt-get install -y python3-pip" "then call make again."
            "$python" -m pip --version >/dev/null 2>&1 || python=/usr/bin/python3
        fi
        say "Fetching uv by pip into .tools" >&2
        # --target leaves the system's own (externally managed) packages alone.
        "$python" -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .tools 'uv>=0.5' >&2 ||
            stop "pip could not fetch uv." "Look at the lines above; behind a proxy set HTTPS_PROXY or PIP_INDEX_URL."
    fi
    echo .tools/bin/uv
}

# WeasyPrint draws through Pango and HarfBuzz. libharfbuzz-subset only makes it twice as fast.
system_libraries() {
    local missing="" packages=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1)
    for library in libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz.so.0 libharfbuzz-subset.so.0 libfontconfig.so.1; do
        "$python" -c "import ctypes; ctypes.CDLL('$library')" 2>/dev/null || missing+=" $library"
    done
    if [ -z "$missing" ] || apt "${packages[@]}"; then return; fi
    if [ "$missing" = " libharfbuzz-subset.so.0" ]; then
        say "libharfbuzz-subset0 is not installed; PDFs take twice as long. sudo apt-get install -y libharfbuzz-subset0"
    else
        stop "the PDF needs system libraries (${missing# }), and apt may not be used from here." \
            "Type:  sudo apt-get update && sudo apt-get install -y ${packages[*]}" "then call make again."
    fi
}

# Spark runs on Java 17 or newer.
java_runtime() {
    local java=java; [ -z "${JAVA_HOME:-}" ] || java="$JAVA_HOME/bin/java"
    local version; version=$("$java" -version 2>&1 | sed -nE '1s/.* version "([0-9]+).*/\1/p')
    if [ "${version:-0}" -ge 17 ] || apt openjdk-17-jre-headless; then return; fi
    stop "Spark needs Java 17 or newer, and apt may not be used from here." \
        "Type:  sudo apt-get update && sudo apt-get install -y openjdk-17-jre-headless" "then call make again."
}

# uv would fetch a Python of its own otherwise; certificates are the system's, as company networks need it.
export UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=true VIRTUAL_ENV=
python=$(find_python)
uv=$(find_uv)
system_libraries
[ "$what" = run ] || java_runtime
if ! .venv/bin/python -c 'import sys; sys.version_info >= (3, 11) or sys.exit(1)' 2>/dev/null; then
    say "Making .venv with $("$python" --version)"
    "$uv" venv --quiet --clear --python "$python" .venv
fi
files=(-r requirements.txt)
size="0.8 GB"
if [ "$what" != run ]; then files+=(-r requirements-spark.txt); size="1.3 GB, Spark included"; fi
if [ "$what" = dev ]; then files+=(-r requirements-dev.txt); fi
say "Installing packages (about $size; hash-checked; a minute the first time)"
"$uv" pip install --python .venv/bin/python --require-hashes "${files[@]}" 2> >(grep -vE '^ [+~-] ' >&2) ||
    stop "the packages could not be installed." "Look at the lines above; behind a proxy set HTTPS_PROXY or UV_DEFAULT_INDEX."
touch .venv/.ready-run
[ "$what" = run ] || touch .venv/.ready-spark
[ "$what" != dev ] || touch .venv/.ready-dev
