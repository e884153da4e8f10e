import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import type { L1View } from "@trellis/l1";
import type { TrellisError } from "@trellis/protocol";
import fc from "fast-check";
import { Chain } from "../chain/Chain.ts";
import { OwnStanding } from "../chain/OwnStanding.ts";
import { type LifeStep, RandomLife } from "../testing/RandomLife.ts";
import { secretOf } from "../testing/secrets.ts";
import { Bulk } from "./Bulk.ts";
import { ChainStore, type ChainStoreInit } from "./ChainStore.ts";
import { diskFault, openStoreFile } from "./openStoreFile.ts";
import type { StoredBlock } from "./StoreFile.ts";

const folder = await mkdtemp(join(tmpdir(), "trellis-store-"));
after(() => rm(folder, { recursive: true, force: true }));

let files = 0;
const newPath = (): string => join(folder, `${++files}.sqlite`);
const held = async (): Promise<boolean> => true;

/** A chain with its standing and its store. */
class Kept {
  readonly chain: Chain;
  readonly standing: OwnStanding;
  readonly store: ChainStore;
  readonly problems: string[] = [];
  /** Codes of what the node has to end for. */
  readonly lost: string[] = [];

  constructor(
    life: RandomLife,
    path: string,
    {
      deployedAt = 0n,
      seats = [1, 2],
      ...disk
    }: { deployedAt?: bigint; seats?: number[] } & Pick<ChainStoreInit, "clock" | "open"> = {},
  ) {
    this.chain = new Chain(() => life.time);
    this.standing = new OwnStanding({
      seatSecretKeys: seats.map((n) => secretOf(`life ${n}`)),
      account: life.proposers[0],
      emit: () => {},
    });
    this.store = new ChainStore(this, {
      path,
      domain: life.l1.domain,
      deployedAt,
      ...disk,
      onProblem: (error) => {
        this.problems.push(error.code);
      },
      onLost: (error) => {
        this.lost.push(error.code);
      },
    });
  }

  async take(view: L1View): Promise<void> {
    this.chain.apply(view);
    this.standing.onChainChange({ view, chain: this.chain, undone: [], finals: [] });
    this.store.onChainChange({ view });
    await this.store.settled();
  }
}

/** Everything that a chain answers, its view aside. */
function answersOf({ chain, standing }: Pick<Kept, "chain" | "standing">, life: RandomLife): unknown {
  const { tables, counts, head, states, finals, messages, isStopped, active } = chain;
  const plain = Object.entries(tables).map(([name, of]) => [
    name,
    Object.entries(of)
      .filter(([table]) => table !== "snapshots")
      .map(([table, entries]) => [
        table,
        [...entries].map(([key, value]) => [key, value instanceof Bulk ? value.read() : value]),
      ]),
  ]);
  const roots = [...tables.seats.snapshots].map(([root, tree]) => [root, tree.root(), tree.path(1)]);
  return {
    ...{ plain, roots, counts, finals, isStopped },
    head: [head.height, head.proposalId, head.state.root(), [...head.state.accounts()], head.state.size],
    states: states.map(({ proposalId, state }) => [proposalId, state.root(), state.path(3)]),
    messages: [messages.slice(0), chain.queueHash(BigInt(messages.length))],
    active: active.seats(),
    refundable: life.proposers.map((proposer) => chain.refundable(proposer)),
    owners: [0, 1, 2].map((account) => chain.ownerOf(account)),
    rounds: chain.records.all().map(({ proposalId }) => chain.roundOfCommitment(proposalId)),
    seats: [0, 1, 2, 3, 4].map((seat) => [chain.seats.key(seat), chain.seats.key(seat, chain.proverSetRoot)]),
    standing: standing.report(),
  };
}

const number = fc.nat(1_000);
const lives = fc.record({
  pipelined: fc.boolean(),
  steps: fc.array(fc.tuple(number, number, number, number), { minLength: 60, maxLength: 120, size: "max" }),
  stops: fc.array(fc.nat(120), { minLength: 1, maxLength: 4 }),
});

/** L1's word of the present moment, as a resumed follower brings it. */
const sameBlock = ({ view }: RandomLife): L1View => ({ ...view, events: [], reset: false });

