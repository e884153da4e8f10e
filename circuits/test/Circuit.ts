import { readFileSync } from "node:fs";
import { type CompiledCircuit, type InputMap, Noir } from "@noir-lang/noir_js";

/** A value of a circuit's input. */
export type Input = string | number | boolean | Input[] | { [name: string]: Input };

/** A type of a circuit's interface, as far as the circuits use them. */
interface AbiType {
  readonly kind: string;
  readonly type?: AbiType;
  readonly fields?: readonly { readonly name: string; readonly type: AbiType }[];
}

/** A compiled circuit of `circuits/generated`, run as the prover runs it. */
export class Circuit {
  readonly #noir: Noir;
  readonly #returns: AbiType;

  constructor(compiled: CompiledCircuit) {
    this.#noir = new Noir(compiled);
    this.#returns = (compiled.abi as unknown as { return_type: { abi_type: AbiType } }).return_type.abi_type;
  }

  static generated(name: "leaf" | "merge" | "root"): Circuit {
    const file = new URL(`../generated/${name}.json`, import.meta.url);
    return new Circuit(JSON.parse(readFileSync(file, "utf8")) as CompiledCircuit);
  }

  /** Solves the witness. Answers the returned fields in the order of the public inputs; rejects with the broken assert's message. */
  async run(inputs: object): Promise<bigint[]> {
    const { returnValue } = await this.#noir.execute(inputs as InputMap);
    return flatten(returnValue as Input, this.#returns);
  }
}

// Members of a returned struct come in no order; the interface has the order of the public inputs.
function flatten(value: Input, type: AbiType): bigint[] {
  if (type.kind === "array") return (value as Input[]).flatMap((item) => flatten(item, type.type!));
  if (type.kind === "struct") {
    return type.fields!.flatMap((field) =>
      flatten((value as { [name: string]: Input })[field.name]!, field.type),
    );
  }
  return [BigInt(value as string)];
}
