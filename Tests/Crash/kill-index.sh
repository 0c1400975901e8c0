#!/usr/bin/env bash
# Kills `lens index` at random moments and requires that the index is the old one or the new one, whole.
#
#   Tests/Crash/kill-index.sh --lens BINARY [--runs N] [--seed S]
#
# N is the number of runs to kill (default 200, or $RUNS). An index of OLD_PAPERS papers is made once.
# Each round copies it, starts `lens index` over the copy with NEW_PAPERS papers,
# and sends SIGKILL after a random part of the time that such a run takes; the rounds divide that time
# evenly between them. Then
#   1. `lens check` finds nothing wrong (files left over are allowed here),
#   2. `lens status` counts the old papers or the new ones, and `lens query` gives that index's answer,
#   3. `lens index` over what is left succeeds, and leaves the new index, whole, without a file that
#      `lens status` does not list.
# SIGKILL loses what a process holds, not what the system holds: lost power is another test's matter.
#
# The seed is printed and repeats the moments. Environment: RUNS, SEED, OLD_PAPERS (60), NEW_PAPERS
# (600), KEEP (a directory for the indexes of failed rounds). The last line reads "N passed, M failed";
# exit 0 when M is 0, 1 when not, 2 on wrong usage.

set -u

. "$(dirname "$0")/common.sh"
old_papers=${OLD_PAPERS:-60}
new_papers=${NEW_PAPERS:-600}

fresh_copy() { rm -rf "$work/index" && cp -a "$work/old" "$work/index"; }

echo "seed $seed, $kills kills, $old_papers papers under $new_papers"
write_papers "$old_papers" >"$work/old.jsonl"
write_papers "$new_papers" >"$work/new.jsonl"
index_papers "$work/old" "$work/old.jsonl" >"$work/log" 2>&1 || stop "the old index cannot be made"
old_answer=$(answer "$work/old" 2>"$work/log") || stop "the old index does not answer"
[[ $(count_papers "$work/old") == "$old_papers" ]] || stop "the old index does not count $old_papers papers"

# The middle of three undisturbed runs is the time to spread the kills over.
times=()
for _ in 1 2 3; do
  fresh_copy
  begin=$(microseconds)
  index_papers "$work/index" "$work/new.jsonl" >"$work/log" 2>&1 || stop "the new index cannot be made"
  times+=($(($(microseconds) - begin)))
done
duration=$(printf '%s\n' "${times[@]}" | sort -n | sed -n 2p)
new_answer=$(answer "$work/index" 2>"$work/log") || stop "the new index does not answer"
[[ $(count_papers "$work/index") == "$new_papers" ]] || stop "the new index does not count $new_papers papers"
[[ $old_answer != "$new_answer" ]] || stop "the old and the new index answer alike: the query tells nothing"
[[ -z $(strays "$work/index") ]] || stop "files left over by an undisturbed run: $(strays "$work/index")"
echo "a run takes $((duration / 1000)) ms"
# 2 % beyond the end, so that the very last moments are hit as well.
span=$((duration * 102 / 100))

open_never

# Sets `fault` where the state after the kill, or the recovery from it, is not as it must be.
judge() { # $1: exit status of the victim
  local papers expected left
  fault=
  case $1 in
    137) killed=$((killed + 1)) ;;
    0) finished=$((finished + 1)) ;;
    *) fault="lens index ended with status $1, neither killed nor done" && return ;;
  esac
  check_index "$work/index" >"$work/log" 2>&1 || { fault="lens check failed after the kill" && return; }
  papers=$(count_papers "$work/index")
  case $papers in
    "$old_papers") were_old=$((were_old + 1)) expected=$old_answer ;;
    "$new_papers") were_new=$((were_new + 1)) expected=$new_answer ;;
    *) fault="lens status counts '$papers' papers, neither $old_papers nor $new_papers" && return ;;
  esac
  [[ $1 != 0 || $papers == "$new_papers" ]] || { fault="lens index said done, but the old index is there" && return; }
  [[ $(answer "$work/index" 2>"$work/log") == "$expected" ]] \
    || { fault="the answer is not that of the index with $papers papers" && return; }

  index_papers "$work/index" "$work/new.jsonl" >"$work/log" 2>&1 \
    || { fault="lens index failed after the kill" && return; }
  check_index "$work/index" >"$work/log" 2>&1 || { fault="lens check failed after the recovery" && return; }
  left=$(strays "$work/index")
  [[ -z $left ]] || { fault="files left over after the recovery: ${left//$'\n'/ }" && return; }
  [[ $(answer "$work/index" 2>"$work/log") == "$new_answer" ]] \
    || fault="the answer after the recovery is not that of the new index"
}

for ((round = 0; round < kills; round++)); do
  fresh_copy
  share=$((RANDOM * 32768 + RANDOM))
  moment=$(((span * round + ((span * share) >> 30)) / kills))
  # `exec`, so that the process killed is lens itself and not a shell around it.
  exec_index "$work/index" "$work/new.jsonl" >"$work/log" 2>&1 &
  victim=$!
  kill_after "$victim" "$moment"
  status=$?
  victim=
  judge "$status"
  count_round "$round" "lens index" "$moment"
done

report NEW_PAPERS
