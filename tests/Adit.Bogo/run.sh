#!/usr/bin/env bash
# Runs BoringSSL's TLS test runner against the engine, with errors compared strictly, and counts what ran and why the rest did not.
# Fails when a test fails, or is neither run nor named in config.json.
set -euo pipefail

if (($# != 2)); then
    echo "usage: $0 RUNNER_TEST RUNNER_DIR    the built test binary of ssl/test/runner, and the directory of its source" >&2
    exit 2
fi

runner=$(realpath "$1")
runner_dir=$2
project=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet publish "$project" -c Release --use-current-runtime -o "$work/shim" >"$work/publish.log" || { cat "$work/publish.log"; exit 1; }

# A shim that implements nothing makes the runner say the name of every test it has.
printf '#!/bin/sh\n[ "$1" = -is-handshaker-supported ] && echo No && exit 0\nexit 89\n' >"$work/nothing"
chmod +x "$work/nothing"

cd "$runner_dir"
"$runner" -shim-path "$work/nothing" -allow-unimplemented -num-workers "$(nproc)" >"$work/names.log" 2>&1
"$runner" -shim-path "$work/shim/Adit.Bogo" -shim-config "$project/config.json" -allow-unimplemented -num-workers "$(nproc)" \
    -idle-timeout 15s -json-output "$work/results.json" >"$work/run.log" 2>&1 || true
[[ -s $work/results.json ]] || { cat "$work/run.log"; exit 1; }

grep -Ev '^(PASSED|PASS$|UNIMPLEMENTED)' "$work/run.log" || true
sed -n 's/^UNIMPLEMENTED (\(.*\))$/\1/p' "$work/names.log" >"$work/all"
sed -n 's/^UNIMPLEMENTED (\(.*\))$/\1/p' "$work/run.log" >"$work/unimplemented"
sed -n 's/^ *"\([^"]*\)": {$/\1/p' "$work/results.json" | grep -vx tests >"$work/ran"
sed -n '/"DisabledTests"/,/}/s/^ *"\([^"]*\)": "\(.*\)",\{0,1\}$/\1\t\2/p' "$project/config.json" >"$work/disabled"

count() { grep -c "\"actual\": \"$1\"" "$work/results.json" || true; }

passed=$(count PASS) failed=$(count FAIL) unimplemented=$(count SKIP)
printf '\n%s tests, %s ran: %s passed, %s failed; %s unimplemented\n' \
    "$(wc -l <"$work/all")" $((passed + failed)) "$passed" "$failed" "$unimplemented"
sed 's/^/  unimplemented: /' "$work/unimplemented"

echo 'not run, by reason:'
awk -F '\t' '
    FILENAME == ARGV[1] { ran[$1]; next }
    FILENAME == ARGV[2] && !index($1, "*") { reason[$1] = $2; next }
    FILENAME == ARGV[2] { regex = $1; gsub(/[.+]/, "[&]", regex); gsub(/\*/, ".*", regex); globs["^" regex "$"] = $2; next }
    $1 in ran { next }
    {
        why = $1 in reason ? reason[$1] : ""
        if (why == "") for (glob in globs) if ($1 ~ glob) { why = globs[glob]; break }
        total[why == "" ? "(no reason)" : why]++
    }
    END { for (why in total) printf "%6d  %s\n", total[why], why }' "$work/ran" "$work/disabled" "$work/all" | sort -k2

((failed == 0 && unimplemented == 0 && passed > 0))
