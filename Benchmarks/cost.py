#!/usr/bin/env python3
"""What does the dashboard cost while it runs, and how soon does it answer a key?
usage: cost.py [--size 80x24] [--seconds N] [--keys KEYS] [--check] command args...
Runs the command on a pseudo-terminal that answers queries at once, presses KEYS, waits 5 s, and prints for the next N
seconds (20): frames a second, writes a frame, bytes a frame, percent of one core; and the median from a key to the first byte of the
answer over 40 presses of Space while it runs. Without --size: 80x24 and 200x50. With --check it ends with 1 when a frame
takes more than one write, more than 1,300 bytes at 80x24 or 5,300 at 200x50, or all of it more than 4 % of a core, or a
key more than 1 ms."""
import argparse
import os
import random
import select
import signal
import statistics
import sys
import time

import pseudo_terminal

TICKS = os.sysconf("SC_CLK_TCK")
LIMITS = {"80x24": 1300, "200x50": 5300}


class Program:
    """A command on a pseudo-terminal; everything that it writes, with the times of the reads."""

    def __init__(self, command, size):
        columns, rows = map(int, size.split("x"))
        self.process, self.main, side = pseudo_terminal.start(command, columns, rows, COLORTERM="truecolor")
        os.close(side)
        self.output, self.reads, self.answered = b"", [], False

    def read(self, seconds):
        """One read, when there is one within that time."""
        if not select.select([self.main], [], [], max(0, seconds))[0]:
            return False
        data = os.read(self.main, 1 << 20)
        self.output += data
        self.reads.append((time.perf_counter(), len(data)))
        if not self.answered and b"\x1b[c" in self.output:
            os.write(self.main, pseudo_terminal.ANSWERS)
            self.answered = True
        return True

    def run(self, seconds):
        """Reads for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)

    def processor_seconds(self):
        with open(f"/proc/{self.process}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def key_milliseconds(self, presses):
        """From a key to the first byte, when nothing else was being written."""
        times, chance = [], random.Random(1)
        for _ in range(presses):
            self.run(0.2 + chance.uniform(0, 0.05))
            while self.read(0.012):
                pass
            began = time.perf_counter()
            os.write(self.main, b" ")
            if self.read(2):
                times.append(1000 * (self.reads[-1][0] - began))
        return statistics.median(times)

    def end(self):
        os.kill(self.process, signal.SIGTERM)
        while os.waitpid(self.process, os.WNOHANG)[0] == 0:
            try:
                self.read(0.02)
            except OSError:  # The other side is closed already.
                time.sleep(0.01)
        os.close(self.main)


def measure(command, size, seconds, keys):
    program = Program(command, size)
    program.run(2)
    for key in keys:
        os.write(program.main, key.encode())
        program.run(0.2)
    program.run(5)
    program.output, program.reads = b"", []
    spent = program.processor_seconds()
    program.run(seconds)
    share = 100 * (program.processor_seconds() - spent) / seconds
    frames = max(1, program.output.count(b"\x1b[?2026h"))
    figures = [frames / seconds, len(program.reads) / frames, len(program.output) / frames, share]
    figures.append(program.key_milliseconds(40))
    program.end()
    return figures


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--size", choices=LIMITS)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--keys", default="")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    is_met = True
    for size, limit in LIMITS.items():
        if options.size not in (None, size):
            continue
        rate, writes, length, share, key = measure(options.command, size, options.seconds, options.keys)
        is_met &= writes <= 1.05 and length <= limit and share <= 4 and key <= 1
        print(
            f"{size:7s} {rate:.1f} frames/s of {writes:.2f} writes and {length:.0f} bytes, "
            f"{share:.1f} % of a core, key to first byte {key:.2f} ms"
        )
    sys.exit(0 if is_met or not options.check else 1)


main()
