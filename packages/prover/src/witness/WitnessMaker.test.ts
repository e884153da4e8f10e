import assert from "node:assert/strict";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { WitnessMaker } from "./WitnessMaker.ts";

const circuitPath = fileURLToPath(
  new URL("../../test/fixtures/ultrahonk-ignition/circuit.json", import.meta.url),
);
const good = { circuitPath, inputs: { x: ["1", "2", "3", "4", "5", "6", "7", "8"], y: "204" } };

const witnesses = new WitnessMaker({ maxWaiting: 2 });
after(() => witnesses.stop());

test("solves a circuit away from the event loop", async () => {
  const { witness, outputs } = await witnesses.make(good);
  // gzip's magic.
  assert.deepEqual([...witness.subarray(0, 2)], [0x1f, 0x8b]);
  assert.deepEqual(outputs, []);
});

test("inputs that the circuit refuses, or missing inputs, are an error; the worker keeps running", async () => {
  const { x } = good.inputs;
  await assert.rejects(witnesses.make({ circuitPath, inputs: { x, y: "205" } }), { code: "TRL-PRV-120" });
  await assert.rejects(witnesses.make({ circuitPath, inputs: {} }), { code: "TRL-PRV-120" });
  await assert.rejects(witnesses.make({ circuitPath: "/nowhere.json", inputs: {} }), { code: "TRL-PRV-120" });
  await witnesses.make(good);
});

test("an aborted request ends at once, and the next one works", async () => {
  const controller = new AbortController();
  const made = witnesses.make(good, controller.signal);
  controller.abort(new Error("enough"));
  await assert.rejects(made, /enough/);
  await witnesses.make(good);
});

test("a request beyond the queue's limit is refused", async () => {
  const jobs = [witnesses.make(good), witnesses.make(good), witnesses.make(good)];
  await assert.rejects(witnesses.make(good), { code: "TRL-PRV-122" });
  await Promise.all(jobs);
});

test("a request fails if the worker is stopped; the next one starts a new worker", async () => {
  // A worker that has just been started: a warm one may reply before it is stopped.
  const cold = new WitnessMaker();
  const failed = assert.rejects(cold.make(good), { code: "TRL-PRV-121" });
  await new Promise((resolve) => setImmediate(resolve));
  await cold.stop();
  await failed;
  await cold.make(good);
  await cold.stop();
});
