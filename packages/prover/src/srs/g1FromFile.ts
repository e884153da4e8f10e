import type { FileHandle } from "node:fs/promises";
import { TrellisError } from "@trellis/protocol";

/** Bytes of one point of `bn254_g1.dat`: x ‖ y, big-endian. */
export const G1_POINT_BYTES = 64;

/** Reads point `index` of `bn254_g1.dat`; does not check that it lies on the curve. @throws TRL-PRV-105 past the end. */
export async function g1FromFile(handle: FileHandle, index: number): Promise<{ x: bigint; y: bigint }> {
  const bytes = Buffer.alloc(G1_POINT_BYTES);
  const { bytesRead } = await handle.read(bytes, 0, G1_POINT_BYTES, index * G1_POINT_BYTES);
  if (bytesRead !== G1_POINT_BYTES) {
    throw new TrellisError("TRL-PRV-105", "bn254_g1.dat ends early: replace it", { index });
  }
  return {
    x: BigInt(`0x${bytes.subarray(0, 32).toString("hex")}`),
    y: BigInt(`0x${bytes.subarray(32).toString("hex")}`),
  };
}
