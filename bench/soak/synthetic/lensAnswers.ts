import { ProverBitmap, score } from "@trellis/protocol";
import { encodeFunctionResult, type Hex } from "viem";
import { CONTRACT_ABIS } from "../../../packages/l1/src/contracts/contractAbis.ts";
import { NO_ROUND } from "../../../packages/l1-model/src/auction/Round.ts";
import type { ModelWorld } from "../../../packages/l1-model/src/index.ts";

const { lens } = CONTRACT_ABIS;
const NONE: Hex = `0x${"0".repeat(64)}`;
/** What the lens says of a round that is none. */
const NO_VIEW = {
  round: { ...NO_ROUND, proverSetRoot: 0n },
  isOpen: false,
  snapshotAt: 0n,
  proofEnd: 0n,
  proverSetRoot: 0n,
  activeBitmap: ProverBitmap.EMPTY.words(),
};

/** What the lens answers about the model as it is now. Sequential mode only. @returns both answers, encoded when they are asked for. */
export function lensAnswers(world: ModelWorld): { readonly status: () => Hex; readonly ranking: () => Hex } {
  const status = statusOf(world);
  const ranking = rankingOf(world);
  return {
    status: () => encodeFunctionResult({ abi: lens, functionName: "status", result: status as never }),
    ranking: () => encodeFunctionResult({ abi: lens, functionName: "ranking", result: ranking as never }),
  };
}

function statusOf({ auction, registry, rollup, bridge }: ModelWorld) {
  const { running } = auction.rounds;
  const isOpen = running.start !== 0n;
  const record = isOpen ? auction.rounds.recordOf(running.id) : undefined;
  const { head } = rollup;
  const best = rollup.bestOf(running.id);
  const commitment = best && auction.commitmentOf(best.proposalId);
  return {
    isStopped: auction.isStopped,
    running: {
      round: { ...running, proverSetRoot: record?.proverSetRoot ?? 0n },
      isOpen,
      snapshotAt: record?.snapshotAt ?? 0n,
      proofEnd: record?.proofEnd ?? 0n,
      proverSetRoot: record?.proverSetRoot ?? registry.proverSetRoot,
      activeBitmap: (record?.active ?? registry.active).words(),
    },
    above: NO_VIEW,
    head: head.proposalId,
    stateRoot: head.stateRoot,
    messagesQueued: bridge.messages.queued,
    messagesConsumed: head.messagesConsumed,
    best: best?.proposalId ?? NONE,
    bestScore:
      best === undefined || commitment === undefined
        ? 0n
        : score(best.provers, commitment.burnBid, commitment.alpha),
  };
}

function rankingOf({ auction, rollup }: ModelWorld) {
  return auction.entered(auction.rounds.running.id).map((proposalId) => {
    const { roundId, burnBid, committedSeats, alpha } = auction.commitmentOf(proposalId)!;
    const proven = rollup.proven.get(proposalId);
    return {
      proposalId,
      roundId,
      burnBid,
      committedSeats,
      isProven: proven !== undefined,
      provers: proven?.provers ?? 0,
      score: score(proven?.provers ?? committedSeats, burnBid, alpha),
    };
  });
}
