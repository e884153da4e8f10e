import assert from "node:assert/strict";
import { test } from "node:test";
import type { BlockPlace, L1FollowerHandlers, L1View } from "@trellis/l1";
import { TrellisError } from "@trellis/protocol";
import type { TrellisEvent } from "@trellis/rpc-api";
import { TestNode } from "../testing/TestNode.ts";
import { Chain } from "./Chain.ts";
import { type ChainChange, ChainFollower, type Checkpoints } from "./ChainFollower.ts";

/** A follower of a made-up L1 that records every report. Views come when a test asks for them. */
function following(chain = new Chain(() => 0), from?: BlockPlace, checkpoints?: Checkpoints) {
  const l1: {
    handlers: L1FollowerHandlers;
    delayMs: number;
    from: BlockPlace | undefined;
    isStopped: boolean;
  }[] = [];
  const changes: ChainChange[] = [];
  const events: TrellisEvent[] = [];
  const problems: string[] = [];
  const fatal: unknown[] = [];
  const follower = new ChainFollower({
    follow: (handlers, delayMs, from) => {
      const reader = { handlers, delayMs, from, isStopped: false };
      l1.push(reader);
      return {
        start() {},
        async stop() {
          reader.isStopped = true;
        },
      };
    },
    chain,
    from,
    ...(checkpoints === undefined ? {} : { checkpoints }),
    listeners: [{ onChainChange: (change) => changes.push(change) }],
    emit: (event) => events.push(event),
    onProblem: (error, where) => problems.push(`${where}: ${(error as { code: string }).code}`),
    onFatal: (error) => fatal.push(error),
  });
  const see = (view: L1View, reader = l1.at(-1)!): Promise<void> => reader.handlers.onView(view);
  const heights = (): string[] =>
    changes.map(({ undone, finals }) =>
      [...undone.map(({ height }) => `-${height}`), ...finals.map(({ height }) => `+${height}`)].join(),
    );
  return { follower, l1, see, chain, changes, heights, events, problems, fatal };
}

/** A made-up L1 on which two blocks have become final, and its views after each of them. */
async function twoBlocks() {
  const node = await TestNode.started();
  const undo: (() => void)[] = [];
  const next = async (name: string): Promise<void> => {
    await node.acceptedRival([2, 0, 1], [2, 0, 1]);
    undo.push(node.l1.remember());
    node.finalise();
    assert.equal(node.chain.finals.length, undo.length, name);
  };
  await next("first");
  await next("second");
  return { node, undo };
}

test("a node has caught up after the first view; its final blocks are reported once", async () => {
  const { node } = await twoBlocks();
  const { follower, see, heights, events } = following();
  const started = follower.start();
  let isStarted = false;
  void started.then(() => {
    isStarted = true;
  });
  await Promise.resolve();
  assert(!isStarted);
  await see(node.l1.view(true));
  await started;
  await see(node.l1.view());
  await see(node.l1.view(true));
  assert.deepEqual(heights(), ["+1,+2", "", ""]);
  assert.deepEqual(
    events.map((event) => (event.event === "head" ? event.height : event.event)),
    [1n, 2n, "l1_reread"],
  );
  await follower.stop();
});

test("after a reorganisation the undone blocks are reported, then the new branch's final blocks", async () => {
  const { node, undo } = await twoBlocks();
  const { follower, see, heights, events } = following();
  follower.start().catch(() => {});
  await see(node.l1.view(true));
  undo[1]!();
  await see(node.l1.view(true));
  assert.deepEqual(heights(), ["+1,+2", "-2"]);
  const reread = events.at(-1);
  assert(reread?.event === "l1_reread");
  assert.deepEqual([reread.head, reread.undone], [1n, 1]);
  undo[0]!();
  node.see(node.l1.view(true));
  node.finalise();
  await see(node.l1.view(true));
  // The new branch has the same block of height 1, which was reported already.
  assert.deepEqual(heights().at(-1), "");
  await follower.stop();
});

