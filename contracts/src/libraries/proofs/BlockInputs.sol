// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProofSubmission} from "../../Types.sol";
import {PublicFields} from "./PublicFields.sol";

/// @title Public inputs of a block's proof: `BlockOutputs` of packages/protocol/src/outputs.ts
library BlockInputs {
    using PublicFields for bytes32[];

    uint256 internal constant COUNT = 51;

    /// @notice The inputs that L1 itself knows. The others come from the submission, and the proof binds them.
    struct Context {
        uint256 vkSetHash;
        uint256 rollupId;
        bytes32 proposalId;
        uint256 stateBefore;
        bytes32 dataHash;
        bytes32 messagesBefore;
        bytes32 messagesAfter;
        uint256 proverSetRoot;
    }

    /// @notice The 51 fields in the root circuit's order.
    function build(Context memory context, ProofSubmission calldata submission)
        internal
        pure
        returns (bytes32[] memory inputs)
    {
        inputs = new bytes32[](COUNT);
        inputs[0] = bytes32(context.vkSetHash);
        inputs[1] = bytes32(context.rollupId);
        inputs.putHash(2, context.proposalId);
        inputs[4] = bytes32(uint256(submission.proposal.depth));
        inputs[5] = submission.proposal.orderCommitment;
        inputs[6] = bytes32(context.stateBefore);
        inputs[7] = bytes32(submission.stateAfter);
        inputs.putHash(8, context.dataHash);
        inputs[10] = bytes32(uint256(submission.fees));
        inputs.putHash(11, context.messagesBefore);
        inputs.putHash(13, context.messagesAfter);
        inputs[15] = bytes32(context.proverSetRoot);
        inputs[16] = submission.transcriptRoot;
        inputs[17] = bytes32(submission.statesRoot);
        inputs[18] = bytes32(uint256(submission.tally));
        inputs.putSeats(19, submission.provers);
        inputs.putSeats(35, submission.committed);
    }
}
