import {
  type BlockRecord,
  blockClaims,
  type L1Call,
  l1Call,
  l1Calls,
  newSeatClaims,
  paidSeats,
  readRecords,
} from "@trellis/l1";
import { nodeNumber } from "@trellis/protocol";
import type { Hex } from "viem";
import type { L1Session } from "../../shell/l1/L1Session.ts";
import type { Plan } from "../../shell/l1/l1Command.ts";
import { durationText } from "../../shell/text/durationText.ts";

/** Most nodes that one transaction claims: at depth 11 each costs about 20,000 gas. */
const MAX_NODES = 256;

/** Which rewards to claim. */
export interface ClaimChoice {
  readonly seat?: number | undefined;
  readonly all: boolean;
  readonly proposal?: Hex | undefined;
}

/** A seat's claims in one block. */
interface SeatClaims {
  readonly seat: number;
  readonly nodes: ReturnType<typeof blockClaims>;
  readonly newSeats: ReturnType<typeof newSeatClaims>;
}

/**
 * M5, P8.3: claims what seats have earned in final blocks, from L1's logs alone. Fixes the reward of a block first if nobody has yet.
 * @throws the errors of the L1 client.
 */
export async function planClaims(session: L1Session, owner: Hex, choice: ClaimChoice): Promise<Plan> {
  const { client, addresses } = session;
  const { blocks } = await readRecords(client);
  const now = await session.now();
  const settles: L1Call[] = [];
  const bySeat = new Map<number, { nodes: SeatClaims["nodes"]; newSeats: SeatClaims["newSeats"] }>();
  const says: string[] = [];
  for (const block of blocks.final().reverse()) {
    if (choice.proposal !== undefined && block.proposalId !== choice.proposal) continue;
    const { claimsFrom, snapshotAt } = await client.read("rewards", "poolOf", [block.proposalId]);
    if (claimsFrom === 0) {
      if (await mayBeSettled(session, block, now)) {
        settles.push(l1Calls.settleReward(addresses, block.proposal));
        says.push(
          `height ${block.proposal.height}: its reward is fixed first; claim once the uncle window is over`,
        );
      } else says.push(`height ${block.proposal.height}: its proof window is not over yet`);
      continue;
    }
    if (BigInt(claimsFrom) > now) {
      says.push(
        `height ${block.proposal.height}: claims are paid in ${durationText(BigInt(claimsFrom) - now)}`,
      );
      continue;
    }
    let nodes = 0;
    for (const claims of await claimsIn(session, block, owner, choice, snapshotAt)) {
      const known = bySeat.get(claims.seat) ?? { nodes: [], newSeats: [] };
      bySeat.set(claims.seat, {
        nodes: [...known.nodes, ...claims.nodes],
        newSeats: [...known.newSeats, ...claims.newSeats],
      });
      nodes += claims.nodes.reduce((sum, { nodes }) => sum + nodes.length, claims.newSeats.length);
    }
    if (nodes > 0) says.push(`height ${block.proposal.height}: ${nodes} to claim`);
  }
  const calls = [...bySeat].map(([seat, { nodes, newSeats }]) =>
    l1Call(addresses, "rewards", "claim", [seat, nodes, newSeats], `claim for seat ${seat}`),
  );
  if (calls.length === 0) says.push("nothing to claim now");
  return {
    calls: [...settles, ...calls],
    says,
    facts: { settles: settles.length, seats: [...bySeat.keys()] },
  };
}

/** P8.3: whether L1 fixes the reward now: the proof window of the block's round is over. */
async function mayBeSettled({ client }: L1Session, { roundId }: BlockRecord, now: bigint): Promise<boolean> {
  const { proofEnd } = await client.read("auction", "recordOf", [roundId]);
  return BigInt(proofEnd) !== 0n && now >= BigInt(proofEnd);
}

/** What chosen seats may claim of a block and have not been paid yet. */
async function claimsIn(
  { client }: L1Session,
  block: BlockRecord,
  owner: Hex,
  { seat: only, all }: ClaimChoice,
  snapshotAt: number,
): Promise<SeatClaims[]> {
  const { proposalId } = block;
  const active = await client.activeSeats(block.activeBitmap);
  const claims: SeatClaims[] = [];
  let room = MAX_NODES;
  for (const seat of paidSeats(block)) {
    if (room <= 0) break;
    if (only !== undefined && seat !== only) continue;
    if (
      only === undefined &&
      !all &&
      (await client.read("registry", "payoutAt", [seat, snapshotAt])) !== owner
    ) {
      continue;
    }
    const paid = new Set<number>();
    for (const { nodes } of blockClaims(block, seat, active)) {
      for (const { depth, index } of nodes) {
        const number = nodeNumber({ depth, index });
        if (await client.read("rewards", "isClaimed", [proposalId, BigInt(number)])) paid.add(number);
      }
    }
    const nodes = blockClaims(block, seat, active, (number) => paid.has(number));
    const isNewPaid = await client.read("rewards", "isNewSeatPaid", [proposalId, seat]);
    const newSeats = isNewPaid ? [] : newSeatClaims(block, seat);
    if (nodes.length === 0 && newSeats.length === 0) continue;
    room -= nodes.reduce((sum, { nodes }) => sum + nodes.length, 0);
    claims.push({ seat, nodes, newSeats });
  }
  return claims;
}
