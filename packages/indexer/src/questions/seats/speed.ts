import type { ProverResource } from "@trellis/rpc-api";
import type { Store } from "../../store/openStore.ts";
import { kindOf } from "../loadShares.ts";
import type { HeightRange } from "../range.ts";

/** Latest proofs that medians are of. */
const SAMPLE = 2_000;
const KINDS = ["leaf", "merge", "root"] as const;

/** How long a seat takes from start claim to proof, beside all others, as gossip saw it; null if it saw none of the seat. */
export async function speedOf(
  store: Store,
  seat: number,
  range: HeightRange,
): Promise<ProverResource["speed"]> {
  const own = await timesOf(store, range, (it) => it.where("proof.seat", "=", seat));
  if (own.length === 0) return null;
  const others = await timesOf(store, range, (it) => it.where("proof.seat", "!=", seat));
  const of = (times: readonly Took[], kind: Took["kind"]): number[] =>
    times.filter((it) => it.kind === kind).map(({ ms }) => ms);
  return {
    source: "gossip",
    kinds: KINDS.map((kind) => ({
      kind,
      proofs: of(own, kind).length,
      medianMs: median(of(own, kind)) ?? 0,
      othersMedianMs: median(of(others, kind)),
    })).filter(({ proofs }) => proofs > 0),
  };
}

interface Took {
  readonly kind: (typeof KINDS)[number];
  readonly ms: number;
}

const proofsIn = (store: Store, { from, to }: HeightRange) =>
  store
    .selectFrom("gossip_node_proof as proof")
    .innerJoin("gossip_claim as claim", (join) =>
      join
        .onRef("claim.proposal_id", "=", "proof.proposal_id")
        .onRef("claim.node", "=", "proof.node")
        .onRef("claim.seat", "=", "proof.seat"),
    )
    .innerJoin("commitment", "commitment.proposal_id", "proof.proposal_id")
    .select(["proof.node", "proof.received_ms as proven", "claim.received_ms as claimed", "commitment.depth"])
    .where("proof.height", ">=", from)
    .where("proof.height", "<=", to)
    .orderBy("proof.height", "desc")
    .limit(SAMPLE);

async function timesOf(
  store: Store,
  range: HeightRange,
  only: (query: ReturnType<typeof proofsIn>) => ReturnType<typeof proofsIn>,
): Promise<Took[]> {
  const rows = await only(proofsIn(store, range)).execute();
  return rows
    .filter(({ proven, claimed }) => proven >= claimed)
    .map(({ node, depth, proven, claimed }) => ({ kind: kindOf(node, depth), ms: proven - claimed }));
}

/** The middle one, the lower of two; null of none. */
function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? null;
}
