import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { compile, createFileManager } from "@noir-lang/noir_wasm";
import type { ProofTarget } from "../src/bb/BbRunner.ts";
import { bbBinary } from "../src/bb/bbBinary.ts";
import { runProcess } from "../src/bb/runProcess.ts";

/** Compiles a circuit that proves anything: `fields` public fields, no constraint. Returns its path. */
export async function compileForeign(folder: string, fields: number): Promise<string> {
  const source = join(folder, "foreign");
  await mkdir(join(source, "src"), { recursive: true });
  await writeFile(
    join(source, "Nargo.toml"),
    '[package]\nname = "foreign"\ntype = "bin"\nauthors = [""]\n[dependencies]\n',
  );
  await writeFile(
    join(source, "src", "main.nr"),
    `fn main(outputs: [Field; ${fields}]) -> pub [Field; ${fields}] { outputs }\n`,
  );
  const quiet = () => undefined;
  const { program } = await compile(createFileManager(source), undefined, quiet as never, quiet as never);
  const path = join(folder, "foreign.json");
  await writeFile(path, JSON.stringify(program));
  return path;
}

/** bb's proof of a witness, satisfying or not, as a thief would take it, and whether bb complained. */
export async function proveRegardless(
  folder: string,
  input: {
    readonly srsPath: string;
    readonly circuitPath: string;
    readonly vk: Uint8Array;
    readonly target: ProofTarget;
    readonly witness: Uint8Array;
  },
): Promise<{ readonly proof: Uint8Array; readonly publicInputs: Uint8Array; readonly isSatisfied: boolean }> {
  await mkdir(folder, { recursive: true });
  for (const name of ["bn254_g1.dat", "bn254_g2.dat"]) {
    await symlink(join(input.srsPath, name), join(folder, name));
  }
  const [witnessPath, vkPath] = [join(folder, "witness.gz"), join(folder, "key")];
  await writeFile(witnessPath, input.witness);
  await writeFile(vkPath, input.vk);
  const args = ["prove", "-b", input.circuitPath, "-w", witnessPath, "-k", vkPath, "-o", folder, "-t"];
  const { stderr } = await runProcess(bbBinary(), [...args, input.target], {
    cwd: folder,
    env: { HOME: folder, CRS_PATH: folder, HARDWARE_CONCURRENCY: String(availableParallelism()) },
    timeoutMs: 600_000,
  });
  const read = async (name: string) => new Uint8Array(await readFile(join(folder, name)));
  return {
    proof: await read("proof"),
    publicInputs: await read("public_inputs"),
    isSatisfied: !stderr.includes("Builder failure"),
  };
}
