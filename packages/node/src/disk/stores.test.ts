import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { addressOf, concatBytes, ProverBitmap, proposalId, sha256 } from "@trellis/protocol";
import { publicKeyOf, signProposal } from "@trellis/protocol/keys";
import { answerKey, type OwnAnswer } from "./AnswerStore.ts";
import type { ClaimedNode } from "./ClaimStore.ts";
import { openStores } from "./openStores.ts";

const DOMAIN = { chainId: 31_337n, rollup: new Uint8Array(20).fill(7) };
const ID = `0x${"ab".repeat(32)}` as const;

const claimed = (index: number): ClaimedNode => ({
  node: { depth: 2, index },
  seat: 5,
  vote: { depth: 0, index: 0, slot: index },
  siblings: Array.from({ length: 12 }, (_, i) => BigInt(i) << 240n),
  signature: new Uint8Array(64).fill(index),
});

const answer = (index: number): OwnAnswer => ({
  proposalId: ID,
  seat: 7,
  outputs: {
    vkSetHash: 1n,
    rollupId: 2n,
    proposalId: new Uint8Array(32).fill(0xab),
    treeDepth: 3,
    node: { depth: 2, index },
    stateBefore: 3n,
    stateAfter: 1n << 250n,
    txsRoot: 4n,
    transactionsHash: new Uint8Array(32).fill(1),
    seatWordsHash: new Uint8Array(32).fill(2),
    fees: 5n,
    messagesBefore: new Uint8Array(32).fill(3),
    messagesAfter: new Uint8Array(32).fill(4),
    proverSetRoot: 6n,
    transcriptRoot: 7n,
    committedHash: 8n,
    statesRoot: 9n,
    tally: 10n,
    provers: ProverBitmap.of([7, 2_047]),
  },
  children: [new Uint8Array(32).fill(5), new Uint8Array(32).fill(6)],
  stateSiblings: [11n, 12n],
  proof: new Uint8Array(1_000).fill(9),
});

async function opened(t: TestContext) {
  const path = await mkdtemp(join(tmpdir(), "trellis-stores-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  const refused: string[] = [];
  const open = (domain = DOMAIN) => openStores(path, domain, ({ code }) => refused.push(code));
  return { path, refused, open };
}

test("R8: claims and answers outlast the process, until they are removed", async (t) => {
  const { open } = await opened(t);
  const { claims, answers } = await open();
  await claims.save(ID, [claimed(0), claimed(3)]);
  await answers.save(answer(1));
  const again = await open();
  assert.deepEqual(again.claims.blocks(), [ID]);
  assert.deepEqual(again.claims.of(ID), [claimed(0), claimed(3)]);
  assert.deepEqual(again.answers.all(), [answer(1)]);
  const other = await open({ ...DOMAIN, chainId: 1n });
  assert.deepEqual([other.claims.blocks(), other.answers.all()], [[], []]);
  await again.claims.remove(ID);
  await again.answers.remove(answerKey(ID, 4, 7));
  const last = await open();
  assert.deepEqual([last.claims.blocks(), last.answers.all()], [[], []]);
});

test("P6.1: a committed order outlasts the process, with secret, transactions and signed entries; that of another rollup is refused", async (t) => {
  const { open, refused } = await opened(t);
  const secretKey = new Uint8Array(32).fill(5);
  const proposal = {
    height: 1n,
    round: 0,
    parent: new Uint8Array(32),
    depth: 1,
    orderCommitment: new Uint8Array(32).fill(1),
    proverShareBps: 5_000,
    burnBid: 7n,
    proposer: addressOf(publicKeyOf(secretKey)),
    expiry: 99n,
  };
  const node = { depth: 1, index: 1 };
  const entry = {
    node,
    seat: 3,
    vote: { depth: 0, index: 0, slot: 2 },
    signature: new Uint8Array(64).fill(8),
  };
  const order = {
    signed: signProposal(DOMAIN, proposal, secretKey),
    reveal: {
      proposalId: proposalId(DOMAIN, proposal),
      secret: new Uint8Array(32).fill(2),
      transactions: [],
      entries: [entry],
    },
  };
  await (await open()).reveals.save(order);
  assert.deepEqual((await open()).reveals.all(), [order]);
  assert.deepEqual(refused, []);
  assert.deepEqual((await open({ ...DOMAIN, chainId: 1n })).reveals.all(), []);
  assert.deepEqual(refused, ["TRL-NOD-050"]);
});

test("the node names torn and hostile files, sets them aside, and starts without them", async (t) => {
  const { path, open, refused } = await opened(t);
  const { answers, claims } = await open();
  await answers.save(answer(1));
  await claims.save(ID, [claimed(0)]);
  const file = join(path, "answers", answerKey(ID, 4, 7));
  const whole = await readFile(file);
  const text = whole.subarray(32).toString();
  const seal = (content: string): Uint8Array => {
    const bytes = new TextEncoder().encode(content);
    return concatBytes(sha256(bytes), bytes);
  };
  for (const content of [
    whole.subarray(0, 100),
    new Uint8Array(),
    seal("[]"),
    seal(text.replace('"version":2', '"version":1')),
    seal(text.replace('"seat":7', '"seat":4000')),
    seal(text.replace('"seat":7', '"seat":8')),
    seal(text.replace('"depth":2', '"depth":200')),
    seal(text.replace('"proof":"0x', '"proof":"0xg')),
    seal(text.replace('"fees":"5"', '"fees":"-5"')),
  ]) {
    await writeFile(file, content);
    assert.deepEqual((await open()).answers.all(), []);
    assert.deepEqual(refused.splice(0), ["TRL-NOD-050"]);
    assert.deepEqual(await readdir(join(path, "answers")), [`${answerKey(ID, 4, 7)}.refused`]);
  }
  await writeFile(join(path, "claims", ID.slice(2)), seal("{"));
  await writeFile(join(path, "reveals", "ab"), seal("no order"));
  const stores = await open();
  assert.deepEqual([stores.claims.blocks(), stores.reveals.all()], [[], []]);
  assert.deepEqual(refused, ["TRL-NOD-050", "TRL-NOD-050"]);
});
