/** Milliseconds on a clock that never goes back; tests bring their own. */
export type Clock = () => number;

/** Milliseconds since 1970, for people and for what outlives the process; it may jump. */
export const wallClock: Clock = () => Date.now();

/** This process's clock. */
export const systemClock: Clock = () => performance.now();
