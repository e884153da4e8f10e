import assert from "node:assert/strict";
import { test } from "node:test";
import { Flights } from "./Flights.ts";

const forever = new AbortController().signal;

test("all that want the same wait for one search, and the next search is a new one", async () => {
  const flights = new Flights<string>();
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  let begun = 0;
  const begin = () => {
    begun++;
    return promise;
  };
  const all = [1, 2, 3].map((reach) => flights.join("a", reach, begin, forever));
  assert.equal(flights.reachOf("a"), 1);
  resolve("proof");
  assert.deepEqual(await Promise.all(all), ["proof", "proof", "proof"]);
  assert.deepEqual([begun, flights.size], [1, 0]);
  assert.equal(await flights.join("a", 1, begin, forever), "proof");
  assert.equal(begun, 2);
});

test("a search is stopped when the last one that waits for it leaves, not before", async () => {
  const flights = new Flights<string>();
  const [one, two] = [new AbortController(), new AbortController()];
  let stopped: AbortSignal | undefined;
  const begin = (signal: AbortSignal) => {
    stopped = signal;
    return new Promise<undefined>(() => {});
  };
  const waiting = [one, two].map(({ signal }) => flights.join("a", 1, begin, signal));
  one.abort();
  assert.equal(await waiting[0], undefined);
  assert.equal(stopped?.aborted, false);
  two.abort();
  assert.equal(await waiting[1], undefined);
  assert.equal(stopped?.aborted, true);
  assert.equal(flights.size, 0, "who comes now begins a new search");
});

test("a search that fails tells all that wait, and nobody else", async () => {
  const flights = new Flights<string>();
  const begin = () => Promise.reject(new Error("broken"));
  await assert.rejects(flights.join("a", 1, begin, forever), /broken/);
  assert.equal(await flights.join("a", 1, begin, AbortSignal.abort()), undefined);
  assert.equal(flights.size, 0);
});
