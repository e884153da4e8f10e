/** What a provider's rank follows from. */
export interface ProviderHealth {
  /** Share of failures among the latest questions. */
  readonly failing: number;
  /** The highest block that it has told; 0 before it told one. */
  readonly head: bigint;
}

/** A provider that fails more often is asked last. */
const MOST_FAILING = 0.2;
/** So many blocks a provider may be behind the others: answers travel. */
const MOST_BEHIND = 2n;

/** Providers by health: those that answer and keep up first, in the order in which they are listed. */
export function ranked<Health extends ProviderHealth>(providers: readonly Health[]): Health[] {
  const best = providers.map(({ head }) => head).sort((a, b) => (a < b ? 1 : -1))[0] ?? 0n;
  const rank = ({ failing, head }: Health): number =>
    (failing > MOST_FAILING ? 2 : 0) + (head > 0n && head + MOST_BEHIND < best ? 1 : 0);
  return providers.toSorted((a, b) => rank(a) - rank(b));
}
