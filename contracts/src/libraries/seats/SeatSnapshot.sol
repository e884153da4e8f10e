// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {SSTORE2} from "solady/utils/SSTORE2.sol";

/// @title A bitmap frozen as the code of a data contract
/// @dev Reading 8 words costs one cold account (2,600 gas) instead of 8 cold slots (16,800), whatever the number of seats,
/// and a snapshot stays readable for ever, so rounds may overlap.
library SeatSnapshot {
    /// @notice Writes a data contract that holds `bitmap`.
    function write(uint256[8] memory bitmap) internal returns (address) {
        return SSTORE2.write(abi.encode(bitmap));
    }

    /// @notice The bitmap that `write` froze at `snapshot`.
    /// @dev As `SSTORE2.read`, past the byte that keeps the data from being run, without the copies.
    function read(address snapshot) internal view returns (uint256[8] memory bitmap) {
        assembly ("memory-safe") {
            extcodecopy(snapshot, bitmap, 1, 256)
        }
    }
}
