import assert from "node:assert/strict";
import { test } from "node:test";
import { PeerSlots } from "./PeerSlots.ts";

const forever = new AbortController().signal;

test("so many at a time a peer, the others in turn; who gives up leaves the queue", async () => {
  const slots = new PeerSlots(2);
  const begun: string[] = [];
  const jobs = new Map<string, () => void>();
  const run = (peer: string, name: string, signal = forever) =>
    slots.run(
      peer,
      () => {
        begun.push(name);
        return new Promise<string>((resolve) => {
          jobs.set(name, () => resolve(name));
        });
      },
      signal,
    );
  const impatient = new AbortController();
  const all = [run("a", "1"), run("a", "2"), run("a", "3", impatient.signal), run("a", "4"), run("b", "5")];
  await Promise.resolve();
  assert.deepEqual(begun, ["1", "2", "5"]);
  impatient.abort();
  assert.equal(await all[2], undefined);
  jobs.get("1")!();
  assert.equal(await all[0], "1");
  while (begun.length < 4) await Promise.resolve();
  assert.deepEqual(begun, ["1", "2", "5", "4"]);
  for (const name of ["2", "4", "5"]) jobs.get(name)!();
  assert.deepEqual(await Promise.all(all), ["1", "2", undefined, "4", "5"]);
  assert.equal(await slots.run("a", async () => "never", AbortSignal.abort()), undefined);
});

test("a slot comes back when what took it fails", async () => {
  const slots = new PeerSlots(1);
  await assert.rejects(
    slots.run("a", () => Promise.reject(new Error("broken")), forever),
    /broken/,
  );
  assert.equal(await slots.run("a", async () => "fine", forever), "fine");
});
