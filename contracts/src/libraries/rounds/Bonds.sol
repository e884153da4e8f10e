// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title How a proposer's bond grows with its failures (P9.6)
library Bonds {
    /// @dev At most 64 times the bond, so that an honest proposer with a broken machine can come back.
    uint8 internal constant MAX_FAILURES = 6;

    /// @notice bond · 2^failures.
    /// @param failures Since the proposer's last win, at most MAX_FAILURES.
    function escalated(uint96 bond, uint8 failures) internal pure returns (uint256) {
        return uint256(bond) << failures;
    }

    /// @notice The count after one more failure.
    function afterFailure(uint8 failures) internal pure returns (uint8) {
        return failures < MAX_FAILURES ? failures + 1 : MAX_FAILURES;
    }
}
