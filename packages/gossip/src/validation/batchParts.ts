import { nodeNumber, type Proposal, type TreeNode } from "@trellis/protocol";
import type { Signed } from "../Verdict.ts";
import type { MessageEnvironment } from "./environment.ts";

/** A part of a batch: what a seat says of a node. */
interface BatchPart {
  readonly node: TreeNode;
  readonly seat: number;
  readonly signature: Uint8Array;
}

/**
 * Whether one of the parts is not signed by its seat. Each part is checked once, though it may be judged often while it waits.
 * @param parts - of seats that have a key in the proposal's round.
 * @param digestOf - what the seat has signed.
 */
export async function isForged<Part extends BatchPart>(
  parts: readonly Part[],
  proposal: Proposal,
  digestOf: (part: Part) => Uint8Array,
  { context, memory }: MessageEnvironment,
): Promise<boolean> {
  const unchecked = parts.flatMap((part) => {
    const key = context.proverKey(part.seat, proposal)!;
    return memory.wasSigned(part, key) ? [] : [{ part, key }];
  });
  const forged = await context.firstForged(
    unchecked.map(({ part, key }) => ({ digest: digestOf(part), signature: part.signature, key })),
  );
  for (const { part, key } of unchecked.slice(0, forged)) memory.noteSigned(part, key);
  return forged !== undefined;
}

/** Who answers for the parts while they wait. */
export function signersOf(parts: readonly BatchPart[], id: string, most: number): Signed[] {
  return [...Map.groupBy(parts, ({ seat }) => seat)].map(([seat, own]) => ({
    signer: `seat ${seat}`,
    subject: id,
    parts: own.map(({ node }) => nodeNumber(node)),
    most,
  }));
}
