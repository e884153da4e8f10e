// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProofSubmission, Proposal, WithdrawalClaim} from "../../src/interfaces/IRollup.sol";
import {ProofTree, ProofTreeLib} from "./ProofTree.sol";
import {RollupFixture} from "./RollupFixture.sol";

/// @notice Blocks whose data matter: packed transactions, and the path from one of them to the data hash.
abstract contract BridgeFixture is RollupFixture {
    using ProofTreeLib for ProofTree;

    uint8 internal constant TRANSFER = 2;
    uint8 internal constant SWAP = 3;
    uint8 internal constant WITHDRAW = 4;
    uint8 internal constant ASSET_1 = 1 << 4;
    uint8 internal constant FORCED = 1 << 5;
    uint8 internal constant FAILED = 1 << 6;

    /// @notice A final block.
    struct FinalBlock {
        bytes32 proposalId;
        bytes32 proverSetRoot;
        bytes data;
    }

    /// @notice `from · 2^20 + to` and the other fields, written independently of the contracts.
    function pack(uint8 head, uint256 from, uint256 to, uint256 amount, uint256 fee) internal pure returns (bytes20) {
        return bytes20(uint160(uint256(head) << 152 | from << 132 | to << 112 | amount << 16 | fee));
    }

    /// @notice The data of a block of depth 2 with one transaction and no-ops.
    function dataWith(uint256 place, bytes20 packed) internal pure returns (bytes memory data) {
        data = new bytes(640);
        put(data, place, packed);
    }

    function put(bytes memory data, uint256 place, bytes20 packed) internal pure {
        for (uint256 i; i < 20; ++i) {
            data[20 * place + i] = packed[i];
        }
    }

    /// @notice A committed proposal of `proposer` and a submission of its proof with these data and messages.
    function blockBy(address proposer, bytes memory data, uint64 messageCount)
        internal
        returns (ProofSubmission memory submission)
    {
        ProofTree memory tree = treeOf(0, 4);
        Proposal memory proposal = proposalBy(proposer, 1e18);
        commitBy(proposal, tree.bitmap());
        toProofWindow();
        submission = submissionOf(proposal, tree.bitmap(), tree);
        (submission.data, submission.messageCount) = (data, messageCount);
        sign(submission);
    }

    /// @notice Runs a block with these data to its end. The block consumes all messages.
    function finalBlock(bytes memory data) internal returns (FinalBlock memory) {
        ProofSubmission memory submission = blockBy(alice, data, rollup.status().messagesQueued);
        rollup.submitProof(submission);
        bytes32 proverSetRoot = rollup.status().proverSetRoot;
        toEnd();
        rollup.finalize();
        return FinalBlock(rollup.proposalIdOf(submission.proposal), proverSetRoot, data);
    }

    /// @notice The claim for the withdrawal at a place of a block.
    function withdrawalOf(FinalBlock memory it, uint256 place) internal pure returns (WithdrawalClaim memory claim) {
        claim.proposalId = it.proposalId;
        claim.proverSetRoot = it.proverSetRoot;
        claim.place = place;
        claim.leaf = part(it.data, place / 8 * 160, 160);
        uint256 depth;
        while (160 << depth < it.data.length) ++depth;
        claim.siblings = new bytes32[](depth);
        for (uint256 i; i < depth; ++i) {
            uint256 size = 160 << i;
            claim.siblings[i] = naiveDataHash(part(it.data, (place / 8 >> i ^ 1) * size, size));
        }
    }

    function oneClaim(FinalBlock memory it, uint256 place) internal pure returns (WithdrawalClaim[] memory claims) {
        claims = new WithdrawalClaim[](1);
        claims[0] = withdrawalOf(it, place);
    }
}
