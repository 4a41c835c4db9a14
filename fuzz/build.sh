#!/usr/bin/env bash
# usage: fuzz/build.sh OUTPUT    Builds the targets there and instruments what they test, for AFL++. Fetches the instrumenter once.
set -euo pipefail
output=$(realpath -m "$1")
cd "$(dirname "$0")/.."

tools=${ADIT_FUZZ_TOOLS:-$PWD/out/fuzz/tools}
[[ -x $tools/sharpfuzz ]] || dotnet tool install SharpFuzz.CommandLine --version 2.3.0 --tool-path "$tools" >/dev/null

log=$(dotnet build fuzz/Adit.Fuzz -c Release -p:RunAnalyzers=false --nologo --verbosity quiet) || { echo "$log"; exit 1; }

# A copy: what is instrumented already must not be again.
rm -rf "$output"
mkdir -p "$(dirname "$output")"
cp -r fuzz/Adit.Fuzz/bin/Release/net10.0 "$output"
for library in Adit.Tls.dll adit.dll; do
    "$tools/sharpfuzz" "$output/$library"
done
