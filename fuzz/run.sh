#!/usr/bin/env bash
# usage: fuzz/run.sh [-j JOBS] MINUTES [TARGET…]    Fuzzes each target for so long with AFL++, JOBS at a time (one); all of them where none is named.
# Prints what each reached and what it found; what it found lies in out/fuzz/found. Fails when there is anything.
# Needs Debian's afl++ (installed where this is root) and the .NET 10 SDK.
set -euo pipefail
usage() { echo "usage: $0 [-j JOBS] MINUTES [TARGET…]" >&2; exit 2; }
jobs=1
[[ ${1-} != -j ]] || { [[ ${2-} =~ ^[1-9][0-9]*$ ]] || usage; jobs=$2; shift 2; }
[[ ${1-} =~ ^[0-9.]+$ ]] || usage
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
rm -rf "$work/found"

# Fuzzes one target and says how it went; fails when it found anything, or did not run.
fuzz_one() {
    local target=$1 session=$work/sessions/$1 found=$work/found/$1 clean=0
    afl "$work/bin" "$target" fuzz/corpus "$session" -V "$seconds" || { tail -20 "$session.log"; return 1; }
    printf '\n== %s: %s executions in %s s, %s a second\n' "$target" "$(afl_says "$session" execs_done)" "$(afl_says "$session" run_time)" "$(afl_says "$session" execs_per_sec)"
    mkdir -p "$found"
    find "$session/default" -path '*/crashes/id*' -o -path '*/hangs/id*' | while read -r file; do cp "$file" "$found/"; done
    "$work/bin/Adit.Fuzz" replay "$target" "fuzz/corpus/$target" "$session/default/queue" || clean=1
    if [[ -n $(ls -A "$found") ]]; then
        clean=1
        "$work/bin/Adit.Fuzz" replay "$target" "$found" | grep -A 12 '^BUG' || true
    else
        rmdir "$found"
    fi
    return $clean
}

# Whole, so that those at the same time do not mix their lines.
say_of() { local said code=0; said=$(fuzz_one "$1" 2>&1) || code=1; echo "$said"; return $code; }

export work seconds
export -f afl afl_says fuzz_one say_of
code=0
printf '%s\n' "${targets[@]}" | xargs -I {} -P "$jobs" bash -c 'say_of {}' || code=1

printf '\n%s targets, %s minutes each: ' "${#targets[@]}" "$minutes"
((code == 0)) && echo 'nothing found' || echo 'findings in out/fuzz/found'
exit $code
