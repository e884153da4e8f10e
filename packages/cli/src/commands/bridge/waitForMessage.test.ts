import assert from "node:assert/strict";
import { test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import { z } from "zod";
import { FakeIo } from "../../../test/FakeIo.ts";
import { parseOptions } from "../../shell/optionValues.ts";
import { untilValue } from "../../shell/waitOption.ts";
import { type MessageStanding, waitForMessage } from "./waitForMessage.ts";

const queued = (ahead: bigint, dueIn = 90n): MessageStanding => ({
  status: "queued",
  index: 7n,
  ahead,
  dueIn,
});
const FINAL: MessageStanding = { status: "final", index: 7n, height: 4 };
const silent = new TrellisError("TRL-L1-040", "L1 is away");

/** Waits on a clock of its own, which each pause moves; the last standing stays. */
async function waiting(standings: (MessageStanding | Error)[], timeoutMs = 60_000, json = false) {
  const io = new FakeIo();
  let now = 0;
  const ended = waitForMessage(
    io,
    async () => {
      const next = standings.length > 1 ? standings.shift()! : standings[0]!;
      if (next instanceof Error) throw next;
      return next;
    },
    {
      timeoutMs,
      json,
      clock: () => now,
      pause: async (ms) => {
        now += ms;
      },
    },
  );
  return { io, ended: await ended.catch((error: Error) => error), waited: () => now };
}

test("it says where the message stands, once for each change, and ends when a final block has consumed it", async () => {
  const { io, ended } = await waiting([queued(2n), queued(2n, 80n), queued(0n, -1n), FINAL]);
  assert.equal(ended, FINAL);
  assert.equal(
    io.complained,
    "message 7 waits for a block: 2 messages before it; L1 accepts no block without it in 1 min 30 s\n" +
      "message 7 waits for a block: first in the queue; due: L1 accepts no block without it\n",
  );
});

test("with --json nothing is said meanwhile", async () => {
  assert.equal((await waiting([queued(2n), FINAL], 60_000, true)).io.complained, "");
});

test("a reorganisation of L1 and a silent L1 do not end the waiting", async () => {
  const { io, ended } = await waiting([queued(0n), { status: "missing" }, silent, silent, queued(1n), FINAL]);
  assert.equal(ended, FINAL);
  assert.deepEqual(
    io.complained.split("\n").map((line) => line.split(":")[0]),
    [
      "message 7 waits for a block",
      "L1 has reorganised",
      "L1 does not answer; asking again",
      "message 7 waits for a block",
      "",
    ],
  );
});

test("TRL-CLI-043 the time is up: the message says where it stands", async () => {
  for (const [standing, words] of [
    [queued(3n), /within 1 min: message 7 waits.*3 messages before it.*It stays in the queue/],
    [silent, /L1 does not answer/],
  ] as const) {
    const { ended, waited } = await waiting([standing], 60_000);
    assert.ok(ended instanceof TrellisError);
    assert.equal(ended.code, "TRL-CLI-043");
    assert.match(ended.message, words);
    assert.ok(waited() <= 60_000);
  }
  const { waited } = await waiting([queued(0n)], 0);
  assert.equal(waited(), 0, "a timeout of 0 looks once");
});

test("TRL-CLI-044 a rollup that has stopped ends it, with what to do; another failure ends it, too", async () => {
  const stopped = await waiting([queued(0n), { status: "stopped", index: 7n }]);
  assert.ok(stopped.ended instanceof TrellisError);
  assert.equal(stopped.ended.code, "TRL-CLI-044");
  assert.match(stopped.ended.message, /trellis bridge return-deposits/);
  const bug = new Error("a bug");
  assert.equal((await waiting([bug])).ended, bug);
});

test("--wait without a value waits for the last of what there is", () => {
  const parse = (wait: unknown) =>
    parseOptions(z.object({ wait: untilValue(["included", "final"]) }), { wait }).wait;
  assert.equal(parse(true), "final");
  assert.equal(parse("included"), "included");
  assert.equal(parse(undefined), undefined);
  for (const wrong of ["soon", "", false]) {
    assert.throws(() => parse(wrong), { code: "TRL-CLI-004", message: /--wait: expected included or final/ });
  }
});
