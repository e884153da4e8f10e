// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRollup, Proposal} from "../../src/interfaces/IRollup.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {RollupFixture} from "../support/RollupFixture.sol";

/// @notice P2.2, P2.3: a prover leaves while rounds go on.
contract ExitTest is RollupFixture {
    using ProofTreeLib for ProofTree;

    function test_aProverThatAskedToLeaveServesTheRunningRoundAndNoLaterOne() public {
        Proposal memory proposal = proposalBy(alice, 1e18);
        ProofTree memory tree = treeOf(0, 4);
        commitBy(proposal, tree.bitmap());
        vm.prank(payoutOf(1));
        registry.requestExit(1);
        // The round's snapshot still counts seat 1, in commitments and in proofs.
        commitBy(proposalBy(bob, 1e18), bitmapOf(1));
        toProofWindow();
        rollup.submitProof(submissionOf(proposal, tree.bitmap(), tree));
        toEnd();
        vm.assertEq(rollup.ranking(0, 1)[0].provenProvers, 4);
        rollup.finalize();

        Proposal memory next = proposalBy(alice, 1e18);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IRollup.InactiveSeats.selector, 0, 1 << 1));
        rollup.commit(next, TRANSCRIPT, seatsFrom(0, 4), "");

        // The prover receives its pay and its stake.
        bytes32 id = rollup.proposalIdOf(proposal);
        vm.warp(block.timestamp + EXIT_DELAY);
        registry.withdraw(1);
        rollup.claimRewards(claimOf(id, tree.bitmap(), tree.proofOf(1)));
        vm.assertEq(token.balanceOf(payoutOf(1)), STAKE + 1.5e18);
    }
}
