import { RpcClient } from "@trellis/client";
import { courtCalls, doubleVoteReport, readVoidVotes } from "@trellis/l1";
import {
  nodeKey,
  nodeNumber,
  type TranscriptEntry,
  TrellisError,
  toHex,
  voteNumber,
  votesUsedTwice,
} from "@trellis/protocol";
import type { Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import { actionCommand, nodeOption } from "../../shell/l1Command.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { commitmentTo, transcriptFrom } from "./transcriptFrom.ts";

/** Votes that one run shows, each in its own transaction. */
const MAX_REPORTS = 32;

/**
 * `trellis slash report-double-vote`: reports every vote that a committed transcript uses twice, once each
 * (P9.5).
 */
export const reportDoubleVoteCommand = (io: CliIo): Command =>
  actionCommand(
    io,
    "report-double-vote",
    "report votes that a committed transcript uses twice, after its round; burns the proposer's bond (P9.5)",
    { node: optionValues.url, proposal: optionValues.hash, seat: optionValues.seat.optional() },
    async ({ client, addresses }, _, { node, proposal: proposalId, seat }) => {
      const commitment = await commitmentTo(client, proposalId);
      const shown = new Set(
        (await readVoidVotes(client, proposalId)).map(({ seat, vote }) => `${seat} ${vote}`),
      );
      const entries = await transcriptFrom(new RpcClient(node), commitment);
      const doubled = votesUsedTwice(entries).filter(([one]) => seat === undefined || one.seat === seat);
      if (doubled.length === 0) {
        const whose = seat === undefined ? "" : ` of seat ${seat}`;
        throw new TrellisError("TRL-CLI-036", `the transcript of ${proposalId} uses no vote${whose} twice`);
      }
      const pending = doubled.filter(([one]) => !shown.has(keyOf(one)));
      const reported = pending.slice(0, MAX_REPORTS);
      const says = reported.map(
        ([{ seat, vote, node }, other]) =>
          `seat ${seat}'s vote ${nodeKey(vote)}, slot ${vote.slot}, stands for nodes ${nodeNumber(node)} and ${nodeNumber(other.node)}`,
      );
      const before = doubled.length - pending.length;
      if (before > 0) says.push(`reported before: ${before}`);
      if (pending.length > reported.length)
        says.push(`left for another run: ${pending.length - reported.length}`);
      return {
        calls: reported.map((pair) =>
          courtCalls.reportDoubleVote(addresses, doubleVoteReport(commitment, entries, pair)),
        ),
        says,
        facts: {
          proposal: proposalId,
          proposer: toHex(commitment.proposal.proposer),
          votes: reported.map(([{ seat, vote, node }, other]) => ({
            seat,
            vote,
            nodeNumbers: [nodeNumber(node), nodeNumber(other.node)],
          })),
          shownBefore: before,
          left: pending.length - reported.length,
        },
      };
    },
  )
    .addOption(nodeOption())
    .requiredOption("--proposal <id>", "the committed proposal")
    .option("--seat <n>", "report votes of this seat only (default: of all seats)");

/** Names of the votes that were shown to L1. */
const keyOf = ({ seat, vote }: TranscriptEntry): string => `${seat} ${voteNumber(vote)}`;
