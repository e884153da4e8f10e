// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ISlashingCourt, NodeProof} from "../../interfaces/ISlashingCourt.sol";

/// @title Public inputs of a node's proof (docs/spec/encoding.md, `NodeOutputs`; for the root, `BlockOutputs`)
library NodeInputs {
    uint256 internal constant NODE_COUNT = 37;
    uint256 internal constant BLOCK_COUNT = 35;

    /// @notice The inputs that L1 itself knows.
    struct Context {
        uint256 vkSetHash;
        uint256 rollupId;
        bytes32 proposalId;
        uint8 treeDepth;
        bytes32 proverSetRoot;
    }

    /// @notice Contributions hash of the node: of its entry and its children.
    function contributionsHash(NodeProof calldata node, uint8 treeDepth) internal pure returns (bytes32) {
        if (node.nodeDepth == treeDepth) return sha256(abi.encodePacked(node.entry));
        return sha256(abi.encodePacked(node.children[0], node.children[1], node.entry));
    }

    /// @notice The block's data hash to which the node's transactions lead.
    function blockDataHash(NodeProof calldata node) internal pure returns (bytes32 hash) {
        uint256 length = node.dataSiblings.length;
        if (length != node.nodeDepth) revert ISlashingCourt.WrongPathLength(length, node.nodeDepth);
        hash = node.dataHash;
        for (uint256 i; i < length; ++i) {
            bytes32 sibling = node.dataSiblings[i];
            hash = (node.nodeIndex >> i) & 1 == 0
                ? sha256(abi.encodePacked(hash, sibling))
                : sha256(abi.encodePacked(sibling, hash));
        }
    }

    /// @notice The fields in the order of the node's circuit.
    function build(Context memory context, NodeProof calldata node) internal pure returns (bytes32[] memory inputs) {
        bool isRoot = node.nodeDepth == 0;
        inputs = new bytes32[](isRoot ? BLOCK_COUNT : NODE_COUNT);
        inputs[0] = bytes32(context.vkSetHash);
        inputs[1] = bytes32(context.rollupId);
        _split(inputs, 2, context.proposalId);
        inputs[4] = bytes32(uint256(context.treeDepth));
        uint256 next = 5;
        if (isRoot) {
            inputs[next++] = bytes32(node.txsRoot);
        } else {
            inputs[next++] = bytes32(uint256(node.nodeDepth));
            inputs[next++] = bytes32(uint256(node.nodeIndex));
        }
        inputs[next++] = bytes32(node.stateBefore);
        inputs[next++] = bytes32(node.stateAfter);
        if (!isRoot) inputs[next++] = bytes32(node.txsRoot);
        _split(inputs, next, node.dataHash);
        _split(inputs, next + 2, contributionsHash(node, context.treeDepth));
        inputs[next + 4] = bytes32(node.fees);
        _split(inputs, next + 5, node.messagesBefore);
        _split(inputs, next + 7, node.messagesAfter);
        _split(inputs, next + 9, context.proverSetRoot);
        for (uint256 w; w < 8; ++w) {
            uint256 word = node.proverBitmap[w];
            inputs[next + 11 + 2 * w] = bytes32(uint256(uint128(word)));
            inputs[next + 12 + 2 * w] = bytes32(word >> 128);
        }
    }

    /// @dev A 256-bit hash as two fields: upper 128 bits, lower 128 bits.
    function _split(bytes32[] memory inputs, uint256 position, bytes32 value) private pure {
        inputs[position] = value >> 128;
        inputs[position + 1] = bytes32(uint256(uint128(uint256(value))));
    }
}
