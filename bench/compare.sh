#!/usr/bin/env bash
# Compares two trees of this project: broker CPU per message, round by round.
#   bench/compare.sh OLD_DIR NEW_DIR SCENARIO ROUNDS
# Each directory is a source tree in which "make build" was run. In every round both brokers are started anew, on free
# ports, with data in a directory that is removed, and measured in turns, the first one last in the next round. Each
# line is one round; the last ones are the median of the ratios new/old, and their spread.
#   BENCH      directory of the yardstick (bench.py); ../shared/bench by default
#   SECONDS_EACH, WARMUP   how long; 8 and 4 by default
#   QUIET, PATIENCE        as bench.py has them: wait until less of the machine is busy, but no longer than so
set -euo pipefail
if [ $# -ne 4 ]; then
  sed -n 's/^# \{0,1\}//p' "$0" | sed -n '2,11p' >&2
  exit 2
fi
old=$(cd "$1" && pwd)
new=$(cd "$2" && pwd)
scenario=$3
rounds=$4
yardstick=${BENCH:-$(dirname "$0")/../../shared/bench}
[ -f "$yardstick/bench.py" ] || { echo "there is no bench.py in $yardstick; say where it is with BENCH=DIRECTORY" >&2; exit 1; }
for tree in "$old" "$new"; do
  [ -x "$tree/broker/target/leveret/bin/leveret" ] || { echo "nothing is built in $tree" >&2; exit 1; }
done
work=$(mktemp -d)
brokers=()
stop() {
  for pid in "${brokers[@]}"; do
    kill "$pid" 2>/dev/null || true
  done
  for pid in "${brokers[@]}"; do
    wait "$pid" 2>/dev/null || true
  done
  brokers=()
}
trap 'stop; rm -rf "$work"' EXIT

start() { # NAME TREE: leaves the port in $port
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  "$2/broker/target/leveret/bin/leveret" start --data "$work/$1" --set "listeners.tcp.default=127.0.0.1:$port" \
    --set management.tcp.port=0 --set prometheus.tcp.port=0 --set log.console.level=error >"$work/$1.out" 2>&1 &
  brokers+=($!)
  for _ in $(seq 300); do
    grep -q serves "$work/$1.out" && return
    kill -0 "${brokers[-1]}" 2>/dev/null || break
    python3 -c 'import time; time.sleep(0.1)'
  done
  echo "the $1 broker does not start:" >&2
  cat "$work/$1.out" >&2
  exit 1
}

for round in $(seq "$rounds"); do
  start old "$old"
  old_target="old=amqp://guest:guest@127.0.0.1:$port/%2f"
  start new "$new"
  new_target="new=amqp://guest:guest@127.0.0.1:$port/%2f"
  if [ $((round % 2)) -eq 1 ]; then
    targets=(--target "$old_target" --target "$new_target")
  else
    targets=(--target "$new_target" --target "$old_target")
  fi
  python3 "$yardstick/bench.py" run "${targets[@]}" --scenario "$scenario" --rounds 1 \
    --seconds "${SECONDS_EACH:-8}" --warmup "${WARMUP:-4}" ${QUIET:+--quiet "$QUIET"} ${PATIENCE:+--patience "$PATIENCE"} \
    --json "$work/round-$round.json" >"$work/bench.out" 2>&1 || { cat "$work/bench.out" >&2; exit 1; }
  stop
  rm -rf "$work/old" "$work/new"
  python3 "$(dirname "$0")/ratios.py" "$work"/round-"$round".json
done
python3 "$(dirname "$0")/ratios.py" --summary "$work"/round-*.json
