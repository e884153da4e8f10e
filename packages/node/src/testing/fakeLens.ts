import type { RankedCommitment, RollupStatus } from "@trellis/l1";
import type { ModelWorld } from "@trellis/l1-model";
import { score } from "@trellis/protocol";
import type { Hex } from "viem";

type Running = ModelWorld["auction"]["rounds"]["running"];

const NO_HASH: Hex = `0x${"0".repeat(64)}`;

/** `ITrellisLens.status` of the contracts' model, at an L1 time. */
export function statusOf(world: ModelWorld, now: bigint): RollupStatus {
  const { auction, rollup, bridge } = world;
  const { running } = auction.rounds;
  const { proposalId, stateRoot, messagesConsumed } = rollup.head;
  const best = rollup.bestOf(running.id)?.proposalId;
  return {
    isStopped: auction.isStopped,
    running: roundStatus(world, running, running.start !== 0n),
    above: above(world, now),
    head: proposalId,
    stateRoot,
    messagesQueued: bridge.messages.queued,
    messagesConsumed,
    best: best ?? NO_HASH,
    bestScore: best === undefined ? 0n : rankedOf(world, best).score,
  };
}

/** `ITrellisLens.ranking` of the contracts' model. */
export function rankingOf(world: ModelWorld): RankedCommitment[] {
  const { auction } = world;
  const { running, next } = auction.rounds;
  const ids = [...auction.entered(running.id), ...(next.id === 0 ? [] : auction.entered(next.id))];
  return ids.map((id) => rankedOf(world, id));
}

/** Final score of a proven proposal, otherwise the provisional one. */
function rankedOf({ auction, rollup }: ModelWorld, proposalId: Hex): RankedCommitment {
  const { roundId, burnBid, committedSeats, alpha } = auction.commitmentOf(proposalId)!;
  const proven = rollup.proven.get(proposalId);
  const provers = proven?.provers ?? 0;
  const isProven = proven !== undefined;
  const points = score(isProven ? provers : committedSeats, burnBid, alpha);
  return { proposalId, roundId, burnBid, committedSeats, isProven, provers, score: points };
}

/** P3.4: the round above; id 0: none takes proposals. */
function above(world: ModelWorld, now: bigint): RollupStatus["above"] {
  const { auction, rollup } = world;
  const { settings, rounds } = auction;
  const { running, next } = rounds;
  const isLed = auction.leadOf(running.id, rollup.head.proposalId) !== undefined;
  if (!settings.pipelined || running.start === 0n || now < running.proofStart || !isLed) {
    const none = { id: 0, height: 0, number: 0, start: 0n, commitEnd: 0n, proofStart: 0n, alpha: 0 };
    const round = { ...none, extensions: 0, commitments: 0, proverSetRoot: 0n };
    return {
      round: inNumbers(round),
      isOpen: false,
      snapshotAt: 0,
      proofEnd: 0,
      proverSetRoot: 0n,
      activeBitmap: [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n],
    };
  }
  if (next.id !== 0) return roundStatus(world, next, true);
  const length = BigInt(settings.proposalWindow);
  const start = now >= running.proofStart + length ? now : running.proofStart;
  const [id, height] = [running.id + 1, running.height + 1];
  const round = { ...running, id, height, number: 0, start, commitEnd: start + length, proofStart: 0n };
  return roundStatus(world, { ...round, extensions: 0, commitments: 0 }, false);
}

function roundStatus(
  { auction, registry }: ModelWorld,
  round: Running,
  isOpen: boolean,
): RollupStatus["running"] {
  const record = isOpen ? auction.rounds.recordOf(round.id) : undefined;
  const proverSetRoot = record?.proverSetRoot ?? registry.proverSetRoot;
  return {
    round: inNumbers({ ...round, proverSetRoot: record?.proverSetRoot ?? 0n }),
    isOpen,
    snapshotAt: Number(record?.snapshotAt ?? 0n),
    proofEnd: Number(record?.proofEnd ?? 0n),
    proverSetRoot,
    activeBitmap: (record?.active ?? registry.active).words(),
  };
}

function inNumbers(round: Running & { readonly proverSetRoot: bigint }): RollupStatus["running"]["round"] {
  const { start, commitEnd, proofStart } = round;
  return {
    ...round,
    start: Number(start),
    commitEnd: Number(commitEnd),
    proofStart: Number(proofStart),
  };
}