test("a chain that was loaded at any view answers like one that never stopped, and goes on equally", async () => {
  await fc.assert(
    fc.asyncProperty(lives, async ({ pipelined, steps, stops }) => {
      const life = new RandomLife({ pipelined });
      const path = newPath();
      const whole = new Kept(life, newPath());
      let kept = new Kept(life, path);
      assert.equal(await kept.store.load(held), undefined);
      for (const it of [whole, kept]) await it.take(life.view);
      for (const [n, step] of (steps as LifeStep[]).entries()) {
        if (stops.includes(n)) {
          await kept.store.stop();
          kept = new Kept(life, path);
          assert.equal((await kept.store.load(held))?.hash, life.view.block.hash);
          await kept.take(sameBlock(life));
          assert.deepEqual(answersOf(kept, life), answersOf(whole, life));
        }
        life.take(step);
        for (const it of [whole, kept]) await it.take(life.view);
      }
      assert.deepEqual(answersOf(kept, life), answersOf(whole, life));
      assert.deepEqual(kept.problems, []);
      await kept.store.stop();
    }),
    { numRuns: 5 },
  );
});

test("a chain goes back to the last block that L1 still has, and is as it was then", async () => {
  await fc.assert(
    fc.asyncProperty(lives, fc.nat(30), async ({ pipelined, steps }, back) => {
      const life = new RandomLife({ pipelined });
      const path = newPath();
      const kept = new Kept(life, path);
      await kept.store.load(held);
      await kept.take(life.view);
      const seen: { block: bigint; answers: unknown }[] = [];
      for (const step of steps as LifeStep[]) {
        life.take(step);
        // Nothing goes back beyond a new reading.
        if (life.view.reset) seen.splice(0);
        await kept.take(life.view);
        seen.push({ block: life.view.block.number, answers: stored(kept) });
      }
      await kept.store.stop();
      const expected = seen.at(-1 - Math.min(back, seen.length - 1))!;
      const again = new Kept(life, path);
      const from = await again.store.load(async (block) => block.number <= expected.block);
      assert.equal(from?.number, expected.block);
      assert.deepEqual(stored(again), expected.answers);
      await again.store.stop();
    }),
    { numRuns: 4 },
  );
});

/** The view of a branch, for who goes back to a block below it. */
function viewFrom({ view }: RandomLife, back: StoredBlock): L1View {
  const events = view.events.filter(({ blockNumber }) => blockNumber >= back.number);
  return { ...view, reset: false, back, events };
}

test("P10.4: a running chain goes back when L1 reorganises, reads what is new, and answers like one that reads all anew", async () => {
  let wentBack = 0;
  await fc.assert(
    fc.asyncProperty(lives, fc.nat(20), async ({ pipelined, steps }, every) => {
      const life = new RandomLife({ pipelined });
      const path = newPath();
      let kept = new Kept(life, path);
      await kept.store.load(held);
      await kept.take(life.view);
      // A life with many branches, of any depth.
      const branch = (n: number): LifeStep[] =>
        n % (every + 5) === 0 ? [[16, 1, 0, 0]] : n % (every + 5) === 2 ? [[16, 0, 0, 0]] : [];
      for (const step of (steps as LifeStep[]).flatMap((step, n) => [...branch(n), step])) {
        life.take(step);
        if (!life.view.reset) {
          await kept.take(life.view);
          continue;
        }
        const { readings } = kept.chain;
        const block = await kept.store.heldBlock(async ({ number }) => number <= life.fork);
        assert.ok(block !== undefined && block.number <= life.fork);
        assert.ok(kept.store.goBack(block));
        assert.equal(kept.chain.isReady, false, "what it knows is of no block that it has seen");
        await kept.take(viewFrom(life, block));
        wentBack++;
        assert.equal(kept.chain.readings, readings + 1);
        const anew = new Kept(life, newPath());
        await anew.take(life.view);
        assert.deepEqual(answersOf(kept, life), answersOf(anew, life));
      }
      await kept.store.stop();
      const before = answersOf(kept, life);
      kept = new Kept(life, path);
      assert.equal((await kept.store.load(held))?.hash, life.view.block.hash);
      await kept.take(sameBlock(life));
      assert.deepEqual(answersOf(kept, life), before);
      const anew = new Kept(life, newPath());
      await anew.take({ ...life.l1.view(true), block: life.view.block });
      assert.deepEqual(answersOf(kept, life), answersOf(anew, life));
      assert.deepEqual([kept.problems, kept.lost], [[], []]);
      await kept.store.stop();
    }),
    { numRuns: 6 },
  );
  assert.ok(wentBack > 0);
});

