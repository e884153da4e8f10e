import assert from "node:assert/strict";
import { test } from "node:test";
import { ignore } from "@trellis/gossip";
import { publicKeyOf, signTransaction, transactionHash } from "@trellis/ledger";
import {
  encodeFee,
  encodeMinimumOut,
  messageOf,
  NOOP,
  nodeNumber,
  rollupId,
  toHex,
  transactionOf,
  WIRE,
} from "@trellis/protocol";
import { answerRpc, rpcErrorCode, trellisRpc } from "@trellis/rpc-api";
import { pino } from "pino";
import { DOMAIN, rest, TestNode } from "../testing/TestNode.ts";
import { court, finish, LEFT, report } from "../testing/testCourt.ts";
import { TransactionRelay } from "../transactions/TransactionRelay.ts";
import { rpcHandlers } from "./rpcHandlers.ts";

const SECRETS = [11n, 12n];

/** A node whose first block opened two accounts with 1,000 units each of asset 0. */
async function nodeWithAccounts() {
  const node = await TestNode.started();
  for (const [accountIndex, secret] of SECRETS.entries()) {
    node.l1.deposit(
      messageOf({ ...NOOP, kind: "deposit", to: accountIndex, amount: 1_000n }, publicKeyOf(secret)),
    );
  }
  node.see();
  const { pending, gossip } = node;
  const log = pino({ level: "silent" });
  const relay = new TransactionRelay({
    pending,
    gossip,
    isInBlock: () => false,
    clock: () => node.time,
    log,
    gatherMs: 0,
  });
  return { node, call: caller(node, relay), relay };
}

/** Calls a node's methods. A call returns the encoded result, throws a refusal with the node's code, and fails if the result does not match `trellisRpc`. */
function caller(node: TestNode, relay: Pick<TransactionRelay, "submit">) {
  const handlers = rpcHandlers(node.parts, relay);
  return async (method: string, ...params: unknown[]): Promise<never> => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const answer = await answerRpc(trellisRpc, handlers, body, (error) => assert.ifError(error));
    assert(answer !== undefined && !("length" in answer));
    if ("result" in answer) return JSON.parse(JSON.stringify(answer.result)) as never;
    const { code, message, data } = answer.error;
    throw Object.assign(new Error(message), { code: data?.code ?? code });
  };
}

/** Takes a block with these transactions to finality, or to its accepted proof. */
async function block(
  node: TestNode,
  transactions: Parameters<TestNode["committedRival"]>[1],
  isFinal = true,
) {
  const rival = await node.acceptedRival([0, 1, 2], [0, 1, 2], transactions);
  if (isFinal) node.finalise();
  return rival.known.id;
}

const transfer = (nonce = 0, fee = 1n) =>
  signTransaction(
    rollupId(DOMAIN),
    { asset: 0, from: 0, to: 1, amount: 5n, fee: encodeFee(fee), nonce },
    SECRETS[0]!,
  );

test("the pool's reserves are those of the head", async () => {
  const { call } = await nodeWithAccounts();
  assert.deepEqual(await call("trellis_getPool"), { height: "0", reserves: ["0", "0"] });
});

test("messages of the L1 queue are returned with their transactions, and whether they are consumed", async () => {
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
    await assert.rejects(call("trellis_getMessages", ...params), { code: rpcErrorCode.params });
  }
});

test("a transaction is unknown, pending, included in a proven block, and final", async () => {
  const { node, call } = await nodeWithAccounts();
  await block(node, { transactions: node.chain.messages.slice(0).map(transactionOf) });
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
  assert.deepEqual(await call("trellis_getTransaction", hash), { status: "final", ...place });
});

