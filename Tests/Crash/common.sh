# What the crash tests share: how they call lens, the papers they index, and the work of killing it.
#
# Sourced, with the arguments of the script: sets $lens, the binary, $kills, $seed, and $work, a directory of
# their own that is removed in the end, as the process $victim is.

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

work=$(mktemp -d "${TMPDIR:-/tmp}/lens-kill.XXXXXX") || exit 1
victim=
cleanup() {
  if [[ -n $victim ]]; then kill -9 "$victim" 2>/dev/null; fi
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

export LC_ALL=C SWIFT_BACKTRACE=enable=no
unset LENS_INDEX

# --- The contract with the command. ---------------------------------------------------------------

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

write_papers() { # $1 papers as JSON lines, the same on every machine, the first of them number ${2:-1}
  awk -v papers="$1" -v first="${2:-1}" '
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
      state = 6 + first
      for (i = first; i < first + papers; i++) {
        printf "{\"id\":\"kill-%d\",\"title\":\"%s %d\",\"abstract\":\"%s.\"", i, english(6), i, english(60)
        if (i % 3) printf ",\"title_zh\":\"%s\",\"abstract_zh\":\"%s。\"", chinese(6), chinese(50)
        printf ",\"year\":%d}\n", 2000 + i % 25
      }
    }'
}

# --- The work. ------------------------------------------------------------------------------------

stop() {
  echo "${0##*/}: $*" >&2
  [[ -s $work/log ]] && cat "$work/log" >&2
  exit 1
}
microseconds() { echo "${EPOCHREALTIME/./}"; }

# Kills the process $1 after $2 microseconds and waits for it: its status is 137, or what it ended with.
kill_after() {
  read -r -t "$(($2 / 1000000)).$(printf '%06d' $(($2 % 1000000)))" -u 9
  kill -9 "$1" 2>/dev/null
  { wait "$1"; } 2>/dev/null
}

# --- The count. -----------------------------------------------------------------------------------

passed=0 failed=0 killed=0 finished=0 were_old=0 were_new=0

# Reading a pipe that nobody writes to, with a time limit, is a sleep without starting a process.
open_never() {
  mkfifo "$work/never" || stop "no named pipe in $work"
  exec 9<>"$work/never"
  RANDOM=$((10#$seed % 32768))
}

# Counts the round $1, what was killed being $2 after $3 microseconds, by whether `fault` says anything.
count_round() {
  if [[ -z $fault ]]; then
    passed=$((passed + 1))
    return
  fi
  failed=$((failed + 1))
  echo "FAILED round $1, $2 killed after $(($3 / 1000)) ms: $fault"
  sed 's/^/    /' "$work/log" | head -n 5
  if [[ -n ${KEEP:-} ]]; then
    mkdir -p "$KEEP" && rm -rf "$KEEP/round-$1" && cp -a "$work/index" "$KEEP/round-$1" \
      && echo "    kept in $KEEP/round-$1"
  fi
}

# The last lines; $1 is what makes the runs longer. Its status is that of the script.
report() {
  echo "killed $killed while at work, $finished had finished; then $were_old old, $were_new new"
  if ((killed * 2 < kills)); then
    echo "FAILED: fewer than half of the runs were killed at work; set $1 higher"
    failed=$((failed + 1))
  fi
  echo "$passed passed, $failed failed"
  ((failed == 0))
}
