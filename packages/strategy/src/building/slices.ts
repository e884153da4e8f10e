/** Transactions that are tried between two pauses: some four milliseconds of work. */
const SLICE = 1_024;

/** Lets the caller's other work run. @throws what ends the building, as a signal's reason. */
export type Pause = () => Promise<void>;

/**
 * Passes items on, and pauses after every {@link SLICE} of them.
 * @throws what `pause` throws.
 */
export async function* inSlices<Item>(items: Iterable<Item>, pause: Pause): AsyncGenerator<Item[]> {
  let slice: Item[] = [];
  for (const item of items) {
    slice.push(item);
    if (slice.length < SLICE) continue;
    yield slice;
    slice = [];
    await pause();
  }
  if (slice.length > 0) yield slice;
}
