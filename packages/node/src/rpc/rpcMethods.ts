import { isPublicKey } from "@trellis/field";
import {
  decodeFee,
  decodeMinimumOut,
  FIELD_MODULUS,
  fromHex,
  ROOT_NODE,
  roundPhase,
  type Transaction,
  TrellisError,
  toHex,
  transactionOf,
  WIRE,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { z } from "zod";
import { viewWindows } from "../chain/viewWindows.ts";
import type { DoubledTranscripts } from "../proposals/DoubledTranscripts.ts";
import { rankedProposals } from "../proposals/rankedProposals.ts";
import type { NodeContext } from "../roles/NodeContext.ts";

/** Methods by name; parameters are parsed here, results are plain JSON (amounts as decimal strings). */
export type RpcMethods = Readonly<Record<string, (params: unknown) => Promise<unknown>>>;

/** Messages of the L1 queue answered at once. */
const MAX_MESSAGES = 256;

const hex = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-fA-F]{${2 * bytes}}$`), `expected 0x and ${2 * bytes} hexadecimal digits`);
const field = z
  .string()
  .regex(/^(0x[0-9a-fA-F]{1,64}|[0-9]{1,78})$/, "expected a number, decimal or 0x…")
  .transform(BigInt)
  .refine((value) => value < FIELD_MODULUS, "not below the field's modulus");

const noParams = z.union([z.undefined(), z.tuple([]), z.strictObject({})]);
const accountParams = z.tuple([
  z.union([
    z
      .number()
      .int()
      .min(0)
      .max(2 ** 20 - 1),
    z.strictObject({ x: field, y: field, owner: hex(20).transform((value) => value.toLowerCase() as Hex) }),
  ]),
]);
const sendParams = z.tuple([
  z.string().regex(/^0x([0-9a-fA-F]{2}){1,1024}$/, "expected an SSZ transaction as 0x…"),
]);
const hashParams = z.tuple([field]);
const messagesParams = z.union([
  z.tuple([z.number().int().min(0)]),
  z.tuple([z.number().int().min(0), z.number().int().min(1).max(MAX_MESSAGES)]),
]);
const proposalParams = z.tuple([hex(32).transform((value) => value.toLowerCase() as Hex)]);

/** The node's JSON-RPC methods. @param doubled - transcripts that gossip has refused (P9.5). */
export function rpcMethods(context: NodeContext, doubled: DoubledTranscripts): RpcMethods {
  const { chain, pending, gossip, proposals } = context;
  return {
    /** Height, phase and head, as this node sees them. */
    async trellis_status(params) {
      noParams.parse(params);
      const { status, block } = chain.view;
      const windows = viewWindows(chain.view);
      return {
        chainId: Number(context.domain.chainId),
        rollup: toHex(context.domain.rollup),
        l1Block: String(block.number),
        height: String(status.height),
        round: status.round,
        phase: roundPhase(windows, chain.now),
        commitEnd: windows === undefined ? null : Number(windows.commitEnd),
        proofEnd: windows === undefined ? null : Number(windows.proofEnd),
        head: {
          height: String(chain.head.height),
          proposalId: chain.head.proposalId,
          stateRoot: `0x${chain.head.state.root().toString(16).padStart(64, "0")}`,
        },
        proofs: context.proofs.name,
        pendingTransactions: pending.size,
        peers: gossip.peers().length,
      };
    },

    /** An account by index, or by key and owner; null if there is none at the head. */
    async trellis_getAccount(params) {
      const [which] = accountParams.parse(params);
      const index = typeof which === "number" ? which : indexOf(context, which);
      const account = index === undefined ? undefined : chain.head.state.account(index);
      if (index === undefined || account === undefined) return null;
      return {
        index,
        key: { x: hexNumber(account.key.x), y: hexNumber(account.key.y) },
        owner: chain.ownerOf(index)?.toLowerCase() ?? null,
        nonce: account.nonce,
        nextNonce: pending.nextNonce(index) ?? account.nonce,
        balances: account.balances.map(String),
      };
    },

    /** Admits a signed transfer and gossips it; answers its hash. */
    async trellis_sendTransaction(params) {
      const [encoded] = sendParams.parse(params);
      const tx = WIRE.transaction.decode(fromHex(encoded));
      const hash = pending.add(tx);
      const { verdict } = await gossip.publish("transaction", tx);
      if (verdict.result !== "accept") {
        context.log.debug({ verdict }, "an admitted transaction is not relayed");
      }
      return `0x${hash.toString(16).padStart(64, "0")}`;
    },

    /** What the pool holds at the head. */
    async trellis_getPool(params) {
      noParams.parse(params);
      const { height, state } = chain.head;
      return { height: String(height), reserves: state.reserves.map(String) };
    },

    /** Where a transaction stands. */
    async trellis_getTransaction(params) {
      const [hash] = hashParams.parse(params);
      const found = pending.statusOf(hash);
      if (found.status === "final") return { ...found, height: String(found.height) };
      return inclusionOf(context, hash) ?? found;
    },

    /** Messages of the L1 queue from an index on. */
    async trellis_getMessages(params) {
      const [from, count = MAX_MESSAGES] = messagesParams.parse(params);
      const consumed = chain.view.status.messagesConsumed;
      return {
        queued: String(chain.messages.length),
        consumed: String(consumed),
        messages: chain.messages.slice(from, from + count).map((message, i) => ({
          index: from + i,
          consumed: BigInt(from + i) < consumed,
          transaction: describe(transactionOf(message)),
          key: { x: hexNumber(message.keyX), y: hexNumber(message.keyY) },
        })),
      };
    },

    /** The running round's commitments by score. */
    async trellis_getProposals(params) {
      noParams.parse(params);
      return rankedProposals({ chain, proposals }).map(({ known, row }) => ({
        proposalId: known.id,
        proposer: toHex(known.proposal.proposer),
        depth: known.proposal.depth,
        burnBid: String(row.burnBid),
        proverShareBps: known.proposal.proverShareBps,
        votes: known.voteCount,
        provers: row.proven ? row.provenProvers : row.committedProvers,
        proven: row.proven,
        score: String(row.score),
      }));
    },

    /** A block's transactions, where this node has executed it. */
    async trellis_getBlock(params) {
      const [id] = proposalParams.parse(params);
      const known = proposals.get(id);
      if (known?.execution === undefined || known.reveal === undefined) {
        throw new TrellisError("TRL-NOD-041", "this node does not hold that block; its data are on L1", {
          id,
        });
      }
      return {
        proposalId: id,
        height: String(known.proposal.height),
        transactions: known.reveal.transactions.map(describe),
      };
    },

    /**
     * Who is named for which node of a block, with their votes: what reports are made from, of idle provers and of votes used twice.
     */
    async trellis_getTranscript(params) {
      const [id] = proposalParams.parse(params);
      const committed = chain.commitment(id);
      const transcript =
        proposals.get(id)?.transcript ??
        (committed === undefined ? undefined : doubled.committed(id, committed.transcriptRoot));
      if (transcript === undefined) {
        throw new TrellisError("TRL-NOD-043", "this node does not hold that block's transcript", { id });
      }
      return {
        proposalId: id,
        transcriptRoot: toHex(transcript.transcriptRoot),
        entries: transcript.entries.map(({ node, seat, vote, signature }) => ({
          node,
          seat,
          vote,
          signature: toHex(signature),
        })),
      };
    },

    /** Who proved which node of a block, root first: what claims of rewards are made from. */
    async trellis_getContributions(params) {
      const [id] = proposalParams.parse(params);
      const proven = chain.proven(id);
      const proofs = proposals.get(id)?.proofsOf(ROOT_NODE) ?? [];
      const proof =
        proven === undefined
          ? proofs[0]
          : proofs.find(({ contributionsHash }) => toHex(contributionsHash) === proven.contributionsHash);
      if (proof === undefined) {
        throw new TrellisError("TRL-NOD-042", "this node does not hold that block's proof", { id });
      }
      return proof.message.contributions;
    },

    /** Connected gossip peers. */
    async trellis_getPeers(params) {
      noParams.parse(params);
      return gossip.peers();
    },
  };
}

function indexOf(
  context: NodeContext,
  { x, y, owner }: { x: bigint; y: bigint; owner: Hex },
): number | undefined {
  return isPublicKey({ x, y }) ? context.chain.accountIndex(x, y, owner) : undefined;
}

/** The block of the running round, proven on L1 but not final, that holds a transaction. */
function inclusionOf({ proposals, chain }: NodeContext, hash: bigint) {
  for (const known of proposals.all()) {
    if (!chain.isRunning(known.proposal) || chain.proven(known.id) === undefined) continue;
    const index = known.execution?.transactionHashes.indexOf(hash) ?? -1;
    if (index < 0) continue;
    return { status: "included", height: String(known.proposal.height), index, proposalId: known.id };
  }
  return undefined;
}

function describe(tx: Transaction) {
  return {
    kind: tx.kind,
    asset: tx.asset,
    from: tx.from,
    ...(tx.kind === "swap" ? { minimumOut: String(decodeMinimumOut(tx.to)) } : { to: tx.to }),
    amount: String(tx.amount),
    fee: String(decodeFee(tx.fee)),
    nonce: tx.nonce,
    ...(tx.forced ? { forced: true, failed: tx.failed } : {}),
  };
}

const hexNumber = (value: bigint): string => `0x${value.toString(16)}`;
