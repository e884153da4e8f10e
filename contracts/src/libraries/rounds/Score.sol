// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @title Score of a proposal (P7.2), and the rule that moves its exponent α (P7.3)
/// @dev α is counted in eighths. An eighth root is three square roots, and flooring between the roots does not change
/// the floor of the result. So every number here is exact and equal to that of
/// `packages/protocol/src/auction/score.ts`.
library Score {
    /// @dev α = 3 at genesis.
    uint8 internal constant GENESIS_ALPHA = 24;
    /// @dev α ≥ 1 keeps the score strictly increasing in the provers; α ≤ 5¾ keeps 2,048 provers and a bid of 2^96
    /// below 2^256.
    uint8 internal constant MIN_ALPHA = 8;
    uint8 internal constant MAX_ALPHA = 46;
    /// @dev Number of fractional bits of the fractional power.
    uint8 private constant PLACES = 20;

    /// @notice floor(provers^⌊α⌋ · ⌊2^20 · provers^(α − ⌊α⌋)⌋ · burn² / 2^20): provers^α · burn², exact if α is whole.
    /// @dev Strictly increasing in provers and in burn while neither is 0, increasing in α.
    /// @param provers Distinct provers, at most 2,048: proven ones for the final score, committed ones for the provisional.
    /// @param burnBid Wei.
    /// @param alpha Eighths, MIN_ALPHA .. MAX_ALPHA.
    function compute(uint256 provers, uint96 burnBid, uint8 alpha) internal pure returns (uint256) {
        unchecked {
            // Nothing overflows: provers^⌊α⌋ · burn² stays below 2^55 · 2^192.
            uint256 whole = provers ** (alpha >> 3);
            uint256 burn = uint256(burnBid) * burnBid;
            uint256 eighths = alpha & 7;
            if (eighths == 0) return whole * burn;
            // provers^7 · 2^160 stays below 2^237.
            uint256 root = FixedPointMathLib.sqrt(
                FixedPointMathLib.sqrt(FixedPointMathLib.sqrt(provers ** eighths << (8 * PLACES)))
            );
            return FixedPointMathLib.fullMulDivN(whole * root, burn, PLACES);
        }
    }

    /// @notice P7.3: α after a final block: an eighth more below the target, an eighth less above it, within min .. max.
    /// @param provers Distinct provers of the final block.
    function nextAlpha(uint8 alpha, uint256 provers, uint256 target, uint8 min, uint8 max)
        internal
        pure
        returns (uint8)
    {
        if (provers < target) return alpha < max ? alpha + 1 : max;
        if (provers > target) return alpha > min ? alpha - 1 : min;
        return alpha;
    }
}
