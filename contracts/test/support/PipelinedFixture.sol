// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRollup, NextRound, ProofSubmission, Proposal, Settings} from "../../src/interfaces/IRollup.sol";
import {ProofTree, ProofTreeLib} from "./ProofTree.sol";
import {RollupFixture} from "./RollupFixture.sol";

/// @notice P3.4: "Downtime can be further mitigated by allowing the proposer to specify a block hash, from which block
/// proposal builds from. The BLOCK_PROPOSAL_WINDOW would then start at the same time as the start of the
/// PROOF_ACCEPTANCE window of the last confirmed rollup block, ensuring zero downtime."
abstract contract PipelinedFixture is RollupFixture {
    using ProofTreeLib for ProofTree;

    function settings() internal pure virtual override returns (Settings memory s) {
        s = super.settings();
        s.pipelined = true;
    }

    /// @dev A proposal for the next height that builds on `parent`.
    function childBy(address proposer, bytes32 parent, uint96 bid) internal view returns (Proposal memory child) {
        NextRound memory next = rollup.status().next;
        child = proposalBy(proposer, bid);
        (child.height, child.round, child.parent) = (next.height, next.round, parent);
    }

    function enter(Proposal memory proposal, uint16 first, uint256 seats) internal returns (bytes32) {
        return commitBy(proposal, treeOf(first, seats).bitmap());
    }

    function refused(Proposal memory proposal, bytes memory reason) internal {
        uint256[8] memory bitmap = treeOf(0, 4).bitmap();
        vm.prank(proposal.proposer);
        vm.expectRevert(reason);
        rollup.commit(proposal, TRANSCRIPT, bitmap, "");
    }

    function proofRefused(Proposal memory proposal, bytes memory reason) internal {
        ProofTree memory tree = treeOf(0, 4);
        ProofSubmission memory submission = submissionOf(proposal, tree.bitmap(), tree);
        vm.expectRevert(reason);
        rollup.submitProof(submission);
    }

    function notRefundable(Proposal memory proposal) internal {
        bytes32 id = rollup.proposalIdOf(proposal);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotRefundable.selector, id));
        rollup.refund(proposal);
    }
}
