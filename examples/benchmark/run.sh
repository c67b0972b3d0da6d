#!/usr/bin/env bash
# Builds this commit and the peers, without tests, and runs the benchmark: bash examples/benchmark/run.sh --help
set -eu
cd "$(dirname "$0")/../.."
modules=examples/benchmark
profile=()
case " $* " in
  *" --against "*) ;; # another commit is compared with, not the peers
  *)
    profile=(-Ppeers)
    modules=$modules,examples/benchmark/peers/artemis,examples/benchmark/peers/classic
    ;;
esac
mvn -q -B "${profile[@]}" package -pl "$modules" -am -DskipTests -Djacoco.skip=true
exec java -jar examples/benchmark/target/benchmark.jar "$@"
