/** The circuits, by the folder of their sources in `circuits` and of the compiled ones in `circuits/generated`. */
export const CIRCUIT_NAMES = ["leaf", "merge", "root"] as const;

/** Name of a circuit. */
export type CircuitName = (typeof CIRCUIT_NAMES)[number];
