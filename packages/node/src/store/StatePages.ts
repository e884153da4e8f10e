import { pageHash, State, type StoredPage } from "@trellis/ledger";
import { concatBytes, type PoolReserves, toBigInt, toBytes } from "@trellis/protocol";
import type { Hex } from "viem";
import { z } from "zod";
import type { StateAfter } from "../chain/Chain.ts";
import { decimal, hexId } from "../disk/fields.ts";
import { count, jsonValue } from "./codings.ts";
import type { Entry, EntryChange } from "./StoreFile.ts";

/** States kept: those of the last eight final blocks, as the chain keeps them. */
const KEPT_STATES = 8;

/** Names of the sections. They outlast a new reading of L1: a state that is read again has most pages of the one that is stored. */
export const PAGES = "state pages";
export const STATES = "states";
const ONLY_KEY = "";

/** A stored state: its pages are the last versions of each that are not younger than `version`. */
interface Kept {
  readonly version: number;
  readonly proposalId: Hex;
  readonly size: number;
  readonly reserves: PoolReserves;
  readonly root: bigint;
}

const keptStates = jsonValue<readonly Kept[]>(
  z
    .array(
      z.strictObject({
        version: count,
        proposalId: hexId,
        size: count,
        reserves: z.tuple([decimal, decimal]),
        root: decimal,
      }),
    )
    .max(KEPT_STATES),
);
const HASH_BYTES = 32;
const PAGE_KEY = /^([0-9]{1,5})\.([0-9]{1,15})$/;

/**
 * The L2 states after the last final blocks, as pages of 64 accounts with the hashes of their nodes. An entry says the hashes of its page and
 * of a node above, so that a state is there before its pages are read; they are held against their hashes then. A state is stored as the pages in which
 * it differs from the one before; a page that none of the kept states has any more leaves.
 */
export class StatePages {
  #kept: (Kept & { readonly state: State })[] = [];
  /** Versions of the pages that have several, the oldest first. */
  readonly #versions = new Map<number, number[]>();
  /** The only version of each other page. */
  readonly #single = new Map<number, number>();

  /**
   * What is to be written, so that these are the stored states. It is made while it is taken, because a page takes a tenth of a
   * millisecond; all of it must be taken.
   * @param states - whose roots are known, the latest last.
   */
  *changes(states: readonly StateAfter[]): Generator<EntryChange> {
    const first = this.#continued(states);
    const fresh = states.slice(this.#kept.length - first);
    if (states.length === 0 && this.#kept.length > 0) yield* this.#dropAll();
    if (fresh.length === 0) return;
    let before = this.#kept.at(-1)?.state ?? State.empty();
    let version = this.#kept.at(-1)?.version ?? 0;
    const kept = this.#kept.slice(first);
    for (const { proposalId, state } of fresh) {
      version++;
      for (const { page, hash, above, encode } of state.changedPages(before)) {
        this.#add(page, version);
        const value = concatBytes(toBytes(hash, HASH_BYTES), toBytes(above, HASH_BYTES));
        yield { section: PAGES, key: `${page}.${version}`, value, bulk: encode(), isNew: true };
      }
      const { size, reserves } = state;
      kept.push({ version, proposalId, size, reserves, root: state.root(), state });
      before = state;
    }
    this.#kept = kept.slice(-KEPT_STATES);
    for (const key of this.#dropOlder(this.#kept[0]!.version)) {
      yield { section: PAGES, key, value: undefined, isNew: false };
    }
    const value = keptStates.write(
      this.#kept.map(({ version, proposalId, size, reserves, root }) => ({
        version,
        proposalId,
        size,
        reserves,
        root,
      })),
    );
    yield { section: STATES, key: ONLY_KEY, value, isNew: false };
  }

  /** The stored states. @throws if pages are missing or do not lead to the states' roots. */
  load(pages: readonly Entry[], [entry]: readonly Entry[]): StateAfter[] {
    const all = entry === undefined ? [] : keptStates.read(entry.value);
    const byState = Map.groupBy(pages.map(pageOf), ({ version }) =>
      all.findIndex((state) => version <= state.version),
    );
    if (byState.has(-1)) throw new Error("there are pages of no state");
    let state = State.empty();
    for (const [index, { proposalId, size, reserves, root, version }] of all.entries()) {
      const own = byState.get(index) ?? [];
      for (const { page, version } of own) this.#add(page, version);
      state = state.withPages(
        own.sort((a, b) => a.version - b.version).map(({ page, stored }) => [page, stored] as const),
        size,
        reserves,
      );
      if (state.root() !== root) throw new Error("the state's pages do not lead to its root");
      this.#kept.push({ version, proposalId, size, reserves, root, state });
    }
    return this.#kept;
  }

  /** The first kept state from which on `states` begins; the number of kept states if it begins anew. */
  #continued(states: readonly StateAfter[]): number {
    const first = this.#kept.findIndex(({ state }) => state === states[0]?.state);
    if (first < 0) return this.#kept.length;
    const same = this.#kept
      .slice(first)
      .every(
        ({ proposalId, state }, i) => states[i]?.state === state && states[i]?.proposalId === proposalId,
      );
    return same ? first : this.#kept.length;
  }

  #add(page: number, version: number): void {
    const single = this.#single.get(page);
    const several = this.#versions.get(page);
    if (several !== undefined) several.push(version);
    else if (single === undefined) this.#single.set(page, version);
    else {
      this.#single.delete(page);
      this.#versions.set(page, [single, version]);
    }
  }

  /** L1 has gone back to before the first final block. */
  *#dropAll(): Generator<EntryChange> {
    const versions = [...this.#versions].flatMap(([page, all]) => all.map((version) => [page, version]));
    for (const [page, version] of [...this.#single, ...versions]) {
      yield { section: PAGES, key: `${page}.${version}`, value: undefined, isNew: false };
    }
    yield { section: STATES, key: ONLY_KEY, value: undefined, isNew: false };
    this.#single.clear();
    this.#versions.clear();
    this.#kept = [];
  }

  /** Drops versions that no state from `oldest` on has. */
  *#dropOlder(oldest: number): Generator<string> {
    for (const [page, versions] of this.#versions) {
      while (versions.length > 1 && versions[1]! <= oldest) yield `${page}.${versions.shift()}`;
      if (versions.length > 1) continue;
      this.#versions.delete(page);
      this.#single.set(page, versions[0]!);
    }
  }
}

function pageOf({ key, value, bulk }: Entry): { page: number; version: number; stored: StoredPage } {
  const [, page, version] = PAGE_KEY.exec(key) ?? [];
  if (page === undefined || version === undefined || bulk === undefined || value.length !== 2 * HASH_BYTES)
    throw new Error(`this is no page: ${key}`);
  const hash = toBigInt(value.subarray(0, HASH_BYTES));
  const stored = {
    hash,
    above: toBigInt(value.subarray(HASH_BYTES)),
    read: () => bulk.read((bytes) => pageHash(bytes) === hash),
  };
  return { page: Number(page), version: Number(version), stored };
}
