import assert from "node:assert/strict";
import { test } from "node:test";
import type { L1View } from "@trellis/l1";
import { publicKeyOf as l2PublicKeyOf, State } from "@trellis/ledger";
import { dataHash, messageOf, NOOP, ROOT_NODE, toHex, transactionOf } from "@trellis/protocol";
import { ACCOUNT_OWNER } from "../testing/FakeL1.ts";
import { addressOfSecret, type Rival, secretOf, TestNode } from "../testing/TestNode.ts";
import { Chain } from "./Chain.ts";

const KEY = l2PublicKeyOf(77n);
const MESSAGE = messageOf({ ...NOOP, kind: "deposit", amount: 1_000n }, KEY);

/** A node whose L1 has one deposit, in a rival's block that is final or about to be. */
async function withBlock(isFinal: boolean, inChunks = false): Promise<{ node: TestNode; rival: Rival }> {
  const node = await TestNode.started();
  node.l1.deposit(MESSAGE);
  node.see();
  const rival = node.committedRival([0, 1, 2], { transactions: [transactionOf(MESSAGE)] });
  node.toProofWindow();
  await node.reveal(rival);
  await node.proveAll(rival.known, [0, 1, 2]);
  const root = rival.known.proofOf(ROOT_NODE)!;
  const execution = rival.known.execution!;
  const { committed, provers, statesRoot, tally } = node.book.blockOutputs(rival.known, root);
  node.l1.submitProof({
    proposal: rival.known.proposal,
    transcriptRoot: rival.transcript.root(),
    committed,
    provers,
    stateAfter: execution.stateAfter.root(),
    statesRoot,
    tally,
    fees: execution.fees,
    messageCount: 1n,
    ...(inChunks ? published(node, execution.data) : { data: execution.data }),
    seatWords: root.message.seatWords,
    proof: root.message.proof,
  });
  node.toEnd();
  if (isFinal) {
    node.l1.finalize();
    node.see();
  }
  return { node, rival };
}

/** Publishes data leaf by leaf. */
function published({ l1 }: TestNode, data: Uint8Array) {
  const chunks = Array.from({ length: data.length / 160 }, (_, i) => data.subarray(160 * i, 160 * (i + 1)));
  for (const chunk of chunks) l1.publishData(chunk);
  return { data: new Uint8Array(), chunks: chunks.map(dataHash) };
}

test("before the first view every question throws TRL-NOD-010", () => {
  const chain = new Chain();
  assert(!chain.isReady);
  assert.throws(() => chain.view, { code: "TRL-NOD-010" });
  assert.throws(() => chain.queueHash(1n), { code: "TRL-NOD-012" });
  assert.equal(chain.head.height, 0n);
});

test("P3.5 time advances between L1 blocks", async () => {
  const node = await TestNode.started();
  const { now } = node.chain;
  node.time += 2_500;
  assert.equal(node.chain.now, now + 2n);
  node.see();
  assert.equal(node.chain.now, node.l1.now);
});

test("P2.1, P8.6 seats, queue and accounts follow L1's events", async () => {
  const node = await TestNode.started({ seats: 3 });
  node.l1.deposit(MESSAGE);
  node.see();
  const { chain } = node;
  assert.equal(chain.seats.key(2)?.length, 64);
  assert.deepEqual(chain.active.seats(), [0, 1, 2]);
  assert.deepEqual(chain.messages.slice(0), [MESSAGE]);
  assert.equal(chain.accountIndex(KEY.x, KEY.y, ACCOUNT_OWNER), 0);
  assert.equal(chain.accountIndex(KEY.y, KEY.x, ACCOUNT_OWNER), undefined);
  assert.equal(chain.accountIndex(KEY.x, KEY.y, node.address), undefined);
  assert.equal(chain.ownerOf(0), ACCOUNT_OWNER);
  assert.equal(chain.ownerOf(1), undefined);
  assert.notDeepEqual(chain.queueHash(1n), chain.queueHash(0n));
  assert.throws(() => chain.queueHash(2n), { code: "TRL-NOD-012" });
});

test("P10.4 the state is rebuilt from the final block's data on L1", async () => {
  const { node, rival } = await withBlock(true);
  const { chain } = node;
  assert.equal(chain.head.height, 1n);
  assert.equal(chain.head.proposalId, rival.known.id);
  assert.equal(chain.head.state.account(0)?.balances[0], 1_000n);
  assert.equal(chain.head.state.root(), node.l1.status.stateRoot);
  assert.deepEqual(
    chain.finals.map(({ proposalId }) => proposalId),
    [rival.known.id],
  );
  assert.equal(chain.proven(rival.known.id)?.kept.length, 1);
  assert.deepEqual([...chain.proven(rival.known.id)!.committedNodes], [0, 1, 2]);
});

