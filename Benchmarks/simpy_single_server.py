#!/usr/bin/env python3
"""M/M/1 at a load of 0.9 in SimPy: prints the nanoseconds of processor time per event (arrival or departure).

usage: simpy_single_server.py [CUSTOMERS]      (pip install simpy)
"""
import random
import sys
import time

import simpy


class SingleServer:
    def __init__(self, customers, seed):
        self.customers = customers
        self.exponential = random.Random(seed).expovariate
        self.world = simpy.Environment()
        self.server = simpy.Resource(self.world, capacity=1)
        self.served = 0
        self.time_in_system = 0.0

    def arrivals(self):
        for _ in range(self.customers):
            yield self.world.timeout(self.exponential(0.9))
            self.world.process(self.visit())

    def visit(self):
        arrived = self.world.now
        with self.server.request() as turn:
            yield turn
            yield self.world.timeout(self.exponential(1.0))
        self.served += 1
        self.time_in_system += self.world.now - arrived

    def run(self):
        self.world.process(self.arrivals())
        self.world.run()


def main():
    customers = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    run = SingleServer(customers, seed=1)
    start = time.process_time()
    run.run()
    seconds = time.process_time() - start
    assert run.served == customers and 6 < run.time_in_system / customers < 16
    print(seconds * 1e9 / (2 * customers))


main()
