/**
 * P5.3, P7.2: highest score first. Among equal scores, the earlier comes first.
 * @param rows - in the order in which L1 took them: commitments, or proofs.
 */
export function rankByScore<Row extends { readonly score: bigint }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => (a.score === b.score ? 0 : a.score > b.score ? -1 : 1));
}
