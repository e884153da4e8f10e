import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { toHex } from "@trellis/protocol";
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

/** A deployed block verifier in a real EVM: one Anvil process of its own. */
export class VerifierContract {
  readonly #process: ChildProcess;
  readonly #client: PublicClient;
  readonly #abi: Abi;
  readonly #address: Address = "0x00000000000000000000000000000000000b10c5";

  private constructor(process: ChildProcess, client: PublicClient, abi: Abi) {
    this.#process = process;
    this.#client = client;
    this.#abi = abi;
  }

  /** Compiles `source` as the contracts are compiled and puts it into a fresh chain. */
  static async deploy(source: string): Promise<VerifierContract> {
    const { abi, code } = compile(source);
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
      const contract = new VerifierContract(child, client, abi);
      await createTestClient({ mode: "anvil", chain: foundry, transport }).setCode({
        address: contract.#address,
        bytecode: code,
      });
      return contract;
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  /** Whether the contract accepts; a revert is a no, any other failure an error. */
  async verify(proof: Uint8Array, publicInputs: readonly bigint[]): Promise<boolean> {
    const args = [toHex(proof), publicInputs.map((field) => numberToHex(field, { size: 32 }))];
    try {
      const call = { address: this.#address, abi: this.#abi, functionName: "verify", args };
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

function compile(source: string): { abi: Abi; code: Hex } {
  const solc = createRequire(import.meta.url)("solc") as Solc;
  const input = {
    language: "Solidity",
    sources: { "BlockVerifier.sol": { content: source } },
    settings: {
      optimizer: { enabled: true, runs: 1 },
      evmVersion: "prague",
      outputSelection: { "*": { BlockVerifier: ["abi", "evm.deployedBytecode.object"] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as {
    errors?: { severity: string; formattedMessage: string }[];
    contracts: Record<string, Record<string, { abi: Abi; evm: { deployedBytecode: { object: string } } }>>;
  };
  const error = output.errors?.find(({ severity }) => severity === "error");
  if (error !== undefined) throw new Error(error.formattedMessage);
  const { abi, evm } = output.contracts["BlockVerifier.sol"]!.BlockVerifier!;
  return { abi, code: `0x${evm.deployedBytecode.object}` };
}
