# Sourced: work is planned first and then done, so that each step can say "step 2 of 5" and how long it took.
#
#   plan "the browser app" cargo build …     adds a step
#   run_plan                                 does them all, in order; ends the script where one fails
#
# A step's own output goes to a log file. While it works, its time and the log's last line are shown: on a terminal
# once a second in the same place, elsewhere every LIFE_SIGN_SECS. If it fails, what it said is shown.

LIFE_SIGN_SECS=20
PLANNED=()

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
have() { command -v "$1" >/dev/null 2>&1; }

plan() {
    local what=$1
    shift
    PLANNED+=("$what"$'\t'"$(printf '%q ' "$@")")
}

# CPU time of all that this script waited for: the figure to compare on a busy machine.
cpu_text() { awk '{ printf ", %d s of CPU time", ($16 + $17) / 100 }' "/proc/$$/stat" 2>/dev/null || true; }

run_plan() {
    [ ${#PLANNED[@]} -gt 0 ] || return 0
    local began=$SECONDS index=0 step
    for step in "${PLANNED[@]}"; do
        index=$((index + 1))
        run_step "step $index of ${#PLANNED[@]}: ${step%%$'\t'*}" "${step#*$'\t'}"
    done
    say "Ready after $((SECONDS - began)) s$(cpu_text)"
    PLANNED=()
}

run_step() {
    local title=$1 command=$2 began=$SECONDS log worker
    log=$(mktemp)
    say "$title"
    # A process group of its own, so that Ctrl-C ends the work with all that it started.
    set -m
    (eval "$command") >"$log" 2>&1 </dev/null &
    worker=$!
    set +m
    trap 'kill -- "-$worker" 2>/dev/null; exit 130' INT TERM
    watch_step "$worker" "$log" "$began"
    if ! wait "$worker"; then
        grep -vE '^ *(Compiling|Downloading|Downloaded|Updating|Locking) ' "$log" >&2 || true
        say "$title: failed after $((SECONDS - began)) s" >&2
        rm -f "$log"
        exit 1
    fi
    trap - INT TERM
    printf '    %d s\n' $((SECONDS - began))
    rm -f "$log"
}

watch_step() {
    local worker=$1 log=$2 began=$3 shown=$3
    while kill -0 "$worker" 2>/dev/null; do
        if [ -t 1 ]; then
            printf '\r\033[K    %d s  %.60s' $((SECONDS - began)) "$(last_line "$log")"
        elif [ $((SECONDS - shown)) -ge $LIFE_SIGN_SECS ]; then
            shown=$SECONDS
            printf '    … %d s  %.60s\n' $((SECONDS - began)) "$(last_line "$log")"
        fi
        wait_a_second "$worker"
    done
    [ ! -t 1 ] || printf '\r\033[K'
}

# Less, if the work ends before.
wait_a_second() {
    local tenth
    for tenth in 1 2 3 4 5 6 7 8 9 10; do
        kill -0 "$1" 2>/dev/null || return 0
        sleep 0.1
    done
}

last_line() { tail -n 1 "$1" | tr -d '\r' | sed 's/^ *//'; }
