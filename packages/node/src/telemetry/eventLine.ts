import type { TrellisEvent } from "@trellis/rpc-api";

/** A line of the log, and how much it matters. */
export interface EventLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly text: string;
}

/** What the log says of an event: one line a duty and its outcome. Undefined for a problem, which is logged where it happens. */
export function eventLine(event: TrellisEvent): EventLine | undefined {
  switch (event.event) {
    case "started":
      return info(
        `ready: peer ${event.peerId}${event.rpc === undefined ? "" : `, RPC ${event.rpc}`}${event.seats === undefined ? "" : `, seats ${event.seats.join(", ") || "none"}`}`,
      );
    case "head":
      return info(`block ${event.height} is final: ${short(event.proposalId)}`);
    case "l1_reread":
      return {
        level: event.undone > 0 ? "warn" : "debug",
        text: `L1 was read again from the deployment on: ${event.undone} blocks are no longer final, the head is ${event.head}`,
      };
    case "l1_transaction":
      return info(
        `L1 took ${event.action}${event.proposalId === undefined ? "" : ` for ${short(event.proposalId)}`}: ${short(event.hash)}, ${event.gas} gas`,
      );
    case "proposed":
      return info(
        `proposed ${short(event.proposalId)} for height ${event.height}: ${event.transactions} transactions, bid ${tokens(event.burnBid)}`,
      );
    case "revealed":
      return info(`revealed the order of ${short(event.proposalId)}`);
    case "voted":
      return info(`seat ${event.seat} offers ${event.votes} nodes of ${short(event.proposalId)}`);
    case "claimed":
      return info(`seat ${event.seat} claimed ${place(event)}`);
    case "proved":
      return info(`seat ${event.seat} proved ${place(event)} in ${event.seconds.toFixed(1)} s`);
    case "missed":
      return { level: "warn", text: `seat ${event.seat} did not prove ${place(event)} in time` };
    case "answering":
      return info(`seat ${event.seat} proves ${place(event)} for an answer`);
    case "answered":
      return info(`seat ${event.seat} has its answer for ${place(event)}`);
    case "prover_paused":
      return {
        level: "error",
        text: `the prover stops voting and claiming: ${event.missed} claimed nodes were missed`,
      };
    case "prover_resumed":
      return info("the prover has passed its test, and votes again");
    case "proving":
      return debug(`seat ${event.seat} proves ${place(event)}${event.rescue ? " for another" : ""}`);
    case "proving_stopped":
      return debug(
        `seat ${event.seat} stops proving ${event.depth}/${event.index} of ${short(event.proposalId)}: ${event.reason}`,
      );
    case "transcript":
      return debug(`named ${event.provers} seats for ${short(event.proposalId)}`);
    case "seats_judged":
      return debug(`height ${event.height}: seats kept ${event.kept} nodes and missed ${event.missed}`);
    default:
      return undefined;
  }
}

const info = (text: string): EventLine => ({ level: "info", text });
const debug = (text: string): EventLine => ({ level: "debug", text });
const short = (id: string): string => `${id.slice(0, 8)}…${id.slice(-4)}`;
const place = (at: { kind: string; depth: number; index: number; proposalId: string }): string =>
  `${at.kind} ${at.depth}/${at.index} of ${short(at.proposalId)}`;

/** Wei of a token with 18 places, as tokens with at most four. */
function tokens(wei: bigint): string {
  const places = String(wei % 10n ** 18n)
    .padStart(18, "0")
    .slice(0, 4);
  return `${wei / 10n ** 18n}.${places}`.replace(/\.?0+$/, "");
}