test("states that were left on disk stay readable after a chain has gone back", async () => {
  const { life, path } = await storedLife();
  const again = new Kept(life, path);
  await again.store.load(held);
  const { state } = again.chain.head;
  const expected = stateOf(await anewOf(life));
  const block = await again.store.heldBlock(async ({ number }) => number <= life.view.block.number - 40n);
  assert.ok(again.store.goBack(block!));
  await again.take({ ...life.view, reset: false, back: block, events: eventsSince(life, block!) });
  for (let n = 0; n < 30; n++) {
    life.take(ROUND[n % ROUND.length]!);
    await again.take(life.view);
  }
  assert.deepEqual([...state.accounts()], expected);
  assert.deepEqual(stateOf(again), stateOf(await anewOf(life)));
  assert.deepEqual([again.problems, again.lost], [[], []]);
  await again.store.stop();
});

const stateOf = ({ chain }: Kept): unknown => [...chain.head.state.accounts()];

async function anewOf(life: RandomLife): Promise<Kept> {
  const anew = new Kept(life, newPath());
  await anew.take(life.l1.view(true));
  return anew;
}

const eventsSince = (life: RandomLife, { number }: StoredBlock): L1View["events"] =>
  life.l1.view(true).events.filter(({ blockNumber }) => blockNumber >= number);

test("a store that cannot go back leaves an empty chain, which L1 is read into anew", async () => {
  const { life, path } = await storedLife();
  const again = new Kept(life, path);
  await again.store.load(held);
  await again.take(sameBlock(life));
  assert.equal(await again.store.heldBlock(async () => false), undefined);
  assert.equal(again.store.goBack({ number: 3n, hash: "0x77" }), false);
  assert.deepEqual([again.chain.isReady, again.chain.finals], [false, []]);
  await again.take(life.l1.view(true));
  const expected = stateOf(again);
  await again.store.stop();
  const next = new Kept(life, path);
  assert.equal((await next.store.load(held))?.number, life.l1.block);
  assert.deepEqual(stateOf(next), expected);
  await next.store.stop();
});

test("who asks for what was left on disk after the end gets an error, and the store stays", async () => {
  const { life, path } = await storedLife();
  const again = new Kept(life, path);
  await again.store.load(held);
  await again.store.stop();
  assert.throws(() => again.chain.queueHash(1n), { code: "TRL-NOD-055" });
  assert.deepEqual([again.problems, again.lost], [[], []]);
  assert.notEqual(await new Kept(life, path).store.load(held), undefined);
});

/** What is stored of a chain, without its view. */
function stored({ chain, standing }: Kept): unknown {
  const { tables, counts, head, states, finals } = chain;
  return structuredClone({
    counts,
    finals,
    head: [head.height, head.proposalId, head.state.root(), [...head.state.accounts()]],
    states: states.map(({ proposalId, state }) => [proposalId, state.root()]),
    balances: [...tables.funds.balances],
    records: chain.records.all().map(({ proposalId, isFinal, kept }) => [proposalId, isFinal, kept.length]),
    escrows: [...tables.funds.escrows],
    keys: [...tables.seats.keys],
    roots: [...tables.seats.snapshots.keys()],
    messages: chain.messages.slice(0),
    owners: [0, 1, 2].map((account) => chain.ownerOf(account)),
    sums: [...standing.sums.stakes],
  });
}

/** A message, a commitment, its proof window, a proof, the end of it, the next height, pay. */
const ROUND: readonly LifeStep[] = [
  [15, 0, 0, 0],
  [2, 0, 1, 2],
  [0, 4, 0, 0],
  ...[0, 1, 2, 3, 4, 5].map((a): LifeStep => [5, a, 7, 0]),
  [0, 1, 0, 0],
  [8, 0, 0, 0],
  [10, 0, 0, 0],
];

/** A life with blocks, messages and payments, whose store has been closed. */
async function storedLife(): Promise<{ life: RandomLife; path: string; kept: Kept }> {
  const life = new RandomLife({});
  const path = newPath();
  const kept = new Kept(life, path);
  await kept.store.load(held);
  await kept.take(life.view);
  for (let n = 0; n < 60; n++) {
    life.take(ROUND[n % ROUND.length]!);
    await kept.take(life.view);
  }
  await kept.store.stop();
  return { life, path, kept };
}

