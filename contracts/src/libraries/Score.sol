// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Score of a proposal (P7.2)
library Score {
    /// @notice provers^3 · burn^2.
    /// @dev Exact: 2,048 provers and a bid below 2^96 stay below 2^225.
    /// @param provers Distinct provers, at most 2,048: proven ones for the final score, committed ones for the provisional.
    /// @param burnBid Wei.
    function compute(uint256 provers, uint96 burnBid) internal pure returns (uint256) {
        return provers ** 3 * uint256(burnBid) ** 2;
    }
}
