/** The part of the L1 queue that no final block has consumed, with the times that decide which messages are due. */
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
 * P10.3: how many unconsumed messages the round's blocks must include: those queued at least `inclusionDelay` before its window. The
 * queue is ordered by time, so a search reads only a few of them.
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
