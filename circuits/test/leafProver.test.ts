import assert from "node:assert/strict";
import { test } from "node:test";
import { State } from "@trellis/ledger";
import {
  encodeFee,
  encodeTranscriptEntry,
  FIELD_MODULUS,
  isVacant,
  RESCUE_SLOT,
  sha256,
  type TreeNode,
  toBytes,
} from "@trellis/protocol";
import fc from "fast-check";
import { Circuit, type Input } from "./Circuit.ts";
import { LeafFixture, someState } from "./LeafFixture.ts";
import { leafInputsOf, leafOutputsOf } from "./leafInputs.ts";
import { type ProverInput, ProverWorld } from "./ProverWorld.ts";
import { withValues } from "./withValues.ts";

const NODE: TreeNode = { depth: 3, index: 2 };
/** A vote that covers leaf (3, 2). */
const VOTE = { depth: 1, index: 0, slot: 3 };
const empty = (): LeafFixture => new LeafFixture(State.empty());

const leaf = Circuit.generated("leaf");

async function accepted(
  world: ProverWorld,
  prover: ProverInput,
  { node = NODE, fixture = empty(), shown = prover.present } = {},
) {
  assert.deepEqual(
    await leaf.run(leafInputsOf(fixture, node, world, prover)),
    leafOutputsOf(fixture, node, world, prover, shown),
  );
}

const run = (world: ProverWorld, prover: ProverInput, changes: Record<string, Input> = {}) =>
  leaf.run(withValues(leafInputsOf(empty(), NODE, world, prover), changes));

test("R2: a leaf proven with the transcript's vote is committed", async () => {
  const world = new ProverWorld().name(NODE, 7, VOTE);
  await accepted(world, world.by(NODE, 7, VOTE));
});

test("R2: a leaf of transactions has the states, data and fees of its execution", async () => {
  const world = new ProverWorld().name(NODE, 7, VOTE);
  const fixture = new LeafFixture(someState(), { messages: sha256(new Uint8Array(3)) })
    .send(1, { from: 1, to: 2, asset: 0, amount: 1000n, fee: encodeFee(21_000n) })
    .deposit(5, 4, 1, 77n);
  await accepted(world, world.by(NODE, 7, VOTE), { fixture });
});

test("R2: the first, the last and the deepest place of the transcript", async () => {
  for (const [node, seat] of [
    [{ depth: 1, index: 0 }, 0],
    [{ depth: 11, index: 0 }, 2047],
    [{ depth: 11, index: 2047 }, 2047],
  ] as const) {
    const world = new ProverWorld().name(node, seat, { depth: 0, index: 0, slot: 0 });
    await accepted(world, world.by(node, seat, { depth: 0, index: 0, slot: 0 }), { node });
  }
});

test("R2: a rescuer proves a leaf that another seat is named for, and is not counted", async () => {
  const world = new ProverWorld().name(NODE, 7, VOTE);
  await accepted(world, world.rescue(NODE, 8));
});

test("R2: the named seat may use a rescue vote itself; then it is not committed", async () => {
  const world = new ProverWorld().name(NODE, 7, VOTE);
  await accepted(world, world.rescue(NODE, 7));
});

test("R2: a rescuer proves a vacant leaf", async () => {
  const world = new ProverWorld();
  await accepted(world, world.rescue(NODE, 8));
});

test("R2: if nobody is named, the input need not show the transcript, and the entry counts as one that binds somebody", async () => {
  const world = new ProverWorld();
  await accepted(world, world.nobody(NODE), { shown: false });
});

test("R2: if nobody is named, a shown entry is vacant or binds somebody", async () => {
  const vacant = new ProverWorld();
  await accepted(vacant, vacant.nobody(NODE, { shown: true }), { shown: true });
  const bound = new ProverWorld().name(NODE, 7, VOTE);
  await accepted(bound, bound.nobody(NODE, { shown: true }), { shown: true });
});

test("R2: nobody is not committed, even where the entry is that of an empty input: seat 0, the whole tree, slot 0", async () => {
  const world = new ProverWorld().name(NODE, 0, { depth: 0, index: 0, slot: 0 });
  await accepted(world, world.nobody(NODE, { shown: true }), { shown: true });
});

test("R2: if nobody is named, the other fields of the vote are ignored", async () => {
  const world = new ProverWorld().name(NODE, 7, VOTE);
  const nobody = world.nobody(NODE, { shown: true });
  const ignored = { ...nobody, seat: 65_535, vote_depth: 255, vote_index: 65_535, slot: 65_535 };
  const run = (prover: ProverInput) => leaf.run(leafInputsOf(empty(), NODE, world, prover));
  assert.deepEqual(await run(ignored), await run(nobody));
});

