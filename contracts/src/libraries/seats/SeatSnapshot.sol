// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {SSTORE2} from "solady/utils/SSTORE2.sol";

/// @title A bitmap frozen as the code of a data contract
/// @dev Reading 8 words costs one cold account (2,600 gas) instead of 8 cold slots (16,800), whatever the number of seats,
/// and a snapshot stays readable forever, so rounds may overlap.
library SeatSnapshot {
    /// @notice Writes a data contract with `bitmap`.
    function write(uint256[8] memory bitmap) internal returns (address) {
        return SSTORE2.write(abi.encode(bitmap));
    }

    /// @notice The bitmap that `write` froze at `snapshot`.
    /// @dev Like `SSTORE2.read`, it skips the byte that prevents execution of the data, but it makes no copies.
    function read(address snapshot) internal view returns (uint256[8] memory bitmap) {
        assembly ("memory-safe") {
            extcodecopy(snapshot, bitmap, 1, 256)
        }
    }
}
