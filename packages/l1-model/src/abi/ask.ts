import { escalatedBond, TrellisError } from "@trellis/protocol";
import type { Hex } from "viem";
import { ZERO_ADDRESS } from "../calls/zeroAddress.ts";
import { ZERO_HASH } from "../rollup/zeroHash.ts";
import type { Contracts, World } from "../World.ts";
import type { ContractName } from "./ContractName.ts";

/** A question by name, with arguments as viem takes them, as of an L1 time. Addresses are lower case. */
export interface NamedQuestion {
  readonly contract: ContractName;
  readonly functionName: string;
  readonly args: readonly unknown[];
  readonly time: bigint;
}

type Answerer = (it: Contracts, args: never, time: bigint) => unknown;
type Answerers = Readonly<Record<string, Answerer>>;

const NO_COMMITMENT = {
  burnBid: 0n,
  roundId: 0,
  place: 0,
  committedProvers: 0,
  provenProvers: 0,
  provenCommittedProvers: 0,
  proven: false,
  settled: false,
  won: false,
  ranked: false,
  depth: 0,
  failures: 0,
  authorised: ZERO_HASH,
  contributionsHash: ZERO_HASH,
};
const NOT_PROVEN = {
  depth: 0,
  roundId: 0n,
  finalAt: 0n,
  authorised: ZERO_HASH,
  contributionsHash: ZERO_HASH,
};

const erc20 = (which: "token" | "secondAsset"): Answerers => ({
  balanceOf: (it, [account]: [Hex]) => it[which].balanceOf(account),
  allowance: (it, [owner, spender]: [Hex, Hex]) => it[which].allowance(owner, spender),
  totalSupply: (it) => it[which].totalSupply,
});

const ANSWERERS: Readonly<Record<ContractName, Answerers>> = {
  token: erc20("token"),
  secondAsset: erc20("secondAsset"),
  registry: {
    seatCount: (it) => it.registry.seatCount,
    proverSetRoot: (it) => it.registry.proverSetRoot,
    activeBitmap: (it) => it.registry.active.words(),
    proverAt: (it, [seat]: [bigint]) => it.registry.proverAt(Number(seat)),
    payoutOf: (it, [seat]: [bigint]) => it.registry.payoutOf(Number(seat)),
    seatOf: (it, [key]: [Hex]) => [it.registry.seatOf(key) !== undefined, it.registry.seatOf(key) ?? 0],
  },
  rollup: {
    status: (it, _args, time) => it.rollup.status(time),
    ranking: (it, [offset, limit]: [bigint, bigint]) =>
      it.rollup.ranking().slice(Number(offset), Number(offset + limit)),
    balanceOf: (it, [account]: [Hex]) => it.rollup.accounts.balanceOf(account),
    bondOf: (it, [proposer]: [Hex]) => {
      const failures = it.rollup.accounts.failuresOf(proposer);
      return [escalatedBond(it.rollup.settings.bond, failures), failures];
    },
    commitmentOf: (it, [id]: [Hex]) => {
      const known = it.rollup.auction.commitments.get(id);
      if (known === undefined) return NO_COMMITMENT;
      const { context: _, parent: __, proposer: ___, roundId, ...commitment } = known;
      return { ...commitment, roundId: Number(roundId) };
    },
    contextOf: (it, [id]: [Hex]) => it.rollup.auction.commitments.get(id)?.context ?? ZERO_HASH,
    provenOf: (it, [id]: [Hex]) => {
      const known = it.rollup.auction.commitments.get(id);
      if (known?.proven !== true) return NOT_PROVEN;
      const { depth, roundId, authorised, contributionsHash } = known;
      return { depth, roundId, finalAt: it.rollup.pay.finalAt(roundId), authorised, contributionsHash };
    },
    rewardPoolOf: (it, [id]: [Hex]) => it.rollup.pay.poolOf(id),
    isClaimed: (it, [id, node]: [Hex, bigint]) => it.rollup.pay.isClaimed(id, Number(node)),
    isWithdrawn: (it, [id, place]: [Hex, bigint]) => it.rollup.withdrawals.isWithdrawn(id, Number(place)),
    escrowOf: (it, [asset]: [number]) => it.rollup.bridge.escrowOf(asset),
    rollingHash: (it, [count]: [bigint]) => it.rollup.bridge.messages.rollingHash(count),
    messageQueuedAt: (it, [index]: [bigint]) => it.rollup.bridge.messages.queuedAt(index),
    ownerOf: (it, [index]: [number]) => it.rollup.bridge.ownerOf(index) ?? ZERO_ADDRESS,
    accountOf: (it, [keyX, keyY, owner]: [bigint, bigint, Hex]) => {
      const index = it.rollup.bridge.accountOf(keyX, keyY, owner);
      return [index !== undefined, index ?? 0];
    },
    dataPublishedAt: (it, [hash]: [Hex]) => it.rollup.data.publishedAt(hash),
  },
  court: {
    caseOf: (it, [id, node, seat]: [Hex, bigint, number]) => it.court.caseOf(id, Number(node), seat),
    repeatsOf: (it, [seat]: [number], time) => it.court.repeatsOf(seat, time),
    settings: (it) => it.court.settings,
  },
};

/**
 * Asks a contract's view function by its name.
 * @returns the answer as viem decodes it.
 * @throws Refusal where the contract refuses; TRL-MOD-003 where the model has no such function.
 */
export function ask(world: World, { contract, functionName, args, time }: NamedQuestion): unknown {
  const answerer = ANSWERERS[contract][functionName];
  if (answerer === undefined) {
    throw new TrellisError("TRL-MOD-003", "the model has no such function", { contract, functionName });
  }
  return answerer(world, args as never, time);
}
