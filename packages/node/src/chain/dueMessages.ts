import type { L1Client } from "@trellis/l1";

/** The part of the L1 queue that no final block has consumed, and what decides whether it is due. */
export interface QueuePart {
  /** Messages consumed, and queued, since genesis. */
  readonly consumed: bigint;
  readonly queued: bigint;
  /** Seconds. */
  readonly inclusionDelay: number;
  /** L1 time at which the round's window opens. */
  readonly windowStart: bigint;
}

/**
 * P10.3: how many of the messages that no final block has consumed must be in the round's blocks: those queued `inclusionDelay` or more
 * before its window. Messages are queued in the order of time, so few of them are asked about.
 */
export async function dueMessages(
  l1: Pick<L1Client, "messageQueuedAt">,
  { consumed, queued, inclusionDelay, windowStart }: QueuePart,
): Promise<number> {
  const isDue = async (index: bigint): Promise<boolean> =>
    (await l1.messageQueuedAt(index)) + BigInt(inclusionDelay) <= windowStart;
  let [due, notDue] = [consumed, queued];
  while (due < notDue) {
    const middle = (due + notDue) / 2n;
    if (await isDue(middle)) due = middle + 1n;
    else notDue = middle;
  }
  return Number(due - consumed);
}
