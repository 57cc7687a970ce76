#!/usr/bin/env bash
# The long runs, by hand and on an idle machine: scripts/campaign.sh [tests|round-trips|fuzz [TARGET]…]
#
#   tests   Rust tests named campaign_*, on both databases: all of it, or so much of it as SHARE says (0.01)
#   round-trips
#           any postmortem exported, read back and exported again, CASES (50000) of them
#   fuzz    each target of fuzz/, for MINUTES (30) with at most MEMORY_MB (1024)
# Without a word all. Each part leaves a line in proof/campaign.jsonl, kept with the code that it speaks of.
set -euo pipefail
cd "$(dirname "$0")/.."

part="${1:-all}"
(($#)) && shift
minutes="${MINUTES:-30}"
memory_mb="${MEMORY_MB:-1024}"
share="${SHARE:-1}"
cases="${CASES:-50000}"
proof=proof/campaign.jsonl
failed=()

# runs a part, keeps what came of it, and goes on
record() {
  local what="$1" code=0 from=$SECONDS
  shift
  echo "── $what"
  "$@" || code=$?
  mkdir -p proof
  printf '{"commit":"%s","dirty":%s,"at":"%s","part":"%s","seconds":%d,"passed":%s}\n' \
    "$(git rev-parse HEAD)" "$([[ -z "$(git status --porcelain -- . ':!proof')" ]] && echo false || echo true)" \
    "$(date -u +%FT%TZ)" "$what" "$((SECONDS - from))" "$([[ $code -eq 0 ]] && echo true || echo false)" >>"$proof"
  ((code == 0)) || failed+=("$what")
}

run_tests() {
  if cargo nextest --version >/dev/null 2>&1; then
    scripts/with-postgres.sh env INQUEST_CAMPAIGN="$share" cargo nextest run --locked --workspace --profile campaign \
      -E 'test(/(^|::)campaign_/)'
  else
    scripts/with-postgres.sh env INQUEST_CAMPAIGN="$share" cargo test --locked --workspace --no-fail-fast campaign_
  fi
}

run_round_trips() {
  PROPTEST_CASES="$((cases / 2))" cargo nextest run --locked -p publish --profile campaign -E 'test(/round_trip::any_/)'
}

run_target() {
  # the sanitisers hang on flags that a stable toolchain keeps back
  RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir fuzz "$1" -- \
    -max_total_time="$((minutes * 60))" -rss_limit_mb="$memory_mb" -timeout=20 -print_final_stats=1
}

case "$part" in all | tests | round-trips | fuzz) ;; *)
  echo "no part is called $part; there are: tests, round-trips, fuzz" >&2
  exit 2
  ;;
esac
if [[ "$part" == all || "$part" == tests ]]; then
  record "tests, $share of all" run_tests
fi
if [[ "$part" == all || "$part" == round-trips ]]; then
  record "round trips, $cases of each kind" run_round_trips
fi
if [[ "$part" == all || "$part" == fuzz ]]; then
  command -v cargo-fuzz >/dev/null || cargo install --locked --version 0.13.2 cargo-fuzz
  targets=("$@")
  if ((${#targets[@]} == 0)); then
    mapfile -t targets < <(find fuzz/fuzz_targets -name '*.rs' -printf '%f\n' | sed 's/\.rs$//' | sort)
  fi
  for target in "${targets[@]}"; do
    record "fuzz $target" run_target "$target"
  done
fi

if ((${#failed[@]})); then
  echo "FAILED: ${failed[*]}" >&2
  exit 1
fi
