// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPoseidon2} from "../../interfaces/IPoseidon2.sol";

/// @title The registry's tree of seats (R3, R4): Poseidon2, depth 11, an empty place is 0
/// @dev The whole tree is in storage, so that any seat may change without a path from the caller. A node that was never written is that
/// of the empty tree.
library SeatTree {
    uint256 internal constant DEPTH = 11;
    uint256 internal constant SEATS = 2048;
    /// @dev The roots of the empty trees of depth 0 to 11, 32 bytes each.
    bytes private constant EMPTY = hex"0000000000000000000000000000000000000000000000000000000000000000"
        hex"0b63a53787021a4a962a452c2921b3663aff1ffd8d5510540f8e659e782956f1"
        hex"0e34ac2c09f45a503d2908bcb12f1cbae5fa4065759c88d501c097506a8b2290"
        hex"21f9172d72fdcdafc312eee05cf5092980dda821da5b760a9fb8dbdf607c8a20"
        hex"2373ea368857ec7af97e7b470d705848e2bf93ed7bef142a490f2119bcf82d8e"
        hex"120157cfaaa49ce3da30f8b47879114977c24b266d58b0ac18b325d878aafddf"
        hex"01c28fe1059ae0237b72334700697bdf465e03df03986fe05200cadeda66bd76"
        hex"2d78ed82f93b61ba718b17c2dfe5b52375b4d37cbbed6f1fc98b47614b0cf21b"
        hex"067243231eddf4222f3911defbba7705aff06ed45960b27f6f91319196ef97e1"
        hex"1849b85f3c693693e732dfc4577217acc18295193bede09ce8b97ad910310972"
        hex"2a775ea761d20435b31fa2c33ff07663e24542ffb9e7b293dfce3042eb104686"
        hex"0f320b0703439a8114f81593de99cd0b8f3b9bf854601abb5b2ea0e8a3dda4a7";

    struct Tree {
        /// @dev Node by `level << 16 | index`; 0: never written. No node but an empty leaf hashes to 0.
        mapping(uint256 place => uint256) nodes;
    }

    /// @notice Leaf of a seat: `hash3(x >> 8, y >> 8, (x & 255) << 24 | (y & 255) << 16 | seat)`.
    function leaf(IPoseidon2 hasher, uint256 seat, uint256 keyX, uint256 keyY) internal pure returns (uint256) {
        return hasher.hash3(keyX >> 8, keyY >> 8, (keyX & 0xff) << 24 | (keyY & 0xff) << 16 | seat);
    }

    /// @notice Puts `node` at the place of `seat`, below 2,048, and returns the new root, which the caller keeps.
    function set(Tree storage self, IPoseidon2 hasher, uint256 seat, uint256 node) internal returns (uint256) {
        bytes memory empty = EMPTY;
        uint256[] memory siblings = new uint256[](DEPTH);
        for (uint256 level; level < DEPTH; ++level) {
            uint256 sibling = self.nodes[level << 16 | ((seat >> level) ^ 1)];
            if (sibling == 0) {
                assembly ("memory-safe") {
                    sibling := mload(add(add(empty, 32), shl(5, level)))
                }
            }
            siblings[level] = sibling;
        }
        uint256[] memory above = hasher.path(node, seat, siblings);
        self.nodes[seat] = node;
        for (uint256 level = 1; level < DEPTH; ++level) {
            self.nodes[level << 16 | (seat >> level)] = above[level - 1];
        }
        return above[DEPTH - 1];
    }

    /// @notice Root of the tree without seats.
    function emptyRoot() internal pure returns (uint256 root) {
        bytes memory empty = EMPTY;
        assembly ("memory-safe") {
            root := mload(add(add(empty, 32), shl(5, DEPTH)))
        }
    }
}
