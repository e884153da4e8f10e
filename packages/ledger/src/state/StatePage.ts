import { BoundedMap, TrellisError } from "@trellis/protocol";
import type { Account } from "./Account.ts";
import type { Branch, Leaf, StateNode } from "./StateNode.ts";

/** Levels of the account tree in a page, and its places. */
export const PAGE_DEPTH = 6;
export const PAGE_PLACES = 2 ** PAGE_DEPTH;

/** Levels of the account tree below a node whose hash is stored, too, so that few hashes above the pages are computed at a start. */
export const GROUP_DEPTH = PAGE_DEPTH + 7;

/** Which places have an account: a bit each, the first place's the least significant. */
const PRESENCE_BYTES = PAGE_PLACES / 8;
/** Key, nonce, balances. */
const ACCOUNT_BYTES = 32 + 32 + 4 + 16 + 16;
const HASH_BYTES = 32;

/** A page that a store has kept. */
export interface StoredPage {
  /** Hash of its root. */
  readonly hash: bigint;
  /** Hash of the node {@link GROUP_DEPTH} levels above the places, as it was when the page was stored. */
  readonly above: bigint;
  /** What {@link encodePage} made. @throws if it cannot be read, or is not what was written. */
  read(): Uint8Array;
}

/** Pages on disk whose nodes are in memory: about 30 KiB each. */
const MAX_OPEN = 1_024;
const open = new BoundedMap<StatePage, Branch>(MAX_OPEN, { touch: true });

/**
 * A subtree of {@link PAGE_PLACES} places as bytes, which is opened when it is first looked into: which places have an account, the accounts,
 * and the hashes of all nodes, a node's before those below it. So a state of a million accounts is there without a hash being computed. The
 * bytes may stay on disk: then they are read at each opening, and the page is closed again after others were opened.
 */
export class StatePage implements Branch {
  readonly hash: bigint;
  #source: Uint8Array | StoredPage | undefined;
  /** If the page was opened for good. */
  #nodes: Branch | undefined;

  /**
   * @param source - what {@link encodePage} made. The caller vouches for it; it must not change afterwards.
   * @throws TRL-LED-007 if it is not as long as it should be.
   */
  constructor(source: Uint8Array | StoredPage) {
    this.hash = source instanceof Uint8Array ? pageHash(source) : source.hash;
    this.#source = source;
  }

  get left(): StateNode {
    return this.#open().left;
  }

  get right(): StateNode {
    return this.#open().right;
  }

  /** Its nodes, for who looks once: the page stays closed, as nodes take several times the memory of their bytes. */
  peek(): Branch {
    return this.#nodes ?? open.get(this) ?? this.#decoded();
  }

  /** Its bytes, as {@link encodePage} makes them. */
  bytes(): Uint8Array {
    return this.#source === undefined ? encodePage(this) : this.#read();
  }

