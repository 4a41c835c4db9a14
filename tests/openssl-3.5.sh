#!/usr/bin/env bash
# Runs the engine's tests on OpenSSL 3.5, which has ML-KEM and ML-DSA, in place of this system's: .NET is started by the loader of a Debian
# trixie tree, with the tree's libraries. Arguments are the test runner's (-class '*KeyExchange*'). Needs what .ci/peers needs where there is no tree.
set -euo pipefail
cd "$(dirname "$0")/.."

trixie=${ADIT_TRIXIE:-${XDG_CACHE_HOME:-$HOME/.cache}/adit/trixie}
[[ -x $trixie/usr/bin/openssl ]] || .ci/peers

case $(uname -m) in
    aarch64) loader=lib/ld-linux-aarch64.so.1 libraries=usr/lib/aarch64-linux-gnu ;;
    *) loader=lib64/ld-linux-x86-64.so.2 libraries=usr/lib/x86_64-linux-gnu ;;
esac

dotnet build tests/Adit.Tls.Tests -c Release --nologo --verbosity quiet

# The host looks at the name of its process, which is the loader's, and for the runtime beside it.
sdk=$(dirname "$(readlink -f "$(command -v dotnet)")")
host=$(mktemp -d)
trap 'rm -rf "$host"' EXIT
cp "$trixie/$loader" "$host/dotnet"
ln -s "$sdk/host" "$sdk/shared" "$host"

# This system's configuration is for this system's OpenSSL. PlatformOpenSslTests prints the version it met, and fails below the one named here.
OPENSSL_CONF=/dev/null ADIT_OPENSSL_AT_LEAST=3.5 \
    "$host/dotnet" --library-path "$trixie/$libraries" "$sdk/dotnet" exec tests/Adit.Tls.Tests/bin/Release/net10.0/Adit.Tls.Tests.dll -noColor -showLiveOutput "$@"
