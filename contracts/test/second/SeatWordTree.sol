// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {SeatWordPath} from "../../src/second/SecondTypes.sol";

/// @notice Paths in a tree of seat words (R1), by its definition and not by the contracts.
library SeatWordTree {
    function depthOf(uint256 node) internal pure returns (uint256 depth) {
        for (uint256 n = node + 1; n > 1; n /= 2) {
            ++depth;
        }
    }

    function hash(uint16[] memory words, uint256 node) internal pure returns (bytes32) {
        if (2 * node + 2 >= words.length) return sha256(abi.encodePacked(words[node]));
        return sha256(abi.encodePacked(hash(words, 2 * node + 1), hash(words, 2 * node + 2), words[node]));
    }

    function pathOf(uint16[] memory words, uint256 node) internal pure returns (SeatWordPath memory path) {
        uint256 depth = depthOf(node);
        (path.depth, path.index, path.word) = (uint8(depth), uint16(node + 1 - 2 ** depth), words[node]);
        if (2 * node + 2 < words.length) path.children = [hash(words, 2 * node + 1), hash(words, 2 * node + 2)];
        path.siblings = new bytes32[](depth);
        path.parentWords = new uint16[](depth);
        for (uint256 i; i < depth; ++i) {
            path.siblings[i] = hash(words, node % 2 == 1 ? node + 1 : node - 1);
            node = (node - 1) / 2;
            path.parentWords[i] = words[node];
        }
    }
}
