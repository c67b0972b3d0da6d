#!/usr/bin/env bash
# The demo: 20,000 persistent messages from a producer process to two consumer processes; the broker is killed with SIGKILL in the
# middle and started again; a table tells what arrived. Exit status 0 only if nothing was lost.
#   bash examples/demo.sh [--messages N]
# Needs JDK 17 or newer and Maven; builds first what is missing or older than its sources.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

broker=provider-server/target/angarium.jar
classes=examples/target/classes/io/angarium/examples/demo/Demo.class

java=java
[ -z "${JAVA_HOME:-}" ] || java="$JAVA_HOME/bin/java"
command -v "$java" >/dev/null || { echo "demo: no java found; install a JDK, 17 or newer, or set JAVA_HOME" >&2; exit 1; }

up_to_date() {
  [ -f "$broker" ] && [ -f "$classes" ] || return 1
  local newer
  newer=$(find jms-client/src/main journal/src/main provider-server/src/main -newer "$broker" -type f -print -quit
          find examples/src/main -newer "$classes" -name '*.java' -print -quit)
  [ -z "$newer" ]
}

if ! up_to_date; then
  command -v mvn >/dev/null || { echo "demo: no mvn found; install Maven 3.8 or newer to build Angarium" >&2; exit 1; }
  echo "building Angarium (mvn -q -DskipTests package), once" >&2
  mvn -q -DskipTests -Dspotless.check.skip -Dcheckstyle.skip -pl examples -am package
fi

live=()
[ ! -t 2 ] || live=(--live)
exec "$java" -cp "examples/target/classes:$broker" io.angarium.examples.demo.Demo \
  --jar "$broker" --orders examples/orders.csv "${live[@]}" "$@"
