import { type BlockFacts, type GrowingRecord, NodeSet } from "@trellis/l1";
import { fromHex, type Proposal } from "@trellis/protocol";
import { ByteReader, ByteWriter } from "./ByteCursor.ts";
import type { Coding } from "./Section.ts";

const HASH_BYTES = 32;
const ADDRESS_BYTES = 20;
const NO_TRANSACTIONS = new Uint8Array();

/**
 * A record without its transactions, which have a table of their own: they are large, and do not change. There are thousands of records, and
 * a start reads all of them: as JSON with a schema, that took longer than everything else.
 */
export const recordCoding: Coding<GrowingRecord, Uint8Array> = {
  write(record) {
    const to = new ByteWriter();
    to.fixed(fromHex(record.proposalId));
    writeProposal(to, record.proposal);
    to.fixed(fromHex(record.transcriptRoot)).bitmap(record.committed).number(record.roundId);
    to.bytes(fromHex(record.activeBitmap)).flag(record.facts !== undefined);
    if (record.facts !== undefined) writeFacts(to, record.facts);
    to.list(record.kept, ({ kept, provers, seatWords, rescued }) =>
      to.number(kept).bitmap(provers).bytes(seatWords).bytes(rescued.bytes()),
    );
    to.number(record.best).integer(record.tally);
    to.bytes(record.committedNodes.bytes()).bytes(record.rescuedNodes.bytes()).flag(record.isFinal);
    to.list(record.newSeats, ({ bps, seats }) => to.number(bps).bitmap(seats));
    return to.done();
  },
  read(bytes) {
    const from = new ByteReader(bytes);
    const nodes = (): NodeSet => NodeSet.of(from.bytes());
    // Fields are read in the order in which they are written.
    const record: GrowingRecord = {
      proposalId: from.hex(HASH_BYTES),
      proposal: readProposal(from),
      transcriptRoot: from.hex(HASH_BYTES),
      committed: from.bitmap(),
      roundId: from.number(),
      activeBitmap: from.hex(from.number()),
      facts: from.flag() ? readFacts(from) : undefined,
      transactions: NO_TRANSACTIONS,
      kept: from.list(() => ({
        kept: from.number(),
        provers: from.bitmap(),
        seatWords: from.bytes(),
        rescued: nodes(),
      })),
      best: from.number(),
      tally: from.integer(),
      committedNodes: nodes(),
      rescuedNodes: nodes(),
      isFinal: from.flag(),
      newSeats: from.list(() => ({ bps: from.number(), seats: from.bitmap() })),
    };
    from.end();
    return record;
  },
};

function writeProposal(to: ByteWriter, proposal: Proposal): void {
  to.integer(proposal.height).number(proposal.round).fixed(proposal.parent).number(proposal.depth);
  to.fixed(proposal.orderCommitment).number(proposal.proverShareBps).integer(proposal.burnBid);
  to.fixed(proposal.proposer).integer(proposal.expiry);
}

function readProposal(from: ByteReader): Proposal {
  return {
    height: from.integer(),
    round: from.number(),
    parent: from.fixed(HASH_BYTES),
    depth: from.number(),
    orderCommitment: from.fixed(HASH_BYTES),
    proverShareBps: from.number(),
    burnBid: from.integer(),
    proposer: from.fixed(ADDRESS_BYTES),
    expiry: from.integer(),
  };
}

function writeFacts(to: ByteWriter, facts: BlockFacts): void {
  to.fixed(fromHex(facts.transactionsRoot)).integer(facts.proverSetRoot).integer(facts.statesRoot);
  to.integer(facts.stateBefore).integer(facts.stateAfter).integer(facts.messageCount).integer(facts.fees);
}

function readFacts(from: ByteReader): BlockFacts {
  return {
    transactionsRoot: from.hex(HASH_BYTES),
    proverSetRoot: from.integer(),
    statesRoot: from.integer(),
    stateBefore: from.integer(),
    stateAfter: from.integer(),
    messageCount: from.integer(),
    fees: from.integer(),
  };
}
