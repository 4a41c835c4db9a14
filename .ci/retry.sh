# shellcheck shell=bash
# A registry that hiccups is asked again.
retry() {
    local attempt
    for attempt in 1 2 3 4; do
        "$@" && return 0
        echo "Attempt $attempt failed: $1" >&2
        sleep $((attempt * 5))
    done
    return 1
}
