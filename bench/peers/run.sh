#!/usr/bin/env bash
# Measures Adit beside today's haproxy, nginx and stunnel, each negotiating X25519MLKEM768 with mutual P-256 certificates; prints the table of goals.
# All of them run in one tree of Debian sid, so that all have its libcrypto.
# Needs Debian, root, and what CONTRIBUTING.md names; makes that tree.
#   bench/peers/run.sh [--rounds N] [--rows bulk1,bulk4,handshake,first-sight,resumed,rtt,rtt-busy,rtt-80,rtt-200,connect,idle2000,idle9000,start] [--only adit,nginx]
#                      [--gigabytes N] [--handshakes N] [--pings N] [--json FILE] [--charts DIR] [--document PAGE] [--ghostunnel PROGRAM]
#   bench/peers/run.sh --rows video,transactions,dashboard [--seconds N] …   what people use tunnels for
#   bench/peers/run.sh --table FILE,… [--charts DIR] [--document PAGE]       runs that --json wrote, told as one
#   bench/peers/run.sh --check-load SECONDS [--rounds N]                     our load of handshakes beside that of openssl s_time
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/.ci/retry.sh"
tree=${ADIT_PEERS_TREE:-${XDG_CACHE_HOME:-$HOME/.cache}/adit/peers}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

quietly() { "$@" >"$work/log" 2>&1 || { sed -E 's#https?://[^ ]*#(registry)#g' "$work/log" >&2; return 1; }; }

publish_bench() { quietly dotnet publish "$here" -c Release --use-current-runtime -o "$work/bench"; }

if [[ " $* " == *" --table "* ]]; then
    publish_bench
    "$work/bench/Adit.PeerBench" "$@"
    exit
fi

make_tree() {
    local mirror
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -1)
    rm -rf "$tree.new"
    quietly debootstrap --variant=minbase --include=haproxy,nginx-light,libnginx-mod-stream,stunnel4,openssl,wrk sid "$tree.new" "$mirror"
}

# What a scenario runs outside the tree.
need() {
    command -v "$1" >/dev/null && return
    retry quietly apt-get update
    retry quietly apt-get --no-install-recommends --yes install "$2"
}

command -v debootstrap >/dev/null && command -v gcc >/dev/null && [[ -e /usr/include/openssl/evp.h ]] || {
    retry quietly apt-get update
    retry quietly apt-get --no-install-recommends --yes install debootstrap gcc libc6-dev libssl-dev
}
[[ $* != *video* ]] || need ffmpeg ffmpeg
[[ $* != *transactions* ]] || need pgbench postgresql
[[ -x $tree/usr/sbin/haproxy && -x $tree/usr/bin/wrk ]] || { echo "Making a tree of Debian sid in $tree" >&2; mkdir -p "$(dirname "$tree")"; retry make_tree; rm -rf "$tree"; mv "$tree.new" "$tree"; }

gcc -O2 -o "$work/floor" "$here/floor.c" -lcrypto -lpthread
quietly dotnet publish "$root/src/Adit.Cli" -c Release -o "$work/adit"
publish_bench

ulimit -n "$(ulimit -Hn)"
{
    "$work/adit/adit" version
    for peer in 'haproxy -v' 'nginx -v' 'stunnel -version' 'openssl version'; do chroot "$tree" $peer 2>&1 | awk '/[0-9]\.[0-9]/ && !said { print; said = 1 }'; done
} >&2
"$work/bench/Adit.PeerBench" --adit "$work/adit" --tree "$tree" --floor "$work/floor" "$@"
