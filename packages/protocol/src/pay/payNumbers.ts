import { SEATS } from "../constants.ts";

/** What a whole is, in parts of 1/10,000. */
export const BPS = 10_000n;

/** Whether this is a part of a whole in 1/10,000: 0..10,000. */
export const isBps = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 10_000;

/** Whether there may be so many seats: 0..2,048. */
export const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= SEATS;
