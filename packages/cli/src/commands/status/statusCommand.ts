import { type LoggedCase, readCases, readSeats, type SeatRegistry, windowsOf } from "@trellis/l1";
import { rankByScore, roundPhase } from "@trellis/protocol";
import type { Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import type { L1Session } from "../../shell/L1Session.ts";
import { l1Command } from "../../shell/l1Command.ts";
import { optionValues } from "../../shell/optionValues.ts";
import { scientific, short, tokens } from "../../shell/text/format.ts";

/** Number of seats listed for people, unless they ask for all. */
const MAX_LISTED = 16;

/** `trellis status`: head, round, ranking, seats and open cases in one view. */
export function statusCommand(io: CliIo): Command {
  return l1Command(
    io,
    "status",
    "show L1's view: head, running round, ranking, seats and court cases",
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
    client.read("rollup", "status", []),
    client.ranking(),
    readSeats(client),
    readCases(client),
    session.now(),
  ]);
  const windows = windowsOf(status);
  return {
    chainId,
    rollup: addresses.rollup,
    time: now,
    head: { height: status.height - 1n, proposalId: status.head, stateRoot: hexField(status.stateRoot) },
    round: {
      height: status.height,
      round: status.round,
      roundId: status.roundId,
      phase: roundPhase(windows, now),
      commitEnd: windows?.commitEnd ?? null,
      proofEnd: windows?.proofEnd ?? null,
      alpha: Number(status.alpha) / 8,
    },
    messages: { queued: status.messagesQueued, consumed: status.messagesConsumed },
    ranking: rankByScore(ranking),
    registry,
    cases,
  };
}

function renderStatus(status: Status, allSeats: boolean): string[] {
  const { head, round, ranking, messages, time } = status;
  const until =
    round.phase === "proposal" ? round.commitEnd : round.phase === "proof" ? round.proofEnd : null;
  return [
    `rollup ${status.rollup} on chain ${status.chainId}`,
    `head: height ${head.height}, ${head.height === 0n ? "genesis" : head.proposalId}, state root ${head.stateRoot}`,
    `round: height ${round.height}, round ${round.round}, phase ${round.phase}${
      until === null ? "" : `, ${until - time} s left`
    }, α ${round.alpha}`,
    `messages from L1: ${messages.queued} queued, ${messages.queued - messages.consumed} of them not consumed yet`,
    `ranking: ${ranking.length === 0 ? "no commitments" : ""}`.trimEnd(),
    ...ranking.map(
      ({ proposalId, burnBid, committedProvers, proven, provenProvers, score }, i) =>
        `  ${i + 1}. ${short(proposalId)} bid ${tokens(burnBid)}, provers ${proven ? provenProvers : committedProvers}, ${
          proven ? "proven" : "not proven"
        }, score ${scientific(score)}`,
    ),
    ...renderSeats(status.registry, allSeats, time),
    ...renderCases(status.cases, time),
  ];
}

function renderSeats({ seats, stake, minStake }: SeatRegistry, all: boolean, time: bigint): string[] {
  const active = seats.filter(({ isActive }) => isActive).length;
  const listed = all ? seats : seats.slice(0, MAX_LISTED);
  return [
    `seats: ${seats.length} taken, ${active} active; stake ${tokens(stake)}, least ${tokens(minStake)}`,
    ...listed.map((seat) => {
      const exit =
        seat.exitAt === 0
          ? ""
          : BigInt(seat.exitAt) <= time
            ? ", stake may leave"
            : `, stake may leave in ${BigInt(seat.exitAt) - time} s`;
      const reports = seat.reports === 0 ? "" : `, ${seat.reports} open reports`;
      return `  ${seat.seat}. ${seat.isActive ? "active" : "inactive"}, stake ${tokens(seat.stake)}, payout ${seat.payout}${exit}${reports}`;
    }),
    ...(listed.length < seats.length ? [`  … ${seats.length - listed.length} more: --seats`] : []),
  ];
}

function renderCases(cases: readonly LoggedCase[], time: bigint): string[] {
  const open = cases.filter(({ state }) => state === "reported");
  return [
    `cases: ${cases.length} reported so far, ${open.length} open`,
    ...open.map(({ proposalId, nodeNumber, seat, backup, contestEnd }) => {
      const end = BigInt(contestEnd);
      const left = end > time ? `may be contested for ${end - time} s` : "may be settled";
      return `  seat ${seat}, node ${nodeNumber} of ${proposalId}: proven by ${backup === null ? "nobody" : `seat ${backup}`}; ${left}`;
    }),
  ];
}

const hexField = (field: bigint): string => `0x${field.toString(16).padStart(64, "0")}`;
