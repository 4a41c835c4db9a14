# What the scripts here share: how AFL++ is run. To be sourced.

require_afl() {
    command -v afl-fuzz >/dev/null && return
    ((EUID == 0)) && apt-get install -y afl++ >/dev/null && return
    echo 'afl-fuzz is not installed: apt-get install afl++' >&2
    exit 1
}

# afl BIN TARGET CORPUS SESSION [OPTION…]: fuzzes the target as it was built in BIN, beginning with the corpus, with the words of fuzz/TARGET.dict if there are any.
# Instrumented .NET runs in one process that AFL++ does not know for instrumented; a run that needs seconds is a hang.
afl() {
    local bin=$1 target=$2 corpus=$3 session=$4
    shift 4
    [[ ! -f fuzz/$target.dict ]] || set -- -x "fuzz/$target.dict" "$@"
    rm -rf "$session"
    mkdir -p "$(dirname "$session")"
    AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_SKIP_CPUFREQ=1 AFL_SKIP_BIN_CHECK=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_FORKSRV_INIT_TMOUT=60000 \
        AFL_FAST_CAL=1 DOTNET_TieredPGO=0 \
        afl-fuzz -i "$corpus/$target" -o "$session" -m none -t 5000 "$@" -- "$bin/Adit.Fuzz" run "$target" >"$session.log" 2>&1
}

# afl_says SESSION KEY: a figure of its statistics.
afl_says() {
    sed -n "s/^$2 *: //p" "$1/default/fuzzer_stats"
}
