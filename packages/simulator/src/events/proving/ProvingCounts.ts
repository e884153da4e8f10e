/** What came of the proving so far. */
export interface ProvingCounts {
  /** Proofs begun, and those of them that were ended because another proof had come, or the block had lost. */
  begun: number;
  stopped: number;
  /** Proofs that were made. */
  made: number;
  /** R8: claims, those of them whose node another seat proved first, and those whose seat died. */
  claims: number;
  beaten: number;
  broken: number;
  /** Time that machines worked, seconds. */
  machineSeconds: number;
  /** Most machines at one node at one time. */
  mostMachines: number;
}

/** Nothing has been proven. */
export function noCounts(): ProvingCounts {
  return {
    begun: 0,
    stopped: 0,
    made: 0,
    claims: 0,
    beaten: 0,
    broken: 0,
    machineSeconds: 0,
    mostMachines: 0,
  };
}
