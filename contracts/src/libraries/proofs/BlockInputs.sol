// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProofSubmission} from "../../interfaces/IRollup.sol";

/// @title Public inputs of a block proof (docs/spec/encoding.md, `BlockOutputs`)
library BlockInputs {
    uint256 internal constant COUNT = 35;

    /// @notice The inputs that L1 itself knows. The others come from the submission and are bound by the proof.
    struct Context {
        uint256 vkSetHash;
        uint256 rollupId;
        bytes32 proposalId;
        uint256 stateBefore;
        bytes32 dataHash;
        bytes32 messagesBefore;
        bytes32 messagesAfter;
        bytes32 proverSetRoot;
    }

    /// @notice The 35 fields in the circuit's order.
    function build(Context memory context, ProofSubmission calldata submission)
        internal
        pure
        returns (bytes32[] memory inputs)
    {
        inputs = new bytes32[](COUNT);
        inputs[0] = bytes32(context.vkSetHash);
        inputs[1] = bytes32(context.rollupId);
        _split(inputs, 2, context.proposalId);
        inputs[4] = bytes32(uint256(submission.proposal.depth));
        inputs[5] = submission.proposal.orderCommitment;
        inputs[6] = bytes32(context.stateBefore);
        inputs[7] = bytes32(submission.stateAfter);
        _split(inputs, 8, context.dataHash);
        _split(inputs, 10, submission.contributionsHash);
        inputs[12] = bytes32(uint256(submission.fees));
        _split(inputs, 13, context.messagesBefore);
        _split(inputs, 15, context.messagesAfter);
        _split(inputs, 17, context.proverSetRoot);
        for (uint256 w; w < 8; ++w) {
            // Limbs are numbered from the low half up, unlike the halves of a hash.
            uint256 word = submission.provenBitmap[w];
            inputs[19 + 2 * w] = bytes32(uint256(uint128(word)));
            inputs[20 + 2 * w] = bytes32(word >> 128);
        }
    }

    /// @dev A 256-bit hash as two fields: upper 128 bits, lower 128 bits.
    function _split(bytes32[] memory inputs, uint256 position, bytes32 value) private pure {
        inputs[position] = value >> 128;
        inputs[position + 1] = bytes32(uint256(uint128(uint256(value))));
    }
}
