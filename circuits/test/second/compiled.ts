import { compileCircuit } from "../../scripts/compileCircuit.ts";
import { Circuit } from "../Circuit.ts";

/** Compiles a circuit of the second version. */
export async function compiled(name: "leaf" | "merge" | "root"): Promise<Circuit> {
  return new Circuit(await compileCircuit(new URL(`../../second/${name}`, import.meta.url)));
}
