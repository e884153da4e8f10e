// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {NodeAnswer} from "../../Types.sol";
import {SeatWords} from "../seats/SeatWords.sol";
import {PublicFields} from "./PublicFields.sol";

/// @title Public inputs of a node's proof: `NodeOutputs` of packages/protocol/src/outputs.ts; for the root node, `BlockOutputs`
/// @notice The node's word is that of the answer's seat, committed. So a proof fits only if it names that seat for that node.
library NodeAnswerInputs {
    using PublicFields for bytes32[];

    uint256 internal constant NODE_COUNT = 40;
    uint256 internal constant BLOCK_COUNT = 51;

    /// @notice The fields in the order of the node's circuit.
    /// @param treeDepth Depth of the block's tree: a node there is a leaf.
    function build(uint256 vkSetHash, uint256 rollupId, uint8 treeDepth, NodeAnswer calldata answer)
        internal
        pure
        returns (bytes32[] memory inputs)
    {
        bool isRoot = answer.depth == 0;
        bytes32 wordsHash =
            SeatWords.nodeHash((answer.seat + 1) | SeatWords.COMMITTED, answer.children, answer.depth == treeDepth);
        inputs = new bytes32[](isRoot ? BLOCK_COUNT : NODE_COUNT);
        inputs[0] = bytes32(vkSetHash);
        inputs[1] = bytes32(rollupId);
        inputs.putHash(2, answer.proposalId);
        inputs[4] = bytes32(uint256(treeDepth));
        uint256 next = 5;
        if (isRoot) {
            // The proposal's order commitment: the root of all transactions.
            inputs[next++] = bytes32(answer.txsRoot);
        } else {
            inputs[next++] = bytes32(uint256(answer.depth));
            inputs[next++] = bytes32(uint256(answer.index));
        }
        inputs[next++] = bytes32(answer.stateBefore);
        inputs[next++] = bytes32(answer.stateAfter);
        if (isRoot) {
            inputs.putHash(next, sha256(abi.encodePacked(answer.transactionsHash, wordsHash)));
        } else {
            inputs[next++] = bytes32(answer.txsRoot);
            inputs.putHash(next, answer.transactionsHash);
            next += 2;
            inputs.putHash(next, wordsHash);
        }
        inputs[next + 2] = bytes32(uint256(answer.fees));
        inputs.putHash(next + 3, answer.messagesBefore);
        inputs.putHash(next + 5, answer.messagesAfter);
        inputs[next + 7] = bytes32(answer.facts.proverSetRoot);
        inputs[next + 8] = answer.transcriptRoot;
        next += 9;
        if (!isRoot) inputs[next++] = bytes32(answer.committedHash);
        inputs[next] = bytes32(answer.statesRoot);
        inputs[next + 1] = bytes32(uint256(answer.tally));
        inputs.putSeats(next + 2, answer.provers);
        if (isRoot) inputs.putSeats(next + 18, answer.committed);
    }
}
