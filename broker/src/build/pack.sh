#!/bin/sh
# Packs a distribution: what is in it in the order of names, owned by nobody, with one time, so that the same files give
# the same archive. Class archives stay behind: they hold for the Java and the place they were made at.
#
#   pack.sh DISTRIBUTION NAME SECONDS ARCHIVE
#
# NAME is the directory that unpacking makes, SECONDS the time of all files since 1970.
set -eu
[ $# = 4 ] || { echo "usage: pack.sh DISTRIBUTION NAME SECONDS ARCHIVE" >&2; exit 64; }
made=$4.part
trap 'rm -f "$made"' EXIT
tar --create --format=gnu --sort=name --mtime="@$3" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
  --exclude='*.jsa' --exclude=./.built --directory="$1" --transform="s,^\.,$2," . | gzip --no-name --best >"$made"
mv "$made" "$4"
