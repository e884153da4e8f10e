import type { L1Event } from "@trellis/l1";
import { transactionHash } from "@trellis/ledger";
import {
  concatBytes,
  decodeSeatWord,
  fromHex,
  isSentKind,
  isSigned,
  ProverBitmap,
  SEAT_WORD_BYTES,
  TRANSACTION_BYTES,
  type Transaction,
  TrellisError,
  toBytes,
  toHex,
  unpackTransaction,
} from "@trellis/protocol";
import { bitmapText } from "./bitmapText.ts";
import type { ArgsOf, FactRow } from "./FactRow.ts";
import type { Known } from "./Known.ts";
import { poolAfter } from "./poolAfter.ts";
import { sortable } from "./sortable.ts";

/** Transactions that are hashed without a pause: some milliseconds of work. */
const PAUSE_EVERY = 128;

/** Published data, block proofs and final blocks; undefined for other events. @throws TRL-IDX-002 if an earlier event is missing. */
export async function rollupFacts(event: L1Event, known: Known): Promise<readonly FactRow[] | undefined> {
  switch (event.eventName) {
    case "DataPublished": {
      const { dataHash: hash, chunk } = event.args;
      return [{ table: "data_chunk", row: { hash, chunk: fromHex(chunk) } }];
    }
    case "BlockProven":
      return [...proofFacts(event.args), ...(await dataFacts(event.args, known))];
    case "Finalized":
      return finalFacts(event.args, known);
    default:
      return undefined;
  }
}

function proofFacts(args: ArgsOf<"BlockProven">): FactRow[] {
  const { proposalId, kept, isBest, score, provers, tally, fees } = args;
  const row = {
    proposal_id: proposalId,
    kept,
    is_best: Number(isBest),
    score: sortable(score),
    seats: ProverBitmap.fromWords(provers).count(),
    bitmap: bitmapText(provers),
    tally: String(tally),
    fees: String(fees),
  };
  return [{ table: "block_proof", row }, ...nodeFacts(args)];
}

/** R1: who proved each node. The tables keep the first proof that shows a node so. */
function nodeFacts({ proposalId, kept, seatWords }: ArgsOf<"BlockProven">): FactRow[] {
  const words = fromHex(seatWords);
  const rows: FactRow[] = [];
  for (let node = 0; node * SEAT_WORD_BYTES < words.length; node++) {
    const { seat, isCommitted } = decodeSeatWord((words[2 * node]! << 8) | words[2 * node + 1]!);
    if (seat === null) continue;
    const row = { proposal_id: proposalId, node, is_committed: Number(isCommitted), seat, kept };
    rows.push({ table: "node_proof", row });
  }
  return rows;
}

/** The transactions come with the first proof, or were published before in chunks. */
async function dataFacts(
  { proposalId, kept, data, chunks }: ArgsOf<"BlockProven">,
  known: Known,
): Promise<FactRow[]> {
  if (kept !== 0) return [];
  let bytes = fromHex(data);
  if (chunks.length > 0) {
    const parts = await Promise.all(chunks.map((hash) => known.chunk(hash)));
    bytes = concatBytes(...parts.map((part) => part ?? missing("the chunks of a block", proposalId)));
  }
  return [{ table: "block_data", row: { proposal_id: proposalId, data: bytes, transactions: count(bytes) } }];
}

async function finalFacts(args: ArgsOf<"Finalized">, known: Known): Promise<FactRow[]> {
  const { height, proposalId, proposer, messagesConsumed, fees } = args;
  const row = {
    height: Number(height),
    proposal_id: proposalId,
    proposer,
    messages_consumed: Number(messagesConsumed),
    fees: String(fees),
  };
  const data = (await known.dataOf(proposalId)) ?? missing("the transactions of a final block", proposalId);
  const nonces = new Map<number, number>();
  const rows: FactRow[] = [{ table: "final_block", row }];
  const transactions: Transaction[] = [];
  for (let place = 0; place * TRANSACTION_BYTES < data.length; place++) {
    const packed = data.subarray(place * TRANSACTION_BYTES, (place + 1) * TRANSACTION_BYTES);
    const tx = unpackTransaction(packed);
    if (tx.kind === "noop") continue;
    transactions.push(tx);
    if (rows.length % PAUSE_EVERY === 0) await known.pause();
    const nonce = await nextNonce(tx, nonces, known);
    const hash = toHex(toBytes(transactionHash(known.rollupId, { ...tx, nonce }), 32));
    rows.push({
      table: "l2_transaction",
      row: {
        hash,
        height: Number(height),
        place,
        sender: isSentKind(tx.kind) ? tx.from : null,
        recipient: tx.kind === "deposit" || tx.kind === "transfer" ? tx.to : null,
        nonce,
        is_signed: Number(isSigned(tx)),
        packed: toHex(packed),
      },
    });
  }
  const { reserves, swaps, sold } = poolAfter(await known.pool(), transactions);
  const [reserve0, reserve1, sold0, sold1] = [...reserves, ...sold].map(String) as [
    string,
    string,
    string,
    string,
  ];
  rows.push({
    table: "pool_state",
    row: { height: Number(height), reserve0, reserve1, swaps, sold0, sold1 },
  });
  return rows;
}

/** L1 does not show nonces. A signed transaction has its sender's next one, all others have none. */
async function nextNonce(tx: Transaction, nonces: Map<number, number>, known: Known): Promise<number> {
  if (!isSigned(tx)) return 0;
  const nonce = nonces.get(tx.from) ?? (await known.nonceOf(tx.from));
  nonces.set(tx.from, nonce + 1);
  return nonce;
}

/** Transactions other than no-ops. */
function count(data: Uint8Array): number {
  let found = 0;
  for (let at = 0; at < data.length; at += TRANSACTION_BYTES) {
    if (unpackTransaction(data.subarray(at, at + TRANSACTION_BYTES)).kind !== "noop") found += 1;
  }
  return found;
}

function missing(what: string, proposalId: string): never {
  throw new TrellisError(
    "TRL-IDX-002",
    `L1's logs lack ${what}; use an L1 node that keeps all logs since the deployment`,
    { proposalId },
  );
}
