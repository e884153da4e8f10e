import { fileURLToPath } from "node:url";
import type { CompiledCircuit } from "@noir-lang/noir_js";
import { compile, createFileManager } from "@noir-lang/noir_wasm";

/**
 * Compiles the Noir program in `directory` and keeps what running and proving it needs: no debug symbols and no paths, so that every
 * machine gets the same.
 * @throws with the compiler's message when the source does not compile.
 */
export async function compileCircuit(directory: URL): Promise<CompiledCircuit> {
  const quiet = (): void => {};
  // The compiler announces itself on the console besides its log callbacks.
  const { log } = console;
  console.log = quiet;
  try {
    const { program } = await compile(
      createFileManager(fileURLToPath(directory)),
      undefined,
      quiet as never,
      quiet as never,
    );
    const { noir_version, hash, abi, bytecode } = program as typeof program & { hash: string };
    // The compiler's types call the interface by another name than the runtime's.
    return { noir_version, hash, abi, bytecode } as unknown as CompiledCircuit;
  } finally {
    console.log = log;
  }
}
