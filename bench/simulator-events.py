"""The model of simulator-events.ts with heapq and generators, as simulators in Python are written. Prints events a second."""

import heapq
import sys
import time

SEATS = int(sys.argv[1])
EVENTS = int(sys.argv[2])

state = 1


def draw():
    global state
    state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
    return state / 4294967296


def seat():
    while True:
        yield draw() * 1000


def run():
    queue = []
    turn = 0
    for _ in range(SEATS):
        life = seat()
        heapq.heappush(queue, (next(life), turn, life))
        turn += 1
    for _ in range(EVENTS):
        now, _, life = heapq.heappop(queue)
        heapq.heappush(queue, (now + next(life), turn, life))
        turn += 1
    return now


start = time.process_time()
run()
print(EVENTS / (time.process_time() - start))
