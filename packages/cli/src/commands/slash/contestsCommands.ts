import { placeOfContest, readContests } from "@trellis/node";
import { TrellisError } from "@trellis/protocol";
import { Command } from "commander";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { jsonOption } from "../../shell/l1Command.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";
import { run } from "../../shell/run.ts";
import { writeNewFile } from "../../shell/writeNewFile.ts";
import { CASE_OPTIONS, caseFields } from "./caseOptions.ts";

const DATA_DIR_OPTION = ["--data-dir <folder>", "the node's dataDir; the node need not run"] as const;
const { file, flag } = optionValues;
const listSchema = z.strictObject({ dataDir: file, json: flag });
const exportSchema = z.strictObject({ ...caseFields, dataDir: file, out: file, json: flag });

/** `trellis slash contests`: what a node keeps on its disk for its own seats (P9.3). */
export function contestsCommand(io: CliIo): Command {
  return new Command("contests")
    .description("list the contests that a node keeps in its data folder for its own seats (P9.3)")
    .requiredOption(...DATA_DIR_OPTION)
    .addOption(jsonOption())
    .action((raw: object) =>
      run(io, raw, async () => {
        const { dataDir } = parseOptions(listSchema, raw);
        const { contests, broken } = await readContests(dataDir);
        const places = contests.map(placeOfContest);
        const says = places.map(
          ({ proposalId, nodeNumber, seat }) => `seat ${seat}, node ${nodeNumber} of ${proposalId}`,
        );
        if (says.length === 0) says.push("the node keeps no contests");
        says.push(...broken.map((name) => `torn file: ${name}`));
        return { result: { contests: places, broken }, says };
      }),
    );
}

/** `trellis slash export-contest`: a contest in the form that `trellis slash contest` takes. */
export function exportContestCommand(io: CliIo): Command {
  return new Command("export-contest")
    .description("write one of a node's contests to a file, so that any account can submit it (P9.3)")
    .requiredOption(...DATA_DIR_OPTION)
    .requiredOption(...CASE_OPTIONS.proposal)
    .requiredOption(...CASE_OPTIONS.nodeNumber)
    .requiredOption(...CASE_OPTIONS.seat)
    .requiredOption("--out <file>", "new file; slash contest takes it as --contest")
    .addOption(jsonOption())
    .action((raw: object) =>
      run(io, raw, async () => {
        const { dataDir, out, ...wanted } = parseOptions(exportSchema, raw);
        const { proposal, nodeNumber, seat } = wanted;
        const { contests } = await readContests(dataDir);
        const contest = contests.find((contest) => {
          const place = placeOfContest(contest);
          return place.proposalId === proposal && place.nodeNumber === nodeNumber && place.seat === seat;
        });
        if (contest === undefined) {
          throw new TrellisError(
            "TRL-CLI-035",
            `the node keeps no contest of seat ${seat} for node ${nodeNumber} of ${proposal}; see trellis slash contests`,
            { dataDir, proposal, nodeNumber, seat },
          );
        }
        // It does not hold any secrets: L1 shows it to everybody.
        await writeNewFile(out, `${JSON.stringify(contest, null, 2)}\n`, 0o644);
        return {
          result: { proposal, nodeNumber, seat, out },
          says: [`written to ${out}; any account can send it: trellis slash contest --contest ${out}`],
        };
      }),
    );
}