/** Entries that do not bind anybody to leaf (3, 2). */
const VACANT: readonly (readonly [name: string, entry: bigint])[] = [
  ["nobody", 0n],
  ["a slot without a seat", 3n],
  ["a seat beyond the registry", encodeTranscriptEntry({ seat: 2047, vote: VOTE }) + (1n << 40n)],
  ["the largest number of 56 bits", (1n << 56n) - 1n],
  ["more than 56 bits", (1n << 56n) + encodeTranscriptEntry({ seat: 7, vote: VOTE })],
  ["the highest bit of a field element", (1n << 253n) + encodeTranscriptEntry({ seat: 7, vote: VOTE })],
  ["the largest field element", FIELD_MODULUS - 1n],
  ["a seat outside of the committed bitmap", encodeTranscriptEntry({ seat: 9, vote: VOTE })],
  ["a vote for the other half", encodeTranscriptEntry({ seat: 7, vote: { ...VOTE, index: 1 } })],
  ["a vote for a node below", encodeTranscriptEntry({ seat: 7, vote: { depth: 4, index: 4, slot: 0 } })],
  ["a vote of depth 255", encodeTranscriptEntry({ seat: 7, vote: { depth: 255, index: 0, slot: 0 } })],
  ["a rescue vote", encodeTranscriptEntry({ seat: 7, vote: { ...NODE, slot: RESCUE_SLOT } })],
];

for (const [name, entry] of VACANT) {
  test(`R2: an entry is vacant: ${name}; the leaf can still be proven`, async () => {
    const world = new ProverWorld([0, 7]);
    world.transcript.set(NODE, entry);
    assert.ok(isVacant(entry, NODE, world.committed));
    await accepted(world, world.rescue(NODE, 7));
  });
}

test("R2: circuit and protocol agree on which entries are vacant", async () => {
  const part = (values: readonly number[]) => fc.constantFrom(...values);
  const scopes = fc.record({
    depth: part([0, 1, 2, 3, 4, 11, 255]),
    index: part([0, 1, 2, 3, 65_535]),
    slot: part([0, 511, RESCUE_SLOT]),
  });
  const entries = fc.tuple(part([0, 1, 7, 8, 9, 127, 128, 2047]), scopes);
  await fc.assert(
    fc.asyncProperty(entries, async ([seat, vote]) => {
      const world = new ProverWorld([0, 7, 127, 128]).name(NODE, seat, vote);
      await accepted(world, world.nobody(NODE, { shown: true }), { shown: true });
    }),
    { numRuns: 60 },
  );
});

const NOT_THE_ENTRY = /R2: not the transcript's entry of this node/;
const NEITHER = /R2: neither the transcript's vote nor a rescue vote/;
const SIGNATURE = /P6\.3: vote signature/;
const MEMBERSHIP = /P6\.3: seat not in the prover set/;

const flip = (bytes: readonly number[], at: number): number[] =>
  bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

