#!/usr/bin/env bash
# Puts the programs that the tests (or the benchmarks) call on this machine.
#
#   scripts/install-tools.sh test     a PostgreSQL server, Chromium, a font with Hangul
#   scripts/install-tools.sh bench    nginx, wrk, the sqlite3 shell, orjson for python3; linters of prose, in target/bench/peers
#
# As root on Debian it installs what is missing; anywhere else it says what to install.
set -euo pipefail

postgres_is_here() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null
}
chromium_is_here() { [[ -n "${INQUEST_CHROMIUM:-}" ]] || command -v chromium >/dev/null; }
hangul_is_here() { command -v fc-list >/dev/null && [[ -n "$(fc-list :lang=ko family)" ]]; }

missing=()
case "${1:-}" in
  test)
    postgres_is_here || missing+=(postgresql)
    chromium_is_here || missing+=(chromium)
    hangul_is_here || missing+=(fontconfig fonts-noto-cjk)
    ;;
  bench)
    command -v nginx >/dev/null || [[ -x /usr/sbin/nginx ]] || missing+=(nginx)
    command -v wrk >/dev/null || missing+=(wrk)
    command -v sqlite3 >/dev/null || missing+=(sqlite3)
    command -v python3 >/dev/null || missing+=(python3 python3-pip)
    python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
    ;;
  *)
    echo "usage: scripts/install-tools.sh test|bench" >&2
    exit 2
    ;;
esac

if ((${#missing[@]})); then
  if [[ $EUID -ne 0 ]] || ! command -v apt-get >/dev/null; then
    echo "missing: ${missing[*]}" >&2
    echo "install them first; on Debian or Ubuntu: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  echo "installing ${missing[*]}"
  log="$(mktemp)"
  trap 'rm -f "$log"' EXIT
  export DEBIAN_FRONTEND=noninteractive
  # the output of apt is long and matters only when it fails
  if ! { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    exit 1
  fi
fi

if [[ "$1" == bench ]] && ! python3 -c 'import orjson' 2>/dev/null; then
  # only the generator of the chat export gains by it; newer Debians guard the system's python
  pip=(python3 -m pip install --quiet --disable-pip-version-check)
  "${pip[@]}" --root-user-action=ignore orjson 2>/dev/null ||
    "${pip[@]}" --break-system-packages orjson 2>/dev/null ||
    echo "no orjson: the generator falls back to json and takes about twice as long"
fi

if [[ "$1" == bench ]]; then
  peers="$(dirname "$0")/../target/bench/peers"
  mkdir -p "$peers"
  npm install --prefix "$peers" --no-audit --no-fund --loglevel=error \
    alex@11 textlint@15 textlint-rule-write-good@2 textlint-rule-terminology@5
  [[ -x "$peers/venv/bin/proselint" ]] || {
    python3 -m venv "$peers/venv"
    "$peers/venv/bin/pip" install --quiet --disable-pip-version-check proselint
  }
fi
