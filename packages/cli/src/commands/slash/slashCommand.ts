import { RpcClient } from "@trellis/client";
import { courtCalls, l1Call, slashReport } from "@trellis/l1";
import { contestSchema, placeOfContest } from "@trellis/node";
import { ContributionTree, nodeNumber, ROOT_NODE, TrellisError } from "@trellis/protocol";
import { Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import { readJsonFile } from "../../shell/DeploymentFile.ts";
import { actionCommand, nodeOption } from "../../shell/l1Command.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { CASE_OPTIONS, caseFields } from "./caseOptions.ts";
import { contestsCommand, exportContestCommand } from "./contestsCommands.ts";
import { reportDoubleVoteCommand } from "./reportDoubleVoteCommand.ts";
import { commitmentTo, transcriptFrom } from "./transcriptFrom.ts";

const { url, file } = optionValues;

/** `trellis slash`: the court's calls (P9). Anyone may make them. */
export function slashCommand(io: CliIo): Command {
  return new Command("slash")
    .description(
      "the court: report provers that did not prove and votes used twice, contest a report, settle a case",
    )
    .addCommand(report(io))
    .addCommand(reportDoubleVoteCommand(io))
    .addCommand(contestsCommand(io))
    .addCommand(exportContestCommand(io))
    .addCommand(contest(io))
    .addCommand(settle(io));
}

const report = (io: CliIo): Command =>
  actionCommand(
    io,
    "report",
    "report a seat that did not prove the node it was named for in an accepted block (P9.1)",
    { node: url, ...caseFields },
    async ({ client, addresses }, _, { node, proposal, seat, nodeNumber: number }) => {
      const commitment = await commitmentTo(client, proposal);
      const { depth } = commitment.proposal;
      const rpc = new RpcClient(node);
      const entries = await transcriptFrom(rpc, commitment);
      const contributions = await rpc.call("trellis_getContributions", [proposal]);
      const entry = entries.find((entry) => nodeNumber(entry.node) === number && entry.seat === seat);
      if (entry === undefined) {
        throw new TrellisError("TRL-CLI-034", `the transcript does not name seat ${seat} for node ${number}`);
      }
      const tree = new ContributionTree(contributions, ROOT_NODE, depth);
      const by = tree.at(entry.node).seat;
      return {
        calls: [courtCalls.report(addresses, slashReport(commitment, entries, entry, tree))],
        says: [
          `seat ${seat} was named for node ${number}, which ${by === null ? "nobody" : `seat ${by}`} proved`,
        ],
        facts: { proposal, nodeNumber: number, seat, provenBy: by },
      };
    },
  )
    .addOption(nodeOption())
    .requiredOption(...CASE_OPTIONS.proposal)
    .requiredOption(...CASE_OPTIONS.nodeNumber)
    .requiredOption(...CASE_OPTIONS.seat);

const contest = (io: CliIo): Command =>
  actionCommand(
    io,
    "contest",
    "clear a seat by submitting its proof of the node, before or after a report (P9.3)",
    { contest: file },
    async ({ addresses }, _, { contest: path }) => {
      const contest = await readJsonFile(path, contestSchema, "the contest file");
      const { proposalId: proposal, nodeNumber, seat } = placeOfContest(contest);
      return {
        calls: [courtCalls.contest(addresses, contest)],
        says: [`submits the proof of seat ${seat} for node ${nodeNumber} of ${proposal}`],
        facts: { proposal, nodeNumber, seat },
      };
    },
  ).requiredOption("--contest <file>", "contest file in JSON, as export-contest writes it (docs/cli.md)");

const settle = (io: CliIo): Command =>
  actionCommand(
    io,
    "settle",
    "settle a case after its contest window: slash the seat, or drop the case (P9.2)",
    caseFields,
    async ({ addresses }, _, { proposal, seat, nodeNumber: number }) => ({
      calls: [l1Call(addresses, "court", "settle", [proposal, BigInt(number), seat])],
      says: [`settles the case of seat ${seat} for node ${number} of ${proposal}`],
      facts: { proposal, nodeNumber: number, seat },
    }),
  )
    .requiredOption(...CASE_OPTIONS.proposal)
    .requiredOption(...CASE_OPTIONS.nodeNumber)
    .requiredOption(...CASE_OPTIONS.seat);