test("TRL-NOD-013 if L1 leaves events out, another reader reads it again and the old one is ignored", async () => {
  const { node } = await twoBlocks();
  const { follower, l1, see, heights, problems, fatal } = following();
  follower.start().catch(() => {});
  await see(node.l1.view(true));
  const rival = node.committedRival([0, 1, 2]);
  node.l1.view(true);
  const holed = { ...node.l1.view(true), reset: false, events: [] };
  await see(holed);
  assert.deepEqual(problems, ["read L1 anew: TRL-NOD-013"]);
  assert.equal(l1.length, 2);
  assert(l1[0]!.isStopped && !l1[1]!.isStopped);
  await see(node.l1.view(true), l1[0]!);
  assert.equal(heights().length, 1);
  await see(node.l1.view(true));
  assert.deepEqual(heights(), ["+1,+2", ""]);
  assert.deepEqual(fatal, []);
  assert.equal(rival.known.proposal.height, 3n);
  await follower.stop();
});

test("TRL-NOD-013 events that are missing are waited for, with growing pauses", async () => {
  const { node } = await twoBlocks();
  const { follower, l1, see, heights, fatal } = following();
  const started = follower.start();
  const view = node.l1.view(true);
  const last = view.events.findLastIndex(({ eventName }) => eventName === "Finalized");
  for (let i = 0; i < 3; i++) await see({ ...view, events: view.events.toSpliced(last, 1) });
  await see(view);
  await started;
  assert.deepEqual(
    l1.map(({ delayMs }) => delayMs),
    [0, 1_000, 2_000, 4_000],
  );
  assert.deepEqual(heights(), ["+1,+2"]);
  assert.deepEqual(fatal, []);
  await follower.stop();
});

test("TRL-NOD-013 if events are missing for good, the node cannot go on", async () => {
  const { node } = await twoBlocks();
  const { follower, l1, see, changes, fatal } = following();
  const started = follower.start();
  const view = node.l1.view(true);
  const last = view.events.findLastIndex(({ eventName }) => eventName === "Finalized");
  for (let i = 0; i < 7; i++) await see({ ...view, events: view.events.toSpliced(last, 1) });
  await assert.rejects(started, { code: "TRL-NOD-013" });
  assert.equal(fatal.length, 1);
  assert.equal(l1.length, 7);
  assert(l1.every(({ isStopped }) => isStopped));
  assert.deepEqual(changes, []);
});

test("TRL-NOD-011 a state root that the data does not lead to is read again once", async () => {
  const { node } = await twoBlocks();
  const { follower, l1, see, fatal } = following();
  const started = follower.start();
  const view = node.l1.view(true);
  const events = view.events.map((event) =>
    event.eventName === "Finalized" ? { ...event, args: { ...event.args, stateRoot: 5n } } : event,
  ) as typeof view.events;
  await see({ ...view, events });
  await assert.rejects(started, { code: "TRL-NOD-011" });
  assert.deepEqual([fatal.length, l1.length], [1, 1]);
});

test("TRL-L1-042, 043 if L1 has dropped what is needed, or is another chain, the node cannot go on", async () => {
  for (const code of ["TRL-L1-042", "TRL-L1-043"]) {
    const { follower, l1, fatal, problems } = following();
    const started = follower.start();
    l1[0]!.handlers.onError(new TrellisError(code, "use another provider"));
    await assert.rejects(started, { code });
    assert.deepEqual([fatal.length, l1.length, problems.length], [1, 1, 0]);
    assert(l1[0]!.isStopped);
  }
});

test("a stopped follower takes no further view, and ends the wait for the first one", async () => {
  const { node } = await twoBlocks();
  const { follower, l1, see, changes } = following();
  const started = follower.start();
  await follower.stop();
  await assert.rejects(started, { code: "TRL-NOD-007" });
  await see(node.l1.view(true));
  assert(l1[0]!.isStopped);
  assert.deepEqual(changes, []);
  await follower.stop();
});

test("a failed read is reported and following goes on", async () => {
  const { follower, l1, problems } = following();
  follower.start().catch(() => {});
  l1[0]!.handlers.onError({ code: "TRL-L1-001" });
  assert.deepEqual(problems, ["follow L1: TRL-L1-001"]);
  assert(!l1[0]!.isStopped);
  await follower.stop();
});

/** A follower whose chain has the first of two blocks from a store. */
async function resumed() {
  const { node, undo } = await twoBlocks();
  const chain = new Chain(() => 0);
  undo[1]!();
  const first = node.l1.view(true);
  chain.apply(first);
  return { node, first, ...following(chain, first.block) };
}

