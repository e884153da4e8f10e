// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title The seat tree's append-only frontier (P2.1): SHA-256, depth 11, empty leaves zero
/// @dev Keeps one left sibling per level, like the beacon chain's deposit contract: the caller passes no path.
library SeatTreeFrontier {
    uint256 internal constant DEPTH = 11;
    uint256 internal constant SEATS = 2048;

    struct Frontier {
        /// @dev branch[k]: the last complete left subtree of height k. Others are stale and never read.
        bytes32[11] branch;
    }

    /// @notice Leaf of a seat.
    function leaf(uint16 seat, bytes32 keyX, bytes32 keyY) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(seat, keyX, keyY));
    }

    /// @notice Puts `node` at `index`, the first free place, and returns the new root.
    function append(Frontier storage self, uint256 index, bytes32 node) internal returns (bytes32) {
        bytes32 empty;
        bool complete = true;
        for (uint256 level; level < DEPTH; ++level) {
            if ((index >> level) & 1 == 1) {
                node = _pair(self.branch[level], node);
            } else {
                // The lowest left child on the way up is a complete subtree: later appends need it as a sibling.
                if (complete) self.branch[level] = node;
                complete = false;
                node = _pair(node, empty);
            }
            empty = _pair(empty, empty);
        }
        return node;
    }

    /// @notice Root of the tree without seats.
    function emptyRoot() internal pure returns (bytes32 node) {
        for (uint256 level; level < DEPTH; ++level) {
            node = _pair(node, node);
        }
    }

    function _pair(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return sha256(abi.encodePacked(left, right));
    }
}
