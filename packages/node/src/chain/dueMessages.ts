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
 * @param queuedAt - reads the L1 time at which a message was queued.
 */
export async function dueMessages(
  queuedAt: (index: bigint) => Promise<bigint>,
  { consumed, queued, inclusionDelay, windowStart }: QueuePart,
): Promise<number> {
  const isDue = async (index: bigint): Promise<boolean> =>
    (await queuedAt(index)) + BigInt(inclusionDelay) <= windowStart;
  let [due, notDue] = [consumed, queued];
  while (due < notDue) {
    const middle = (due + notDue) / 2n;
    if (await isDue(middle)) due = middle + 1n;
    else notDue = middle;
  }
  return Number(due - consumed);
}
