import type { RecordRound } from "@trellis/l1";
import type { Proposal } from "@trellis/protocol";
import type { Hex } from "viem";
import { z } from "zod";
import type { SeatState } from "../chain/ActiveSeats.ts";
import type { SeatCase } from "../chain/CaseBook.ts";
import type { ChainTables, FinalBlock } from "../chain/Chain.ts";
import type { Escrow } from "../chain/ProposerFunds.ts";
import type { PaidShares, SettledReward } from "../chain/RewardBook.ts";
import type { OpenedRound } from "../chain/RoundBook.ts";
import { bitmap, decimal, hexBytes, hexId, seat } from "../disk/fields.ts";
import {
  bigintKey,
  bytesValue,
  count,
  hexData,
  hexText,
  idKey,
  integerKey,
  jsonValue,
  nodeSet,
  noValue,
  text,
} from "./codings.ts";
import { recordCoding } from "./recordCoding.ts";
import { packedSection, type Section, tableSection } from "./Section.ts";
import { snapshotSection } from "./snapshotSection.ts";

const proposal: z.ZodType<Proposal> = z.strictObject({
  height: decimal,
  round: count,
  parent: hexBytes(32),
  depth: count,
  orderCommitment: hexBytes(32),
  proverShareBps: count,
  burnBid: decimal,
  proposer: hexBytes(20),
  expiry: decimal,
});

const recordRound: z.ZodType<RecordRound> = z.strictObject({
  id: count,
  proverSetRoot: decimal,
  activeBitmap: hexText,
});

const chunk = z.strictObject({ data: hexData, openedBefore: count });

const openedRound = z.strictObject({
  roundId: count,
  height: decimal,
  round: count,
  windows: z.strictObject({
    start: decimal,
    commitEnd: decimal,
    proofStart: decimal.optional(),
    proofEnd: decimal.optional(),
  }),
  proverSetRoot: decimal,
  active: bitmap,
  alpha: count,
}) as z.ZodType<OpenedRound>;

const seatState: z.ZodType<SeatState> = z.strictObject({
  isPaused: z.boolean(),
  isLeaving: z.boolean(),
  isShort: z.boolean(),
});

const escrow: z.ZodType<Escrow> = z.strictObject({
  proposalId: hexId,
  proposer: hexText,
  proposal,
  bond: decimal,
});

const seatCase: z.ZodType<SeatCase> = z.strictObject({
  proposalId: hexId,
  seat,
  nodes: z.array(count),
  answerBy: decimal,
  reports: z.array(z.strictObject({ reporter: hexText, nodes: z.array(count) })),
});

const settledReward: z.ZodType<SettledReward> = z.strictObject({
  pool: decimal,
  winnerSeats: count,
  claimsFrom: decimal,
});

const paidShares = jsonValue<PaidShares>(
  z.strictObject({ nodes: nodeSet, newSeats: nodeSet }),
  ({ nodes, newSeats }) => ({ nodes: nodes.bytes(), newSeats: newSeats.bytes() }),
);

const finalBlock: z.ZodType<FinalBlock> = z.strictObject({
  height: decimal,
  proposalId: hexId,
  proposer: hexText,
  stateRoot: decimal,
  burned: decimal,
  fees: decimal,
});

const bigintText = jsonValue<bigint>(decimal);
const addressKey = text<Hex>(/^0x[0-9a-f]{40}$/);

/** The sections of a chain's tables: one a table. */
export function chainSections(tables: ChainTables): Section[] {
  const { records, rounds, seats, active, messages, funds, cases, rewards, finals } = tables;
  return [
    tableSection("records", records.blocks, idKey, recordCoding),
    tableSection("data", records.data, idKey, bytesValue),
    tableSection("record rounds", records.rounds, text(/^[0-9]{1,20}\/[0-9]{1,20}$/), jsonValue(recordRound)),
    tableSection("chunks", records.chunks, idKey, jsonValue(chunk)),
    tableSection("heads", records.heads, bigintKey, bigintText),
    tableSection("rounds", rounds.rounds, integerKey, jsonValue(openedRound)),
    tableSection("keys", seats.keys, integerKey, bytesValue),
    tableSection("seats by key", seats.seats, text<Hex>(/^0x[0-9a-f]{128}$/), {
      write: (value) => new TextEncoder().encode(String(value)),
      read: (written) => integerKey.read(new TextDecoder().decode(written)),
    }),
    snapshotSection("snapshots", seats.snapshots),
    tableSection("active", active.seats, integerKey, jsonValue(seatState)),
    packedSection("messages", messages.messages),
    packedSection("accounts", messages.accounts),
    tableSection("failed messages", messages.failed, integerKey, noValue),
    tableSection("balances", funds.balances, addressKey, bigintText),
    tableSection("escrows", funds.escrows, idKey, jsonValue(escrow)),
    tableSection("cases", cases.cases, text(/^0x[0-9a-f]{64}\/[0-9]{1,5}$/), jsonValue(seatCase)),
    tableSection("settled", rewards.settled, idKey, jsonValue(settledReward)),
    tableSection("paid", rewards.paid, idKey, paidShares),
    tableSection("finals", finals.finals, bigintKey, jsonValue(finalBlock)),
  ];
}
