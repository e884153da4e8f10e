import { QUESTIONS } from "@trellis/simulator/run";
import type { CliIo } from "../../shell/CliIo.ts";
import { run } from "../../shell/run.ts";

/** `trellis simulate list`. */
export async function listExperiments(io: CliIo, raw: object): Promise<void> {
  await run(io, raw, async () => {
    const experiments = QUESTIONS.map(({ experiment: { number, name, question, settings } }) => ({
      number,
      name,
      question,
      settings: Object.entries(settings).map(([setting, { about }]) => ({ setting, about })),
    }));
    const says = experiments.flatMap(({ number, name, question, settings }) => [
      `${String(number).padStart(2)}  ${name}: ${question}`,
      ...settings.map(({ setting, about }) => `      --set ${setting}=…  ${about}`),
    ]);
    return { result: { experiments }, says };
  });
}
