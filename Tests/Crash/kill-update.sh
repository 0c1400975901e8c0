#!/usr/bin/env bash
# Kills `lens add`, `remove` and `refit` at random moments and requires the index before or after, whole.
#
#   Tests/Crash/kill-update.sh --lens BINARY [--runs N] [--seed S]
#
# N is the number of runs to kill (default 200, or $RUNS), dealt to six updates in turn:
#   add     papers that are new
#   unite   new papers that come as the eighth small segment, so that small segments are united
#   change  newer versions of papers that are there, and new ones
#   meet    papers that are there, in another file
#   remove  papers, by id
#   refit   the space learnt anew
# The index they start from has papers folded in, removed, and met in another file. Each round copies it, starts the
# update over the copy, and sends SIGKILL after a random part of the time that such an update takes. Then
#   1. `lens check` finds nothing wrong,
#   2. counts and answers are those from before the update or those from after it, and the latter if
#      lens had said that it was done,
#   3. the update, done again, gives the index from after it, whole, without a file left over.
#
# Environment: RUNS, SEED, PAPERS (300), KEEP (a directory for the indexes of failed rounds). The last
# line reads "N passed, M failed"; exit 0 when M is 0, 1 when not, 2 on wrong usage.

set -u

. "$(dirname "$0")/common.sh"
papers=${PAPERS:-300}
cd "$work" || exit 1

updates=(add unite change meet remove refit)
removed=(kill-3 kill-50 "kill-$((papers + 5))" "kill-$((papers + 35))")

# The index that an update starts from: for `unite` with seven segments that are waiting for an eighth.
base_of() { [[ $1 == unite ]] && echo waiting || echo base; }

exec_update() { # the update $1 over the index $2
  case $1 in
    add | unite) exec "$lens" add --index "$2" new.jsonl ;;
    # By the name that the papers came under.
    change) cd newer && exec "$lens" add --index "$work/$2" old.jsonl ;;
    meet) exec "$lens" add --index "$2" met.jsonl ;;
    remove) exec "$lens" remove --index "$2" "${removed[@]}" ;;
    refit) exec "$lens" refit --index "$2" ;;
  esac
}
update() { (exec_update "$1" "$2"); }

# What tells a state from another: counts and an answer with its scores.
signature() {
  status_json "$1" | grep -E '"(papers|segments|folded|removed)":' && answer "$1" &&
    "$lens" query --index "$1" --facets source --format json
}
fresh_copy() { rm -rf index && cp -a "$1" index; }

echo "seed $seed, $kills kills, $papers papers"
write_papers "$papers" >old.jsonl
write_papers 40 "$((papers + 1))" >folded.jsonl
write_papers 60 "$((papers + 101))" >new.jsonl
mkdir newer
index_papers base old.jsonl >log 2>&1 || stop "the index cannot be made"
"$lens" add --index base folded.jsonl >log 2>&1 || stop "lens add failed"
"$lens" remove --index base kill-7 kill-8 "kill-$((papers + 2))" >log 2>&1 || stop "lens remove failed"
head -n 20 old.jsonl >again.jsonl
"$lens" add --index base again.jsonl >log 2>&1 || stop "lens add failed"
tail -n 30 old.jsonl >met.jsonl
cp -a base waiting
for i in 1 2 3 4 5 6; do
  write_papers 30 "$((papers + 1000 + 30 * i))" >more.jsonl
  "$lens" add --index waiting more.jsonl >log 2>&1 || stop "lens add failed"
done
# The same file, some of its papers with another abstract, and papers that are new.
sed 's/"abstract":"/"abstract":"revised sparse attention /' old.jsonl | head -n 20 >edited.jsonl
{ cat edited.jsonl && tail -n +21 old.jsonl && cat new.jsonl; } >newer/old.jsonl

declare -A before after duration
for kind in "${updates[@]}"; do
  start=$(base_of "$kind")
  before[$kind]=$(signature "$start" 2>log) || stop "the index does not answer"
  times=()
  for _ in 1 2 3; do
    fresh_copy "$start"
    begin=$(microseconds)
    update "$kind" index >log 2>&1 || stop "lens $kind failed"
    times+=($(($(microseconds) - begin)))
  done
  duration[$kind]=$(printf '%s\n' "${times[@]}" | sort -n | sed -n 2p)
  after[$kind]=$(signature index 2>log) || stop "the index does not answer after $kind"
  [[ ${before[$kind]} != "${after[$kind]}" ]] || stop "$kind changes nothing that would be seen"
  check_index index >log 2>&1 || stop "the index is not whole after $kind"
  [[ -z $(strays index) ]] || stop "files left over by $kind: $(strays index)"
  echo "$kind takes $((duration[$kind] / 1000)) ms"
done

open_never

# Sets `fault` where the state after the kill, or the recovery from it, is not as it must be.
judge() { # $1: the update; $2: exit status of the victim
  local found left again
  fault=
  case $2 in
    137) killed=$((killed + 1)) ;;
    0) finished=$((finished + 1)) ;;
    *) fault="lens ended with status $2, neither killed nor done" && return ;;
  esac
  check_index index >log 2>&1 || { fault="lens check failed after the kill" && return; }
  found=$(signature index 2>log)
  case $found in
    "${before[$1]}") were_old=$((were_old + 1)) ;;
    "${after[$1]}") were_new=$((were_new + 1)) ;;
    *) fault="neither the index before nor the one after: $found" && return ;;
  esac
  [[ $2 != 0 || $found == "${after[$1]}" ]] || { fault="lens said done, but the old index is there" && return; }

  # Papers that are removed already cannot be removed again.
  again=0
  [[ $1 == remove && $found == "${after[$1]}" ]] && again=2
  update "$1" index >log 2>&1
  (($? == again)) || { fault="the update, done again, did not end with status $again" && return; }
  check_index index >log 2>&1 || { fault="lens check failed after the recovery" && return; }
  left=$(strays index)
  [[ -z $left ]] || { fault="files left over after the recovery: ${left//$'\n'/ }" && return; }
  [[ $(signature index 2>log) == "${after[$1]}" ]] || fault="the index after the recovery is another"
}

for ((round = 0; round < kills; round++)); do
  kind=${updates[round % ${#updates[@]}]}
  fresh_copy "$(base_of "$kind")"
  # 2 % beyond the end, so that the very last moments are hit as well.
  moment=$(((duration[$kind] * 102 / 100 * (RANDOM * 32768 + RANDOM)) >> 30))
  exec_update "$kind" index >log 2>&1 &
  victim=$!
  kill_after "$victim" "$moment"
  status=$?
  victim=
  judge "$kind" "$status"
  count_round "$round" "$kind" "$moment"
done

report PAPERS
