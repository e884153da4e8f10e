// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @title Score of a proposal (P7.2), and the rule that moves its exponent α (R14)
/// @dev α is a number of 2^-16; the score uses it rounded down to 64ths. An eighth root is three square roots, and flooring between them
/// does not change the floor of the result. So every number here is that of `packages/protocol/src/score.ts`.
library Score {
    uint256 internal constant ALPHA_ONE = 65_536;
    /// @dev R14: α moves by at most an eighth a block.
    int256 private constant MAX_STEP = 8_192;
    /// @dev R14: the distance from the target that moves α by one, in targets.
    uint256 private constant GAIN = 32;
    /// @dev Binary places of the fractional power.
    uint8 private constant PLACES = 20;

    /// @notice provers^α · burn². With e eighths and s 64ths beyond the whole part of α: ⌊provers^⌊α⌋ · F · burn² / 2^20⌋, where
    /// F = ⌊E · S / 2^20⌋, E = ⌊2^20 · provers^(e/8)⌋ and S = ⌊(⌊2^20 · provers^(s/8)⌋ · 2^140)^(1/8)⌋.
    /// @dev Strictly rising in provers and in burn while neither is 0, rising in α, below 2^256.
    /// @param provers Distinct provers, at most 2,048: proven ones for the final score, committed ones for the provisional.
    /// @param burnBid Wei.
    /// @param alpha In 2^-16, 65,536 .. 376,832.
    function compute(uint256 provers, uint96 burnBid, uint24 alpha) internal pure returns (uint256) {
        unchecked {
            // Nothing overflows: provers^⌊α⌋ · F stays below 2^84, a square of a bid below 2^192, their product / 2^20 below 2^256.
            uint256 sixtyFourths = uint256(alpha) >> 10;
            uint256 whole = provers ** (sixtyFourths >> 6);
            uint256 burn = uint256(burnBid) * burnBid;
            if (sixtyFourths & 63 == 0) return whole * burn;
            uint256 eighths = _eighthPower(provers, (sixtyFourths >> 3) & 7);
            uint256 rest = _eighthRoot(_eighthPower(provers, sixtyFourths & 7) << (7 * PLACES));
            return FixedPointMathLib.fullMulDivN(whole * ((eighths * rest) >> PLACES), burn, PLACES);
        }
    }

    /// @notice R14: α after a final block: α + clamp((T − n) · 2^16 / (32 · T), ± 2^13), the division towards zero, within min .. max.
    /// @param provers n, distinct provers of the final block, at most 2,048.
    /// @param target T, 1 .. 2,048.
    function nextAlpha(uint24 alpha, uint256 provers, uint256 target, uint24 min, uint24 max)
        internal
        pure
        returns (uint24)
    {
        int256 step = (int256(target) - int256(provers)) * int256(ALPHA_ONE) / int256(GAIN * target);
        int256 next = int256(uint256(alpha)) + FixedPointMathLib.clamp(step, -MAX_STEP, MAX_STEP);
        return uint24(uint256(FixedPointMathLib.clamp(next, int256(uint256(min)), int256(uint256(max)))));
    }

    /// @dev ⌊2^20 · count^(eighths / 8)⌋: count^7 · 2^160 stays below 2^237.
    function _eighthPower(uint256 count, uint256 eighths) private pure returns (uint256) {
        unchecked {
            return eighths == 0 ? 1 << PLACES : _eighthRoot(count ** eighths << (8 * PLACES));
        }
    }

    function _eighthRoot(uint256 value) private pure returns (uint256) {
        return FixedPointMathLib.sqrt(FixedPointMathLib.sqrt(FixedPointMathLib.sqrt(value)));
    }
}
