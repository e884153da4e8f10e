import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { rest } from "../testing/TestNode.ts";
import { L1Prices, type L1PricesView } from "./L1Prices.ts";

const TOKEN = 3n * 10n ** 18n;

function asked() {
  const it = { time: 0, price: 7n, calls: 0, fails: false };
  const getGasPrice = async (): Promise<bigint> => {
    it.calls++;
    if (it.fails) throw new Error("L1 does not answer");
    return it.price;
  };
  const l1 = { ask: (_: string, ask: () => Promise<unknown>) => ask(), public: { getGasPrice } };
  const view = { l1, clock: () => it.time, log: pino({ level: "silent" }) };
  return { it, prices: new L1Prices(view as unknown as L1PricesView, TOKEN) };
}

test("M7: the price of gas is L1's, asked anew when it is old; before the first answer there is none", async () => {
  const { it, prices } = asked();
  assert.equal(prices.current(), undefined);
  prices.update();
  prices.update();
  await rest();
  assert.deepEqual(prices.current(), { gasPrice: 7n, tokenPrice: TOKEN });
  it.price = 9n;
  prices.update();
  await rest();
  assert.equal(it.calls, 1);
  it.time += 15_000;
  prices.update();
  await rest();
  assert.equal(prices.current()?.gasPrice, 9n);
  await prices.stop();
});

test("M7: while L1 does not answer, the last price is used until it says nothing any more", async () => {
  const { it, prices } = asked();
  prices.update();
  await rest();
  it.fails = true;
  it.time += 60_000;
  for (let i = 0; i < 3; i++) {
    prices.update();
    await rest();
  }
  assert.equal(it.calls, 2, "after a failure it waits");
  assert.equal(prices.current()?.gasPrice, 7n);
  it.time += 240_000;
  assert.equal(prices.current(), undefined);
  it.fails = false;
  prices.update();
  await rest();
  assert.equal(prices.current()?.gasPrice, 7n);
  await prices.stop();
});
