#!/usr/bin/env bash
# usage: fuzz/run.sh MINUTES [TARGET…]    Fuzzes each target for so long with AFL++, one after the other; all of them where none is named.
# Prints what each reached and what it found; what it found lies in out/fuzz/found. Fails when there is anything.
# Needs Debian's afl++ (installed where this is root) and the .NET 10 SDK.
set -euo pipefail
(($# >= 1)) && [[ $1 =~ ^[0-9.]+$ ]] || { echo "usage: $0 MINUTES [TARGET…]" >&2; exit 2; }
minutes=$1
shift
cd "$(dirname "$0")/.."

. fuzz/afl.sh
require_afl

work=$PWD/out/fuzz
fuzz/build.sh "$work/bin"
targets=("$@")
((${#targets[@]} > 0)) || mapfile -t targets < <("$work/bin/Adit.Fuzz" list)

seconds=$(awk -v m="$minutes" 'BEGIN { printf "%d", m * 60 }')
found=0
rm -rf "$work/found"
for target in "${targets[@]}"; do
    session=$work/sessions/$target
    afl "$work/bin" "$target" fuzz/corpus "$session" -V "$seconds" || { tail -20 "$session.log"; exit 1; }
    printf '\n== %s: %s executions, %s a second\n' "$target" "$(afl_says "$session" execs_done)" "$(afl_says "$session" execs_per_sec)"
    mkdir -p "$work/found/$target"
    find "$session/default" -path '*/crashes/id*' -o -path '*/hangs/id*' | while read -r file; do cp "$file" "$work/found/$target/"; done
    "$work/bin/Adit.Fuzz" replay "$target" "fuzz/corpus/$target" "$session/default/queue" || found=$((found + 1))
    if [[ -n $(ls -A "$work/found/$target") ]]; then
        found=$((found + 1))
        "$work/bin/Adit.Fuzz" replay "$target" "$work/found/$target" | grep -A 12 '^BUG' || true
    else
        rmdir "$work/found/$target"
    fi
done

printf '\n%s targets, %s minutes each: ' "${#targets[@]}" "$minutes"
((found == 0)) && echo 'nothing found' || { echo "findings in out/fuzz/found"; exit 1; }
