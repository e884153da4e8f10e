/** R10: what L1 asks of a block's messages if its round opens at a certain time. */
export interface MessageTerms {
  /** Messages that are due then. */
  readonly due: number;
  /** Most places that L1 asks for (`placesAskedFor`). */
  readonly asked: number;
}

/** How many messages a block consumes. */
export interface MessageLimits {
  readonly least: number;
  readonly most: number;
}

/** R10: the most messages that are not due: half of the block's places. */
const halfOf = (places: number): number => Math.floor(places / 2);

/**
 * R10: whether L1 takes a block that consumes this many messages: all that are due, as far as it asks for places, and not too many that
 * are not due.
 * @param places - of the block.
 */
export function takesRightMessages(consumed: number, places: number, { due, asked }: MessageTerms): boolean {
  return consumed >= Math.min(due, asked) && consumed - due <= halfOf(places);
}

/**
 * R10: how many messages a block may consume so that L1 takes it, whether its round opens early or late. If no number suits both, an
 * early opening counts, and the block is checked once more before it is committed.
 * @param early - terms if the round opens at the earliest time. @param late - at the latest time that matters.
 * @param places - of the block.
 */
export function messageLimits(early: MessageTerms, late: MessageTerms, places: number): MessageLimits {
  const most = Math.min(places, early.due + halfOf(places));
  // Time makes more messages due, and lowers the places that are asked for.
  const least = Math.min(late.due, Math.max(early.asked, late.asked), most);
  return { least, most };
}
