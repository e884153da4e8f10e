import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fromHex, ProverBitmap, type TrellisError } from "@trellis/protocol";
import { createPublicClient, custom } from "viem";
import { hasCode, joinCall, TestL1, testKey, until } from "../../test/TestL1.ts";
import { L1Connection } from "../providers/L1Connection.ts";
import { LocalSigner } from "../signing/LocalSigner.ts";
import { RemoteSigner } from "../signing/RemoteSigner.ts";
import { FaultyL1 } from "../testing/FaultyL1.ts";
import { fastTime } from "../testing/fastTime.ts";
import { HttpSigner } from "../testing/HttpSigner.ts";
import { l1Call } from "./L1Call.ts";
import { L1Sender } from "./L1Sender.ts";
import { l1Calls } from "./l1Calls.ts";

let l1: TestL1;
before(async () => {
  l1 = await TestL1.start();
});
after(() => l1.stop());

/** Commits a proposal for the first height, with one seat. */
function commitCall(proposer: string, seat: number) {
  const proposal = {
    height: 1n,
    round: 0,
    parent: new Uint8Array(32),
    depth: 1,
    orderCommitment: new Uint8Array(32),
    proverShareBps: 5_000,
    burnBid: 10n ** 16n,
    proposer: fromHex(proposer),
    expiry: 2n ** 60n,
  };
  return l1Calls.commit(l1.addresses, proposal, 1n, ProverBitmap.of([seat]));
}

test("a call that would revert costs nothing, and its error names the contract's error and what to do", async () => {
  const sender = await l1.sender("refused");
  const balance = await l1.public.getBalance({ address: sender.address });
  await assert.rejects(
    sender.send(l1Call(l1.addresses, "rollup", "finalize", [])),
    hasCode("TRL-L1-010", "finalize: ", "RoundNotOpen", "no window is open"),
  );
  await l1.deployer.send(joinCall(l1.addresses, testKey("seat"), sender.address));
  await assert.rejects(
    sender.send(commitCall(sender.address, 0)),
    hasCode("TRL-L1-010", "commit: ", "InsufficientBalance", "deposit more of the native token"),
  );
  assert.equal(await l1.public.getBalance({ address: sender.address }), balance);
  assert.equal(await sender.nonce(), 0);
});

test("errors of the registry are named, too", async () => {
  const again = l1.deployer.send(joinCall(l1.addresses, testKey("seat"), l1.deployer.address));
  await assert.rejects(again, hasCode("TRL-L1-010", "join: ", "KeyTaken"));
});

test("a successful call is mined and returns gas and receipt", async () => {
  const sender = await l1.sender("bidder");
  await l1.deployer.send(
    l1Call(l1.addresses, "auction", "depositBalance", [sender.address, 2n * 10n ** 18n]),
  );
  await assert.rejects(
    sender.send(commitCall(sender.address, 1)),
    hasCode("TRL-L1-010", "EmptyBitmap", "commit to at least one seat"),
  );
  const mined = await sender.send(commitCall(sender.address, 0));
  assert.equal(mined.receipt.status, "success");
  assert.equal(mined.gasUsed, mined.receipt.gasUsed);
  assert.equal((await l1.client.ranking()).length, 1);
});

test("calls of one account are sent in the order in which they were made, whatever their kind", async () => {
  const sender = await l1.sender("serial");
  const first = await sender.nonce();
  const sent = await Promise.all([
    sender.transfer(sender.address, 1n),
    sender.send(l1Call(l1.addresses, "token", "approve", [l1.addresses.vault, 1n])),
    sender
      .sendAll(
        [2n, 3n].map((amount) => l1Call(l1.addresses, "token", "approve", [l1.addresses.vault, amount])),
        100_000n,
      )
      .then(([, last]) => last!),
    sender.send(l1Call(l1.addresses, "token", "approve", [l1.addresses.vault, 4n])),
    sender.transfer(sender.address, 1n),
  ]);
  const nonces = await Promise.all(
    sent.map(async ({ hash }) => (await l1.public.getTransaction({ hash })).nonce - first),
  );
  assert.deepEqual(nonces, [0, 1, 3, 4, 5]);
  assert.deepEqual(
    sent.map(({ blockNumber }) => blockNumber).toSorted((a, b) => Number(a - b)),
    sent.map(({ blockNumber }) => blockNumber),
  );
});

