import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { TrellisError } from "@trellis/protocol";
import { loadExperiment, QUESTIONS, type Question } from "@trellis/simulator/run";

/** The experiment of a number, a name or a file; all without one. @throws TRL-SIM-001 if there is none. */
export async function questionsNamed(named: string | undefined): Promise<readonly Question[]> {
  if (named === undefined) return QUESTIONS;
  const known = QUESTIONS.find(
    ({ experiment: { number, name } }) => named === String(number) || named === name,
  );
  if (known !== undefined) return [known];
  if (!/\.[cm]?[jt]s$/.test(named)) {
    throw new TrellisError(
      "TRL-SIM-001",
      "There is no such experiment. `trellis simulate list` lists them.",
      {
        experiment: named,
      },
    );
  }
  const url = pathToFileURL(resolve(named)).href;
  return [{ experiment: await loadExperiment(url), url }];
}
