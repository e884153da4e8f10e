/** Milliseconds on a clock that never goes back; tests bring their own. */
export type Clock = () => number;

/** This process's clock. */
export const systemClock: Clock = () => performance.now();
