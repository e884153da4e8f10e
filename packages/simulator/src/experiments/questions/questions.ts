import type { Experiment } from "../Experiment.ts";
import proversAndBurn from "./01-provers-and-burn.ts";
import majoritySpiral from "./02-majority-spiral.ts";
import farming from "./07-farming.ts";
import alphaController from "./08-alpha-controller.ts";
import slashing from "./09-slashing.ts";
import concentration from "./12-concentration.ts";

/** An experiment with the address of its file, for workers. */
export interface Question {
  readonly experiment: Experiment;
  readonly url: string;
}

const at = (file: string): string => new URL(file, import.meta.url).href;

/** The questions of the report, by number. */
export const QUESTIONS: readonly Question[] = [
  { experiment: proversAndBurn, url: at("./01-provers-and-burn.ts") },
  { experiment: majoritySpiral, url: at("./02-majority-spiral.ts") },
  { experiment: farming, url: at("./07-farming.ts") },
  { experiment: alphaController, url: at("./08-alpha-controller.ts") },
  { experiment: slashing, url: at("./09-slashing.ts") },
  { experiment: concentration, url: at("./12-concentration.ts") },
];
