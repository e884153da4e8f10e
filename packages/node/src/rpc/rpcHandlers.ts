import { isPublicKey } from "@trellis/field";
import type { Gossip } from "@trellis/gossip";
import {
  bondOf,
  decodeFee,
  decodeMinimumOut,
  nodeAt,
  ROOT_NODE,
  type RollupDomain,
  roundPhase,
  subtreeProvers,
  type Transaction,
  TrellisError,
  toHex,
  transactionOf,
  WIRE,
} from "@trellis/protocol";
import type { ProofSystem, Rules } from "@trellis/prover";
import { type L2Transaction, MAX_MESSAGES, type RpcHandlers, type TrellisRpc } from "@trellis/rpc-api";
import type { Chain } from "../chain/Chain.ts";
import { type ProposalsView, rankedProposals } from "../proposals/rankedProposals.ts";
import type { PendingTransactions } from "../transactions/PendingTransactions.ts";
import type { TransactionRelay } from "../transactions/TransactionRelay.ts";

/** α is kept in parts of this size. */
const ALPHA_ONE = 65_536;

/** The parts of the node that RPC methods read. */
interface RpcView extends ProposalsView {
  readonly domain: RollupDomain;
  readonly pending: PendingTransactions;
  readonly gossip: Gossip;
  readonly proofs: Pick<ProofSystem<Rules>, "name">;
}

/**
 * The handlers of the node's JSON-RPC methods. `trellisRpc` checks their parameters and encodes their results.
 * @param relay - admits users' transactions, and relays them until they are final or dropped.
 */
export function rpcHandlers(view: RpcView, relay: Pick<TransactionRelay, "submit">): RpcHandlers<TrellisRpc> {
  const { chain, pending, gossip, proposals } = view;
  return {
    /** Height, phase and head as this node sees them. */
    async trellis_status() {
      const { block } = chain.view;
      const [running] = chain.rounds;
      const windows = running?.windows;
      return {
        chainId: Number(view.domain.chainId),
        rollup: toHex(view.domain.rollup),
        l1Block: block.number,
        height: running?.height ?? chain.head.height + 1n,
        round: running?.round ?? 0,
        phase: roundPhase(windows, chain.now),
        alpha: (running?.alpha ?? 0) / ALPHA_ONE,
        commitEnd: seconds(windows?.commitEnd),
        proofEnd: seconds(windows?.proofEnd),
        head: {
          height: chain.head.height,
          proposalId: chain.head.proposalId,
          stateRoot: hash32(chain.head.state.root()),
        },
        proofs: view.proofs.name,
        isStopped: chain.isStopped,
        pendingTransactions: pending.size,
        peers: gossip.peers().length,
      };
    },

    /** An account by index, or by key and owner; null if it does not exist at the head. */
    async trellis_getAccount(which) {
      const index = typeof which === "number" ? which : indexOf(chain, which);
      const account = index === undefined ? undefined : chain.head.state.account(index);
      if (index === undefined || account === undefined) return null;
      return {
        index,
        key: account.key,
        owner: chain.ownerOf(index) ?? null,
        nonce: account.nonce,
        nextNonce: pending.nextNonce(index) ?? account.nonce,
        balances: account.balances,
      };
    },

    /** Admits a signed transaction and relays it until it is final or dropped; returns its hash. */
    async trellis_sendTransaction(encoded) {
      return hash32(relay.submit(WIRE.transaction.decode(encoded)));
    },

    /** The pool's reserves at the head. */
    async trellis_getPool() {
      const { height, state } = chain.head;
      return { height, reserves: state.reserves };
    },

    /** The status of a transaction. */
    async trellis_getTransaction(hex) {
      const hash = BigInt(hex);
      const found = pending.statusOf(hash);
      return found.status === "final" ? found : (inclusionOf(view, hash) ?? found);
    },

    /** An account's transactions that wait at this node, by nonce. */
    async trellis_getPendingTransactions(account) {
      return pending.pendingOf(account).map(({ tx, hash, obstacle }) => ({
        hash: hash32(hash),
        transaction: describe(tx),
        ...(obstacle === undefined ? {} : { obstacle }),
      }));
    },

    /** Messages of the L1 queue, starting at an index. */
    async trellis_getMessages(from, count = MAX_MESSAGES) {
      const consumed = chain.view.status.messagesConsumed;
      return {
        queued: BigInt(chain.messages.length),
        consumed,
        messages: chain.messages.slice(from, from + count).map((message, i) => {
          const index = from + i;
          const isConsumed = BigInt(index) < consumed;
          const { failed: _, ...waiting } = describe(transactionOf(message));
          const transaction = describe({ ...transactionOf(message), failed: chain.hasFailed(index) });
          return {
            index,
            consumed: isConsumed,
            // While it waits, nobody knows whether it will fail.
            transaction: isConsumed ? transaction : waiting,
            key: { x: message.keyX, y: message.keyY },
          };
        }),
      };
    },

    /** The running round's commitments by score. */
    async trellis_getProposals() {
      return rankedProposals({ chain, proposals }).map(({ known, row }) => ({
        proposalId: known.id,
        proposer: toHex(known.proposal.proposer),
        depth: known.proposal.depth,
        burnBid: row.burnBid,
        bond: bondOf(row.burnBid, chain.settings.bond, chain.settings.bondBps),
        proverShareBps: known.proposal.proverShareBps,
        votes: known.voteCount,
        committedSeats: row.committedSeats,
        provenSeats: row.isProven ? row.provers : 0,
        proven: row.isProven,
        score: row.score,
      }));
    },

    /** A block's transactions, if this node has executed it. */
    async trellis_getBlock(id) {
      const known = proposals.get(id);
      if (known?.execution === undefined || known.reveal === undefined) {
        throw new TrellisError("TRL-NOD-041", "this node does not hold that block; its data are on L1", {
          id,
        });
      }
      return {
        proposalId: id,
        height: known.proposal.height,
        transactions: known.reveal.transactions.map(describe),
      };
    },

    /** The seat that the revealed transcript binds to each node, with its vote and its start claim (R8). */
    async trellis_getTranscript(id) {
      const known = proposals.get(id);
      const committed = chain.commitment(id);
      if (known?.transcript === undefined || committed === undefined) {
        throw new TrellisError("TRL-NOD-043", "this node does not hold that block's transcript", { id });
      }
      return {
        proposalId: id,
        transcriptRoot: committed.transcriptRoot,
        entries: [...known.boundSeats().values()].map(({ node, seat, vote, signature }) => ({
          node,
          seat,
          vote,
          signature,
          claim: known.claimOf(node)?.signature ?? null,
        })),
      };
    },

    /** Who proved each node in the best proof that L1 has kept of a block, root first. */
    async trellis_getProvers(id) {
      const proven = chain.proven(id);
      const best = proven?.kept[proven.best];
      if (proven === undefined || best === undefined) {
        throw new TrellisError("TRL-NOD-042", "L1 has kept no proof of that block", { id });
      }
      return subtreeProvers(best.seatWords, ROOT_NODE, proven.proposal.depth).map(
        ({ seat, isCommitted }, number) => ({ node: nodeAt(number), seat, isCommitted }),
      );
    },

    /** R8: open cases. */
    async trellis_getCases() {
      return chain.cases.open().map(({ proposalId, seat, nodes, answerBy }) => ({
        proposalId,
        seat,
        nodes,
        answerBy,
      }));
    },

    /** Connected gossip peers. */
    async trellis_getPeers() {
      return gossip.peers();
    },
  };
}

