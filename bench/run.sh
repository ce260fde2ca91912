#!/usr/bin/env bash
# Measures this broker beside its peers, in one run: broker CPU per message, rates, latencies.
#   BENCH      directory of the yardstick (bench.py); ../shared/bench by default
#   SCENARIOS  which; all that docs/performance.md has by default
#   ROUNDS, SECONDS_EACH, WARMUP   how often and how long
#   PEERS      further targets, e.g. "rabbitmq=amqp://guest:guest@127.0.0.1:6672/%2f"
# The broker under test is the distribution in broker/target, on a free port, with data in a directory that is removed.
set -euo pipefail
cd "$(dirname "$0")/.."
yardstick=${BENCH:-../shared/bench}
if [ ! -f "$yardstick/bench.py" ]; then
  echo "there is no bench.py in $yardstick; say where it is with BENCH=DIRECTORY" >&2
  exit 1
fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
data=$(mktemp -d)
broker/target/leveret/bin/leveret start --data "$data/node" --set "listeners.tcp.default=127.0.0.1:$port" \
  --set log.console.level=warning >"$data/out" &
broker=$!
trap 'kill "$broker" 2>/dev/null; wait "$broker" 2>/dev/null || true; rm -rf "$data"' EXIT
for _ in $(seq 300); do
  grep -q serves "$data/out" && break
  kill -0 "$broker" || exit 1
  python3 -c 'import time; time.sleep(0.1)'
done
arguments=()
for scenario in ${SCENARIOS:-transient-100 persistent-confirm paced-transient paced-confirm many-queues backlog fanout-10 \
  topic-1000}; do
  arguments+=(--scenario "$scenario")
done
for peer in ${PEERS:-}; do
  arguments+=(--target "$peer")
done
python3 "$yardstick/bench.py" run --target "leveret=amqp://guest:guest@127.0.0.1:$port/%2f" "${arguments[@]}" \
  --rounds "${ROUNDS:-3}" --seconds "${SECONDS_EACH:-8}" --warmup "${WARMUP:-4}"
