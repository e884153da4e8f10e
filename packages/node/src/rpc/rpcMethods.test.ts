import assert from "node:assert/strict";
import { test } from "node:test";
import { publicKeyOf, signTransaction, transactionHash } from "@trellis/ledger";
import { encodeFee, messageOf, NOOP, rollupId, toHex, transactionOf, WIRE } from "@trellis/protocol";
import { ZodError } from "zod";
import { DoubledTranscripts } from "../proposals/DoubledTranscripts.ts";
import { doubledTranscript } from "../testing/doubledTranscript.ts";
import { DOMAIN, TestNode } from "../testing/TestNode.ts";
import { rpcMethods } from "./rpcMethods.ts";

const SECRETS = [11n, 12n];

/** A node whose head has two accounts with 1,000 units each of asset 0, which its first block brought. */
async function nodeWithAccounts() {
  const node = await TestNode.started();
  for (const [accountIndex, secret] of SECRETS.entries()) {
    node.l1.deposit(
      messageOf({ ...NOOP, kind: "deposit", to: accountIndex, amount: 1_000n }, publicKeyOf(secret)),
    );
  }
  node.see();
  const doubled = new DoubledTranscripts();
  const methods = rpcMethods(node.context, doubled);
  const call = (method: string, ...params: unknown[]) => methods[method]!(params) as Promise<never>;
  return { node, call, doubled };
}

/** Brings a block with these transactions to finality, or to its accepted proof. */
async function block(
  node: TestNode,
  transactions: Parameters<TestNode["committedRival"]>[1],
  isFinal = true,
) {
  const rival = node.committedRival([0, 1, 2], transactions);
  node.toProofWindow();
  await node.reveal(rival);
  const execution = rival.known.execution!;
  node.l1.submitProof({
    proposal: rival.known.proposal,
    transcriptRoot: rival.transcript.transcriptRoot,
    committedBitmap: node.chain.active,
    provenBitmap: node.chain.active,
    stateAfter: execution.stateAfter.root(),
    contributionsHash: new Uint8Array(32),
    fees: execution.fees,
    messageCount: node.chain.view.status.messagesConsumed + BigInt(execution.consumed),
    data: execution.data,
    proof: new Uint8Array(),
  });
  node.see();
  if (isFinal) {
    node.toEnd();
    node.l1.finalize();
    node.see();
    node.pending.onHead(node.chain.head.state, node.chain.head.height, execution);
  }
  return rival.known.id;
}

const transfer = (nonce = 0) =>
  signTransaction(
    rollupId(DOMAIN),
    { asset: 0, from: 0, to: 1, amount: 5n, fee: encodeFee(1n), nonce },
    SECRETS[0]!,
  );

test("the pool's reserves are those of the head", async () => {
  const { call } = await nodeWithAccounts();
  assert.deepEqual(await call("trellis_getPool"), { height: "0", reserves: ["0", "0"] });
});

test("messages of the L1 queue are told with what they become, and whether they are consumed", async () => {
  const { node, call } = await nodeWithAccounts();
  const { x, y } = publicKeyOf(SECRETS[1]!);
  const second = {
    index: 1,
    consumed: false,
    transaction: { kind: "deposit", asset: 0, from: 0, to: 1, amount: "1000", fee: "0", nonce: 0 },
    key: { x: `0x${x.toString(16)}`, y: `0x${y.toString(16)}` },
  };
  assert.deepEqual(await call("trellis_getMessages", 1), { queued: "2", consumed: "0", messages: [second] });
  assert.deepEqual(await call("trellis_getMessages", 2, 5), { queued: "2", consumed: "0", messages: [] });
  const deposits = node.chain.messages;
  assert.equal(deposits.length, 2);
  for (const params of [[], [-1], [0, 0], [0, 257], ["0"]]) {
    await assert.rejects(call("trellis_getMessages", ...params), ZodError);
  }
});

test("a transaction is unknown, pending, included in a proven block, and final", async () => {
  const { node, call } = await nodeWithAccounts();
  await block(node, { transactions: node.chain.messages.map(transactionOf) });
  assert.equal(((await call("trellis_getAccount", 1)) as { nonce: number }).nonce, 0);
  const tx = transfer();
  const hash = `0x${transactionHash(rollupId(DOMAIN), tx).toString(16).padStart(64, "0")}`;
  assert.deepEqual(await call("trellis_getTransaction", hash), { status: "unknown" });
  assert.equal(await call("trellis_sendTransaction", toHex(WIRE.transaction.encode(tx))), hash);
  assert.deepEqual(await call("trellis_getTransaction", hash), { status: "pending" });
  const proposalId = await block(node, { transactions: [tx], name: "second" }, false);
  const place = { height: "2", index: 0 };
  assert.deepEqual(await call("trellis_getTransaction", hash), { status: "included", ...place, proposalId });
  node.toEnd();
  node.l1.finalize();
  node.see();
  node.pending.onHead(node.chain.head.state, 2n, node.proposals.get(proposalId)!.execution!);
  assert.deepEqual(await call("trellis_getTransaction", hash), { status: "final", ...place });
});

test("a transcript is told with its votes, an unknown one by its code", async () => {
  const { node, call } = await nodeWithAccounts();
  const { known, transcript } = node.committedRival([0, 1, 2]);
  const told = (await call("trellis_getTranscript", known.id)) as {
    transcriptRoot: string;
    entries: { seat: number; signature: string }[];
  };
  assert.equal(told.transcriptRoot, toHex(transcript.transcriptRoot));
  assert.deepEqual(
    told.entries.map(({ signature }) => signature),
    transcript.entries.map(({ signature }) => toHex(signature)),
  );
  await assert.rejects(call("trellis_getTranscript", `0x${"00".repeat(32)}`), { code: "TRL-NOD-043" });
});

test("P9.5 of what uses a vote twice the transcript that L1 has taken is told, no other", async () => {
  const { node, call, doubled } = await nodeWithAccounts();
  const { known, transcript } = doubledTranscript(node);
  doubled.keep({ ...transcript, transcriptRoot: new Uint8Array(32) });
  await assert.rejects(call("trellis_getTranscript", known.id), { code: "TRL-NOD-043" });
  doubled.keep(transcript);
  const told = (await call("trellis_getTranscript", known.id)) as { entries: { seat: number }[] };
  assert.deepEqual(
    told.entries.map(({ seat }) => seat),
    [0, 0],
  );
});