test("an account's pending transactions are told, with what holds each up", async () => {
  const { node, call } = await nodeWithAccounts();
  await block(node, { transactions: node.chain.messages.slice(0).map(transactionOf) });
  const send = (nonce: number) =>
    call("trellis_sendTransaction", toHex(WIRE.transaction.encode(transfer(nonce))));
  const [later, first] = [await send(1), await send(0)];
  const shown = (nonce: number) => ({
    kind: "transfer",
    asset: 0,
    from: 0,
    to: 1,
    amount: "5",
    fee: "1",
    nonce,
  });
  assert.deepEqual(await call("trellis_getPendingTransactions", 0), [
    { hash: first, transaction: shown(0) },
    { hash: later, transaction: shown(1) },
  ]);
  assert.deepEqual(await call("trellis_getPendingTransactions", 1), []);
  const beyond = await send(3);
  const obstacle = { reason: "gap", nonce: 2 };
  assert.deepEqual(await call("trellis_getTransaction", beyond), { status: "pending", obstacle });
  const [, , last] = (await call("trellis_getPendingTransactions", 0)) as { obstacle?: object }[];
  assert.deepEqual(last?.obstacle, obstacle);
  await assert.rejects(call("trellis_getPendingTransactions", -1), { code: rpcErrorCode.params });
});

test("a transaction that gossip refuses is relayed later", async () => {
  const { node, call, relay } = await nodeWithAccounts();
  await block(node, { transactions: node.chain.messages.slice(0).map(transactionOf) });
  node.gossip.verdicts.set("transactions", [ignore("busy")]);
  const tx = transfer();
  const hash = await call("trellis_sendTransaction", toHex(WIRE.transaction.encode(tx)));
  await rest();
  assert.deepEqual(node.gossip.sent("transactions"), []);
  assert.deepEqual(await call("trellis_getTransaction", hash), { status: "pending" });
  node.time += 1_000;
  relay.update();
  await rest();
  assert.deepEqual(node.gossip.sent("transactions"), [[tx]]);
  await relay.stop();
});

test("a replaced transaction says so; its replacement waits", async () => {
  const { node, call } = await nodeWithAccounts();
  await block(node, { transactions: node.chain.messages.slice(0).map(transactionOf) });
  const send = (fee: bigint) =>
    call("trellis_sendTransaction", toHex(WIRE.transaction.encode(transfer(0, fee)))) as Promise<string>;
  const first = await send(10n);
  await assert.rejects(send(10n), { code: "TRL-LED-053" });
  const second = await send(20n);
  assert.deepEqual(await call("trellis_getTransaction", first), {
    status: "dropped",
    reason: "another transaction with the same nonce, which pays more, has replaced it",
    code: "TRL-LED-058",
  });
  assert.deepEqual(await call("trellis_getTransaction", second), { status: "pending" });
});

test("status, peers and ranking match their schemas", async () => {
  const { node, call } = await nodeWithAccounts();
  const status = (await call("trellis_status")) as object;
  assert.partialDeepStrictEqual(status, { height: "1", phase: "proposal", peers: 1, isStopped: false });
  const [peer] = (await call("trellis_getPeers")) as { direction: string }[];
  assert.equal(peer?.direction, "outbound");
  assert.deepEqual(await call("trellis_getProposals"), []);
  const { known } = node.committedRival([0, 1, 2]);
  const [first] = (await call("trellis_getProposals")) as object[];
  assert.partialDeepStrictEqual(first, {
    proposalId: known.id,
    burnBid: "500",
    committedSeats: 3,
    provenSeats: 0,
    proven: false,
  });
});

test("P10.3 a block's transactions are returned, with the extra fields of swaps and forced ones", async () => {
  const { node, call } = await nodeWithAccounts();
  for (const asset of [0, 1] as const) {
    node.l1.queue(messageOf({ ...NOOP, kind: "seed", asset, amount: 1_000n }));
  }
  const forced = { ...NOOP, kind: "withdraw", from: 1, amount: 2_000n, forced: true } as const;
  node.l1.queue(messageOf(forced));
  node.see();
  const messages = node.chain.messages.slice(0).map(transactionOf);
  const swap = signTransaction(
    rollupId(DOMAIN),
    { kind: "swap", asset: 0, from: 0, to: encodeMinimumOut(7n), amount: 10n, fee: encodeFee(1n), nonce: 0 },
    SECRETS[0]!,
  );
  const id = await block(node, {
    transactions: [...messages.slice(0, 4), { ...forced, failed: true }, swap],
  });
  await assert.rejects(call("trellis_getBlock", `0x${"00".repeat(32)}`), { code: "TRL-NOD-041" });
  const told = (await call("trellis_getBlock", id)) as { height: string; transactions: object[] };
  assert.equal(told.height, "1");
  const withdraw = { kind: "withdraw", asset: 0, from: 1, to: 0, amount: "2000", fee: "0", nonce: 0 };
  assert.deepEqual(told.transactions.slice(4), [
    { ...withdraw, forced: true, failed: true },
    { kind: "swap", asset: 0, from: 0, amount: "10", minimumOut: "7", fee: "1", nonce: 0 },
  ]);
});

