import { setImmediate as nextTurn } from "node:timers/promises";
import { PAGE_PLACES, State } from "@trellis/ledger";
import { EMPTY_QUEUE, type QueuedMessage, rollingHash, TrellisError, toHex } from "@trellis/protocol";
import type { SnapshotSource } from "./SnapshotFile.ts";
import { brokenSnapshot, CHUNK_MESSAGES, type SnapshotManifest } from "./SnapshotManifest.ts";
import { accountsOf, messagesIn, type PlacedAccount, packedMessages } from "./snapshotChunks.ts";

/** A snapshot whose content is what its manifest says. Whether L1 agrees is another question. */
export interface Snapshot {
  readonly manifest: SnapshotManifest;
  /** The state, all of whose hashes were computed from its accounts. */
  readonly state: State;
  /** The queue's messages, the first at index 0. */
  readonly queue: Iterable<QueuedMessage>;
}

/**
 * Reads a snapshot and computes the state's root and the queue's hash from it. A million accounts take some two minutes; the event loop has its
 * turn in between.
 * @throws TRL-NOD-091 if they are not those of the manifest, or anything is torn; as the source does.
 */
export async function readSnapshot(source: SnapshotSource): Promise<Snapshot> {
  const { manifest } = source;
  try {
    return { manifest, state: await readState(source), queue: await readQueue(source) };
  } catch (error) {
    // Of the ledger: an account or a reserve that cannot be.
    if (error instanceof TrellisError && error.code.startsWith("TRL-LED"))
      throw brokenSnapshot(error.message, error);
    throw error;
  }
}

async function readState(source: SnapshotSource): Promise<State> {
  const { accountChunks, chunks, accounts, reserves, stateRoot } = source.manifest;
  const pages: (readonly [page: number, bytes: Uint8Array])[] = [];
  let count = 0;
  for (let number = 0; number < accountChunks; number++) {
    const stored = await source.chunk(number);
    for (const page of byPage(accountsOf(stored, chunks[number]!, number))) {
      count += page.length;
      pages.push(pageOf(page));
      await nextTurn();
    }
  }
  if (count !== accounts) throw brokenSnapshot(`it has ${count} accounts in place of ${accounts}`);
  const state = State.empty().withPages(pages, count, reserves);
  if (state.root() !== stateRoot) throw brokenSnapshot("its accounts do not lead to its state root");
  return state;
}

/** A page with hashes that were computed here: those in a stored page are believed. */
function pageOf(accounts: readonly PlacedAccount[]): readonly [page: number, bytes: Uint8Array] {
  const state = State.of(accounts);
  state.root();
  const [page] = state.changedPages(State.empty());
  return [page!.page, page!.encode()];
}

function* byPage(accounts: Iterable<PlacedAccount>): Generator<PlacedAccount[]> {
  let page: PlacedAccount[] = [];
  for (const account of accounts) {
    const [before] = page.slice(-1);
    if (
      before !== undefined &&
      Math.floor(before[0] / PAGE_PLACES) !== Math.floor(account[0] / PAGE_PLACES)
    ) {
      yield page;
      page = [];
    }
    page.push(account);
  }
  if (page.length > 0) yield page;
}

async function readQueue(source: SnapshotSource): Promise<MessageChunks> {
  const { accountChunks, chunks, messages, queueHash } = source.manifest;
  const packed: Uint8Array[] = [];
  let hash = EMPTY_QUEUE;
  for (let number = accountChunks; number < chunks.length; number++) {
    const count = Math.min(CHUNK_MESSAGES, messages - packed.length * CHUNK_MESSAGES);
    const bytes = packedMessages(await source.chunk(number), chunks[number]!, count);
    for (const message of messagesIn(bytes)) hash = rollingHash(hash, message);
    packed.push(bytes);
    await nextTurn();
  }
  if (toHex(hash) !== queueHash) throw brokenSnapshot("its messages do not lead to the queue's hash");
  return new MessageChunks(packed);
}

/** Messages that stay packed: there may be millions. */
class MessageChunks implements Iterable<QueuedMessage> {
  readonly #packed: readonly Uint8Array[];

  constructor(packed: readonly Uint8Array[]) {
    this.#packed = packed;
  }

  *[Symbol.iterator](): Generator<QueuedMessage> {
    for (const bytes of this.#packed) yield* messagesIn(bytes);
  }
}
