import type { Round, Summary } from "../../data/resources.ts";

/** Something that happened in a round, in seconds since its start. */
export interface Step {
  readonly name: string;
  readonly after: number;
}

/** A window of a round, in seconds since its start. */
export interface Window {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** A round as windows and what happened in them. `length` is that of the whole picture, seconds. */
export interface Phases {
  readonly windows: readonly Window[];
  readonly steps: readonly Step[];
  readonly length: number;
}

/** The windows of a round, and its steps in order: the first and the last of each kind. */
export function phasesOf(round: Round, final: Pick<Summary, "finalAt" | "winner"> | null): Phases {
  const { start, commitEnd, proofStart, proofEnd, proposals } = round;
  const commits = proposals.map(({ committed }) => committed.at.time);
  const proofs = proposals.flatMap(({ proofs: kept }) => kept.map(({ at }) => at.time));
  const best = proposals
    .find(({ proposalId }) => proposalId === final?.winner)
    ?.proofs.find(({ isBest }) => isBest);
  const moments: readonly (readonly [string, number | undefined])[] = [
    ["first commitment", least(commits)],
    ["last commitment", commits.length > 1 ? most(commits) : undefined],
    ["proposal window ends", commitEnd],
    ["first block proof on L1", least(proofs)],
    ["the winner's best proof on L1", best?.at.time],
    ["proof window ends", proofEnd ?? undefined],
    ["final", round.outcome === "final" ? final?.finalAt.time : undefined],
  ];
  const steps = moments
    .flatMap(([name, time]): Step[] => (time === undefined ? [] : [{ name, after: time - start }]))
    .sort((a, b) => a.after - b.after);
  const windows: Window[] = [{ name: "1–3 propose, vote, commit", from: 0, to: commitEnd - start }];
  if (proofStart !== null && proofEnd !== null) {
    const ended =
      round.outcome === "final" && final !== null ? Math.min(proofEnd, final.finalAt.time) : proofEnd;
    windows.push({
      name: "4–5 reveal, prove, submit",
      from: proofStart - start,
      to: Math.max(ended, proofStart) - start,
    });
  }
  const length = Math.max(1, ...steps.map(({ after }) => after), ...windows.map(({ to }) => to));
  return { windows, steps, length };
}

const least = (times: readonly number[]): number | undefined =>
  times.length === 0 ? undefined : Math.min(...times);
const most = (times: readonly number[]): number | undefined =>
  times.length === 0 ? undefined : Math.max(...times);
