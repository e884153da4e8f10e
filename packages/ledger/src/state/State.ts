import { poseidon2Hash } from "@trellis/field";
import {
  ACCOUNT_TREE_DEPTH,
  EMPTY_POOL,
  MAX_RESERVE,
  type PoolReserves,
  TrellisError,
} from "@trellis/protocol";
import { BATCH_HASHES, HashBatch, type HashInput, type HashSteps } from "../hashing/HashBatch.ts";
import { runHashSteps } from "../hashing/hashSteps.ts";
import { type Account, accountLeafInputs, isAccount } from "./Account.ts";
import type { Branch, Leaf, StateNode } from "./StateNode.ts";
import { encodePage, GROUP_DEPTH, PAGE_DEPTH, PAGE_PLACES, StatePage, type StoredPage } from "./StatePage.ts";

/** Number of places in the account tree. */
export const ACCOUNTS = 2 ** ACCOUNT_TREE_DEPTH;

/** Hash of an empty subtree by its height: an empty place is 0. */
const EMPTY_HASH: readonly bigint[] = emptyHashes();

function emptyHashes(): bigint[] {
  const hashes = [0n];
  for (let height = 0; height < ACCOUNT_TREE_DEPTH; height++) {
    hashes.push(poseidon2Hash([hashes[height]!, hashes[height]!]));
  }
  return hashes;
}

/** A part of a state that has changed: {@link PAGE_PLACES} places from a multiple of their number on. */
export interface ChangedPage {
  /** First place of the page, divided by its places. */
  readonly page: number;
  /** Hash of its root; 0 if it has no account any more. */
  readonly hash: bigint;
  /** Hash of the node above it at the height of {@link GROUP_DEPTH}; 0 if that has no account. */
  readonly above: bigint;
  /** Its bytes, for {@link State.withPages}; none if it has no account any more. Encoding takes about a tenth of a millisecond. */
  readonly encode: () => Uint8Array;
}

/** The hash inputs of the state root: `[accountsRoot, reserve0, reserve1, 0, 0, 0]`. */
export function stateRootInputs(accountsRoot: bigint, reserves: PoolReserves): bigint[] {
  return [accountsRoot, ...reserves, 0n, 0n, 0n];
}

/**
 * The L2 state (P10.1): a sparse Poseidon2 tree of 2^20 accounts, and the reserves of the pool. Bit 0 (the least significant) of an
 * index chooses the side at the bottom of the tree.
 *
 * `fork` is free. `set` copies the 20 nodes above one account. `root` and `path` compute the hashes that they need; each hash is computed
 * once for all forks.
 */
export class State {
  #root: Branch | undefined;
  #size: number;
  #reserves: PoolReserves;
  /** The state root, if it has been computed since the last change. */
  #stateRoot: bigint | undefined;

  private constructor(root: Branch | undefined, size: number, reserves: PoolReserves, stateRoot?: bigint) {
    this.#root = root;
    this.#size = size;
    this.#reserves = reserves;
    this.#stateRoot = stateRoot;
  }

  /** The state of a new rollup. */
  static empty(): State {
    return new State(undefined, 0, EMPTY_POOL);
  }

  /**
   * The state with these accounts and reserves.
   * @throws as {@link State.set} and {@link State.setReserves} do.
   */
  static of(
    accounts: Iterable<readonly [index: number, account: Account]>,
    reserves: PoolReserves = EMPTY_POOL,
  ): State {
    const state = State.empty();
    state.setReserves(reserves);
    for (const [index, account] of accounts) state.set(index, account);
    return state;
  }

  /** Number of accounts. */
  get size(): number {
    return this.#size;
  }