test("TRL-NOD-050: whatever byte is changed or cut off, the store loads what was written, or is set aside at the latest when it is needed", async () => {
  const { life, path, kept } = await storedLife();
  assert.ok(kept.chain.head.height > 0n, "the life has final blocks");
  const bytes = readFileSync(path);
  let refused = 0;
  const look = async (torn: Uint8Array): Promise<void> => {
    const copy = newPath();
    writeFileSync(copy, torn);
    const again = new Kept(life, copy);
    const from = await again.store.load(held);
    if (from === undefined) {
      refused++;
      if (torn.length > 0) assert.deepEqual(again.problems, ["TRL-NOD-050"]);
      assert.ok(torn.length === 0 || existsSync(`${copy}.refused`));
      assert.equal(again.chain.finals.length, 0);
      // It goes on with an empty file.
      await again.take(life.l1.view(true));
      await again.store.settled();
      assert.ok(again.store.bytes > 0);
    } else if (from.number === life.view.block.number) {
      const answers = answered(again);
      if (answers === undefined) {
        refused++;
        assert.deepEqual([again.problems, again.lost], [["TRL-NOD-050"], ["TRL-NOD-055"]]);
        assert.ok(existsSync(`${copy}.refused`) && !existsSync(copy));
      } else assert.deepEqual(answers, stored(kept));
    }
    await again.store.stop();
    await Promise.all(["", ".refused"].map((end) => rm(copy + end, { force: true })));
  };
  for (let n = 0; n < 40; n++) {
    const torn = Uint8Array.from(bytes);
    torn[Math.floor((n * bytes.length) / 40)]! ^= 1 << (n % 8);
    await look(torn);
  }
  for (let n = 0; n < 10; n++) await look(bytes.subarray(0, Math.floor((n * bytes.length) / 10)));
  assert.ok(refused > 10, `${refused} of 50 were refused`);
});

/** Everything that is stored; undefined if a part of it is lost. */
function answered(kept: Kept): unknown {
  try {
    return stored(kept);
  } catch (error) {
    assert.equal((error as TrellisError).code, "TRL-NOD-055");
    return undefined;
  }
}

/** Lets the first byte of a section's bulks be another one. */
const tear = (path: string, section: string): void =>
  change(
    path,
    `update bulk set bytes = cast(x'ff' || substr(bytes, 2) as blob) where at in (select at from entry where section = '${section}')`,
  );

const LOST: Readonly<Record<string, (kept: Kept) => unknown>> = {
  "state pages": ({ chain }) => chain.head.state.account(0),
  messages: ({ chain }) => chain.queueHash(1n),
  accounts: ({ chain }) => chain.ownerOf(0),
};

for (const [section, look] of Object.entries(LOST)) {
  test(`TRL-NOD-055: a torn page of ${section} is noticed when it is first needed, and the next start begins anew`, async () => {
    const { life, path } = await storedLife();
    tear(path, section);
    const again = new Kept(life, path);
    assert.equal((await again.store.load(held))?.number, life.view.block.number);
    await again.take(sameBlock(life));
    assert.deepEqual([again.problems, again.lost], [[], []]);
    for (let asked = 0; asked < 2; asked++) assert.throws(() => look(again), { code: "TRL-NOD-055" });
    assert.deepEqual([again.problems, again.lost], [["TRL-NOD-050"], ["TRL-NOD-055"]], "told once");
    for (const [other, answers] of Object.entries(LOST)) {
      if (other !== section) assert.notEqual(answers(again), undefined, `${other} is still there`);
    }
    await again.store.stop();
    assert.ok(existsSync(`${path}.refused`));
    const next = new Kept(life, path);
    assert.equal(await next.store.load(held), undefined);
    await next.take(life.l1.view(true));
    for (const answers of Object.values(LOST)) assert.notEqual(answers(next), undefined);
    await next.store.stop();
  });
}