/** Each case changes one field of a committed leaf. */
const BROKEN: readonly (readonly [
  name: string,
  changes: (world: ProverWorld, prover: ProverInput) => Record<string, Input>,
  error: RegExp,
])[] = [
  [
    "R2: an entry that is not the transcript's",
    (_, { opening }) => ({ "prover.opening.entry": String(BigInt(opening.entry) + 1n) }),
    NOT_THE_ENTRY,
  ],
  [
    "R2: a changed lowest sibling of the transcript",
    (_, { opening }) => ({ "prover.opening.path": ["1", ...opening.path.slice(1)] }),
    NOT_THE_ENTRY,
  ],
  [
    "R2: a changed highest sibling of the transcript",
    (_, { opening }) => ({ "prover.opening.path": [...opening.path.slice(0, 11), "1"] }),
    NOT_THE_ENTRY,
  ],
  [
    "R2: the opening of another node",
    (world) => ({ "prover.opening": { ...world.opening({ depth: 3, index: 3 }) } }),
    NOT_THE_ENTRY,
  ],
  ["R2: another transcript", () => ({ "context.transcript_root": "1" }), NOT_THE_ENTRY],
  [
    "R2: a committed bitmap that does not have the hash",
    (_, { opening }) => ({ "prover.opening.committed": ["0", ...opening.committed.slice(1)] }),
    NOT_THE_ENTRY,
  ],
  ["R2: a hash that is not the committed bitmap's", () => ({ "context.committed_hash": "1" }), NOT_THE_ENTRY],
  [
    "R2: the seat's vote with another slot",
    (world) => ({ prover: { ...world.by(NODE, 7, { ...VOTE, slot: 4 }) } }),
    NEITHER,
  ],
  [
    "R2: the seat's vote for any node",
    (world) => ({ prover: { ...world.by(NODE, 7, { depth: 0, index: 0, slot: 3 }) } }),
    NEITHER,
  ],
  [
    "R2: another seat's vote for any node",
    (world) => ({ prover: { ...world.by(NODE, 8, { depth: 0, index: 0, slot: 0 }) } }),
    NEITHER,
  ],
  [
    "R2: a rescue vote for a node around this one",
    (world) => ({ prover: { ...world.by(NODE, 8, { depth: 2, index: 1, slot: RESCUE_SLOT }) } }),
    NEITHER,
  ],
  [
    "R2: a rescue vote for the node with the same index in another row",
    (world) => ({ prover: { ...world.by(NODE, 8, { ...NODE, depth: 2, slot: RESCUE_SLOT }) } }),
    NEITHER,
  ],
  [
    "R2: a rescue vote for the neighbour",
    (world) => ({ prover: { ...world.by(NODE, 8, { depth: 3, index: 3, slot: RESCUE_SLOT }) } }),
    NEITHER,
  ],
  [
    "R2: a vote for this node with an ordinary slot",
    (world) => ({ prover: { ...world.by(NODE, 8, { ...NODE, slot: 0 }) } }),
    NEITHER,
  ],
  [
    "P6.3: a signature with one bit flipped",
    (_, { signature }) => ({ "prover.signature": flip(signature, 10) }),
    SIGNATURE,
  ],
  [
    "P6.3: a vote for another proposal",
    (world) => ({ prover: { ...world.by(NODE, 7, VOTE, sha256(toBytes(3, 1))) } }),
    SIGNATURE,
  ],
  ["P6.3: another rollup's id", () => ({ "context.rollup_id": "1" }), SIGNATURE],
  [
    "P6.3: another prover's key",
    (world) => ({
      "prover.key_x": world.by(NODE, 8, VOTE).key_x,
      "prover.key_y": world.by(NODE, 8, VOTE).key_y,
    }),
    MEMBERSHIP,
  ],
  [
    "R3: the lowest byte of the key's x changed",
    (_, { key_x }) => ({ "prover.key_x": flip(key_x, 31) }),
    MEMBERSHIP,
  ],
  [
    "R3: the highest byte of the key's x changed",
    (_, { key_x }) => ({ "prover.key_x": flip(key_x, 0) }),
    MEMBERSHIP,
  ],
  [
    "R3: the lowest byte of the key's y changed",
    (_, { key_y }) => ({ "prover.key_y": flip(key_y, 31) }),
    MEMBERSHIP,
  ],
  ["R3: a seat that is not the key's", () => ({ "prover.seat": 8 }), MEMBERSHIP],
  [
    "R3: a changed lowest sibling of the seat",
    (_, { seat_path }) => ({ "prover.seat_path": ["1", ...seat_path.slice(1)] }),
    MEMBERSHIP,
  ],
  [
    "R3: a changed highest sibling of the seat",
    (_, { seat_path }) => ({ "prover.seat_path": [...seat_path.slice(0, 10), "1"] }),
    MEMBERSHIP,
  ],
  ["R3: another prover set", () => ({ "context.prover_set_root": "1" }), MEMBERSHIP],
  ["P1.3: a seat beyond the registry", () => ({ "prover.seat": 2048 + 7 }), /P1\.3: seat out of range/],
  [
    "P6.3: nobody made present",
    (world) => ({ prover: { ...world.nobody(NODE), present: true } }),
    MEMBERSHIP,
  ],
  ["P4.1: a tree of depth 0", () => ({ "context.tree_depth": 0 }), /P4\.1: tree depth below 1/],
  ["P4.1: a tree of depth 12", () => ({ "context.tree_depth": 12 }), /P4\.1: tree depth above 11/],
  ["P6.3: an index beyond the row", () => ({ node_index: 8 }), /P6\.3: node index outside its row/],
  [
    "P6.4: accounts that are not the state's",
    () => ({ accounts_root: "1" }),
    /P6\.4: accounts and reserves are not the state's/,
  ],
];

for (const [name, change, error] of BROKEN) {
  test(`${name} is rejected by a leaf`, async () => {
    const world = new ProverWorld().name(NODE, 7, VOTE);
    const prover = world.by(NODE, 7, VOTE);
    await assert.rejects(run(world, prover, change(world, prover)), error);
  });
}

test("R2: a seat that the transcript names but the bitmap leaves out may not use the transcript's vote", async () => {
  const world = new ProverWorld([0]).name(NODE, 7, VOTE);
  await assert.rejects(run(world, world.by(NODE, 7, VOTE)), NEITHER);
});
