#!/usr/bin/env bash
# Everything that must hold before a change lands; CI runs exactly this.
#
#   scripts/test.sh             all of it, in order, stopping at the first failure
#   scripts/test.sh tidy rust   only these steps
#   scripts/test.sh --list      the steps
set -euo pipefail
cd "$(dirname "$0")/.."

all=(tools packages fmt islands types units clippy layers tidy rust docs binary harness journeys)

step_tools()    { scripts/install-tools.sh test; }
step_packages() { npm_ci islands && npm_ci e2e; }
step_fmt()      { cargo fmt --all --check; }
step_islands()  { scripts/islands.sh; }
step_types()    { (cd islands && npm run --silent check); }
step_units()    { (cd islands && npm run --silent test); }
step_clippy()   { cargo clippy --locked --workspace --all-targets -- -D warnings; }
step_layers()   { cargo run --locked --quiet -p xtask -- layers; }
step_tidy()     { cargo run --locked --quiet -p xtask -- tidy; }
step_rust() {
  if cargo nextest --version >/dev/null 2>&1; then
    scripts/with-postgres.sh cargo nextest run --locked --workspace --profile "$profile"
  else
    scripts/with-postgres.sh cargo test --locked --workspace --lib --bins --tests --no-fail-fast
  fi
}
step_docs()     { cargo test --locked --workspace --doc; }
step_binary()   { cargo build --locked --workspace --bins; }
step_harness()  { node e2e/selftest.mjs; }
step_journeys() { scripts/with-postgres.sh node e2e/run.mjs; }

npm_ci() { (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error); }

if [[ "${1:-}" == --list ]]; then
  printf '%s\n' "${all[@]}"
  exit 0
fi
steps=("$@")
(($#)) || steps=("${all[@]}")
for name in "${steps[@]}"; do
  declare -F "step_$name" >/dev/null || {
    echo "no step is called $name; there are: ${all[*]}" >&2
    exit 2
  }
done

profile=default
if [[ "${CI:-}" == true ]]; then
  profile=ci
  # debug information of the incremental kind is of no use to a clone that is thrown away
  export CARGO_INCREMENTAL=0 CARGO_TERM_COLOR=never
fi

names=() took_ms=()
clock() { date +%s%N; }
table() {
  echo
  echo "slowest parts"
  for i in "${!names[@]}"; do printf '%s %s\n' "${took_ms[$i]}" "${names[$i]}"; done |
    sort -rn | awk '{ printf "  %7.1f s  %s\n", $1 / 1000, $2; total += $1 } END { printf "  %7.1f s  in all\n", total / 1000 }'
}

for name in "${steps[@]}"; do
  echo
  echo "── $name"
  from="$(clock)"
  # not `… || code=$?`: a function that stands in a condition runs on after a failed command
  set +e
  (set -e; "step_$name")
  code=$?
  set -e
  names+=("$name") took_ms+=("$((($(clock) - from) / 1000000))")
  if ((code)); then
    table
    echo
    echo "FAILED at $name (exit code $code); to run it alone: scripts/test.sh $name" >&2
    exit 1
  fi
done
table
