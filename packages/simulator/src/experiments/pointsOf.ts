import { TrellisError } from "@trellis/protocol";
import type { Experiment, Point, Size, Value } from "./Experiment.ts";

/** Values that take the place of a sweep's, by the name of the setting. */
export type Overrides = Readonly<Record<string, readonly Value[]>>;

/** All combinations of an experiment's settings, in order: the last setting changes first. */
export function pointsOf(experiment: Experiment, size: Size, overrides: Overrides = {}): Point[] {
  let points: Point[] = [{}];
  for (const [name, { values }] of Object.entries(experiment.settings)) {
    const taken = overrides[name] ?? values[size];
    points = points.flatMap((point) => taken.map((value) => ({ ...point, [name]: value })));
  }
  return points.filter((point) => experiment.isRun?.(point) ?? true);
}

/**
 * Reads `name=a,b,c`. What looks like a number is one.
 * @throws TRL-SIM-002 for a text of another shape.
 */
export function parseOverride(text: string): readonly [name: string, values: readonly Value[]] {
  const [, name, list] = /^([A-Za-z][A-Za-z0-9]*)=(.+)$/.exec(text) ?? [];
  if (name === undefined || list === undefined) {
    throw new TrellisError("TRL-SIM-002", "A setting is given as name=value, or name=value,value.", { text });
  }
  const values = list.split(",").map((value): Value => {
    const number = Number(value);
    return value.trim() !== "" && Number.isFinite(number) ? number : value;
  });
  return [name, values];
}

/** @throws TRL-SIM-002 if no experiment has one of the settings. */
export function requireSettings(experiments: readonly Experiment[], overrides: Overrides): void {
  for (const name of Object.keys(overrides)) {
    if (experiments.some(({ settings }) => name in settings)) continue;
    const known = [...new Set(experiments.flatMap(({ settings }) => Object.keys(settings)))].sort();
    throw new TrellisError("TRL-SIM-002", `No experiment of this run has the setting "${name}".`, {
      known: known.join(", "),
    });
  }
}