test("P7.1, P10.4 the state is rebuilt from data that was published in chunks", async () => {
  const { node, rival } = await withBlock(true, true);
  assert.equal(node.chain.head.proposalId, rival.known.id);
  assert.equal(node.chain.head.state.root(), node.l1.status.stateRoot);
  const other = new Chain(() => node.time);
  other.apply(node.l1.view(true));
  assert.equal(other.head.state.root(), node.l1.status.stateRoot);
  const view = node.l1.view(true);
  const events = view.events.filter(({ eventName }) => eventName !== "DataPublished");
  assert.throws(() => new Chain(() => node.time).apply({ ...view, events }), { code: "TRL-L1-030" });
});

test("P10.4 another node that reads everything at once reaches the same state", async () => {
  const { node } = await withBlock(true);
  const other = new Chain(() => node.time);
  const finals = other.apply(node.l1.view(true));
  assert.equal(finals.length, 1);
  assert.equal(other.head.state.root(), node.chain.head.state.root());
  assert.equal(other.seats.seatOf(node.chain.seats.key(3)!), 3);
});

test("after a reorganisation L1 is read again from the deployment", async () => {
  const { node, rival } = await withBlock(true);
  const fresh = new TestNode({ seats: 1 });
  const { chain } = node;
  assert.deepEqual(chain.apply(fresh.l1.view(true)), []);
  assert.equal(chain.head.height, 0n);
  assert.deepEqual([chain.messages.slice(0), chain.finals], [[], []]);
  assert.equal(chain.head.state.account(0), undefined);
  assert.equal(chain.commitment(rival.known.id), undefined);
  assert.equal(chain.proven(rival.known.id), undefined);
  assert.equal(chain.accountIndex(KEY.x, KEY.y, ACCOUNT_OWNER), undefined);
  assert.equal(chain.seats.key(1), undefined);
  assert.deepEqual(chain.refundable(addressOfSecret(secretOf("rival"))), []);
});

/** Views in which L1 contradicts itself, each named by the change made to the last view. */
const CONTRADICTIONS: readonly [what: string, code: string, tamper: (view: L1View) => L1View][] = [
  ["another state root", "TRL-NOD-011", (view) => withFinal(view, { stateRoot: 5n })],
  ["another number of messages consumed", "TRL-NOD-011", (view) => withFinal(view, { messagesConsumed: 0n })],
  [
    "a final block that nobody has committed",
    "TRL-L1-030",
    (view) => withFinal(view, { proposalId: `0x${"9".repeat(64)}` }),
  ],
  [
    "no event of the final block",
    "TRL-NOD-013",
    (view) => ({ ...view, events: view.events.filter(({ eventName }) => eventName !== "Finalized") }),
  ],
  [
    "a message that no event tells of",
    "TRL-NOD-013",
    (view) => ({ ...view, status: { ...view.status, messagesQueued: 2n } }),
  ],
  [
    "a commitment that no event tells of",
    "TRL-NOD-013",
    (view) => ({
      ...view,
      status: withRunning(view, { round: { ...view.status.running.round, commitments: 1 } }),
    }),
  ],
  [
    "a prover set that no event tells of",
    "TRL-NOD-013",
    (view) => ({ ...view, status: withRunning(view, { proverSetRoot: 8n }) }),
  ],
];

function withRunning({ status }: L1View, changes: object): L1View["status"] {
  return { ...status, running: { ...status.running, ...changes } };
}

function withFinal(view: L1View, changes: object): L1View {
  const events = view.events.map((event) =>
    event.eventName === "Finalized" ? { ...event, args: { ...event.args, ...changes } } : event,
  );
  return { ...view, events: events as L1View["events"] };
}

for (const [what, code, tamper] of CONTRADICTIONS) {
  test(`${what}: ${code}, and not ready until everything is read again`, async () => {
    const { node } = await withBlock(false);
    node.l1.finalize();
    assert.throws(() => node.chain.apply(tamper(node.l1.view())), { code });
    assert(!node.chain.isReady);
    assert.equal(node.chain.apply(node.l1.view(true)).length, 1);
    assert(node.chain.isReady);
    assert.equal(node.chain.head.height, 1n);
  });
}

test("a block that was executed here is not executed again when it becomes final, unless L1 shows other data", async () => {
  const { node, rival } = await withBlock(false);
  node.l1.finalize();
  const executed = rival.known.execution!.stateAfter;
  node.see();
  assert.equal(node.chain.head.state, executed);
  // A node that restarts replays the data on L1.
  const anew = new Chain();
  anew.apply(node.l1.view(true));
  assert.notEqual(anew.head.state, executed);
  assert.equal(anew.head.state.root(), executed.root());
});

