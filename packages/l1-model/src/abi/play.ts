import { concatBytes, fromHex, ProverBitmap, TrellisError } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import type { ProposalFields } from "../rollup/RollupEvents.ts";
import type { Contracts, World } from "../World.ts";
import type { WorldEvent } from "../WorldEvent.ts";
import type { ContractName } from "./ContractName.ts";
import { fromAbi } from "./fromAbi.ts";
import type {
  ContributionStruct,
  NodeProofStruct,
  RewardClaimStruct,
  SubmissionStruct,
  TranscriptStruct,
  WithdrawalStruct,
  Words,
} from "./structs.ts";

/** A call by name, with arguments as viem takes them. Addresses are lower case. */
export interface NamedCall extends Call {
  readonly contract: ContractName;
  readonly functionName: string;
  readonly args: readonly unknown[];
}

type Player = (it: Contracts, call: Call, args: never) => void;
type Players = Readonly<Record<string, Player>>;

const erc20 = (which: "token" | "secondAsset"): Players => ({
  approve: (it, call, [spender, amount]: [Hex, bigint]) => it[which].approve(call, spender, amount),
  transfer: (it, call, [to, amount]: [Hex, bigint]) => it[which].transfer(call, to, amount),
});

const PLAYERS: Readonly<Record<ContractName, Players>> = {
  token: erc20("token"),
  secondAsset: erc20("secondAsset"),
  registry: {
    join: (it, call, [keyX, keyY, payout, r, s]: [Hex, Hex, Hex, Hex, Hex]) => {
      const [publicKey, signature] = [bytesOf(keyX, keyY), bytesOf(r, s)];
      it.registry.join(call, publicKey, payout, signature);
    },
    requestExit: (it, call, [seat]: [number]) => it.registry.requestExit(call, seat),
    withdraw: (it, call, [seat]: [number]) => it.registry.withdraw(call, seat),
    topUp: (it, call, [seat]: [number]) => it.registry.topUp(call, seat),
    changePayout: (it, call, [seat, payout]: [number, Hex]) => it.registry.changePayout(call, seat, payout),
    hold: (it, call, [seat]: [number]) => it.registry.hold(call, seat),
    release: (it, call, [seat]: [number]) => it.registry.release(call, seat),
    slash: (it, call, [seat, amount, bps, beneficiary]: [number, bigint, number, Hex]) =>
      it.registry.slash(call, seat, amount, bps, beneficiary),
    snapshot: (it) => it.registry.snapshot(),
  },
  rollup: {
    depositBalance: (it, call, [account, amount]: [Hex, bigint]) =>
      it.rollup.accounts.depositBalance(call, account, amount),
    withdrawBalance: (it, call, [amount]: [bigint]) => it.rollup.accounts.withdrawBalance(call, amount),
    fine: (it, call, [proposer, failures]: [Hex, number]) =>
      it.rollup.accounts.fine(call, proposer, failures),
    payContest: (it, call, [payout, amount]: [Hex, bigint]) =>
      it.rollup.accounts.payContest(call, payout, amount),
    commit: (it, call, [proposal, root, bitmap, signature]: [ProposalFields, Hex, Words, Hex]) => {
      const seats = ProverBitmap.fromWords(bitmap);
      it.rollup.auction.commit(call, fromAbi.proposal(proposal), fromHex(root), seats, fromHex(signature));
    },
    refund: (it, _call, [proposal]: [ProposalFields]) => it.rollup.auction.refund(fromAbi.proposal(proposal)),
    submitProof: (it, call, [submission]: [SubmissionStruct]) =>
      it.rollup.proven.submitProof(call, fromAbi.submission(submission)),
    finalize: (it, call) => it.rollup.finalize(call),
    claimRewards: (it, _call, [claims]: [RewardClaimStruct[]]) =>
      it.rollup.pay.claimRewards(claims.map(fromAbi.rewardClaim)),
    deposit: (it, call, [asset, keyX, keyY, owner, amount]: [number, bigint, bigint, Hex, bigint]) =>
      it.rollup.bridge.deposit(call, asset, keyX, keyY, owner, amount),
    seedPool: (it, call, [asset, amount]: [number, bigint]) => it.rollup.bridge.seedPool(call, asset, amount),
    forceTransaction: (it, call, [packed]: [Hex]) => it.rollup.bridge.forceTransaction(call, fromHex(packed)),
    claimWithdrawals: (it, _call, [claims]: [WithdrawalStruct[]]) =>
      it.rollup.withdrawals.claimWithdrawals(claims.map(fromAbi.withdrawal)),
    publishData: (it, call, [chunk]: [Hex]) => it.rollup.data.publishData(call, fromHex(chunk)),
  },
  court: {
    report: (
      it,
      call,
      [id, root, hash, entry, contribution]: [Hex, Hex, Hex, TranscriptStruct, ContributionStruct],
    ) => {
      const [named, other] = [fromAbi.transcript(entry), fromAbi.contribution(contribution)];
      it.court.report(call, id, fromHex(root), fromHex(hash), named, other);
    },
    contest: (it, call, [id, dataHash, proverSetRoot, node]: [Hex, Hex, Hex, NodeProofStruct]) =>
      it.court.contest(call, id, fromHex(dataHash), fromHex(proverSetRoot), fromAbi.node(node)),
    settle: (it, call, [id, node, seat]: [Hex, bigint, number]) =>
      it.court.settle(call, id, Number(node), seat),
    reportDoubleVote: (
      it,
      call,
      [proposal, root, hash, first, second]: [ProposalFields, Hex, Hex, TranscriptStruct, TranscriptStruct],
    ) => {
      const [one, other] = [fromAbi.transcript(first), fromAbi.transcript(second)];
      it.court.reportDoubleVote(call, fromAbi.proposal(proposal), fromHex(root), fromHex(hash), one, other);
    },
    claimContestPay: (
      it,
      call,
      [id, root, bitmap, entry, contribution]: [Hex, Hex, Words, TranscriptStruct, ContributionStruct],
    ) => {
      const seats = ProverBitmap.fromWords(bitmap);
      const [named, other] = [fromAbi.transcript(entry), fromAbi.contribution(contribution)];
      it.court.claimContestPay(call, id, fromHex(root), seats, named, other);
    },
    refuseContestPay: (it, _call, [id, contribution]: [Hex, ContributionStruct]) =>
      it.court.refuseContestPay(id, fromAbi.contribution(contribution)),
  },
};

/**
 * Calls a contract's function by its name.
 * @returns the call's events.
 * @throws Refusal where the contract refuses; TRL-MOD-003 where the model has no such function.
 */
export function play(world: World, call: NamedCall): readonly WorldEvent[] {
  const player = PLAYERS[call.contract][call.functionName];
  if (player === undefined) throw unknownFunction(call);
  return world.call((contracts) => player(contracts, call, call.args as never)).events;
}

const unknownFunction = ({ contract, functionName }: NamedCall): TrellisError =>
  new TrellisError("TRL-MOD-003", "the model has no such function", { contract, functionName });

const bytesOf = (...parts: readonly Hex[]): Uint8Array => concatBytes(...parts.map(fromHex));
