/** The part of `ffjavascript` that the development SRS is made with; the package ships no types of its own. */
declare module "ffjavascript" {
  export interface WasmCurve {
    readonly tm: {
      /** The WASM module itself; it imports `env.memory`. */
      readonly code: Uint8Array<ArrayBuffer>;
      /** Address of the generator of G1, Jacobian, Montgomery form. */
      readonly pG1gen: number;
    };
  }

  export function buildBn128(singleThread: boolean): Promise<WasmCurve>;
}