test("P10.2 a message says whether it failed, once a final block has consumed it", async () => {
  const { node, call } = await nodeWithAccounts();
  const withdraw = (amount: bigint) =>
    ({ ...NOOP, kind: "withdraw", from: 1, amount, forced: true }) as const;
  for (const amount of [2_000n, 300n, 5_000n]) node.l1.queue(messageOf(withdraw(amount)));
  node.see();
  const failed = async (): Promise<unknown[]> => {
    const { messages } = (await call("trellis_getMessages", 2)) as {
      messages: { consumed: boolean; transaction: { failed?: boolean } }[];
    };
    return messages.map(({ consumed, transaction }) => [consumed, transaction.failed]);
  };
  assert.deepEqual(await failed(), [
    [false, undefined],
    [false, undefined],
    [false, undefined],
  ]);
  const messages = node.chain.messages.slice(0).map(transactionOf);
  // The account holds 1,000, and the last message waits for a later block.
  await block(node, {
    transactions: [...messages.slice(0, 2), { ...withdraw(2_000n), failed: true }, withdraw(300n)],
  });
  assert.deepEqual(await failed(), [
    [true, true],
    [true, false],
    [false, undefined],
  ]);
  await block(node, { transactions: [{ ...withdraw(5_000n), failed: true }], name: "second" });
  assert.deepEqual(await failed(), [
    [true, true],
    [true, false],
    [true, true],
  ]);
});

test("R8 a revealed transcript is returned with its votes and start claims; an unknown one gives its error code", async () => {
  const { node, call } = await nodeWithAccounts();
  const rival = node.committedRival([0, 1, 2]);
  await assert.rejects(call("trellis_getTranscript", rival.known.id), { code: "TRL-NOD-043" });
  node.toProofWindow();
  await node.reveal(rival);
  node.claim(rival.known, LEFT, 1);
  const told = (await call("trellis_getTranscript", rival.known.id)) as {
    transcriptRoot: string;
    entries: { seat: number; signature: string; claim: string | null }[];
  };
  assert.equal(BigInt(told.transcriptRoot), rival.transcript.root());
  assert.deepEqual(
    told.entries.map(({ seat, signature, claim }) => [seat, signature, claim !== null]),
    rival.reveal.entries.map(({ seat, signature }) => [seat, toHex(signature), seat === 1]),
  );
  await assert.rejects(call("trellis_getTranscript", `0x${"00".repeat(32)}`), { code: "TRL-NOD-043" });
});

test("R1 the seats that proved a block are returned, root first; of a block that L1 has no proof of, an error code", async () => {
  const { node, call } = await nodeWithAccounts();
  const rival = node.committedRival([0, 1, 2]);
  await assert.rejects(call("trellis_getProvers", rival.known.id), { code: "TRL-NOD-042" });
  node.toProofWindow();
  await node.reveal(rival);
  await node.proveAll(rival.known, [0, 3, 2]);
  node.accept(rival);
  assert.deepEqual(await call("trellis_getProvers", rival.known.id), [
    { node: { depth: 0, index: 0 }, seat: 0, isCommitted: true },
    { node: { depth: 1, index: 0 }, seat: 3, isCommitted: false },
    { node: { depth: 1, index: 1 }, seat: 2, isCommitted: true },
  ]);
});

test("R8 open cases are returned with the nodes that a seat has to prove", async (t) => {
  const open = await court(t);
  const call = caller(open.node, { submit: () => assert.fail("no transaction is sent") });
  open.node.claim(open.bid.known, LEFT, 0);
  finish(open);
  assert.deepEqual(await call("trellis_getCases"), []);
  report(open, LEFT, 0);
  const [found, ...others] = (await call("trellis_getCases")) as object[];
  assert.partialDeepStrictEqual(found, { proposalId: open.bid.known.id, seat: 0, nodes: [nodeNumber(LEFT)] });
  assert.deepEqual(others, []);
});
