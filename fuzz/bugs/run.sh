#!/usr/bin/env bash
# usage: fuzz/bugs/run.sh [NUMBER…]    Plants each bug in a copy of the tree, and demands that the target named in its patch finds it within a minute,
# by an input that the sound tree takes without a bug.
set -euo pipefail
cd "$(dirname "$0")/../.."
. fuzz/afl.sh
require_afl

limit=60
numbers=("$@")
((${#numbers[@]} > 0)) || numbers=(1 2 3 4 5 6 7 8 9 10)
export ADIT_FUZZ_TOOLS=$PWD/out/fuzz/tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fuzz/build.sh "$work/sound"
mkdir "$work/tree"
git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- --create | tar --extract --directory "$work/tree"

# replay sound|planted TARGET PATH: what it says; it fails where there is a bug, which is no fault here.
replay() {
    "$work/$1/Adit.Fuzz" replay "$2" "$3" || true
}

# Prints a file by which the planted bug shows, if there is one: of the corpus, else of what AFL++ finds.
find_bug() {
    local target=$1 file
    file=$(replay planted "$target" "fuzz/corpus/$target" | sed -n 's/^BUG \([^:]*\): .*/\1/p' | head -1)
    [[ -z $file ]] || { echo "$file"; return; }
    AFL_BENCH_UNTIL_CRASH=1 afl "$work/planted" "$target" fuzz/corpus "$work/session" -V "$limit" || true
    find "$work/session/default" -path '*/crashes/id*' | head -1
}

found=0
for number in "${numbers[@]}"; do
    patch=fuzz/bugs/$number.patch
    target=$(sed -n 's/^Target: //p' "$patch")
    git -C "$work/tree" apply "$PWD/$patch"
    "$work/tree/fuzz/build.sh" "$work/planted"
    start=$EPOCHREALTIME
    file=$(find_bug "$target")
    seconds=$(awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.0f", b - a }')
    if [[ -z $file ]]; then
        outcome="NOT FOUND in $seconds s"
    elif [[ $(replay sound "$target" "$file") == BUG* ]]; then
        outcome="found something else, which is in the sound tree too: $file"
    elif ((seconds > limit + 5)); then
        outcome="found too late, after $seconds s"
    else
        outcome="found in $seconds s"
        found=$((found + 1))
    fi
    printf '%2s  %-20s %-60s %s\n' "$number" "$target" "$(sed -n 's/^Bug: //p' "$patch")" "$outcome"
    [[ -z $file ]] || replay planted "$target" "$file" | sed -n 's/^BUG .*Exception: /      /p'
    git -C "$work/tree" apply --reverse "$PWD/$patch"
done

echo "$found of ${#numbers[@]} found"
((found == ${#numbers[@]}))
