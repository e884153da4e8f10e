import type { NodeSeconds } from "@trellis/strategy";
import type { RandomStream } from "../../random/RandomStream.ts";

/** A kind of machine: the median times of its proofs, and how they spread. */
export interface MachineClass {
  readonly name: string;
  /** Where the times come from. */
  readonly source: string;
  readonly seconds: NodeSeconds;
}

/**
 * Proving times by class of machine, medians of lognormal distributions. No time of a proof has been measured since the circuits' first version
 * (docs/benchmarks.md). Their gates have: the leaf has 206,709 instead of 299,135, so 2^18 rows instead of 2^19 and about half of the time;
 * merge and root have 6 % less in as many rows. A tree of depth d takes one leaf and d others, so at depth 10 the times here are about 1 % too
 * long.
 */
export const MACHINE_CLASSES = {
  measured: {
    name: "measured",
    source:
      "docs/benchmarks.md: 2 cores, 24 GiB, leaves 6.6 and 6.8 s, root 29.8 s; a merge as the root, with which it shares its gates",
    seconds: { leaf: 6.7, merge: 29.8, root: 29.8 },
  },
  expected: {
    name: "expected",
    source: "docs/configuration.md: prover.expectedSeconds, with which a node starts",
    seconds: { leaf: 6, merge: 25, root: 25 },
  },
  twice: {
    name: "twice",
    source: "computed: the measured times halved, for a machine of twice the speed; not measured",
    seconds: { leaf: 3.35, merge: 14.9, root: 14.9 },
  },
} as const satisfies Record<string, MachineClass>;

/** The class of this name. @throws RangeError for another name. */
export function machineClass(name: string): MachineClass {
  const known: Readonly<Record<string, MachineClass>> = MACHINE_CLASSES;
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found === undefined)
    throw new RangeError(`A class of machine is ${Object.keys(known).join(", ")}, not ${name}.`);
  return found;
}

/** Execution of a block of 16,384 transactions, seconds: docs/benchmarks.md, 6.1 s. A smaller block takes in proportion. */
const EXECUTION_SECONDS = 6.1;
const EXECUTION_TRANSACTIONS = 16_384;

/** Seconds that a usual machine executes a full block of this depth, of 8 transactions a leaf. */
export function executionSeconds(treeDepth: number): number {
  return (EXECUTION_SECONDS * 8 * 2 ** treeDepth) / EXECUTION_TRANSACTIONS;
}

/** A seat's machine against the usual one: lognormal with median 1. @param spread - deviation of its logarithm. */
export function drawSlowness(random: RandomStream, spread: number): number {
  return random.lognormal(0, spread);
}
