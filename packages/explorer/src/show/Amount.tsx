import { amountText } from "./amount.ts";

/** Wei as TRL. Rounded ones show the exact figure when pointed at. @param places - decimal places; 4 without it. */
export function Amount({
  wei,
  places = 4,
  isExact = false,
}: {
  readonly wei: string | bigint;
  readonly places?: number;
  readonly isExact?: boolean;
}) {
  const exact = amountText(wei);
  return (
    <span className="amount" title={`${exact} TRL`}>
      {isExact ? exact : amountText(wei, places)}
      <span className="unit"> TRL</span>
    </span>
  );
}
