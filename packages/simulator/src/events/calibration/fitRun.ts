import { type NodeKind, nodeAt, nodeKind } from "@trellis/protocol";
import type { NodeSeconds } from "@trellis/strategy";
import type { RecordedBlock, RecordedStep } from "./readRun.ts";

/** What a recorded run says of its network. */
export interface FittedNetwork {
  readonly seats: number;
  /** Median time of a proof by kind, seconds; the usual one where none was made. */
  readonly measured: NodeSeconds;
  /** Each seat's times over the median. */
  readonly slowness: readonly number[];
  /** Deviation of the logarithm of a proof's time about its seat's. */
  readonly noise: number;
  /** By seat: the process that works for it. */
  readonly parties: readonly number[];
  /** From the later child's proof to the claim of the node above by another process: the median, milliseconds. */
  readonly delay: number;
}

/** Takes a network's times from its run. @param usual - what its nodes take for usual, seconds. */
export function fitRun(blocks: readonly RecordedBlock[], usual: NodeSeconds): FittedNetwork {
  const seats =
    Math.max(0, ...blocks.flatMap(({ named, made }) => [...named, ...made.map(({ seat }) => seat)])) + 1;
  const proofs = blocks.flatMap(({ made, treeDepth }) =>
    made.map(({ node, seat, seconds }) => ({ seat, seconds, kind: nodeKind(nodeAt(node), treeDepth) })),
  );
  const of = (kind: NodeKind): number =>
    median(proofs.filter((proof) => proof.kind === kind).map(({ seconds }) => seconds)) ?? usual[kind];
  const measured = { leaf: of("leaf"), merge: of("merge"), root: of("root") };
  const logs = (seat: number): number[] =>
    proofs
      .filter((proof) => proof.seat === seat)
      .map(({ kind, seconds }) => Math.log(seconds / measured[kind]));
  const medians = Array.from({ length: seats }, (_, seat) => median(logs(seat)) ?? 0);
  const rest = medians.flatMap((middle, seat) => logs(seat).map((log) => log - middle));
  const noise =
    rest.length === 0 ? 0 : Math.sqrt(rest.reduce((sum, log) => sum + log * log, 0) / rest.length);
  const slowness = medians.map(Math.exp);
  return {
    seats,
    measured,
    slowness,
    noise,
    parties: partiesOf(blocks, seats),
    delay: median(blocks.flatMap(delaysOf)) ?? 0,
  };
}

function partiesOf(blocks: readonly RecordedBlock[], seats: number): number[] {
  const names: string[] = [];
  // A seat of which nothing is known is a party of its own.
  const parties = Array.from({ length: seats }, (_, seat) => -1 - seat);
  for (const { seat, by } of blocks.flatMap(({ claims, begun }) => [...claims, ...begun])) {
    if (!names.includes(by)) names.push(by);
    parties[seat] = names.indexOf(by);
  }
  return parties;
}

function delaysOf({ claims, made }: RecordedBlock): number[] {
  const first = new Map<number, RecordedStep>();
  for (const step of made) {
    const known = first.get(step.node);
    if (known === undefined || step.at < known.at) first.set(step.node, step);
  }
  return claims.flatMap(({ node, at, by }) => {
    const [left, right] = [first.get(2 * node + 1), first.get(2 * node + 2)];
    if (left === undefined || right === undefined) return [];
    const later = left.at > right.at ? left : right;
    return later.by === by || at < later.at ? [] : [at - later.at];
  });
}

export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length === 0 ? undefined : sorted[sorted.length >> 1];
}
