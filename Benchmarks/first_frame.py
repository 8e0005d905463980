#!/usr/bin/env python3
"""How long from the start of the dashboard to its first whole frame?
usage: first_frame.py [--tries N] command args...
Starts the command on a pseudo-terminal of 80 by 24 that answers queries at once, and waits until the footer is there.
Prints the least, the median and the greatest of the times in ms, and those of `command --version`: what the process
takes by itself. On a busy machine: sudo chrt -f 50 python3 first_frame.py ..."""
import os
import select
import subprocess
import sys
import time

import pseudo_terminal


def first_frame(command):
    began = time.perf_counter()
    process, main, side = pseudo_terminal.start(command, COLORTERM="truecolor")
    output = b""
    while pseudo_terminal.FOOTER not in output:
        if not select.select([main], [], [], 10)[0]:
            raise SystemExit("no frame after 10 s")
        output += os.read(main, 65536)
        if b"\x1b[c" in output:
            os.write(main, pseudo_terminal.ANSWERS)
    took = time.perf_counter() - began
    os.kill(process, 9)
    os.waitpid(process, 0)
    os.close(main)
    os.close(side)
    return took


def whole_process(command):
    began = time.perf_counter()
    subprocess.run([command[0], "--version"], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def main():
    arguments = sys.argv[1:]
    tries = 40
    if arguments[:1] == ["--tries"]:
        tries, arguments = int(arguments[1]), arguments[2:]
    if not arguments:
        raise SystemExit(__doc__)
    for name, measure in [("first frame", first_frame), ("process alone", whole_process)]:
        times = sorted(1000 * measure(arguments) for _ in range(tries))
        print(f"{name:14s} least {times[0]:5.1f}  median {times[tries // 2]:5.1f}  greatest {times[-1]:5.1f} ms")


main()