test("a refused call does not block the next one", async () => {
  const sender = await l1.sender("hopeful");
  const refused = sender.send({ ...joinCall(l1.addresses, testKey("x"), sender.address) });
  const next = sender.transfer(sender.address, 1n);
  await assert.rejects(refused, hasCode("TRL-L1-010", "TransferFromFailed"));
  assert.equal((await next).receipt.status, "success");
});

test("a call that reverts only when mined has an error of its own", async () => {
  const [one, two] = await Promise.all([l1.sender("rival one"), l1.sender("rival two")]);
  await l1.deployer.send(l1Call(l1.addresses, "auction", "depositBalance", [one.address, 1n]));
  for (const rival of [one, two]) {
    await l1.giveTokens(rival);
  }
  await l1.test.setAutomine(false);
  try {
    // Both join with one key: each trial is made before either is mined.
    const key = testKey("contested");
    const results = Promise.allSettled([
      one.send(joinCall(l1.addresses, key, one.address)),
      two.send(joinCall(l1.addresses, key, two.address)),
    ]);
    await until(async () => (await l1.test.getTxpoolStatus()).pending === 2);
    await l1.test.mine({ blocks: 1 });
    const [won, lost, ...more] = (await results).toSorted((a, b) => a.status.localeCompare(b.status));
    assert.equal(won?.status, "fulfilled");
    assert.ok(lost?.status === "rejected" && more.length === 0);
    hasCode("TRL-L1-012", "join", "mined but reverted")(lost.reason);
  } finally {
    await l1.test.setAutomine(true);
  }
});

test("the error names the failing call of many; the others succeed", async () => {
  const { addresses } = l1;
  const { address } = await l1.sender("many");
  const calls = [
    l1Call(addresses, "auction", "depositBalance", [address, 1n]),
    joinCall(addresses, testKey("seat"), address),
    l1Call(addresses, "auction", "depositBalance", [address, 2n]),
  ];
  await assert.rejects(l1.deployer.sendAll(calls, 500_000n), hasCode("TRL-L1-012", "join"));
  assert.equal(await l1.client.read("auction", "balanceOf", [address]), 3n);
});

/** An account with Ether that reaches L1 through a proxy. */
async function throughProxy(
  name: string,
  act: (sender: L1Sender, proxy: FaultyL1) => Promise<void>,
): Promise<void> {
  const { address } = await l1.sender(name);
  const proxy = await FaultyL1.start(l1.anvil.rpcUrl);
  try {
    const sender = new L1Sender(
      new L1Connection(proxy.url, { time: fastTime }).public,
      new LocalSigner(testKey(name)),
    );
    assert.equal(sender.address, address);
    await act(sender, proxy);
  } finally {
    await proxy.stop();
  }
}

test("if L1 is gone, the error says so; when it is back, the account sends again", () =>
  throughProxy("patient", async (sender, proxy) => {
    const { address } = sender;
    proxy.faults = { down: true };
    await assert.rejects(sender.transfer(address, 1n), hasCode("TRL-L1-040", "transfer"));
    await assert.rejects(
      sender.send(l1Call(l1.addresses, "rollup", "finalize", [])),
      hasCode("TRL-L1-040", "finalize"),
    );
    proxy.faults = {};
    // The pause after the failures may not be over yet.
    let status: string | undefined;
    await until(async () => {
      try {
        status = (await sender.transfer(address, 1n)).receipt.status;
      } catch (error) {
        assert.equal((error as TrellisError).code, "TRL-L1-040");
      }
      return status !== undefined;
    });
    assert.equal(status, "success");
  }));

test("a vanished transaction is reported as lost and does not block others for long", async () => {
  const sender = await l1.sender("unlucky");
  await l1.test.setAutomine(false);
  const lost = sender.transfer(sender.address, 1n);
  const next = sender.transfer(sender.address, 2n);
  await until(async () => (await l1.test.getTxpoolStatus()).pending === 1);
  await l1.raw("anvil_dropAllTransactions");
  await l1.test.setAutomine(true);
  await assert.rejects(lost, hasCode("TRL-L1-015", "transfer"));
  assert.equal((await next).receipt.status, "success");
});

