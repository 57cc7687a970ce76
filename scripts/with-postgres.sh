#!/usr/bin/env bash
# Runs a command with a PostgreSQL of its own: scripts/with-postgres.sh COMMAND [ARG]…
#
# INQUEST_TEST_PG holds the address for the command. When it is set already, that server
# is used as it is; otherwise a cluster is made in a temporary folder, on a free port of the
# loopback, without fsync (it holds nothing worth keeping), and removed at the end.
set -euo pipefail

if (($# == 0)); then
  echo "usage: scripts/with-postgres.sh COMMAND [ARG]…" >&2
  exit 2
fi
if [[ -n "${INQUEST_TEST_PG:-}" ]]; then
  exec "$@"
fi

# The distribution's newest server first: what else is called initdb on the path may be anything.
bin="$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -t/ -k5 -V | tail -n 1 | xargs -r dirname)"
if [[ -z "$bin" ]]; then
  found="$(command -v initdb || true)"
  if [[ -z "$found" ]]; then
    echo "no PostgreSQL server here: run scripts/install-tools.sh test, or set INQUEST_TEST_PG" >&2
    exit 1
  fi
  bin="$(dirname "$(readlink -f "$found")")"
fi

dir="$(mktemp -d /tmp/inquest-pg.XXXXXX)"
as=()
if [[ $EUID -eq 0 ]]; then
  # initdb refuses root
  if ! id postgres >/dev/null 2>&1; then
    rm -rf "$dir"
    echo "root can't run PostgreSQL and there is no user postgres: create one, or set INQUEST_TEST_PG" >&2
    exit 1
  fi
  chown postgres "$dir"
  as=(runuser -u postgres --)
fi

child=""
tear_down() {
  local code=$?
  trap - EXIT INT TERM HUP
  if [[ -n "$child" ]]; then
    kill -TERM -- "-$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || true
  fi
  if [[ -f "$dir/data/postmaster.pid" ]]; then
    in_dir "$bin/pg_ctl" stop -D "$dir/data" -m immediate -w -s || true
  fi
  rm -rf "$dir"
  exit "$code"
}
trap tear_down EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# the user postgres may not enter the folder that we stand in
in_dir() { (cd "$dir" && "${as[@]}" "$@"); }

free_port() {
  node -e 'const s = require("net").createServer(); s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

in_dir "$bin/initdb" -D "$dir/data" -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 || {
  cat "$dir/initdb.log" >&2
  exit 1
}
cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$dir'
max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
CONF

# between asking for a free port and taking it, another may have taken it
started=""
for _ in 1 2 3; do
  port="$(free_port)"
  if in_dir "$bin/pg_ctl" start -D "$dir/data" -w -s -t 60 -l "$dir/server.log" -o "-p $port"; then
    started=yes
    break
  fi
done
if [[ -z "$started" ]]; then
  tail -n 30 "$dir/server.log" >&2
  exit 1
fi

export INQUEST_TEST_PG="postgres://postgres@127.0.0.1:$port/postgres"
# a process group of its own, so that a stopped run leaves none of the command's children behind
set -m
"$@" &
child=$!
set +m
code=0
wait "$child" || code=$?
child=""
exit "$code"
