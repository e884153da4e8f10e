import { sha256 } from "@trellis/protocol";
import { Refusal } from "../../packages/l1-model/src/calls/Refusal.ts";
import { address, type Chain, ETHER } from "../../packages/l1-model/test/Chain.ts";
import type { Made } from "./recordTrace.ts";

const encoder = new TextEncoder();
/** An L2 key. */
const KEY = { x: 1n, y: 17631683881184975370165255887551781615748388533673675138860n };
/** The last of them has seats of its own: those of the others have to work. */
export const OWNERS = [21, 31, 33].map(address);
const FIRST_SEAT = 8;

/** Calls by luck: of seats, balances and the queue, and calls that were made before, by others and too late. */
/** @param mayQueue - whether messages come. Blocks of a life take none, so those that are due end it. */
export function mischief(
  chain: Chain,
  made: readonly Made[],
  seed: string,
  count: number,
  mayQueue: boolean,
): void {
  for (let i = 0; i < count; i++) {
    const luck = sha256(encoder.encode(`${seed} ${i}`));
    const draw = (place: number, below: number): number => (luck[place]! * 256 + luck[place + 1]!) % below;
    const owner = OWNERS[draw(0, OWNERS.length)]!;
    const seat = FIRST_SEAT + draw(2, 3);
    const before = made[draw(4, made.length)]!;
    const amount = BigInt(draw(6, 1_000)) * (ETHER / 100n);
    if (draw(20, 4) === 0) chain.pass(draw(22, 4_000));
    try {
      chain.as(owner, (contracts, call) => {
        const { registry, auction, bridge, rollup } = contracts;
        switch (draw(8, 14)) {
          case 0:
            return registry.setPaused(call, seat, draw(10, 2) === 0);
          case 1:
            return registry.requestExit(call, seat);
          case 2:
            return registry.withdraw(call, seat);
          case 3:
            return registry.topUp(call, seat);
          case 4:
            return registry.changePayout(call, seat, owner);
          case 5:
            return auction.balances.withdrawBalance(call, amount);
          case 6:
            return auction.balances.depositBalance(call, owner, amount);
          case 7:
            if (!mayQueue) return again(contracts, call, before);
            return void bridge.deposit(call, draw(10, 2), KEY.x, KEY.y, owner, amount, ETHER);
          case 8:
            if (!mayQueue) return again(contracts, call, before);
            return void bridge.seedPool(call, draw(10, 3), amount, amount);
          case 9:
            return rollup.finalize(call);
          case 10:
            return void rollup.data.publishData(call, new Uint8Array(160 * (1 + draw(10, 4))));
          default:
            return again(contracts, call, before);
        }
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
}

type Method = (...args: readonly unknown[]) => void;

/** @throws Refusal. */
function again(contracts: object, call: unknown, { call: name, args }: Made): void {
  if (name.startsWith("bridge.")) return;
  const path = name.split(".");
  const method = path.pop()!;
  const part = path.reduce((at: object, key) => (at as Record<string, object>)[key]!, contracts);
  (part as Record<string, Method>)[method]!(call, ...args);
}
