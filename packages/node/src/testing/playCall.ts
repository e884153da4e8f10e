import type { L1Call } from "@trellis/l1";
import { proposalOf } from "@trellis/l1";
import type { BlockClaim, ModelContracts, Uncle } from "@trellis/l1-model";
import { concatBytes, fromHex, ProverBitmap, TrellisError, toBytes } from "@trellis/protocol";
import type { Hex } from "viem";

/** Who calls, and when. */
interface By {
  readonly from: Hex;
  readonly time: bigint;
}

/** The arguments of a function, as viem takes them: the players know their shapes from the contracts' interfaces. */
// biome-ignore lint/suspicious/noExplicitAny: each player reads the structs of its own function
type Args = any;
type Player = (it: ModelContracts, by: By, args: Args) => void;

const seatsOf = (words: readonly bigint[]): ProverBitmap => ProverBitmap.fromWords(words);
const bytesOf = (x: bigint, y: bigint): Uint8Array => concatBytes(toBytes(x, 32), toBytes(y, 32));
const factsOf = (facts: Args) => ({ ...facts, transactionsRoot: fromHex(facts.transactionsRoot) });

const claimOf = ({ wordsRoot, proversHash, nodes, ...rest }: Args): BlockClaim => ({
  ...rest,
  wordsRoot: fromHex(wordsRoot),
  proversHash: fromHex(proversHash),
  nodes: nodes.map(({ depth, index, word, children, siblings, parentWords }: Args) => ({
    node: { depth, index },
    word: toBytes(word, 2),
    path: {
      // A leaf has zeros there.
      children: children.every((hash: Hex) => BigInt(hash) === 0n) ? [] : children.map(fromHex),
      levels: siblings.map((sibling: Hex, i: number) => ({
        sibling: fromHex(sibling),
        word: toBytes(parentWords[i], 2),
      })),
    },
  })),
});

const uncleOf = ({ proposalId, transcriptRoot, committed, kept, provers, wordsRoot }: Args): Uncle => ({
  proposalId,
  transcriptRoot: BigInt(transcriptRoot),
  committed: seatsOf(committed),
  kept,
  provers: seatsOf(provers),
  wordsRoot: fromHex(wordsRoot),
});

const PLAYERS: Readonly<Record<string, Player>> = {
  "registry.join": ({ registry }, by, [x, y, payout, r, s]) =>
    registry.join(by, bytesOf(x, y), payout, concatBytes(fromHex(r), fromHex(s))),
  "registry.rotateKey": ({ registry }, by, [seat, x, y, r, s]) =>
    registry.rotateKey(by, seat, bytesOf(x, y), concatBytes(fromHex(r), fromHex(s))),
  "registry.setPaused": ({ registry }, by, [seat, paused]) => registry.setPaused(by, seat, paused),
  "registry.requestExit": ({ registry }, by, [seat]) => registry.requestExit(by, seat),
  "registry.withdraw": ({ registry }, by, [seat]) => registry.withdraw(by, seat),
  "registry.topUp": ({ registry }, by, [seat]) => registry.topUp(by, seat),
  "auction.depositBalance": ({ auction }, by, [account, amount]) =>
    auction.balances.depositBalance(by, account, amount),
  "auction.withdrawBalance": ({ auction }, by, [amount]) => auction.balances.withdrawBalance(by, amount),
  "auction.commit": ({ auction }, by, [proposal, root, bitmap, signature]) => {
    auction.commit(by, proposalOf(proposal), BigInt(root), seatsOf(bitmap), fromHex(signature));
  },
  "auction.refund": ({ auction }, by, [proposal, winner]) =>
    auction.refund(by, proposalOf(proposal), proposalOf(winner)),
  "rollup.publishData": ({ rollup }, by, [chunk]) => {
    rollup.data.publishData(by, fromHex(chunk));
  },
  "rollup.submitProof": ({ rollup }, by, [it]) =>
    rollup.submitProof(by, {
      ...it,
      proposal: proposalOf(it.proposal),
      transcriptRoot: BigInt(it.transcriptRoot),
      committed: seatsOf(it.committed),
      provers: seatsOf(it.provers),
      data: fromHex(it.data),
      chunks: it.chunks.map(fromHex),
      seatWords: fromHex(it.seatWords),
      proof: fromHex(it.proof),
    }),
  "rollup.finalize": ({ rollup }, by) => rollup.finalize(by),
  "rewards.settle": ({ rewards }, by, [winner]) => rewards.settle(by, proposalOf(winner)),
  "rewards.nameUncles": ({ rewards }, by, [winner, root, committed, uncles]) =>
    rewards.nameUncles(by, winner, BigInt(root), seatsOf(committed), uncles.map(uncleOf)),
  "rewards.claim": ({ rewards }, by, [seat, blocks, newSeats]) =>
    rewards.claim(
      by,
      seat,
      blocks.map(claimOf),
      newSeats.map(({ newSeats: { bps, seats }, ...claim }: Args) => ({
        ...claim,
        newSeats: { bps, seats: seatsOf(seats) },
      })),
    ),
  "bridge.deposit": ({ bridge }, by, [asset, x, y, owner, amount, maxFee]) => {
    bridge.deposit(by, asset, x, y, owner, amount, maxFee);
  },
  "bridge.seedPool": ({ bridge }, by, [asset, amount, maxFee]) => {
    bridge.seedPool(by, asset, amount, maxFee);
  },
  "bridge.forceTransaction": ({ bridge }, by, [packed, maxFee]) => {
    bridge.forceTransaction(by, fromHex(packed), maxFee);
  },
  "bridge.claimWithdrawals": ({ withdrawals }, _by, [claims]) =>
    withdrawals.claimWithdrawals(
      claims.map(({ facts, place, leaf, siblings, ...rest }: Args) => ({
        ...rest,
        facts: factsOf(facts),
        place: Number(place),
        leaf: fromHex(leaf),
        siblings: siblings.map(fromHex),
      })),
    ),
  "bridge.stopRollup": ({ bridge }, by) => bridge.stopRollup(by),
  "court.report": ({ court }, by, [{ proposalId, seat, transcriptRoot, committed, nodes }]) =>
    court.report(by, {
      proposalId,
      seat,
      transcriptRoot: BigInt(transcriptRoot),
      committed: seatsOf(committed),
      nodes: nodes.map(({ depth, index, entry, siblings, r, s }: Args) => ({
        node: { depth, index },
        entry: BigInt(entry),
        siblings,
        signature: concatBytes(fromHex(r), fromHex(s)),
      })),
    }),
  "court.answer": ({ court }, by, [{ depth, index, facts, proof, ...rest }]) =>
    court.answer(by, { ...rest, node: { depth, index }, facts: factsOf(facts), proof: fromHex(proof) }),
  "court.settle": ({ court }, by, [proposalId, seat]) => court.settle(by, proposalId, seat),
};

/** Runs a call on the contracts' model. @throws Refusal where a contract refuses; TRL-L1-011 for a function that tests do not need. */
export function playCall(
  it: ModelContracts,
  { contract, functionName, args }: Pick<L1Call, "contract" | "functionName" | "args">,
  by: By,
): void {
  const player = PLAYERS[`${contract}.${functionName}`];
  if (player === undefined) {
    throw new TrellisError("TRL-L1-011", `the fake L1 does not know ${contract}.${functionName}`);
  }
  player(it, by, args);
}
