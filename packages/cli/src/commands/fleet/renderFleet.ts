import type { FleetState } from "@trellis/fleet";

const UNPRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]/gu;
const seconds = (value: number): string => `${value.toFixed(1)} s`;

/** The fleet for people, a line each: nodes, agents, what waits, what was done in the last hour, the last failures. */
export function renderFleet({ agents, nodes, kinds, lastFailures }: FleetState): string[] {
  const alive = agents.filter(({ isAlive }) => isAlive);
  return [
    `nodes: ${
      nodes
        .filter(({ isAlive }) => isAlive)
        .map(({ name }) => name.replace(UNPRINTABLE, ""))
        .join(", ") || "none"
    }`,
    `agents: ${alive.length} alive, ${agents.length - alive.length} gone in the last day`,
    ...alive.map((agent) => `  ${renderAgent(agent)}`),
    "queue, and the last hour:",
    ...kinds.map(
      ({ kind, waiting, running, oldestSeconds, proofs, failures, refused, meanSeconds }) =>
        `  ${kind.padEnd(5)}  ${waiting} waiting${waiting > 0 ? ` (the oldest ${seconds(oldestSeconds)})` : ""}, ${running} running; ${proofs} proven in ${seconds(meanSeconds)} each, ${failures} failed, ${refused} wrong`,
    ),
    ...(lastFailures.length === 0 ? [] : ["last failures:"]),
    ...lastFailures.map(
      ({ kind, agent, code, at }) => `  ${at.toISOString()}  ${code}  ${kind}  agent ${agent}`,
    ),
  ];
}

function renderAgent({ id, facts, isDistrusted }: FleetState["agents"][number]): string {
  const { name, kinds, jobs, running, proved, failed, isDraining, memoryBytes, cores } = facts;
  const state = isDistrusted
    ? "DISTRUSTED: handed over a wrong proof"
    : isDraining
      ? "ends"
      : `${running} of ${jobs} busy`;
  const speeds = Object.entries(facts.seconds).map(([kind, value]) => `${kind} ${seconds(value)}`);
  return `${name.replace(UNPRINTABLE, "")}  ${state}; ${kinds.join(", ")}; ${proved} proven, ${failed} failed${speeds.length > 0 ? `; ${speeds.join(", ")}` : ""}; ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB  (${id})`;
}
