import {
  concatBytes,
  fromHex,
  TRANSACTION_BYTES,
  type Transaction,
  TrellisError,
  unpackTransaction,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { decodeEvents } from "../contracts/contractEvents.ts";
import { blockRanges } from "./blockRanges.ts";
import type { L1Client } from "./L1Client.ts";

/** P10.1: a withdrawal in a final block. */
export interface FinalWithdrawal {
  readonly proposalId: Hex;
  readonly height: bigint;
  /** Place of the transaction in the block, from 0. */
  readonly place: number;
  readonly transaction: Transaction;
  /** The L1 owner of the sending account, who is paid. */
  readonly owner: Hex;
  /** What a claim is made from (`withdrawalClaim`). */
  readonly proverSetRoot: Hex;
  readonly data: Uint8Array;
}

interface ProvenData {
  readonly data: Uint8Array;
  readonly proverSetRoot: Hex;
}

/** The first byte of a packed transaction: its kind in the low bits, and a bit for failed ones. */
const WITHDRAW = 4;
const KIND = 0b1111;
const FAILED = 0b100_0000;

/**
 * Reads the withdrawals to an L1 address in final blocks from L1's logs, oldest first. Those that were already paid are included.
 * @throws TRL-L1-011 if L1 cannot be asked, TRL-L1-030 if its logs lack a final block's data.
 */
export async function readWithdrawals(client: L1Client, owner: Hex): Promise<FinalWithdrawal[]> {
  const owners: Hex[] = [];
  const chunks = new Map<Hex, Uint8Array>();
  const roots = new Map<string, Hex>();
  const rounds = new Map<Hex, string>();
  const proven = new Map<Hex, ProvenData>();
  const found: FinalWithdrawal[] = [];
  const { rollup: address, deployedAt } = client.addresses;
  const ask = <Answer>(ask: () => Promise<Answer>) => client.ask("read withdrawals", ask);
  const latest = await ask(() => client.public.getBlockNumber());
  for (const range of blockRanges(deployedAt, latest)) {
    const logs = await ask(() => client.public.getLogs({ address, ...range }));
    for (const { eventName, args } of decodeEvents(logs)) {
      if (eventName === "AccountOpened") owners[args.accountIndex] = args.owner;
      else if (eventName === "DataPublished") chunks.set(args.dataHash, fromHex(args.chunk));
      else if (eventName === "RoundOpened") roots.set(`${args.height}/${args.round}`, args.proverSetRoot);
      else if (eventName === "Committed") {
        rounds.set(args.proposalId, `${args.proposal.height}/${args.proposal.round}`);
      } else if (eventName === "BlockProven") {
        const parts = args.dataChunks.map((hash) => chunks.get(hash) ?? new Uint8Array());
        const data = args.dataChunks.length === 0 ? fromHex(args.data) : concatBytes(...parts);
        const proverSetRoot = roots.get(rounds.get(args.proposalId) ?? "");
        if (proverSetRoot !== undefined) proven.set(args.proposalId, { data, proverSetRoot });
      } else if (eventName === "Finalized") {
        found.push(...withdrawalsOf(args.proposalId, args.height, proven.get(args.proposalId), owners));
        // Nothing is ever claimed from blocks that have lost.
        proven.clear();
        chunks.clear();
      }
    }
  }
  return found.filter((withdrawal) => withdrawal.owner === owner);
}

function withdrawalsOf(
  proposalId: Hex,
  height: bigint,
  block: ProvenData | undefined,
  owners: readonly Hex[],
): FinalWithdrawal[] {
  if (block === undefined || block.data.length === 0) {
    throw new TrellisError(
      "TRL-L1-030",
      "L1's logs lack a final block's data; use an L1 node that keeps all logs since the deployment",
      {
        proposalId,
      },
    );
  }
  const { data, proverSetRoot } = block;
  const found: FinalWithdrawal[] = [];
  for (let place = 0; place * TRANSACTION_BYTES < data.length; place++) {
    const packed = data.subarray(place * TRANSACTION_BYTES, (place + 1) * TRANSACTION_BYTES);
    if ((packed[0]! & KIND) !== WITHDRAW || (packed[0]! & FAILED) !== 0) continue;
    const transaction = unpackTransaction(packed);
    const owner = owners[transaction.from];
    if (owner === undefined) continue;
    found.push({ proposalId, height, place, transaction, owner, proverSetRoot, data });
  }
  return found;
}
