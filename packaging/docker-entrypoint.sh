#!/bin/sh
# The entry of the image: rabbitmq-server starts the node, anything else runs as it is.
#
# Settings are read from /etc/rabbitmq/rabbitmq.conf and /etc/rabbitmq/conf.d if they are there, then from the variables
# that RabbitMQ's image knows (docs/settings.md). Arguments behind rabbitmq-server go to leveret start.
set -eu

data=${RABBITMQ_DATA_DIR:-/var/lib/rabbitmq}

# Root gives the volume to the user of the image and becomes that user.
if [ "$(id -u)" = 0 ] && id leveret >/dev/null 2>&1; then
  case ${1:-} in
    rabbitmq-server)
      find "$data" ! -user leveret -exec chown leveret '{}' +
      exec setpriv --reuid=leveret --regid=leveret --init-groups "$0" "$@"
      ;;
    rabbitmq* | leveret) exec setpriv --reuid=leveret --regid=leveret --init-groups "$0" "$@" ;;
  esac
fi

if [ "${1:-}" != rabbitmq-server ]; then
  exec "$@"
fi
shift

if [ -z "${RABBITMQ_CONFIG_FILE:-}" ] && [ -f /etc/rabbitmq/rabbitmq.conf ]; then
  export RABBITMQ_CONFIG_FILE=/etc/rabbitmq/rabbitmq.conf
fi
if [ -z "${RABBITMQ_CONFIG_FILES:-}" ] && [ -d /etc/rabbitmq/conf.d ]; then
  export RABBITMQ_CONFIG_FILES=/etc/rabbitmq/conf.d
fi
exec leveret start --data "$data/leveret" "$@"
