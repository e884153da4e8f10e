import { setImmediate as nextTurn } from "node:timers/promises";
import type { State } from "@trellis/ledger";
import { type RollupDomain, TrellisError, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { MessageList } from "../chain/MessageLog.ts";
import { writeSnapshotFile } from "./SnapshotFile.ts";
import { CHUNK_ACCOUNTS, CHUNK_MESSAGES, type SnapshotManifest } from "./SnapshotManifest.ts";
import { accountChunk, type Chunk, messageChunk, type PlacedAccount } from "./snapshotChunks.ts";

/** What a snapshot is made of: the state and the queue as a chain knows them. */
export interface SnapshotSubject {
  readonly domain: RollupDomain;
  readonly head: { readonly height: bigint; readonly proposalId: Hex; readonly state: State };
  readonly messages: MessageList;
  queueHash(count: bigint): Uint8Array;
}

export interface MakingOptions {
  /** Whether a file of this name is replaced. */
  readonly replace?: boolean;
  /** Asked after each chunk: if not, nothing is written. */
  readonly isWanted?: () => boolean;
}

/**
 * Writes a snapshot of a chain's head. The event loop has its turn after each chunk, and the chain may go on meanwhile.
 * @throws TRL-NOD-094 if no block is final; TRL-NOD-007 if it is not wanted any more; as {@link writeSnapshotFile}.
 */
export async function makeSnapshot(
  path: string,
  { domain, head, messages: queue, queueHash }: SnapshotSubject,
  { replace = false, isWanted = () => true }: MakingOptions = {},
): Promise<SnapshotManifest> {
  const { height, proposalId, state } = head;
  if (height === 0n) throw new TrellisError("TRL-NOD-094", "there is no final block to make a snapshot of");
  const messages = queue.length;
  let accountChunks = 0;
  const turn = async (): Promise<void> => {
    await nextTurn();
    if (!isWanted()) throw new TrellisError("TRL-NOD-007", "the node was stopped");
  };
  async function* chunks(): AsyncGenerator<Chunk> {
    for (const accounts of byChunk(state.accounts())) {
      accountChunks++;
      yield await accountChunk(accounts);
      await turn();
    }
    for (let first = 0; first < messages; first += CHUNK_MESSAGES) {
      yield await messageChunk(queue.slice(first, Math.min(first + CHUNK_MESSAGES, messages)));
      await turn();
    }
  }
  const manifestOf = (places: SnapshotManifest["chunks"]): SnapshotManifest => ({
    chainId: domain.chainId,
    rollup: toHex(domain.rollup),
    height,
    proposalId,
    stateRoot: state.root(),
    reserves: state.reserves,
    accounts: state.size,
    messages,
    queueHash: toHex(queueHash(BigInt(messages))),
    accountChunks,
    chunks: places,
  });
  return writeSnapshotFile(path, chunks(), manifestOf, { replace });
}

/** The accounts of each chunk, in order; a chunk may have none. */
function* byChunk(accounts: Iterable<PlacedAccount>): Generator<PlacedAccount[]> {
  let chunk: PlacedAccount[] = [];
  let end = CHUNK_ACCOUNTS;
  for (const account of accounts) {
    for (; account[0] >= end; end += CHUNK_ACCOUNTS) {
      yield chunk;
      chunk = [];
    }
    chunk.push(account);
  }
  if (chunk.length > 0) yield chunk;
}
