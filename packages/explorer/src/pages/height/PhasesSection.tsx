import type { Round, Summary } from "../../data/resources.ts";
import { clockText, durationText } from "../../show/time.ts";
import { phasesOf } from "./phases.ts";

/** When what happened in a round. */
export function PhasesSection({ round, final }: { readonly round: Round; readonly final: Summary | null }) {
  const { windows, steps, length } = phasesOf(round, final);
  const x = (seconds: number): number => (1_000 * Math.max(0, seconds)) / length;
  return (
    <section>
      <h2>Phases</h2>
      <p>The round began at {clockText(round.start)}.</p>
      <svg className="phases" viewBox="0 0 1000 24" preserveAspectRatio="none" aria-hidden="true">
        {windows.map(({ name, from, to }, i) => (
          <rect key={name} className={`phase${i}`} x={x(from)} width={x(to) - x(from)} y="6" height="12" />
        ))}
        {steps.map(({ name, after }) => (
          <line key={name} x1={x(after)} x2={x(after)} y1="0" y2="24" />
        ))}
      </svg>
      <ul className="key">
        {windows.map(({ name, from, to }, i) => (
          <li key={name}>
            <span className={`swatch phase${i}`} /> {name}: {durationText(to - from)}
          </li>
        ))}
      </ul>
      <ol className="steps">
        {steps.map(({ name, after }) => (
          <li key={name}>
            <span className="after">+{durationText(after)}</span> {name}
          </li>
        ))}
      </ol>
    </section>
  );
}
