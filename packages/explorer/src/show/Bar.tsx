/** A bar with two parts: what is proven, and behind it what is only claimed. Parts are from 0 to 1. */
export function Bar({
  solid,
  faint,
  text,
}: {
  readonly solid: number;
  readonly faint: number;
  readonly text: string;
}) {
  return (
    <span className="bar-line">
      <svg className="bar-graph" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect className="faint" width={100 * faint} height="8" />
        <rect className="solid" width={100 * solid} height="8" />
      </svg>
      <span>{text}</span>
    </span>
  );
}
