import { MAX_BURN_BID } from "../../packages/protocol/src/auction/Proposal.ts";
import {
  ALPHA_ONE,
  MAX_ALPHA,
  MIN_ALPHA,
  nextAlpha,
  score,
} from "../../packages/protocol/src/auction/score.ts";

/** R14: scores at the edges and, for every 64th of α, at counts, bids and rests of α from their whole ranges; and steps of α. */
export function scoreVectors(numberOf: (label: string) => bigint) {
  const burns = [1n, 2n, 10n ** 9n, 10n ** 18n, (1n << 95n) + 1n, MAX_BURN_BID];
  const exponents = [
    MIN_ALPHA,
    3 * ALPHA_ONE - 1,
    3 * ALPHA_ONE,
    3 * ALPHA_ONE + 1024,
    3.125 * ALPHA_ONE,
    MAX_ALPHA,
  ];
  const edges = [0, 1, 2, 3, 55, 1024, 2047, 2048].flatMap((provers) =>
    burns.flatMap((burnBid) => exponents.map((alpha) => ({ provers, burnBid, alpha }))),
  );
  const sixtyFourths = Array.from({ length: (MAX_ALPHA - MIN_ALPHA) / 1024 }, (_, i) => i);
  const anywhere = sixtyFourths.map((i) => {
    const seed = numberOf(`second score ${i}`);
    return {
      provers: Number(seed % 2049n),
      burnBid: (seed >> 20n) % (1n << BigInt(1 + (i % 96))),
      alpha: MIN_ALPHA + 1024 * i + Number((seed >> 130n) % 1024n),
    };
  });
  const cases = [...edges, ...anywhere];
  return {
    scores: {
      provers: cases.map(({ provers }) => provers),
      burnBid: cases.map(({ burnBid }) => String(burnBid)),
      alpha: cases.map(({ alpha }) => alpha),
      score: cases.map(({ provers, burnBid, alpha }) => String(score(provers, burnBid, alpha))),
    },
    alphas: alphas(),
  };
}

function alphas() {
  const bounds = { alphaMin: 2 * ALPHA_ONE, alphaMax: 5 * ALPHA_ONE };
  const cases = [2 * ALPHA_ONE, 2 * ALPHA_ONE + 1, 3 * ALPHA_ONE, 5 * ALPHA_ONE].flatMap((alpha) =>
    [1, 4, 1023, 1024, 2048].flatMap((targetProvers) =>
      [0, 1, 3, 4, 5, 1022, 1024, 2048].map((provers) => ({ alpha, targetProvers, provers })),
    ),
  );
  return {
    ...bounds,
    alpha: cases.map(({ alpha }) => alpha),
    targetProvers: cases.map(({ targetProvers }) => targetProvers),
    provers: cases.map(({ provers }) => provers),
    next: cases.map(({ alpha, provers, targetProvers }) =>
      nextAlpha(alpha, provers, { ...bounds, targetProvers }),
    ),
  };
}
