import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { type NodeKind, toHex } from "@trellis/protocol";
import {
  type Abi,
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  createTestClient,
  type Hex,
  http,
  numberToHex,
  type PublicClient,
} from "viem";
import { foundry } from "viem/chains";
import { CIRCUITS, type CircuitSet } from "../src/circuits/CircuitSet.ts";
import { CIRCUIT_NAMES } from "../src/circuits/circuit.ts";

const ADDRESSES: Readonly<Record<NodeKind, Address>> = {
  leaf: "0x0000000000000000000000000000000000000b01",
  merge: "0x0000000000000000000000000000000000000b02",
  root: "0x0000000000000000000000000000000000000b03",
};

/** The deployed verifiers of the three circuits in a real EVM: one Anvil process of its own. */
export class VerifierContracts {
  readonly #process: ChildProcess;
  readonly #client: PublicClient;
  readonly #abi: Abi;

  private constructor(process: ChildProcess, client: PublicClient, abi: Abi) {
    this.#process = process;
    this.#client = client;
    this.#abi = abi;
  }

  /** Compiles the committed sources as the contracts are compiled and puts them into a fresh chain. */
  static async deploy(): Promise<VerifierContracts> {
    const { abi, codes } = await compile(CIRCUITS.verifiers);
    const child = spawn(anvilBinary(), ["--port", "0", "--hardfork", "prague"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      let address = "";
      for await (const line of createInterface(child.stdout!)) {
        address = /^Listening on (\S+)/.exec(line)?.[1] ?? "";
        if (address !== "") break;
      }
      child.stdout!.resume();
      const transport = http(`http://${address}`, { timeout: 120_000 });
      const client = createPublicClient({ chain: foundry, transport });
      const test = createTestClient({ mode: "anvil", chain: foundry, transport });
      for (const [kind, bytecode] of codes) await test.setCode({ address: ADDRESSES[kind], bytecode });
      return new VerifierContracts(child, client, abi);
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  /** Whether the contract of this kind of node accepts; a revert is a no, any other failure an error. */
  async verify(kind: NodeKind, proof: Uint8Array, publicInputs: readonly bigint[]): Promise<boolean> {
    const args = [toHex(proof), publicInputs.map((field) => numberToHex(field, { size: 32 }))];
    try {
      const call = { address: ADDRESSES[kind], abi: this.#abi, functionName: "verify", args };
      return (await this.#client.readContract(call)) === true;
    } catch (error) {
      if (
        error instanceof BaseError &&
        error.walk((cause) => cause instanceof ContractFunctionRevertedError)
      ) {
        return false;
      }
      throw error;
    }
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill();
    await ended;
  }
}

/** The native program itself: its wrapper of npm would not pass the end on to it. */
function anvilBinary(): string {
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  const manifest = `@foundry-rs/anvil-${process.platform}-${arch}/package.json`;
  return join(dirname(createRequire(import.meta.url).resolve(manifest)), "bin", "anvil");
}

type Solc = { compile(input: string): string };

async function compile(names: CircuitSet["verifiers"]): Promise<{ abi: Abi; codes: Map<NodeKind, Hex> }> {
  const solc = createRequire(import.meta.url)("solc") as Solc;
  const folder = new URL("../../../contracts/src/generated/", import.meta.url);
  const sources: Record<string, { content: string }> = {};
  for (const kind of CIRCUIT_NAMES) {
    sources[kind] = { content: await readFile(new URL(`${names[kind]}.sol`, folder), "utf8") };
  }
  const input = {
    language: "Solidity",
    sources,
    settings: {
      optimizer: { enabled: true, runs: 1 },
      evmVersion: "prague",
      outputSelection: Object.fromEntries(
        CIRCUIT_NAMES.map((kind) => [kind, { [names[kind]]: ["abi", "evm.deployedBytecode.object"] }]),
      ),
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as {
    errors?: { severity: string; formattedMessage: string }[];
    contracts: Record<string, Record<string, { abi: Abi; evm: { deployedBytecode: { object: string } } }>>;
  };
  const error = output.errors?.find(({ severity }) => severity === "error");
  if (error !== undefined) throw new Error(error.formattedMessage);
  const compiled = (kind: NodeKind) => output.contracts[kind]![names[kind]]!;
  const codes = CIRCUIT_NAMES.map((kind): [NodeKind, Hex] => [
    kind,
    `0x${compiled(kind).evm.deployedBytecode.object}`,
  ]);
  return { abi: compiled("root").abi, codes: new Map(codes) };
}
