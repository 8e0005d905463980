#!/usr/bin/env python3
"""How long from q or SIGTERM to the end of the dashboard, whatever was typed before?
usage: stop.py [--seed N] [--tries N] [--most MILLISECONDS] squall [arguments...]
Starts the command on a pseudo-terminal of 80 by 24, types what once took long to get through or what a seed makes up, and
then q, or sends SIGTERM. Prints the least, the median and the greatest time to the end in ms; ends with 1 when the greatest is
above --most (300)."""
import argparse
import os
import random
import select
import signal
import sys
import time

import pseudo_terminal

LONG = {
    "nothing": b"",
    "a held step": b"\t\t" + b"]" * 60,
    "steps there and back": b"]}[{" * 200,
    "minutes on and back": b"\x1b[6~" * 60 + b"\x1b[5~",
    "a drag": b"".join(b"\x1b[<32;%d;3M" % (10 + n % 60) for n in range(5000)),
    "clicks": b"".join(b"\x1b[<0;%d;%dM" % (n % 80, n % 24) for n in range(5000)),
    "the wheel": b"\x1b[<65;40;20M\x1b[<64;40;3M" * 2500,
    "a long paste": b"\x1b[200~" + b"pqR3]\n" * 170_000 + b"\x1b[201~",
    "faults": b"p3<" * 500,
    "twins": b"t\r<" * 50,
    "restarts": b"R" * 300,
    "maximum speed": b"+" * 12,
}
# Neither : nor b, after which q is a letter of a text.
TOKENS = [bytes([key]) for key in b"acdefghijklmnoprstuvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ0123456789[]{}<>+-=_ \t\r?."] + [
    b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1b[5~", b"\x1b[6~", b"\x1bOP", b"\x1b[<0;40;12M", b"\x1b[<32;50;3M",
    b"\x1b[<64;40;3M", b"\x1b[<65;40;20M", b"\x1b[200~aq]\x1b[201~",
]


class Dashboard:
    """A command on a pseudo-terminal; what it draws is read and thrown away."""

    def __init__(self, command):
        self.process, self.main, self.side = pseudo_terminal.start(command)
        os.set_blocking(self.main, False)
        seen, end = b"", time.perf_counter() + 20
        while pseudo_terminal.FOOTER not in seen:
            if time.perf_counter() > end:
                sys.exit("stop.py: no frame after 20 s")
            seen += self.read(0.1)

    def read(self, seconds):
        if not select.select([self.main], [], [], seconds)[0]:
            return b""
        return os.read(self.main, 65536)

    @property
    def has_ended(self):
        return os.waitpid(self.process, os.WNOHANG)[0] != 0

    def type(self, text):
        while text:
            _, writable, _ = select.select([], [self.main], [], 0.01)
            if writable:
                text = text[os.write(self.main, text[:4096]):]
            self.read(0)

    def milliseconds_to_end(self):
        began = time.perf_counter()
        while not self.has_ended:
            self.read(0.002)
            if time.perf_counter() - began > 20:
                os.kill(self.process, signal.SIGKILL)
                os.waitpid(self.process, 0)
                break
        took = 1000 * (time.perf_counter() - began)
        os.close(self.main)
        os.close(self.side)
        return took


def measure(command, text, by_signal):
    dashboard = Dashboard(command)
    # Where a page is open q closes it first.
    dashboard.type(text if by_signal else text + b"qqq")
    if by_signal:
        os.kill(dashboard.process, signal.SIGTERM)
    return dashboard.milliseconds_to_end()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tries", type=int, default=50, help="how many random texts (%(default)s)")
    parser.add_argument("--most", type=float, default=300, help="allowed milliseconds (%(default)s)")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if not options.command:
        parser.error("say which command")
    texts = dict(LONG)
    for number in range(options.seed, options.seed + options.tries):
        choice = random.Random(number)
        texts[f"random text {number}"] = b"".join(choice.choices(TOKENS, k=choice.randrange(1, 400)))
    worst = 0
    for name, by_signal in [("q", False), ("SIGTERM", True)]:
        times = sorted((measure(options.command, text, by_signal), of) for of, text in texts.items())
        middle, (greatest, slowest) = times[len(times) // 2][0], times[-1]
        print(f"{name:8s} least {times[0][0]:5.1f}  median {middle:5.1f}  greatest {greatest:5.1f} ms, after {slowest}")
        worst = max(worst, greatest)
        for took, of in times:
            if took > options.most:
                print(f"  {took:.0f} ms after {of}: {texts[of][:200]!r}")
    sys.exit(worst > options.most)


main()
