import { Duel } from "../../packages/l1-model/test/arena/Duel.ts";
import type { Plan } from "../../packages/l1-model/test/arena/Plan.ts";
import { ETHER } from "../../packages/l1-model/test/Chain.ts";
import type { Life } from "./lives.ts";
import { mischief, OWNERS } from "./mischief.ts";

/** Calls by luck after each plan. */
const CALLS_BY_LUCK = 12;

/** Rounds of honest actors against an adversary, a plan each, with calls by luck among them. */
export function contest(plans: readonly Plan[], seed: string): Life["play"] {
  return ({ chain }, made) => {
    const setup = { honestSeats: 5, ownSeats: 3, depth: 2, bid: 20n * ETHER, capacity: 4, chain };
    const duel = new Duel(setup);
    chain.join(OWNERS.at(-1)!, 2);
    for (const [i, plan] of plans.entries()) {
      duel.play([plan], true);
      mischief(chain, made, `${seed} ${i}`, CALLS_BY_LUCK, i + 3 > plans.length);
    }
  };
}
