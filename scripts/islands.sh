#!/usr/bin/env bash
# Builds the islands and styles that the binary embeds: scripts/islands.sh
# Fetches the packages only when the lock file changed since the last time.
set -euo pipefail
cd "$(dirname "$0")/../islands"

if [[ ! -e node_modules/.package-lock.json || package-lock.json -nt node_modules/.package-lock.json ]]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
fi
npm run --silent build
