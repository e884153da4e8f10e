import { amountText, scoreText } from "./amount.ts";

/** A score with what it is made of: provers^α · bid² (R14). */
export function ScoreFormula({
  seats,
  alpha,
  bid,
  score,
}: {
  readonly seats: number;
  readonly alpha: number;
  readonly bid: string;
  readonly score: string;
}) {
  const places = Math.round(alpha * 1_000) / 1_000;
  return (
    <span className="formula">
      {seats} {seats === 1 ? "prover" : "provers"}
      <sup>{places}</sup> · {amountText(bid, 4)}
      <sup>2</sup> = <b>{scoreText(score)}</b>
    </span>
  );
}
