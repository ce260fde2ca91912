#!/bin/sh
# Makes lib/leveret.jsa in a distribution: the classes of a start, parsed beforehand, which the JVM maps into memory
# instead of reading jars. It holds for the Java and the jars it was made with; with others the JVM ignores it. Beside
# it lib/client.jsa: the same for a command that asks the node which was started for it.
#
#   archive-classes.sh DISTRIBUTION
#
# The start it records listens on ports the system chooses, and ends when it serves or refuses to. A setting without
# effect makes it log a line, so that the classes of logging are among them.
set -eu
home=$(cd "$1" && pwd -P) # as the launcher has it: the archive holds for class paths by name
archive=$home/lib/leveret.jsa
if [ -f "$archive" ] && [ -z "$(find "$home/lib" -name '*.jar' -newer "$archive")" ]; then
  exit 0
fi
rm -f "$archive" "$home/lib/client.jsa"
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || :; rm -rf "$work"' EXIT
mkfifo "$work/out"
env -u JAVA_OPTS -u LEVERET_JAVA_OPTS HOME="$work" LEVERET_CLASS_LIST="$work/classes" "$home/bin/leveret" start \
  --data "$work/data" --set listeners.tcp.default=127.0.0.1:0 --set node.name=archive@localhost \
  --set management.tcp.ip=127.0.0.1 --set management.tcp.port=0 --set motd_file=none \
  --set prometheus.tcp.ip=127.0.0.1 --set prometheus.tcp.port=0 \
  >"$work/out" 2>"$work/err" &
pid=$!
# A start that neither serves nor refuses must not hold up the build.
(
  trap 'kill "$!" 2>/dev/null || :; exit 0' TERM
  sleep 60 &
  wait "$!"
  kill "$pid" 2>/dev/null || :
) >/dev/null 2>&1 &
watch=$!
# Ends at the one line on standard output, or at its end when the start was refused.
read -r line <"$work/out" || :
env -u JAVA_OPTS -u LEVERET_JAVA_OPTS -u LEVERET_URL HOME="$work" LEVERET_CLASS_ARCHIVE="$home/lib/client.jsa" \
  "$home/bin/leveret" --data "$work/data" queues list >"$work/client" 2>&1 ||
  echo "a command was not recorded as it should be: $(head -n 1 "$work/client")" >&2
kill "$pid" 2>/dev/null || :
wait "$pid" 2>/dev/null || :
pid=
kill "$watch" 2>/dev/null || :
# From a list, since an archive that a JVM writes at its end has no classes of old compilers: the command line's library,
# which every start reads.
if [ -s "$work/classes" ]; then
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xshare:dump -XX:SharedClassListFile="$work/classes" \
    -XX:SharedArchiveFile="$archive" -XX:+UseG1GC -XX:MaxRAMPercentage=50 -Xlog:disable -cp "$home"/lib/leveret-broker-*.jar \
    >"$work/dump" 2>&1 || :
fi
[ -f "$archive" ] || echo "no class archive was made; starts will be slower: $(head -n 1 "$work/err")" >&2
