import { type HeldSeat, readHeldSeats } from "@trellis/l1";
import { TrellisError } from "@trellis/protocol";
import type { L1Session } from "../../shell/l1/L1Session.ts";

/** A seat, with the registry's constants. @throws TRL-CLI-032 if nobody holds the seat. */
export async function seatOf(
  { client }: L1Session,
  number: number,
): Promise<HeldSeat & { readonly whole: bigint; readonly exitDelay: number }> {
  const { seats, stake: whole, exitDelay } = await readHeldSeats(client);
  const found = seats.find(({ seat }) => seat === number);
  if (found !== undefined) return { ...found, whole, exitDelay };
  throw new TrellisError(
    "TRL-CLI-032",
    `nobody holds seat ${number}; ${seats.length} seats are held, see trellis status --seats`,
    { seat: number, held: seats.length },
  );
}