function indexOf(
  chain: Chain,
  { x, y, owner }: { x: bigint; y: bigint; owner: `0x${string}` },
): number | undefined {
  return isPublicKey({ x, y }) ? chain.accountIndex(x, y, owner) : undefined;
}

/** The block of the running round, proven on L1 but not final, that contains a transaction. */
function inclusionOf({ proposals, chain }: ProposalsView, hash: bigint) {
  for (const known of proposals.all()) {
    if (!chain.isRunning(known.proposal) || chain.proven(known.id) === undefined) continue;
    const index = known.execution?.transactionHashes.indexOf(hash) ?? -1;
    if (index < 0) continue;
    return { status: "included" as const, height: known.proposal.height, index, proposalId: known.id };
  }
  return undefined;
}

/** A transaction for people and programs. It may not be known whether a forced one has failed. */
type Described = Omit<Transaction, "failed"> & { readonly failed: boolean | undefined };

function describe({ kind, asset, from, to, amount, fee, nonce, forced, failed }: Described): L2Transaction {
  const fields = {
    asset,
    from,
    amount,
    fee: decodeFee(fee),
    nonce,
    ...(forced ? { forced, ...(failed === undefined ? {} : { failed }) } : {}),
  };
  return kind === "swap" ? { kind, ...fields, minimumOut: decodeMinimumOut(to) } : { kind, ...fields, to };
}

const hash32 = (value: bigint) => `0x${value.toString(16).padStart(64, "0")}` as const;
/** L1 time for JSON; null if it is not fixed yet. */
const seconds = (time: bigint | undefined): number | null => (time === undefined ? null : Number(time));
