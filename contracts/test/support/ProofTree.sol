// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ContributionProof} from "../../src/interfaces/IRollup.sol";

/// @notice The prover of each node of a block, as a prover would record it: seat + 1 by node number, 0 for nobody.
struct ProofTree {
    uint8 depth;
    uint16[] seatPlusOne;
}

/// @notice Contributions of a proof tree. They follow docs/spec/encoding.md and not the contracts.
library ProofTreeLib {
    /// @notice A tree whose node n was proven by seat `seats[n % seats.length]`.
    function build(uint8 depth, uint16[] memory seats) internal pure returns (ProofTree memory tree) {
        uint256 nodes = 2 ** (uint256(depth) + 1) - 1;
        tree.depth = depth;
        tree.seatPlusOne = new uint16[](nodes);
        for (uint256 n; n < nodes; ++n) {
            tree.seatPlusOne[n] = seats[n % seats.length] + 1;
        }
    }

    function depthOf(uint256 node) internal pure returns (uint8 depth) {
        for (uint256 n = node + 1; n > 1; n /= 2) {
            ++depth;
        }
    }

    /// @notice The node's 10 bytes. Each vote offers any node, and its slot is the node number.
    function entry(ProofTree memory tree, uint256 node) internal pure returns (bytes10) {
        uint8 depth = depthOf(node);
        uint16 index = uint16(node + 1 - 2 ** depth);
        uint16 seatPlusOne = tree.seatPlusOne[node];
        uint16 slot = seatPlusOne == 0 ? 0 : uint16(node);
        return bytes10(abi.encodePacked(depth, index, seatPlusOne, uint8(0), uint16(0), slot));
    }

    function hash(ProofTree memory tree, uint256 node) internal pure returns (bytes32) {
        if (depthOf(node) == tree.depth) return sha256(abi.encodePacked(entry(tree, node)));
        return sha256(abi.encodePacked(hash(tree, 2 * node + 1), hash(tree, 2 * node + 2), entry(tree, node)));
    }

    /// @notice The arguments of a claim for `node`.
    function proofOf(ProofTree memory tree, uint256 node) internal pure returns (ContributionProof memory proof) {
        uint256 depth = depthOf(node);
        proof.entry = entry(tree, node);
        if (depth < tree.depth) {
            proof.children = [hash(tree, 2 * node + 1), hash(tree, 2 * node + 2)];
        }
        proof.siblings = new bytes32[](depth);
        proof.ancestors = new bytes10[](depth);
        for (uint256 i; i < depth; ++i) {
            uint256 parent = (node - 1) / 2;
            proof.siblings[i] = hash(tree, node % 2 == 1 ? node + 1 : node - 1);
            proof.ancestors[i] = entry(tree, parent);
            node = parent;
        }
    }

    /// @notice Seats named in the tree.
    function bitmap(ProofTree memory tree) internal pure returns (uint256[8] memory words) {
        for (uint256 n; n < tree.seatPlusOne.length; ++n) {
            if (tree.seatPlusOne[n] == 0) continue;
            uint256 seat = tree.seatPlusOne[n] - 1;
            words[seat / 256] |= 1 << (seat % 256);
        }
    }
}
