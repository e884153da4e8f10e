import { type HeldSeats, readHeldSeats, roundWindows } from "@trellis/l1";
import { rankByScore, roundPhase } from "@trellis/protocol";
import type { Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import type { L1Session } from "../../shell/l1/L1Session.ts";
import { l1Command } from "../../shell/l1/l1Command.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { durationText } from "../../shell/text/durationText.ts";
import { scientific, short, tokens } from "../../shell/text/format.ts";
import { readCases } from "../court/readCases.ts";
import { renderCases } from "../court/renderCases.ts";

/** Number of seats listed for people, unless they ask for all. */
const MAX_LISTED = 16;
/** α is kept in parts of this size. */
const ALPHA_ONE = 65_536;

/** `trellis status`: head, rounds, ranking with the bonds at risk, seats and open cases in one view. */
export function statusCommand(io: CliIo): Command {
  return l1Command(
    io,
    "status",
    "show L1's view: head, running round, ranking with bonds, seats and court cases",
    { seats: optionValues.flag },
    async (session, options) => {
      const status = await readStatus(session);
      return { result: status, says: renderStatus(status, options.seats) };
    },
  ).option("--seats", "list every seat");
}

type Status = Awaited<ReturnType<typeof readStatus>>;

async function readStatus(session: L1Session) {
  const { client, addresses, chainId } = session;
  const [status, ranking, registry, cases, now] = await Promise.all([
    client.read("lens", "status", []),
    client.ranking(),
    readHeldSeats(client),
    readCases(client),
    session.now(),
  ]);
  const { running, above, isStopped } = status;
  const windows = roundWindows(running);
  const inRound = ranking.filter(({ roundId }) => roundId === running.round.id);
  return {
    chainId,
    rollup: addresses.rollup,
    time: now,
    isStopped,
    head: {
      height: BigInt(running.round.height) - 1n,
      proposalId: status.head,
      stateRoot: hexField(status.stateRoot),
    },
    round: {
      height: running.round.height,
      round: running.round.number,
      roundId: running.round.id,
      phase: roundPhase(windows, now),
      commitEnd: windows?.commitEnd ?? null,
      proofEnd: windows?.proofEnd ?? null,
      /** R17: slots by which late leaders have moved the end of the proposal window. */
      extensions: running.round.extensions,
      alpha: running.round.alpha / ALPHA_ONE,
    },
    /** P3.4: the height that takes proposals on top of the running round; null if there is none. */
    above: above.round.id === 0 ? null : { height: above.round.height, commitments: above.round.commitments },
    messages: { queued: status.messagesQueued, consumed: status.messagesConsumed },
    ranking: await Promise.all(
      rankByScore(inRound).map(async (row) => ({
        ...row,
        bond: await client.read("auction", "bondOf", [row.burnBid]),
        /** R9: committed seats that no kept proof shows yet. The bond is at risk by their part. */
        seatsMissing: row.committedSeats - (row.isProven ? row.provers : 0),
      })),
    ),
    registry,
    cases,
  };
}

function renderStatus(status: Status, allSeats: boolean): string[] {
  const { head, round, above, ranking, messages, time } = status;
  const until =
    round.phase === "proposal" ? round.commitEnd : round.phase === "proof" ? round.proofEnd : null;
  return [
    `rollup ${status.rollup} on chain ${status.chainId}`,
    ...(status.isStopped
      ? ["stopped for good: leave by trellis bridge escape and trellis prover withdraw-stake (R12)"]
      : []),
    `head: height ${head.height}, ${head.height === 0n ? "genesis" : head.proposalId}, state root ${head.stateRoot}`,
    `round: height ${round.height}, round ${round.round}, phase ${round.phase}${
      until === null ? "" : `, ${durationText(until - time)} left`
    }, α ${round.alpha.toFixed(3)}${round.extensions === 0 ? "" : `, ${round.extensions} slots longer (R17)`}`,
    ...(above === null ? [] : [`above it: height ${above.height}, ${above.commitments} commitments`]),
    `messages from L1: ${messages.queued} queued, ${messages.queued - messages.consumed} of them not consumed yet`,
    `ranking: ${ranking.length === 0 ? "no commitments" : ""}`.trimEnd(),
    ...ranking.map(
      ({ proposalId, burnBid, bond, committedSeats, isProven, seatsMissing, score }, i) =>
        `  ${i + 1}. ${short(proposalId)} bid ${tokens(burnBid)}, bond ${tokens(bond)}, seats ${committedSeats}, ${
          isProven ? `proven but for ${seatsMissing}` : "not proven"
        }, score ${scientific(score)}`,
    ),
    ...renderSeats(status.registry, allSeats, time),
    ...renderCases(
      status.cases.filter(({ state }) => state === "open"),
      time,
    ),
  ];
}

function renderSeats({ seats, stake, minStake }: HeldSeats, all: boolean, time: bigint): string[] {
  const active = seats.filter(({ isActive }) => isActive).length;
  const listed = all ? seats : seats.slice(0, MAX_LISTED);
  return [
    `seats: ${seats.length} held, ${active} active; stake ${tokens(stake)}, least ${tokens(minStake)}`,
    ...listed.map((seat) => {
      const exit =
        seat.exitAt === 0
          ? ""
          : BigInt(seat.exitAt) <= time
            ? ", stake may leave"
            : `, stake may leave in ${durationText(BigInt(seat.exitAt) - time)}`;
      const state = seat.isActive ? "active" : seat.isPaused ? "paused" : "inactive";
      const cases = seat.cases === 0 ? "" : `, ${seat.cases} open cases`;
      const level = seat.level === 0 ? "" : `, level ${seat.level}`;
      return `  ${seat.seat}. ${state}, stake ${tokens(seat.stake)}, payout ${seat.payout}${exit}${cases}${level}`;
    }),
    ...(listed.length < seats.length ? [`  … ${seats.length - listed.length} more: --seats`] : []),
  ];
}

const hexField = (field: bigint): string => `0x${field.toString(16).padStart(64, "0")}`;