test("what was left on disk stays readable when its page is written again, and when the disk fails", async () => {
  const { life, path, kept } = await storedLife();
  const disk = new FullDisk();
  const again = new Kept(life, path, disk);
  await again.store.load(held);
  const { state } = again.chain.head;
  for (let n = 0; n < 30; n++) {
    life.take(ROUND[n % ROUND.length]!);
    await again.take(life.view);
  }
  assert.notEqual(again.chain.head.state.root(), state.root());
  assert.deepEqual([...state.accounts()], [...kept.chain.head.state.accounts()]);
  disk.fullAfter = 0;
  life.take(ROUND[0]!);
  await again.take(life.view);
  assert.deepEqual([again.problems, again.lost], [["TRL-NOD-009"], []]);
  const anew = new Kept(life, newPath());
  await anew.take(life.l1.view(true));
  assert.deepEqual(again.chain.messages.slice(0), anew.chain.messages.slice(0));
  assert.deepEqual([...again.chain.head.state.accounts()], [...anew.chain.head.state.accounts()]);
  await again.store.stop();
});

const FOREIGN: Readonly<Record<string, (path: string) => void>> = {
  "a file that is no database": (path) => writeFileSync(path, "hello, I am a diary"),
  "another program's database": (path) => {
    const database = new DatabaseSync(path);
    database.exec("create table diary (day text)");
    database.close();
  },
  "a store with a trigger": (path) => {
    const database = new DatabaseSync(path);
    database.exec("create trigger t after insert on entry begin delete from undo; end");
    database.close();
  },
  "a store of another version": (path) => change(path, "update meta set value = '0' where key = 'version'"),
  "a store with an entry more": (path) =>
    change(path, "insert into entry (section, key, value) values ('paid', 'x', x'')"),
  "a store with an entry less": (path) => change(path, "delete from entry where section = 'balances'"),
  "a store with a changed balance": (path) =>
    change(path, "update entry set value = cast('\"1\"' as blob) where section = 'balances'"),
  "a store with another digest": (path) => change(path, "update block set digests = '{}'"),
};

