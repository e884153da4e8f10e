import assert from "node:assert/strict";
import { test } from "node:test";
import { TrellisError } from "@trellis/protocol";
import { pino } from "pino";
import { Metrics } from "../telemetry/Metrics.ts";
import { AccountWatch } from "./AccountWatch.ts";

const ETHER = 10n ** 18n;

/** A watch of an account whose balance tests set. */
function watching() {
  const it = { balance: ETHER, price: 10n ** 9n, time: 0, asked: 0, problems: [] as string[], fails: false };
  const metrics = new Metrics();
  const client = {
    getBalance: async () => {
      it.asked++;
      if (it.fails) throw new TrellisError("TRL-L1-040", "no answer");
      return it.balance;
    },
    getGasPrice: async () => it.price,
  };
  const watch = new AccountWatch({
    l1: {
      ask: (_: string, ask: () => Promise<unknown>) => ask(),
      public: client,
      read: async () => 5n * ETHER,
    } as never,
    address: `0x${"ab".repeat(20)}`,
    clock: () => it.time,
    log: pino({ level: "silent" }),
    metrics,
    onProblem: (error) => it.problems.push((error as TrellisError).code),
  });
  const see = async (balance: bigint): Promise<string[]> => {
    it.balance = balance;
    it.time += 15_000;
    watch.onChainChange();
    await watch.settled();
    return it.problems;
  };
  return Object.assign(it, { watch, see, metrics });
}

test("TRL-L1-014, 016 an account that runs out of Ether is told before it happens, and once more when it has", async () => {
  const it = watching();
  assert.deepEqual(await it.see(ETHER), []);
  assert.deepEqual(await it.see(ETHER / 100n), ["TRL-L1-014"]);
  assert.deepEqual(await it.see(ETHER / 101n), ["TRL-L1-014"]);
  assert.deepEqual(await it.see(1n), ["TRL-L1-014", "TRL-L1-016"]);
  assert.deepEqual(await it.see(ETHER / 100n), ["TRL-L1-014", "TRL-L1-016"]);
  await it.see(ETHER);
  assert.deepEqual(await it.see(1n), ["TRL-L1-014", "TRL-L1-016", "TRL-L1-016"]);
});

test("what lasts depends on the price of gas", async () => {
  const it = watching();
  it.price = 10n ** 11n;
  assert.deepEqual(await it.see(ETHER), ["TRL-L1-014"]);
});

test("the balance is a metric, and is asked for every fifteen seconds at most", async () => {
  const it = watching();
  await it.see(ETHER / 2n);
  assert.match(await it.metrics.text(), /trellis_l1_balance_ether 0\.5/);
  assert.match(await it.metrics.text(), /trellis_wallet_tokens 5/);
  it.time += 14_999;
  it.watch.onChainChange();
  await it.watch.settled();
  assert.equal(it.asked, 1);
});

test("an L1 that does not answer is no shortage", async () => {
  const it = watching();
  it.fails = true;
  assert.deepEqual(await it.see(1n), []);
});
