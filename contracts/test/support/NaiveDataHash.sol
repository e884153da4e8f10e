// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @dev The SHA-256 tree over 160-byte leaves of docs/spec/encoding.md, by halving, without an eye on gas.
function naiveDataHash(bytes memory data) view returns (bytes32) {
    if (data.length <= 160) return sha256(data);
    uint256 half = data.length / 2;
    return sha256(abi.encodePacked(naiveDataHash(part(data, 0, half)), naiveDataHash(part(data, half, half))));
}

/// @dev `length` bytes of `data` from `from` on.
function part(bytes memory data, uint256 from, uint256 length) pure returns (bytes memory piece) {
    piece = new bytes(length);
    for (uint256 i; i < length; ++i) {
        piece[i] = data[from + i];
    }
}
