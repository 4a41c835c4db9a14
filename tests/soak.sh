#!/usr/bin/env bash
# Has a published pair carry many connections for a while, sees that every byte arrives, and that no descriptor and no memory stays behind:
#   tests/soak.sh [MINUTES] [CONNECTIONS] [best|sockets]        by default 10 2000 best
# ADIT_BIN names a published adit, else one is published into out; ADIT_SOAK_SEED another course of it. The descriptors of one process are
# two for each connection, so `ulimit -n` wants to be above that.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${3:-best} in
    best) class=SoakTestsOverTheBest ;;
    sockets) class=SoakTestsOverSockets ;;
    *) echo "'$3' is no data plane: say best or sockets." >&2; exit 2 ;;
esac
export ADIT_SOAK_MINUTES=${1:-10} ADIT_SOAK_CONNECTIONS=${2:-2000}
if [[ -z ${ADIT_BIN:-} ]]; then
    dotnet publish src/Adit.Cli -c Release -o out --nologo --verbosity quiet
    export ADIT_BIN=$PWD/out/adit
fi
dotnet build tests/Adit.Interop.Tests -c Release --nologo --verbosity quiet
tests/Adit.Interop.Tests/bin/Release/net10.0/Adit.Interop.Tests -class "Adit.Interop.Soak.$class" -noColor -showLiveOutput
