#!/usr/bin/env python3
"""Damages a lens index one byte at a time and requires that lens notices and never misbehaves.

    Tests/Crash/flip-bytes.py --lens BINARY [--sample M | --all] [--seed S]

Makes a small index, then flips bytes of its files, one at a time, by ^0x01, ^0x80 or ^0xFF. For each:

- `lens check` must exit with a code other than 0, not by a signal, and print a line with the name of
  the damaged file; for a section file (model-…, segment-…) the line names a section too.
- `lens query` must print what it printed before, or exit with 1 or 2 and a message on standard error
  that names a file of the index. It must not die by a signal or take longer than the time limit.

Prints a summary and exits 0, or 1 where anything above was violated, or 2 on wrong usage.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

MASKS = (0x01, 0x80, 0xFF)

# ---- The contract with the command: every call of it, and every word looked for, is here. ----

QUERIES = ("long context attention", "长上下文", "蛋白质 language model", "ranking evidence")


def index_command(lens, directory, papers):
    return [lens, "index", "--index", directory, papers]


def check_command(lens, directory):
    return [lens, "check", "--index", directory]


def query_command(lens, directory, query):
    return [lens, "query", "--index", directory, "--format", "json", query]


def is_data(name):
    """Whether a file holds part of the index: the writer's lock and SQLite's shared memory do not."""
    return name != "lock" and not name.endswith("-shm")


def is_section_file(name):
    return name.startswith(("model-", "segment-"))


def names_section(line):
    return re.search(r"section\s+[^\s:,]+", line) is not None


# ---- Running and judging. ----

Result = collections.namedtuple("Result", "code out err")
Flip = collections.namedtuple("Flip", "name offset mask query")


def run(command, limit):
    """The command's result; the code is None where it ran past the limit."""
    environment = dict(os.environ, SWIFT_BACKTRACE="enable=no", NO_COLOR="1")
    environment.pop("LENS_INDEX", None)
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=limit, env=environment)
    except subprocess.TimeoutExpired:
        return Result(None, "", "")
    return Result(
        done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def ended(result):
    if result.code is None:
        return "ran past the time limit"
    if result.code < 0:
        return f"died by signal {-result.code}"
    return f"exited with {result.code}"


def judge_check(result, flip):
    """What is wrong with the answer of `lens check`, or None."""
    if result.code is None or result.code < 0:
        return f"check {ended(result)}"
    if result.code == 0:
        return "check found nothing"
    if result.code not in (1, 2):
        return f"check {ended(result)}"
    lines = [line for line in (result.out + "\n" + result.err).splitlines() if flip.name in line]
    if not lines:
        return "check did not name the file"
    if is_section_file(flip.name) and not any(names_section(line) for line in lines):
        return "check named no section"
    return None


def judge_query(result, expected, names):
    """Whether `lens query` answered, and what is wrong with that, or None."""
    if result.code == 0:
        return True, None if result.out == expected else "query gave another answer"
    if result.code not in (1, 2):
        return False, f"query {ended(result)}"
    if not any(name in result.err for name in names):
        return False, "query failed without naming a file"
    return False, None


class Workplace:
    """A copy of the index that is damaged and mended again and again."""

    def __init__(self, original, contents):
        self.directory = tempfile.mkdtemp(prefix="lens-flip-", dir=os.path.dirname(original))
        self.contents = contents
        self.stamps = {}
        self.mend()

    def path(self, name):
        return os.path.join(self.directory, name)

    def stamp(self, name):
        status = os.stat(self.path(name))
        return status.st_ino, status.st_size, status.st_mtime_ns

    def damage(self, flip):
        with open(self.path(flip.name), "r+b") as file:
            file.seek(flip.offset)
            file.write(bytes([self.contents[flip.name][flip.offset] ^ flip.mask]))
        return self.stamp(flip.name)

    def mend(self):
        """Brings every file back; the names of those that differed."""
        present = set(os.listdir(self.directory))
        for name in present - self.contents.keys():
            os.unlink(self.path(name))
        changed = []
        for name, content in self.contents.items():
            if name in present and self.stamps.get(name) == self.stamp(name):
                continue
            changed.append(name)
            with open(self.path(name), "wb") as file:
                file.write(content)
            self.stamps[name] = self.stamp(name)
        return changed + sorted(present - self.contents.keys())


def choose(contents, arguments, generator):
    """The flips to make, in random order."""
    sizes = {name: len(content) for name, content in contents.items() if is_data(name) and content}
    if arguments.all:
        places = [(name, offset) for name, size in sizes.items() for offset in range(size)]
    else:
        # A quarter at the ends of files, where their structure is; the rest by size, but from every
        # file some.
        places = set()
        total = sum(sizes.values())
        for name, size in sizes.items():
            ends = sorted(set(range(min(128, size))) | set(range(max(0, size - 128), size)))
            wanted = -(-arguments.sample // (4 * len(sizes)))
            places.update((name, at) for at in generator.sample(ends, min(wanted, len(ends))))
            wanted = max(8, arguments.sample * 3 * size // (4 * total))
            places.update((name, at) for at in generator.sample(range(size), min(wanted, size)))
        places = sorted(places)
    generator.shuffle(places)
    flips = []
    for name, offset in places:
        masks = MASKS if arguments.every_mask else (generator.choice(MASKS),)
        flips += [Flip(name, offset, mask, generator.choice(QUERIES)) for mask in masks]
    return flips


# ---- The papers. ----

ENGLISH = """sparse attention long context retrieval language model training memory graph speech
vision robot policy reward token cache kernel ranking evidence proof protein climate planet market
survey agent tool dialogue safety privacy""".split()
CHINESE = """稀疏 注意力 长上下文 检索 语言模型 训练 记忆 图 语音 视觉 机器人 策略 奖励 缓存 索引 排序 证据
蛋白质 气候 市场 综述 智能体 工具 对话 安全 隐私""".split()


def write_papers(path, count):
    generator = random.Random(7)
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            paper = {
                "id": f"flip-{number}",
                "title": f"{' '.join(generator.choices(ENGLISH, k=6))} {number}",
                "abstract": " ".join(generator.choices(ENGLISH, k=50)) + ".",
                "year": 2000 + number % 25,
            }
            if number % 3:
                paper["title_zh"] = "".join(generator.choices(CHINESE, k=5))
                paper["abstract_zh"] = "".join(generator.choices(CHINESE, k=40)) + "。"
            file.write(json.dumps(paper, ensure_ascii=False) + "\n")


# ---- The whole. ----


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--lens", required=True, metavar="BINARY", help="the lens binary")
    parser.add_argument("--sample", type=int, default=500, metavar="M", help="bytes to flip (500)")
    parser.add_argument("--all", action="store_true", help="flip every byte")
    parser.add_argument("--every-mask", action="store_true", help="flip each byte in all three ways")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--papers", type=int, default=30, help="papers in the index (30)")
    parser.add_argument("--input", metavar="FILE", help="index this file, not papers made up here")
    parser.add_argument("--jobs", type=int, default=min(4, os.cpu_count() or 1))
    parser.add_argument("--limit", type=float, default=20, help="seconds for one command (20)")
    arguments = parser.parse_args()
    if not os.access(arguments.lens, os.X_OK) or os.path.isdir(arguments.lens):
        parser.error(f"{arguments.lens} is no executable")
    if min(arguments.sample, arguments.papers, arguments.jobs) < 1 or arguments.limit <= 0:
        parser.error("--sample, --papers, --jobs and --limit must be above 0")
    arguments.lens = os.path.abspath(arguments.lens)
    return arguments


def main():
    arguments = parse_arguments()
    # So that the indexes are removed then, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    base = tempfile.mkdtemp(prefix="lens-flips-")
    try:
        return flip_all(arguments, base)
    finally:
        shutil.rmtree(base, ignore_errors=True)


def flip_all(arguments, base):
    lens, limit = arguments.lens, arguments.limit
    original = os.path.join(base, "index")
    papers = arguments.input or os.path.join(base, "papers.jsonl")
    if not arguments.input:
        write_papers(papers, arguments.papers)

    made = run(index_command(lens, original, papers), 60 + limit)
    if made.code != 0:
        print(f"lens index {ended(made)}:\n{made.err}", file=sys.stderr)
        return 1
    contents = {}
    for name in sorted(os.listdir(original)):
        with open(os.path.join(original, name), "rb") as file:
            contents[name] = file.read()

    # Undamaged, everything must be well, or the rest says nothing.
    places = [Workplace(original, contents) for _ in range(arguments.jobs)]
    checked = run(check_command(lens, places[0].directory), limit)
    if checked.code != 0:
        print(f"lens check {ended(checked)} on a sound index:\n{checked.err}", file=sys.stderr)
        return 1
    expected = {}
    for query in QUERIES:
        result = run(query_command(lens, places[0].directory, query), limit)
        if result.code != 0 or len(json.loads(result.out)) == 0:
            print(f"lens query “{query}” {ended(result)} without a hit:\n{result.err}", file=sys.stderr)
            return 1
        expected[query] = result.out
    written_sound = places[0].mend()

    flips = choose(contents, arguments, random.Random(arguments.seed))
    size = sum(len(content) for name, content in contents.items() if is_data(name))
    print(f"seed {arguments.seed}, {len(flips)} flips in {size} bytes of {len(contents)} files")
    names = [name for name in contents if is_data(name)]

    interrupted = threading.Event()

    def flip_some(place, share):
        found, answered, written = [], 0, set()
        for flip in share:
            if interrupted.is_set():
                break
            stamp = place.damage(flip)
            check = run(check_command(lens, place.directory), limit)
            query = run(query_command(lens, place.directory, flip.query), limit)
            was_answered, query_fault = judge_query(query, expected[flip.query], names)
            answered += was_answered
            for fault, result in ((judge_check(check, flip), check), (query_fault, query)):
                if fault:
                    found.append((flip, fault, result))
            if place.stamp(flip.name) != stamp:
                written.add(flip.name)
            written.update(set(place.mend()) - {flip.name})
        return found, answered, written

    found, answered, written = [], 0, set(written_sound)
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        shares = [flips[number :: arguments.jobs] for number in range(arguments.jobs)]
        try:
            for faults, right, touched in pool.map(flip_some, places, shares):
                found += faults
                answered += right
                written |= touched
        except BaseException:
            interrupted.set()
            raise

    report(flips, found, answered, written)
    return 1 if found else 0


def report(flips, found, answered, written):
    """Prints the summary: violations by kind, with the first few places of each, then by file."""
    kinds = collections.defaultdict(list)
    for flip, fault, result in found:
        kinds[fault.split(" 1")[0] if "exited" in fault else fault, flip.name].append((flip, result))
    for (fault, name), cases in sorted(kinds.items()):
        print(f"FAILED {len(cases)} times in {name}: {fault}")
        for flip, result in sorted(cases, key=lambda case: case[0])[:5]:
            said = (result.err or result.out).strip().replace("\n", " / ")[:160]
            print(f"    byte {flip.offset} ^{flip.mask:#04x}, query “{flip.query}”: {said}")
    faulty = {(flip.name, flip.offset, flip.mask) for flip, _, _ in found}
    for name, count in sorted(collections.Counter(flip.name for flip in flips).items()):
        bad = sum(1 for place in faulty if place[0] == name)
        print(f"{name}: {count} flips, {bad} with a fault")
    if written:
        print(f"note: files written to by check or query: {', '.join(sorted(written))}")
    print(f"queries: {answered} answered, {len(flips) - answered} refused")
    print(f"{len(flips) - len(faulty)} passed, {len(faulty)} failed")


if __name__ == "__main__":
    sys.exit(main())
