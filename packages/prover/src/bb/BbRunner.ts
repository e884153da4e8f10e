import { mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { TrellisError } from "@trellis/protocol";
import { G1_POINT_BYTES } from "../srs/g1FromFile.ts";
import { g2ToFile } from "../srs/g2FromFile.ts";
import { IGNITION_G2_WORDS } from "../srs/ignitionSrs.ts";
import type { Srs } from "../srs/Srs.ts";
import { bbBinary } from "./bbBinary.ts";
import { type ProcessResult, runProcess } from "./runProcess.ts";

/** The verifier of a proof: another circuit, or the EVM. Both without zero knowledge, because all inputs are published anyway. */
export type ProofTarget = "noir-recursive-no-zk" | "evm-no-zk";

/**
 * bb's verdict on a proof. `opening` means that only the last check fails: the polynomial openings, which a pairing with Ignition's G2
 * point checks. For a proof on another SRS, bb cannot check more than that.
 */
export type BbVerdict = "accepted" | "opening" | "rejected";

export type BbRunnerInit = {
  /** Needed to make keys and proofs, not to verify. */
  readonly srs?: Srs | undefined;
  /** Threads of each bb process; by default all of the machine. */
  readonly threads?: number | undefined;
  /** Time limit of each operation; ten minutes by default. */
  readonly timeoutMs?: number | undefined;
  /** Defaults to {@link bbBinary}. */
  readonly binary?: string | undefined;
};

type Call = { readonly signal?: AbortSignal | undefined };

/** Size limit of an output file: a verifier's source is below 1 MiB. */
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;
/** bb's message for a witness that does not satisfy the circuit. bb still continues and writes a worthless proof. */
const UNSATISFIED = "Builder failure";

/**
 * Runs the native prover: one process per operation, in a private folder that is removed when the operation ends, successful or
 * not.
 */
export class BbRunner {
  readonly threads: number;
  readonly #srs: Srs | undefined;
  readonly #timeoutMs: number;
  readonly #binary: string;

  /** @throws TRL-PRV-110 on a machine without a native prover. */
  constructor({ srs, threads, timeoutMs, binary }: BbRunnerInit = {}) {
    this.#srs = srs;
    this.threads = threads ?? availableParallelism();
    this.#timeoutMs = timeoutMs ?? 600_000;
    this.#binary = binary ?? bbBinary();
  }

  /**
   * The verification key of a compiled circuit on this SRS, and its hash. Takes about 15 s for a circuit of a million rows.
   *
   * @throws TRL-PRV-111, -113, -114, -116 as every operation here: bb failed, timed out, the SRS is missing or too small, no output.
   */
  async writeVk(
    input: Call & { readonly circuitPath: string; readonly target: ProofTarget },
  ): Promise<{ vk: Uint8Array; vkHash: Uint8Array }> {
    // bb would download missing points, of another ceremony, so count the rows first. It adds a few rows before it pads.
    this.#requirePoints(Math.ceil(Math.log2((await this.gates(input)) + 4)));
    return this.#inFolder(input.signal, this.#provingSrs(), async (folder, bb) => {
      await bb("write_vk", "-b", input.circuitPath, "-o", folder, "-t", input.target);
      const vk = await output(folder, "vk");
      return { vk, vkHash: await output(folder, "vk_hash") };
    });
  }

  /**
   * Proves a witness. The public inputs are those that bb returns, 32 bytes each.
   *
   * @param input - `witness` is compressed, as noir_js returns it
   * @throws TRL-PRV-115 when the witness does not satisfy the circuit.
   */
  async prove(
    input: Call & {
      readonly circuitPath: string;
      readonly witness: Uint8Array;
      readonly vk: Uint8Array;
      readonly target: ProofTarget;
    },
  ): Promise<{ proof: Uint8Array; publicInputs: Uint8Array }> {
    // The first word of a key is the logarithm of the circuit's padded size.
    this.#requirePoints(input.vk[31] ?? 0);
    return this.#inFolder(input.signal, this.#provingSrs(), async (folder, bb) => {
      const [witness, vk] = [join(folder, "witness.gz"), join(folder, "key")];
      await Promise.all([writeFile(witness, input.witness), writeFile(vk, input.vk)]);
      await bb("prove", "-b", input.circuitPath, "-w", witness, "-k", vk, "-o", folder, "-t", input.target);
      return { proof: await output(folder, "proof"), publicInputs: await output(folder, "public_inputs") };
    });
  }

  /** Verifies a proof as far as bb can; needs no SRS. Malformed bytes are `rejected`. */
  async verify(
    input: Call & {
      readonly proof: Uint8Array;
      readonly publicInputs: Uint8Array;
      readonly vk: Uint8Array;
      readonly target: ProofTarget;
    },
  ): Promise<BbVerdict> {
    return this.#inFolder(input.signal, undefined, async (folder, bb) => {
      const [proof, inputs, vk] = ["proof", "public_inputs", "key"].map((name) => join(folder, name));
      await Promise.all([
        writeFile(proof!, input.proof),
        writeFile(inputs!, input.publicInputs),
        writeFile(vk!, input.vk),
      ]);
      try {
        await bb("verify", "-p", proof!, "-i", inputs!, "-k", vk!, "-t", input.target);
        return "accepted";
      } catch (error) {
        // A crash on hostile bytes is also a rejection. A timeout or a killed process says nothing about the proof.
        if (!(error instanceof BbFailure) || error.result.signal === "SIGKILL") throw error;
        return error.result.stderr.includes("verification failed at pairing check") ? "opening" : "rejected";
      }
    });
  }

  /** Rows of the circuit before padding to a power of two. */
  async gates(input: Call & { readonly circuitPath: string; readonly target: ProofTarget }): Promise<number> {
    return this.#inFolder(input.signal, undefined, async (_folder, bb) => {
      const { stdout } = await bb("gates", "-b", input.circuitPath, "-t", input.target);
      const size = /"circuit_size":\s*(\d+)/.exec(stdout)?.[1];
      if (size === undefined) throw new TrellisError("TRL-PRV-116", "bb gates printed an unknown format", {});
      return Number(size);
    });
  }

  /** Solidity source of the optimised verifier of an `evm-no-zk` key, with Ignition's G2 point in it. */
  async writeSolidityVerifier(input: Call & { readonly vk: Uint8Array }): Promise<string> {
    return this.#inFolder(input.signal, undefined, async (folder, bb) => {
      const [vk, source] = [join(folder, "key"), "verifier.sol"];
      await writeFile(vk, input.vk);
      await bb(
        "write_solidity_verifier",
        "-k",
        vk,
        "-o",
        join(folder, source),
        "-t",
        "evm-no-zk",
        "--optimized",
      );
      return new TextDecoder().decode(await output(folder, source));
    });
  }

  #provingSrs(): Srs {
    if (this.#srs === undefined) {
      throw new TrellisError("TRL-PRV-114", "keys and proofs need an SRS: start with one", {});
    }
    return this.#srs;
  }

  /** @throws TRL-PRV-114 unless the SRS is enough for a circuit of `2 ** logRows` rows. */
  #requirePoints(logRows: number): void {
    const { points } = this.#provingSrs();
    const needed = 2 ** logRows + 1;
    if (needed > points) {
      throw new TrellisError(
        "TRL-PRV-114",
        "the SRS is too small for this circuit: load one with more points",
        { points, needed },
      );
    }
  }

  async #inFolder<Result>(
    signal: AbortSignal | undefined,
    srs: Srs | undefined,
    operate: (folder: string, bb: (...args: string[]) => Promise<ProcessResult>) => Promise<Result>,
  ): Promise<Result> {
    signal?.throwIfAborted();
    const folder = await mkdtemp(join(tmpdir(), "trellis-bb-"));
    try {
      // Link the files: bb leaves a lock file beside the points, and a shared folder may be read-only.
      if (srs !== undefined) {
        await symlink(join(srs.path, "bn254_g1.dat"), join(folder, "bn254_g1.dat"));
        await symlink(join(srs.path, "bn254_g2.dat"), join(folder, "bn254_g2.dat"));
      } else {
        await writeFile(join(folder, "bn254_g1.dat"), generator());
        await writeFile(join(folder, "bn254_g2.dat"), g2ToFile(IGNITION_G2_WORDS));
      }
      return await operate(folder, (...args) => this.#run(folder, args, signal));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #run(folder: string, args: string[], signal: AbortSignal | undefined): Promise<ProcessResult> {
    const result = await runProcess(this.#binary, args, {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        CRS_PATH: folder,
        HARDWARE_CONCURRENCY: String(this.threads),
      },
      timeoutMs: this.#timeoutMs,
      signal,
    });
    const operation = args[0]!;
    if (result.timedOut) {
      throw new TrellisError("TRL-PRV-113", `bb ${operation} took too long and was stopped`, {
        operation,
        timeoutMs: this.#timeoutMs,
      });
    }
    if (result.stderr.includes(UNSATISFIED)) {
      throw new TrellisError("TRL-PRV-115", "the witness does not satisfy the circuit", { operation });
    }
    if (result.code !== 0) throw new BbFailure(operation, result);
    return result;
  }
}

/** TRL-PRV-111: bb ended with an error, which is in `result`. */
class BbFailure extends TrellisError {
  readonly result: ProcessResult;

  constructor(operation: string, result: ProcessResult) {
    const said = result.stderr.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
    super("TRL-PRV-111", `bb ${operation} failed: ${said || "no message; it may have run out of memory"}`, {
      operation,
      code: result.code,
      signal: result.signal,
    });
    this.result = result;
  }
}

function generator(): Uint8Array {
  const bytes = new Uint8Array(G1_POINT_BYTES);
  bytes[31] = 1;
  bytes[63] = 2;
  return bytes;
}

async function output(folder: string, name: string): Promise<Uint8Array> {
  const path = join(folder, name);
  try {
    const { size } = await stat(path);
    if (size === 0 || size > MAX_OUTPUT_BYTES) throw new RangeError(`${size} bytes`);
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new TrellisError("TRL-PRV-116", `bb succeeded but left no usable ${name}`, { name }, cause);
  }
}
