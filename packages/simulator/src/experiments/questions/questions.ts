import type { Experiment } from "../Experiment.ts";
import proversAndBurn from "./01-provers-and-burn.ts";
import majoritySpiral from "./02-majority-spiral.ts";
import withholding from "./03-withholding.ts";
import shareRace from "./04-share-race.ts";
import windows from "./05-windows.ts";
import rescue from "./06-rescue.ts";
import farming from "./07-farming.ts";
import alphaController from "./08-alpha-controller.ts";
import slashing from "./09-slashing.ts";
import freeOption from "./10-free-option.ts";
import censorship from "./11-censorship.ts";
import concentration from "./12-concentration.ts";
import sybil from "./13-sybil.ts";
import pipelining from "./14-pipelining.ts";
import redundancy from "./15-redundancy.ts";

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
  { experiment: withholding, url: at("./03-withholding.ts") },
  { experiment: shareRace, url: at("./04-share-race.ts") },
  { experiment: windows, url: at("./05-windows.ts") },
  { experiment: rescue, url: at("./06-rescue.ts") },
  { experiment: farming, url: at("./07-farming.ts") },
  { experiment: alphaController, url: at("./08-alpha-controller.ts") },
  { experiment: slashing, url: at("./09-slashing.ts") },
  { experiment: freeOption, url: at("./10-free-option.ts") },
  { experiment: censorship, url: at("./11-censorship.ts") },
  { experiment: concentration, url: at("./12-concentration.ts") },
  { experiment: sybil, url: at("./13-sybil.ts") },
  { experiment: pipelining, url: at("./14-pipelining.ts") },
  { experiment: redundancy, url: at("./15-redundancy.ts") },
];