  /** A copy that changes independently of this one. O(1). */
  fork(): State {
    return new State(this.#root, this.#size, this.#reserves, this.#stateRoot);
  }

  /** P10.1: the reserves of the pool. */
  get reserves(): PoolReserves {
    return this.#reserves;
  }

  /** The state root: `Poseidon2([accountsRoot, reserve0, reserve1, 0, 0, 0])`. */
  root(): bigint {
    return runHashSteps(this.rootSteps());
  }

  /** {@link root}, in steps: computes the tree's unknown hashes. Changes made between the steps only affect the next call. */
  *rootSteps(): HashSteps<bigint> {
    if (this.#stateRoot !== undefined) return this.#stateRoot;
    const root = this.#root;
    const reserves = this.#reserves;
    const accountsRoot = yield* hashSteps(root, ACCOUNT_TREE_DEPTH);
    const stateRoot = poseidon2Hash(stateRootInputs(accountsRoot, reserves));
    if (this.#root === root && this.#reserves === reserves) this.#stateRoot = stateRoot;
    return stateRoot;
  }

  /** Root of the account tree. */
  accountsRoot(): bigint {
    return runHashSteps(this.accountsRootSteps());
  }

  /** {@link accountsRoot}, in steps. */
  accountsRootSteps(): HashSteps<bigint> {
    return hashSteps(this.#root, ACCOUNT_TREE_DEPTH);
  }

  /**
   * The account at `index`, or undefined for an empty place.
   * @throws TRL-LED-003 for an index outside the tree.
   */
  account(index: number): Account | undefined {
    assertIndex(index);
    let node: StateNode = this.#root;
    for (let height = ACCOUNT_TREE_DEPTH - 1; height >= 0 && node !== undefined; height--) {
      node = child(node, index, height);
    }
    return (node as Leaf | undefined)?.account;
  }

  /**
   * The 20 siblings of the place `index`, from the leaf up.
   * @throws TRL-LED-003 for an index outside the tree.
   */
  path(index: number): bigint[] {
    return runHashSteps(this.pathSteps(index));
  }

  /** {@link path}, in steps: computes the unknown hashes of the siblings. */
  *pathSteps(index: number): HashSteps<bigint[]> {
    assertIndex(index);
    const siblings = new Array<bigint>(ACCOUNT_TREE_DEPTH);
    let node: StateNode = this.#root;
    for (let height = ACCOUNT_TREE_DEPTH - 1; height >= 0; height--) {
      const sibling: StateNode = node === undefined ? undefined : child(node, index ^ (1 << height), height);
      siblings[height] = yield* hashSteps(sibling, height);
      node = node === undefined ? undefined : child(node, index, height);
    }
    return siblings;
  }

  /**
   * Sets the account at `index`.
   * @throws TRL-LED-003 for an index outside the tree, TRL-LED-004 for an account whose fields are out of range.
   */
  set(index: number, account: Account): void {
    assertIndex(index);
    if (!isAccount(account)) {
      throw new TrellisError("TRL-LED-004", "an account's key, nonce or balance is out of range", {
        index,
        nonce: account.nonce,
        balance0: account.balances[0],
        balance1: account.balances[1],
      });
    }
    if (this.account(index) === undefined) this.#size++;
    this.#root = replaced(this.#root, index, ACCOUNT_TREE_DEPTH, { account, hash: undefined }) as Branch;
    this.#stateRoot = undefined;
  }

  /**
   * Sets the reserves of the pool.
   * @throws TRL-LED-005 for a reserve that is negative or has more than 112 bits.
   */
  setReserves(reserves: PoolReserves): void {
    if (!reserves.every((reserve) => reserve >= 0n && reserve <= MAX_RESERVE)) {
      throw new TrellisError("TRL-LED-005", "a reserve of the pool is out of range", {
        reserve0: reserves[0],
        reserve1: reserves[1],
      });
    }
    this.#reserves = reserves;
    this.#stateRoot = undefined;
  }

  /**
   * The pages that differ from those of an earlier state. What both share is not looked at, so it takes as long as the changes are many.
   * The root of this state must have been computed.
   */
  *changedPages(since: State): Generator<ChangedPage> {
    yield* changedPages(this.#root, since.#root, 0, ACCOUNT_TREE_DEPTH, 0n);
  }

  /**
   * This state with some of its pages replaced, and other reserves. The caller vouches for the pages: their accounts are not held against
   * their hashes, only the root tells whether the pages belong together. Of stored pages it tells whether the hashes above them do; where
   * several have the same node above them, the last one's hash counts.
   * @param size - number of accounts in all.
   * @throws TRL-LED-003 for a page outside the tree, TRL-LED-007 for one of the wrong length; as {@link setReserves}.
   */
  withPages(
    pages: Iterable<readonly [page: number, source: Uint8Array | StoredPage]>,
    size: number,
    reserves: PoolReserves,
  ): State {
    const state = new State(this.#root, size, EMPTY_POOL);
    state.setReserves(reserves);
    const above = new Map<number, bigint>();
    for (const [page, source] of pages) {
      const index = page * PAGE_PLACES;
      assertIndex(index);
      const isEmpty = source instanceof Uint8Array ? source.length === 0 : source.hash === 0n;
      const node = isEmpty ? undefined : new StatePage(source);
      state.#root = replaced(state.#root, index, ACCOUNT_TREE_DEPTH, node, PAGE_DEPTH) as Branch;
      if (!(source instanceof Uint8Array)) above.set(index >> GROUP_DEPTH, source.above);
    }
    for (const [group, hash] of above) {
      let node: StateNode = state.#root;
      for (let height = ACCOUNT_TREE_DEPTH - 1; height >= GROUP_DEPTH && node !== undefined; height--) {
        node = child(node, group << GROUP_DEPTH, height);
      }
      if (node !== undefined && hash !== 0n) node.hash ??= hash;
    }
    return state;
  }

  /** All accounts by ascending index, as of the start of the iteration. */
  *accounts(): Generator<readonly [index: number, account: Account]> {
    yield* accountsUnder(this.#root, 0, ACCOUNT_TREE_DEPTH);
  }
}

function* accountsUnder(
  node: StateNode,
  index: number,
  height: number,
): Generator<readonly [index: number, account: Account]> {
  if (node === undefined) return;
  if (height === 0) {
    yield [index, (node as Leaf).account];
    return;
  }
  const { left, right } = node instanceof StatePage ? node.peek() : (node as Branch);
  yield* accountsUnder(left, index, height - 1);
  yield* accountsUnder(right, index + 2 ** (height - 1), height - 1);
}

/** The child of a node at height `height + 1`, on the side that `index` selects. */
function child(node: Branch | Leaf, index: number, height: number): StateNode {
  const branch = node as Branch;
  return (index >> height) & 1 ? branch.right : branch.left;
}

/** A tree with a node in place of that at height `to` above `index`. */
function replaced(node: StateNode, index: number, height: number, by: StateNode, to = 0): StateNode {
  if (height === to) return by;
  const branch = node as Branch | undefined;
  const isRight = (index >> (height - 1)) & 1;
  return {
    left: isRight ? branch?.left : replaced(branch?.left, index, height - 1, by, to),
    right: isRight ? replaced(branch?.right, index, height - 1, by, to) : branch?.right,
    hash: undefined,
  };
}

/** The changed pages below a node of the given height, whose first page is `page`. */
function* changedPages(
  node: StateNode,
  since: StateNode,
  page: number,
  height: number,
  above: bigint,
): Generator<ChangedPage> {
  if (node === since) return;
  const [branch, before] = [node as Branch | undefined, since as Branch | undefined];
  if (height === PAGE_DEPTH) {
    yield { page, hash: branch?.hash ?? 0n, above, encode: () => encoded(branch) };
    return;
  }
  const next = height === GROUP_DEPTH ? (branch?.hash ?? 0n) : above;
  const right = page + 2 ** (height - 1 - PAGE_DEPTH);
  yield* changedPages(branch?.left, before?.left, page, height - 1, next);
  yield* changedPages(branch?.right, before?.right, right, height - 1, next);
}

function encoded(page: Branch | undefined): Uint8Array {
  if (page === undefined) return new Uint8Array();
  return page instanceof StatePage ? page.bytes() : encodePage(page);
}

/** The hash of a node, in steps of at most {@link BATCH_HASHES}: the nodes below it first. */
function* hashSteps(root: StateNode, height: number): HashSteps<bigint> {
  if (root === undefined) return EMPTY_HASH[height]!;
  while (root.hash === undefined) {
    const batch = new HashBatch();
    const nodes: (Branch | Leaf)[] = [];
    collect(batch, nodes, root, height);
    const results = yield batch;
    nodes.forEach((node, i) => {
      node.hash ??= results.at(~i);
    });
  }
  return root.hash;
}

/**
 * Adds the hash of a node to a batch, after the hashes of the nodes below it. Adds each node to `nodes` in the order of the hashes.
 * @returns undefined if the batch is full before that.
 */
function collect(
  batch: HashBatch,
  nodes: (Branch | Leaf)[],
  node: StateNode,
  height: number,
): HashInput | undefined {
  const known = node === undefined ? EMPTY_HASH[height]! : node.hash;
  if (known !== undefined) return batch.value(known);
  let inputs: readonly HashInput[];
  if (height === 0) {
    inputs = accountLeafInputs((node as Leaf).account).map((input) => batch.value(input));
  } else {
    const left = collect(batch, nodes, (node as Branch).left, height - 1);
    const right = left === undefined ? undefined : collect(batch, nodes, (node as Branch).right, height - 1);
    if (left === undefined || right === undefined) return undefined;
    inputs = [left, right];
  }
  if (batch.size >= BATCH_HASHES) return undefined;
  nodes.push(node as Branch | Leaf);
  return batch.hash(inputs);
}

function assertIndex(index: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= ACCOUNTS) {
    throw new TrellisError("TRL-LED-003", `an account index is a whole number below ${ACCOUNTS}`, { index });
  }
}
