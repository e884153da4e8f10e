// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title secp256k1, the curve of seat keys: y² = x³ + 7
library Secp256k1 {
    uint256 private constant P = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f;

    /// @notice Whether (x, y) is a point of the curve in reduced coordinates.
    /// @dev The curve has prime order: no subgroup to check.
    function isPoint(uint256 x, uint256 y) internal pure returns (bool) {
        if (x >= P || y >= P) return false;
        return mulmod(y, y, P) == addmod(mulmod(mulmod(x, x, P), x, P), 7, P);
    }

    /// @notice Ethereum address of a public key: what `ecrecover` returns for its signatures.
    function toAddress(bytes32 x, bytes32 y) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(x, y)))));
    }
}
