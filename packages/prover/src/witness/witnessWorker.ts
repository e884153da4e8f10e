import { readFile } from "node:fs/promises";
import { parentPort } from "node:worker_threads";
import { type CompiledCircuit, type InputMap, Noir } from "@noir-lang/noir_js";
import type { CircuitInputs } from "../circuits/inputParts.ts";

/** One request: solve this circuit for these inputs; without inputs, only load it. */
export type WitnessRequest = { readonly circuitPath: string; readonly inputs?: CircuitInputs };
/** The reply: the compressed witness and the returned fields in the order of the public inputs, or the circuit's error. */
export type WitnessAnswer =
  | { readonly witness: Uint8Array; readonly outputs: readonly bigint[] }
  | { readonly refused: string };

/** A type of a circuit's interface, as far as the circuits use them. */
type AbiType = {
  readonly kind: string;
  readonly type?: AbiType;
  readonly fields?: readonly { readonly name: string; readonly type: AbiType }[];
};

if (parentPort === null) throw new Error("witnessWorker runs as a worker thread");
const port = parentPort;
const loaded = new Map<string, Promise<{ noir: Noir; returns: AbiType | undefined }>>();

port.on("message", async (request: WitnessRequest) => {
  let answer: WitnessAnswer;
  try {
    answer = await solve(request);
  } catch (error) {
    answer = { refused: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(answer, "witness" in answer ? [answer.witness.buffer as ArrayBuffer] : []);
});

async function solve({ circuitPath, inputs }: WitnessRequest): Promise<WitnessAnswer> {
  let circuit = loaded.get(circuitPath);
  if (circuit === undefined) {
    circuit = load(circuitPath);
    loaded.set(circuitPath, circuit);
  }
  const { noir, returns } = await circuit;
  if (inputs === undefined) return { witness: new Uint8Array(), outputs: [] };
  const { witness, returnValue } = await noir.execute(inputs as unknown as InputMap);
  return {
    witness: Uint8Array.from(witness),
    outputs: returns === undefined ? [] : flatten(returnValue, returns),
  };
}

async function load(circuitPath: string): Promise<{ noir: Noir; returns: AbiType | undefined }> {
  const compiled = JSON.parse(await readFile(circuitPath, "utf8")) as CompiledCircuit;
  const abi = compiled.abi as unknown as { return_type: { abi_type: AbiType } | null };
  const noir = new Noir(compiled);
  await noir.init();
  return { noir, returns: abi.return_type?.abi_type };
}

/** A returned struct's members have no fixed order. The circuit's interface gives the order of the public inputs. */
function flatten(value: unknown, type: AbiType): bigint[] {
  if (type.kind === "array") return (value as unknown[]).flatMap((item) => flatten(item, type.type!));
  if (type.kind === "struct") {
    return type.fields!.flatMap((field) =>
      flatten((value as Record<string, unknown>)[field.name], field.type),
    );
  }
  return [BigInt(value as string)];
}
