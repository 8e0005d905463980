#!/usr/bin/env python3
"""Does the program refuse every damaged file of a system in one line, within a second and without much memory?
usage: damaged.py [--seed N] [--files N] [--seconds S] [--megabytes M] squall
Has the program check N (3,000) copies of its own systems that chance has damaged, and files that nobody should write: a
million nodes, a million knobs, names of control characters, rates of 1e300. Each must end with 0 or 2 within S (1) seconds
and M (200) MB, with one line of printable text that says where when it is refused; what is none the worse for it must run for a
virtual second as quickly. Prints the slowest and the largest, and each file that fails; ends with 1 when one does."""
import argparse
import os
import random
import subprocess
import sys
import tempfile
import time

PIECES = [
    "{", "}", "[", "]", ":", "-", ",", "\n", "\t", '"', "'", "&a ", "*a", "|", "!!binary ", "? ", "#", "0",
    "99999999999", "-1", "1e308", "1e300/s", "nan", "inf", "none", "stalled", "\0", "\x1b[2J", "é", "\u202e",
    "---\n", "~", "{{", "- - - -", "0 s", "0/s", "/s", " ms", "system: x\n", "nodes:\n", "\r", "\ufeff",
]


def whole(more="", rate="10/s"):
    return f"system: monster\nnodes:\n  web: {{arrivals: {rate}, call: {{to: server}}}}\n  server: {{time: 1 ms}}\n{more}"


def multiplying():
    calls = ", ".join(["{to: s%d}"] * 20)
    rows = (f"  s{n}: {{time: 1 ms, steps: [{{all: [{calls % ((n + 1,) * 20)}]}}]}}\n" for n in range(5))
    return whole("".join(rows) + "  s5: {time: 1 ms}\n").replace("to: server", "to: s0")


def monsters():
    yield "a million nodes", whole("".join(f"  n{n}: {{time: 1 ms}}\n" for n in range(1_000_000)))
    yield "as many nodes as find room", whole("".join(f"  n{n}: {{time: 0 s}}\n" for n in range(2700)))
    yield "a million knobs", whole("knobs: [" + "{set: web.arrivals, from: 0/s, to: 1/s}, " * 1_000_000 + "]")
    yield "as many knobs as find room", whole("knobs: [" + "{set: a}, " * 6400 + "]")
    yield "a name of control characters", whole('  "\\e[2J\\a": {time: 1 ms}\n')
    yield "control characters", whole("  \x1b[2J\x07: {time: 1 ms}\n")
    yield "a name that writes backwards", whole("  \u202eabc: {time: 1 ms}\n")
    for rate in ["1e300/s", "nan/s", "-1/s", "inf/s", "9" * 5000 + "/s", "10000/s"]:
        yield f"a rate of {rate[:20]}", whole(rate=rate)
    yield "calls that multiply", multiplying()
    yield "lists in lists", whole("[" * 60_000)
    yield "mappings in mappings", whole("{a: " * 15_000)
    yield "an alias bomb", "a: &a [x, x]\nb: &b [*a, *a]\nsystem: [*b, *b]\nnodes: {}\n"
    yield "one long word", "x" * 65_000
    yield "one long line of keys", "system: x\nnodes: {" + ", ".join(f"n{n}: 1" for n in range(7000)) + "}\n"
    yield "twenty thousand keys", whole().replace("arrivals", "keys: zipf 10 of 20000, arrivals")
    yield "ten million replicas", whole().replace("time: 1 ms", "time: 1 ms, replicas: 10000000")
    yield "bytes that are no text", b"system: \xff\xfe\nnodes: {}\n"
    yield "random bytes", random.Random(1).randbytes(60_000)
    yield "zeros", b"\0" * 60_000
    yield "nothing", ""


def damaged(text, chance):
    """A text after one to three slips of the hand."""
    for _ in range(chance.randint(1, 3)):
        place, length = chance.randrange(len(text) + 1), chance.randint(1, 12)
        piece = chance.choice([chance.choice(PIECES), text[place : place + length], "", str(chance.randrange(10))])
        other = chance.choice([place, chance.randrange(len(text) + 1)])
        text = text[:other] + piece + text[other + chance.choice([0, len(piece), length]) :]
    return text


def run(*command):
    """What a command ended with and wrote, seconds on the wall and megabytes."""
    output, began = tempfile.TemporaryFile(), time.perf_counter()
    process = os.fork()
    if process == 0:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
        os.execvp(command[0], command)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - began
    output.seek(0)
    return os.waitstatus_to_exitcode(status), output.read().decode(errors="replace"), seconds, usage.ru_maxrss / 1024


def check(program, file):
    """The complaint about how the program took a file, or None; seconds on the wall and megabytes."""
    code, text, seconds, megabytes = run(program, "systems", "check", file)
    lines, complaint = text.splitlines(), None
    if code not in (0, 2):
        complaint = f"ended with {code}"
    elif code == 2 and len(lines) != 1 or not lines:
        complaint = f"{len(lines)} lines"
    elif any(len(line) > 500 or not line.isprintable() for line in lines):
        complaint = "a line that is long or no text"
    elif code == 2 and file not in text:
        complaint = "a line that does not say where"
    elif code == 0:
        code, text, *figures = run(program, "run", file, "--for", "1s")
        seconds, megabytes = max(seconds, figures[0]), max(megabytes, figures[1])
        complaint = f"a run ended with {code}" if code else None
    return complaint and f"{complaint}: {text[:200]!r}", seconds, megabytes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=3000, help="how many damaged files (%(default)s)")
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--megabytes", type=float, default=200)
    parser.add_argument("program")
    options = parser.parse_args()
    names = ["retry-storm", "cache-stampede"]
    systems = [subprocess.check_output([options.program, "systems", name], text=True) for name in names]
    chance = random.Random(options.seed)
    files = list(monsters())
    files += [(f"damaged file {number}", damaged(chance.choice(systems), chance)) for number in range(options.files)]
    failures, taken, slowest, largest = 0, 0, (0, ""), (0, "")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "class.yaml")
        for name, content in files:
            with open(path, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
            complaint, seconds, megabytes = check(options.program, path)
            if complaint is None and (seconds > options.seconds or megabytes > options.megabytes):
                complaint = f"{seconds:.2f} s, {megabytes:.0f} MB"
            slowest, largest = max(slowest, (seconds, name)), max(largest, (megabytes, name))
            taken += complaint is None
            if complaint:
                failures += 1
                print(f"{name}: {complaint}")
    print(
        f"{taken} of {len(files)} files as they should; slowest {slowest[0]:.2f} s, {slowest[1]}; "
        f"largest {largest[0]:.0f} MB, {largest[1]}"
    )
    sys.exit(failures > 0)


main()