test("a node that goes on from a store tells only what is new, and that it went on", async () => {
  const { node, follower, l1, see, first, changes, heights, events } = await resumed();
  follower.start().catch(() => {});
  assert.equal(l1[0]!.from, first.block);
  await see({ ...first, reset: false, events: [] });
  node.see(node.l1.view(true));
  node.finalise();
  const later = node.l1.view(true);
  await see({ ...later, reset: false, events: later.events.slice(first.events.length) });
  assert.deepEqual(
    changes.map(({ isResumed }) => isResumed),
    [true, false],
  );
  assert.deepEqual(heights(), ["", "+2"]);
  assert.deepEqual(
    events.map(({ event }) => event),
    ["head"],
  );
  await follower.stop();
});

test("a stored block that L1 has left is undone by the first view, which is a new reading", async () => {
  const { node, undo } = await twoBlocks();
  const chain = new Chain(() => 0);
  const stored = node.l1.view(true);
  chain.apply(stored);
  const { follower, see, changes, heights } = following(chain, stored.block);
  follower.start().catch(() => {});
  undo[1]!();
  await see(node.l1.view(true));
  assert.deepEqual(heights(), ["-2"]);
  assert.equal(changes[0]!.isResumed, false);
  await follower.stop();
});

test("TRL-NOD-013 if what was stored does not lead to L1's status, L1 is read from the deployment", async () => {
  const { node, follower, l1, see, heights, problems, fatal, first } = await resumed();
  follower.start().catch(() => {});
  const rest = node.l1.view(true);
  await see({ ...rest, reset: false, events: [], status: { ...rest.status, messagesQueued: 77n } });
  assert.deepEqual(problems, ["read L1 anew: TRL-NOD-013"]);
  assert.deepEqual(
    l1.map(({ from }) => from),
    [first.block, undefined],
  );
  await see(node.l1.view(true));
  assert.deepEqual(heights(), [""]);
  assert.deepEqual(fatal, []);
  await follower.stop();
});

/** A node that has seen two final blocks, of which L1 has then left the second, and its view of the first. */
async function forked(goesBack: boolean) {
  const { node, undo } = await twoBlocks();
  const both = node.l1.view(true);
  undo[1]!();
  const one = node.l1.view(true);
  const chain = new Chain(() => 0);
  const asked: BlockPlace[] = [];
  const world = following(chain, undefined, {
    held: async () => one.block,
    goBack: (block) => {
      asked.push(block);
      chain.clear();
      // As a store does, which has kept this view.
      if (goesBack) chain.apply(one);
      return goesBack;
    },
  });
  world.follower.start().catch(() => {});
  await world.see(both);
  assert.equal(await world.l1[0]!.handlers.heldBlock!(), one.block);
  return { node, one, asked, ...world };
}

test("a chain that goes back tells what is undone, then what is final on the new branch, and reads on", async () => {
  const { node, one, asked, follower, l1, see, changes, heights, events } = await forked(true);
  await see({ ...one, reset: false, back: one.block, events: [] });
  assert.deepEqual(asked, [one.block]);
  assert.deepEqual(heights(), ["+1,+2", "-2"]);
  assert.deepEqual(
    changes.map(({ isResumed }) => isResumed),
    [false, true],
  );
  const reread = events.at(-1);
  assert(reread?.event === "l1_reread");
  assert.deepEqual([reread.head, reread.undone], [1n, 1]);
  node.see(node.l1.view(true));
  node.finalise();
  const later = node.l1.view(true);
  await see({ ...later, reset: false, events: later.events.slice(one.events.length) });
  assert.deepEqual(heights().at(-1), "+2");
  assert.equal(l1.length, 1);
  await follower.stop();
});

test("a chain that cannot go back is read from the deployment", async () => {
  const { one, asked, follower, l1, see, heights, fatal } = await forked(false);
  await see({ ...one, reset: false, back: one.block, events: [] });
  assert.deepEqual(asked, [one.block]);
  assert.deepEqual(
    l1.map(({ from, isStopped }) => [from, isStopped]),
    [
      [undefined, true],
      [undefined, false],
    ],
  );
  await see(one);
  assert.deepEqual(heights(), ["+1,+2", "-2"]);
  assert.deepEqual(fatal, []);
  await follower.stop();
});
