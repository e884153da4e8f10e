import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { EventHeap } from "../packages/simulator/src/events/core/EventHeap.ts";
import { EventLoop } from "../packages/simulator/src/events/core/EventLoop.ts";
import { report } from "./figure.ts";
import { bestOfBoth } from "./time.ts";

// The simulator's event core: seats that act again and again after times left to chance, as many as a rollup has. Beside it a bare
// heap of the same events, and the same model in Python, if there is one.
const SEATS = 2_048;
const EVENTS = 3_000_000;
const PYTHON_EVENTS = 500_000;
const LEAST_RATE = 3_000_000;
const LEAST_AGAINST_PYTHON = 5;
const RUNS = 3;

function numbers(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function onTheCore(): void {
  const draw = numbers();
  const loop = new EventLoop();
  const act = loop.on((seat, times) => loop.after(draw() * 1_000, act, seat, times + 1));
  for (let seat = 0; seat < SEATS; seat++) loop.at(draw() * 1_000, act, seat);
  loop.run({ events: EVENTS });
}

function onABareHeap(): void {
  const draw = numbers();
  const heap = new EventHeap();
  for (let seat = 0; seat < SEATS; seat++) heap.add(draw() * 1_000, seat, seat);
  for (let i = 0; i < EVENTS; i++) {
    const { time, slot } = heap;
    heap.remove();
    heap.add(time + draw() * 1_000, SEATS + i, slot);
  }
}

/** Events a second; undefined without Python 3. */
function inPython(): number | undefined {
  const script = fileURLToPath(new URL("simulator-events.py", import.meta.url));
  let best: number | undefined;
  for (let i = 0; i < RUNS; i++) {
    const { stdout, status } = spawnSync("python3", [script, String(SEATS), String(PYTHON_EVENTS)], {
      encoding: "utf8",
    });
    if (status !== 0) return undefined;
    best = Math.max(best ?? 0, Number(stdout));
  }
  return best;
}

const [core, bare] = bestOfBoth(RUNS, onTheCore, onABareHeap);
const rate = (milliseconds: number): number => EVENTS / milliseconds;
let ok = report({
  name: `an event of ${SEATS} seats, traced (${Math.round(rate(core))} events/ms; a bare heap ${Math.round(rate(bare))})`,
  measured: (core / EVENTS) * 1e6,
  reference: 1e9 / LEAST_RATE,
  against: `${LEAST_RATE} events/s`,
  limit: 1,
  unit: "ns",
});
const python = inPython();
if (python === undefined) process.stdout.write("no Python 3 here: not compared\n");
else {
  ok =
    report({
      name: "an event, against heapq and generators",
      measured: (core / EVENTS) * 1e6,
      reference: 1e9 / python,
      against: `Python (${Math.round(python / 1_000)} events/ms)`,
      limit: 1 / LEAST_AGAINST_PYTHON,
      unit: "ns",
    }) && ok;
}
process.exitCode = ok ? 0 : 1;
