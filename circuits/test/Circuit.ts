import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type CompiledCircuit, type InputMap, Noir } from "@noir-lang/noir_js";
import type { CircuitName } from "../scripts/circuitNames.ts";

/** The folder of the circuits under test. `npm run mutate:circuits` sets it to a copy with one change. */
const FOLDER = pathToFileURL(`${process.env.TRELLIS_CIRCUITS ?? join(import.meta.dirname, "..")}/`);

/** A file or folder of the circuits under test. */
export function circuitsFile(path: string): URL {
  return new URL(path, FOLDER);
}

/** A value in a circuit's inputs. */
export type Input = string | number | boolean | Input[] | { [name: string]: Input };

/** A type in a circuit's interface. Covers only the types that the circuits use. */
interface AbiType {
  readonly kind: string;
  readonly type?: AbiType;
  readonly fields?: readonly { readonly name: string; readonly type: AbiType }[];
}

/** A compiled circuit of `circuits/generated`. It runs in the same way as in the prover. */
export class Circuit {
  readonly #noir: Noir;
  readonly #returns: AbiType;

  constructor(compiled: CompiledCircuit) {
    this.#noir = new Noir(compiled);
    this.#returns = (compiled.abi as unknown as { return_type: { abi_type: AbiType } }).return_type.abi_type;
  }

  static generated(name: CircuitName): Circuit {
    const file = circuitsFile(`generated/${name}.json`);
    return new Circuit(JSON.parse(readFileSync(file, "utf8")) as CompiledCircuit);
  }

  /** Solves the witness. Returns the fields in the order of the public inputs. Rejects with the message of the failed assert. */
  async run(inputs: object): Promise<bigint[]> {
    const { returnValue } = await this.#noir.execute(inputs as InputMap);
    return flatten(returnValue as Input, this.#returns);
  }
}

// The members of a returned struct are not in order. The interface has the order of the public inputs.
function flatten(value: Input, type: AbiType): bigint[] {
  if (type.kind === "array") return (value as Input[]).flatMap((item) => flatten(item, type.type!));
  if (type.kind === "struct") {
    return type.fields!.flatMap((field) =>
      flatten((value as { [name: string]: Input })[field.name]!, field.type),
    );
  }
  return [BigInt(value as string)];
}