test("a transaction after a vanished one is lost, too", () =>
  throughProxy("behind a gap", async (sender, proxy) => {
    const { address } = sender;
    await l1.test.setNonce({ address, nonce: 5 });
    // L1 reorganises when the nonce has been chosen.
    proxy.before = async (method) => {
      if (method === "eth_sendRawTransaction") await l1.test.setNonce({ address, nonce: 4 });
    };
    const behind = sender.transfer(address, 1n);
    await assert.rejects(behind, hasCode("TRL-L1-015"));
    assert.equal((await l1.test.getTxpoolStatus()).queued, 1);
    proxy.before = async () => {};
    assert.equal((await sender.transfer(address, 2n)).receipt.status, "success");
  }));

test("a call is tried only after the earlier transactions of its account are mined", () =>
  // Another run of the same account, which does not know of the first.
  throughProxy("again", async (other, proxy) => {
    const sender = await l1.sender("again");
    await l1.giveTokens(sender);
    await l1.test.setAutomine(false);
    const call = joinCall(l1.addresses, testKey("sent twice"), sender.address);
    const first = sender.send(call);
    await until(async () => (await l1.test.getTxpoolStatus()).pending === 1);
    const refused = assert.rejects(other.send(call), hasCode("TRL-L1-010", "KeyTaken"));
    // It asks what is mined, and asks again.
    const asked = () => proxy.calls.filter((method) => method === "eth_getTransactionCount").length;
    await until(() => asked() >= 4);
    assert.ok(!proxy.calls.includes("eth_call"));
    await l1.test.setAutomine(true);
    await l1.test.mine({ blocks: 1 });
    assert.equal((await first).receipt.status, "success");
    await refused;
    assert.equal(await sender.nonce(), 2);
  }));

test("no more than 256 calls wait", async () => {
  const silent = createPublicClient({ transport: custom({ request: () => new Promise(() => {}) }) });
  const sender = new L1Sender(silent, new LocalSigner(testKey("queue")));
  const call = l1Call(l1.addresses, "token", "approve", [l1.addresses.vault, 1n]);
  for (let i = 0; i < 256; i++) void sender.send(call);
  for (const more of [
    sender.send(call),
    sender.sendAll([call], 1n),
    sender.transfer(sender.address, 1n),
    sender.deploy("deploy", "0x"),
  ]) {
    await assert.rejects(more, hasCode("TRL-L1-013", "check that L1 makes blocks"));
  }
});

test("a transaction can still be included when the base fee has doubled", async () => {
  const sender = await l1.sender("generous");
  const { hash } = await sender.transfer(sender.address, 1n);
  const { maxFeePerGas, blockNumber } = await l1.public.getTransaction({ hash });
  const { baseFeePerGas } = await l1.public.getBlock({ blockNumber: blockNumber! - 1n });
  assert.ok(maxFeePerGas! >= 2n * baseFeePerGas!);
});

test("an account whose key a service keeps sends what the key itself would; a false signature is never sent", async (t) => {
  const { address } = await l1.sender("kept elsewhere");
  const service = await HttpSigner.start([testKey("kept elsewhere")]);
  t.after(() => service.stop());
  const signer = await RemoteSigner.open({ url: service.url, address, wait: async () => {} });
  const sender = new L1Sender(l1.public, signer);
  const approve = (amount: bigint) => l1Call(l1.addresses, "token", "approve", [l1.addresses.vault, amount]);
  for (const form of [{}, { highS: true }, { bareParity: true }, { status: 500, times: 1 }]) {
    service.faults = form;
    const { hash, receipt } = await sender.send(approve(1n));
    assert.equal(receipt.status, "success");
    const { from, type } = await l1.public.getTransaction({ hash });
    assert.deepEqual([from.toLowerCase(), type], [address, "eip1559"]);
  }
  assert.equal((await sender.deploy("deploy", "0x00")).receipt.status, "success");
  const [one, two] = await sender.sendAll([approve(2n), approve(3n)], 100_000n);
  assert.ok(one!.hash !== two!.hash);
  const nonce = await sender.nonce();
  for (const [faults, code] of [
    [{ otherKey: testKey("another") }, "TRL-L1-054"],
    [{ down: true }, "TRL-L1-050"],
  ] as const) {
    service.faults = faults;
    await assert.rejects(sender.send(approve(4n)), hasCode(code));
    await assert.rejects(sender.transfer(address, 1n), hasCode(code));
  }
  assert.equal(await sender.nonce(), nonce);
  service.faults = {};
  assert.equal((await sender.transfer(address, 1n)).receipt.status, "success");
});