function change(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

for (const [what, make] of Object.entries(FOREIGN)) {
  test(`TRL-NOD-050: ${what} is set aside, and the node begins anew`, async () => {
    const { life, path } = await storedLife();
    make(path);
    const again = new Kept(life, path);
    assert.equal(await again.store.load(held), undefined);
    assert.deepEqual(again.problems, ["TRL-NOD-050"]);
    assert.ok(existsSync(`${path}.refused`));
    await again.take(life.l1.view(true));
    await again.store.stop();
    assert.equal((await new Kept(life, path).store.load(held))?.number, life.l1.block);
  });
}

test("TRL-NOD-050: a store of another deployment, or for other keys, is set aside", async () => {
  for (const other of [{ deployedAt: 7n }, { seats: [3] }]) {
    const { life, path } = await storedLife();
    const again = new Kept(life, path, other);
    assert.equal(await again.store.load(held), undefined);
    assert.deepEqual(again.problems, ["TRL-NOD-050"]);
    await again.store.stop();
  }
});

test("a store of whose blocks L1 has none begins anew, and so does one that is not wanted", async () => {
  const { life, path } = await storedLife();
  const lost = new Kept(life, path);
  assert.equal(await lost.store.load(async () => false), undefined);
  assert.deepEqual(lost.problems, []);
  await lost.store.stop();
  const { life: other, path: unwanted } = await storedLife();
  const rebuilt = new Kept(other, unwanted);
  assert.equal(await rebuilt.store.load(held, true), undefined);
  await rebuilt.store.stop();
});

test("TRL-NOD-009: while another process has the store, a node goes on without, and the store stays as it is", async () => {
  const { life, path } = await storedLife();
  const first = new Kept(life, path);
  await first.store.load(held);
  const second = new Kept(life, path);
  assert.equal(await second.store.load(held), undefined);
  assert.deepEqual(second.problems, ["TRL-NOD-009"]);
  await second.take(life.l1.view(true));
  await second.store.stop();
  await first.store.stop();
  assert.notEqual(await new Kept(life, path).store.load(held), undefined);
});

test("TRL-NOD-009: a folder that cannot be written lets the node go on without a store", async () => {
  const life = new RandomLife({});
  const inFile = newPath();
  writeFileSync(inFile, "");
  const kept = new Kept(life, join(inFile, "chain.sqlite"));
  assert.equal(await kept.store.load(held), undefined);
  assert.deepEqual(kept.problems, ["TRL-NOD-009"]);
  await kept.take(life.view);
  assert.equal(kept.store.bytes, 0);
  await kept.store.stop();
});

test("only its owner can read the store", async () => {
  const { life, path } = await storedLife();
  await chmod(path, 0o644);
  const again = new Kept(life, path);
  await again.store.load(held);
  for (const file of [path, `${path}-wal`]) assert.equal(statSync(file).mode & 0o777, 0o600);
  await again.store.stop();
});

/** A disk that can be full. */
class FullDisk {
  /** After how many entries a write fails; undefined: there is room. */
  fullAfter: number | undefined;
  now = 0;
  readonly clock = (): number => this.now;

  readonly open: typeof openStoreFile = (path, identity, onProblem) => {
    if (this.fullAfter !== undefined) {
      onProblem(diskFault(path, this.#error()));
      return undefined;
    }
    const file = openStoreFile(path, identity, onProblem);
    if (file === undefined) return undefined;
    const begin = file.begin.bind(file);
    file.begin = (block) => {
      const writing = begin(block);
      let left = this.fullAfter;
      return {
        ...writing,
        put: (change) => {
          if (left !== undefined && left-- === 0) throw this.#error();
          writing.put(change);
        },
      };
    };
    return file;
  };

  #error(): Error {
    return Object.assign(new Error("database or disk is full"), { errcode: 13 });
  }
}

test("TRL-NOD-009: a node whose disk was full writes again once there is room, and its next start knows everything", async () => {
  const life = new RandomLife({});
  const path = newPath();
  const disk = new FullDisk();
  const kept = new Kept(life, path, disk);
  await kept.store.load(held);
  await kept.take(life.view);
  const live = async (views: number): Promise<void> => {
    for (let n = 0; n < views; n++) {
      for (const step of [
        [15, 0, 0, 0],
        [2, 0, 1, 2],
        [12, n, 8, 0],
        [0, 4, 0, 0],
        [5, 5, 7, 0],
      ]) {
        life.take(step as unknown as LifeStep);
        await kept.take(life.view);
      }
      life.take([0, 1, 0, 0]);
      life.take([8, 0, 0, 0]);
      await kept.take(life.view);
    }
  };
  await live(2);
  for (const fullAfter of [0, 3]) {
    const before = kept.problems.length;
    disk.fullAfter = fullAfter;
    await live(1);
    assert.deepEqual(kept.problems.slice(before), ["TRL-NOD-009"], "told once");
    assert.equal(kept.store.bytes, 0);
    // The pause after the first failure is over, and the disk is still full.
    disk.now += 10_000;
    await live(1);
    assert.equal(kept.problems.length, before + 2);
    disk.fullAfter = undefined;
    await live(1);
    assert.equal(kept.store.bytes, 0, "it is not asked all the time");
    disk.now += 20_000;
    await live(1);
    assert.ok(kept.store.bytes > 0);
    assert.equal(kept.problems.length, before + 2);
  }
  await live(1);
  await kept.store.stop();
  const again = new Kept(life, path);
  assert.equal((await again.store.load(held))?.hash, life.view.block.hash);
  await again.take(sameBlock(life));
  assert.deepEqual(answersOf(again, life), answersOf(kept, life));
  assert.deepEqual(again.problems, []);
  await again.store.stop();
});

test("a disk that is full leaves the store as it was after the last view that was written, and is not asked after the end", async () => {
  const { life, path } = await storedLife();
  const disk = new FullDisk();
  const kept = new Kept(life, path, disk);
  await kept.store.load(held);
  const before = kept.store.bytes;
  disk.fullAfter = 0;
  const { number } = life.view.block;
  life.take([0, 1, 0, 0]);
  life.take([12, 0, 8, 0]);
  kept.chain.apply(life.l1.view(true));
  kept.store.onChainChange({ view: life.l1.view(true) });
  await kept.store.settled();
  assert.deepEqual(kept.problems, ["TRL-NOD-009"]);
  await kept.store.stop();
  disk.fullAfter = undefined;
  disk.now += 1_000_000;
  kept.store.onChainChange({ view: life.l1.view(true) });
  assert.equal(kept.store.bytes, 0);
  const again = new Kept(life, path);
  assert.equal((await again.store.load(held))?.number, number);
  assert.equal(again.store.bytes, before);
  await again.store.stop();
});