  #open(): Branch {
    if (this.#nodes !== undefined) return this.#nodes;
    if (!(this.#source instanceof Uint8Array)) return open.getOrMake(this, () => this.#decoded());
    this.#nodes = this.#decoded();
    this.#source = undefined;
    return this.#nodes;
  }

  #decoded(): Branch {
    return new PageReader(viewOf(this.#read())).node(0, PAGE_DEPTH) as Branch;
  }

  #read(): Uint8Array {
    const source = this.#source!;
    return source instanceof Uint8Array ? source : source.read();
  }
}

/** The hash of the root of what {@link encodePage} made. @throws TRL-LED-007 if it is not as long as it should be. */
export function pageHash(bytes: Uint8Array): bigint {
  const view = viewOf(bytes);
  if (bytes.length < PRESENCE_BYTES || bytes.length !== lengthOf(view)) {
    throw new TrellisError("TRL-LED-007", "a page of the state has the wrong length", {
      bytes: bytes.length,
    });
  }
  return hashAt(view, PRESENCE_BYTES + ACCOUNT_BYTES * countOf(view, 0, PAGE_PLACES));
}

/** The bytes of the subtree below a node of height {@link PAGE_DEPTH}, all of whose hashes are known. */
export function encodePage(root: Branch): Uint8Array {
  const accounts: [place: number, account: Account][] = [];
  const hashes: bigint[] = [];
  collect(root, 0, PAGE_DEPTH, accounts, hashes);
  const bytes = new Uint8Array(PRESENCE_BYTES + ACCOUNT_BYTES * accounts.length + HASH_BYTES * hashes.length);
  const view = viewOf(bytes);
  let at = PRESENCE_BYTES;
  for (const [place, { key, nonce, balances }] of accounts) {
    view.setUint8(place >> 3, view.getUint8(place >> 3) | (1 << (place & 7)));
    setWords(view, at, key.x, 4);
    setWords(view, at + 32, key.y, 4);
    view.setUint32(at + 64, nonce);
    setWords(view, at + 68, balances[0], 2);
    setWords(view, at + 84, balances[1], 2);
    at += ACCOUNT_BYTES;
  }
  for (const hash of hashes) {
    setWords(view, at, hash, 4);
    at += HASH_BYTES;
  }
  return bytes;
}

function collect(
  node: StateNode,
  place: number,
  height: number,
  accounts: [place: number, account: Account][],
  hashes: bigint[],
): void {
  if (node === undefined) return;
  hashes.push(node.hash!);
  if (height === 0) {
    accounts.push([place, (node as Leaf).account]);
    return;
  }
  collect((node as Branch).left, place, height - 1, accounts, hashes);
  collect((node as Branch).right, place + 2 ** (height - 1), height - 1, accounts, hashes);
}

/** Reads the nodes of a page in their order. */
class PageReader {
  readonly #view: DataView;
  #account = PRESENCE_BYTES;
  #hash: number;

  constructor(view: DataView) {
    this.#view = view;
    this.#hash = PRESENCE_BYTES + ACCOUNT_BYTES * countOf(view, 0, PAGE_PLACES);
  }

  node(place: number, height: number): StateNode {
    if (countOf(this.#view, place, 2 ** height) === 0) return undefined;
    const hash = hashAt(this.#view, this.#hash);
    this.#hash += HASH_BYTES;
    if (height === 0) return { account: this.#nextAccount(), hash };
    const left = this.node(place, height - 1);
    const right = this.node(place + 2 ** (height - 1), height - 1);
    return { left, right, hash };
  }

  #nextAccount(): Account {
    const view = this.#view;
    const at = this.#account;
    this.#account += ACCOUNT_BYTES;
    return {
      key: { x: words(view, at, 4), y: words(view, at + 32, 4) },
      nonce: view.getUint32(at + 64),
      balances: [words(view, at + 68, 2), words(view, at + 84, 2)],
    };
  }
}

/** Length of the page that begins with these presence bits; 0 if it has no account. */
function lengthOf(view: DataView): number {
  if (view.byteLength < PRESENCE_BYTES) return 0;
  let nodes = 0;
  for (let height = 0; height <= PAGE_DEPTH; height++) {
    const width = 2 ** height;
    for (let place = 0; place < PAGE_PLACES; place += width) if (countOf(view, place, width) > 0) nodes++;
  }
  if (nodes === 0) return 0;
  return PRESENCE_BYTES + ACCOUNT_BYTES * countOf(view, 0, PAGE_PLACES) + HASH_BYTES * nodes;
}

/** Accounts in `width` places, a power of two, from a multiple of it on. */
function countOf(view: DataView, place: number, width: number): number {
  if (width < 8) return BITS[(view.getUint8(place >> 3) >> (place & 7)) & (2 ** width - 1)]!;
  let count = 0;
  for (let byte = place >> 3; byte < (place + width) >> 3; byte++) count += BITS[view.getUint8(byte)]!;
  return count;
}

/** Set bits of each byte. */
const BITS = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

const hashAt = (view: DataView, at: number): bigint => words(view, at, 4);

function setWords(view: DataView, at: number, value: bigint, count: number): void {
  let rest = value;
  for (let word = count - 1; word >= 0; word--) {
    view.setBigUint64(at + 8 * word, BigInt.asUintN(64, rest));
    rest >>= 64n;
  }
}

function words(view: DataView, at: number, count: number): bigint {
  let value = 0n;
  for (let word = 0; word < count; word++) value = (value << 64n) | view.getBigUint64(at + 8 * word);
  return value;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