test("after a reorganisation blocks whose state is known are not replayed; those of the new branch are", async () => {
  const { node, rival } = await withBlock(false);
  node.l1.finalize();
  node.see();
  const { head } = node.chain;
  const { time } = node;
  const fork = node.l1.remember();
  const block = async (name: string): Promise<void> => {
    const next = node.committedRival([2, 0, 1], { name });
    node.toProofWindow();
    await node.reveal(next);
    await node.proveAll(next.known, [2, 0, 1]);
    node.accept(next);
    node.finalise();
    next.known.execution = undefined;
  };
  await block("old branch");
  const old = node.chain.head;
  fork();
  node.time = time;
  rival.known.execution = undefined;
  node.see(node.l1.view(true));
  assert.equal(node.chain.head.height, 1n);
  assert.equal(node.chain.head.state, head.state);
  assert.equal(node.chain.view.status.messagesConsumed, 1n);
  await block("new branch");
  assert.notEqual(node.chain.head.proposalId, old.proposalId);
  assert.equal(node.chain.head.height, 2n);
  assert.equal(node.chain.finals.length, 2);
  const anew = new Chain();
  anew.apply(node.l1.view(true));
  assert.equal(anew.head.state.root(), node.chain.head.state.root());
});

test("P10.4 data that cannot be replayed gives TRL-NOD-011", async () => {
  const { node } = await withBlock(false);
  const proven = node.l1.events.findLast(({ eventName }) => eventName === "BlockProven")!;
  (proven.args as { data: string }).data = toHex(new Uint8Array(320).fill(9));
  node.l1.finalize();
  assert.throws(() => node.chain.apply(node.l1.view(true)), { code: "TRL-NOD-011" });
});

test("P8.1, P3.3 a bid is refundable when its round has ended and it has not won, until it is refunded", async () => {
  const { node } = await withBlock(false);
  const winner = addressOfSecret(secretOf("rival"));
  assert.deepEqual(node.chain.refundable(winner), []);
  node.l1.finalize();
  node.see();
  assert.deepEqual(node.chain.refundable(winner), []);
  const loser = node.committedRival([1], { name: "loser" });
  // R9: of the leader nothing is left to refund.
  node.committedRival([1], { name: "leader", burnBid: 900n });
  const address = addressOfSecret(secretOf("loser"));
  assert.deepEqual(node.chain.refundable(address), []);
  node.toEnd();
  node.l1.finalize();
  node.see();
  assert.deepEqual(
    node.chain.refundable(address).map(({ escrow }) => escrow.proposalId),
    [loser.known.id],
  );
  assert.deepEqual(node.chain.refundable(winner), []);
  node.l1.refund(loser.known.proposal);
  node.see();
  assert.deepEqual(node.chain.refundable(address), []);
});

test("only proposals of the open height and round are running", async () => {
  const node = await TestNode.started();
  const parent = new Uint8Array(32);
  assert(node.chain.isRunning({ height: 1n, round: 0, parent }));
  assert(!node.chain.isRunning({ height: 1n, round: 1, parent }));
  assert(!node.chain.isRunning({ height: 2n, round: 0, parent }));
});

test("TRL-NOD-054: a chain takes from a store only what belongs together, and is as new otherwise", async () => {
  const { node } = await withBlock(true);
  const { counts, states, finals, tables } = node.chain;
  const filled = (): Chain => {
    const chain = new Chain();
    for (const final of finals) chain.tables.finals.finals.set(final.height, final);
    for (const [page, bytes] of tables.messages.messages) chain.tables.messages.messages.set(page, bytes);
    return chain;
  };
  const chain = filled();
  chain.resume(counts, states);
  assert.equal(chain.head.state.root(), node.chain.head.state.root());
  assert.equal(chain.readings, 1);
  const { proposalId } = states[0]!;
  const other = State.empty();
  const wrong: [what: string, refused: () => void][] = [
    ["no state", () => filled().resume(counts, [])],
    [
      "the state of another block",
      () => filled().resume(counts, [{ ...states[0]!, proposalId: `0x${"9".repeat(64)}` }]),
    ],
    ["a state of another root", () => filled().resume(counts, [{ proposalId, state: other }])],
    ["another head", () => filled().resume({ ...counts, head: 7n }, states)],
    ["more consumed than queued", () => filled().resume({ ...counts, consumed: 2n }, states)],
    ["a state and no block", () => new Chain().resume(counts, states)],
  ];
  for (const [what, refused] of wrong) assert.throws(refused, { code: "TRL-NOD-054" }, what);
  const refusing = filled();
  assert.throws(() => refusing.resume(counts, []));
  refusing.clear();
  assert.deepEqual([refusing.finals, refusing.messages.length, refusing.isReady], [[], 0, false]);
});
