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
export LC_ALL=C SWIFT_BACKTRACE=enable=no
unset LENS_INDEX

usage() {
  echo "usage: ${0##*/} --lens BINARY [--runs N] [--seed S]   (N and S whole numbers, N above 0)" >&2
  exit 2
}
lens=
kills=${RUNS:-200}
seed=${SEED:-$((RANDOM * 32768 + RANDOM))}
while (($# >= 2)); do
  case $1 in
    --lens) lens=$2 ;;
    --runs) kills=$2 ;;
    --seed) seed=$2 ;;
    *) usage ;;
  esac
  shift 2
done
[[ $# -eq 0 && -f $lens && -x $lens && $kills =~ ^[1-9][0-9]*$ && $seed =~ ^[0-9]+$ ]] || usage
lens=$(cd "$(dirname "$lens")" && pwd)/$(basename "$lens")
old_papers=${OLD_PAPERS:-60}
new_papers=${NEW_PAPERS:-600}

# --- The contract with the command: every call of it is here. -----------------------------------

index_papers() { "$lens" index --index "$1" "$2"; }
exec_index() { exec "$lens" index --index "$1" "$2"; }
check_index() { "$lens" check --index "$1"; }
answer() { "$lens" query --index "$1" --format json "sparse attention 长上下文"; }
status_json() { "$lens" status --index "$1" --format json; }
count_papers() { # of the index $1
  status_json "$1" | grep -o '"papers"[[:space:]]*:[[:space:]]*[0-9]*' | head -n 1 | grep -o '[0-9]*$'
}
strays() { # names of the files in the index $1 that neither belong to every index nor to this one
  local listed name
  listed=$(status_json "$1" | grep -o '"name"[[:space:]]*:[[:space:]]*"[^"]*"' | sed 's/.*"\([^"]*\)"$/\1/')
  for name in "$1"/* "$1"/.[!.]*; do
    [[ -e $name ]] || continue
    name=${name##*/}
    case $name in
      papers.sqlite | papers.sqlite-wal | papers.sqlite-shm | papers.sum | lock) ;;
      *) grep -qxF -- "$name" <<<"$listed" || echo "$name" ;;
    esac
  done
}

# --- The papers. ----------------------------------------------------------------------------------

write_papers() { # $1 papers as JSON lines, the same on every machine
  awk -v papers="$1" '
    function draw(bound) { state = (state * 1103 + 12345) % 1048573; return state % bound }
    function english(words,   text) {
      text = e[1 + draw(ne)]
      while (--words > 0) text = text " " e[1 + draw(ne)]
      return text
    }
    function chinese(words,   text) {
      text = ""
      while (words-- > 0) text = text z[1 + draw(nz)]
      return text
    }
    BEGIN {
      ne = split("sparse attention long context retrieval language model training memory graph" \
        " speech vision robot policy reward token cache kernel index query ranking evidence proof" \
        " protein climate planet market survey agent tool dialogue safety privacy", e, " ")
      nz = split("稀疏 注意力 长 上下文 检索 语言 模型 训练 记忆 图 语音 视觉 机器人 策略 奖励 缓存 索引 查询" \
        " 排序 证据 蛋白质 气候 市场 综述 智能体 工具 对话 安全 隐私", z, " ")
      state = 7
      for (i = 1; i <= papers; i++) {
        printf "{\"id\":\"kill-%d\",\"title\":\"%s %d\",\"abstract\":\"%s.\"", i, english(6), i, english(60)
        if (i % 3) printf ",\"title_zh\":\"%s\",\"abstract_zh\":\"%s。\"", chinese(6), chinese(50)
        printf ",\"year\":%d}\n", 2000 + i % 25
      }
    }'
}

# --- The work. ------------------------------------------------------------------------------------

work=$(mktemp -d "${TMPDIR:-/tmp}/lens-kill.XXXXXX") || exit 1
victim=
cleanup() {
  if [[ -n $victim ]]; then kill -9 "$victim" 2>/dev/null; fi
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

stop() {
  echo "${0##*/}: $*" >&2
  [[ -s $work/log ]] && cat "$work/log" >&2
  exit 1
}
microseconds() { echo "${EPOCHREALTIME/./}"; }
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

# Reading a pipe that nobody writes to, with a time limit, is a sleep without starting a process.
mkfifo "$work/never" || stop "no named pipe in $work"
exec 9<>"$work/never"

passed=0 failed=0 killed=0 finished=0 were_old=0 were_new=0
RANDOM=$((10#$seed % 32768))

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
  read -r -t "$((moment / 1000000)).$(printf '%06d' $((moment % 1000000)))" -u 9
  kill -9 "$victim" 2>/dev/null
  { wait "$victim"; } 2>/dev/null
  status=$?
  victim=
  judge "$status"
  if [[ -z $fault ]]; then
    passed=$((passed + 1))
    continue
  fi
  failed=$((failed + 1))
  echo "FAILED round $round, killed after $((moment / 1000)) ms: $fault"
  sed 's/^/    /' "$work/log" | head -n 5
  if [[ -n ${KEEP:-} ]]; then
    mkdir -p "$KEEP" && rm -rf "$KEEP/round-$round" && cp -a "$work/index" "$KEEP/round-$round" \
      && echo "    kept in $KEEP/round-$round"
  fi
done

echo "killed $killed while at work, $finished had finished; then $were_old old, $were_new new"
if ((killed * 2 < kills)); then
  echo "FAILED: fewer than half of the runs were killed at work; set NEW_PAPERS higher"
  failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
((failed == 0))
