// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Field} from "../proofs/Field.sol";

/// @title Grumpkin, the curve of L2 keys: y² = x³ − 17 over the BN254 scalar field
library Grumpkin {
    /// @notice Whether (x, y) is a point of the curve in reduced coordinates, so that a circuit can process it.
    /// @dev The curve has prime order: no subgroup to check. It has no point (0, 0).
    function isPoint(uint256 x, uint256 y) internal pure returns (bool) {
        uint256 p = Field.MODULUS;
        if (x >= p || y >= p) return false;
        return mulmod(y, y, p) == addmod(mulmod(mulmod(x, x, p), x, p), p - 17, p);
    }
}
