// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Commitment, IRollup, ProofSubmission, Proposal, RewardPool, Status} from "../../src/interfaces/IRollup.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {RollupFixture} from "../support/RollupFixture.sol";

contract FinalizeTest is RollupFixture {
    using ProofTreeLib for ProofTree;

    function test_waitsForTheEndOfTheProofWindow() public {
        commitBy(proposalBy(alice, 1e18), seatsFrom(0, 4));
        uint256 end = rollup.status().proofEnd;
        vm.warp(end - 1);
        vm.expectRevert(abi.encodeWithSelector(IRollup.ProofWindowStillOpen.selector, end - 1, end));
        rollup.finalize();
        vm.warp(end);
        rollup.finalize();
    }

    function test_needsAnOpenRound() public {
        vm.expectRevert(abi.encodeWithSelector(IRollup.RoundNotOpen.selector, 1, 0));
        rollup.finalize();
    }

    function test_paysAndMovesTheHead() public {
        rollup.deposit(0, KEY_X, KEY_Y, alice, 50e18);
        Proposal memory proposal = proposalBy(alice, 2e18);
        uint256[8] memory committed = seatsFrom(0, 5);
        bytes32 id = commitBy(proposal, committed);
        toProofWindow();
        ProofSubmission memory s = submissionOf(proposal, committed, treeOf(0, 4));
        (s.fees, s.messageCount) = (3e18, 1);
        sign(s);
        rollup.submitProof(s);
        toEnd();
        uint256 supply = token.totalSupply();
        // R = 10, 4 of 5 committed provers proved, 70 % to the provers.
        vm.expectEmit();
        emit IRollup.Finalized(1, id, alice, s.stateAfter, 1, 2e18, 5.6e18, 2.4e18, 3e18);
        rollup.finalize();

        Status memory st = rollup.status();
        vm.assertEq(st.head, id);
        vm.assertEq(st.stateRoot, s.stateAfter);
        vm.assertEq(st.messagesConsumed, 1);
        vm.assertEq(rollup.balanceOf(alice), 1_000e18 - 2e18 + 3e18 + 2.4e18);
        vm.assertEq(rollup.escrowOf(0), 47e18);
        // The bid is burned and the proposer's part is minted. The provers' part is minted only when it is claimed.
        vm.assertEq(token.totalSupply(), supply - 2e18 + 2.4e18);
        RewardPool memory pool = rollup.rewardPoolOf(id);
        vm.assertEq(pool.amount, 5.6e18);
        vm.assertEq(pool.depth, 2);
        vm.assertEq(pool.height, 1);
        vm.assertTrue(rollup.commitmentOf(id).settled);
    }

    function test_opensTheNextHeightAtOnce() public {
        (bytes32 id,) = runBlock(alice);
        Status memory s = rollup.status();
        vm.assertEq(s.height, 2);
        vm.assertEq(s.round, 0);
        vm.assertEq(s.roundId, 2);
        vm.assertEq(s.head, id);
        vm.assertTrue(s.windowOpen);
        vm.assertEq(s.windowStart, block.timestamp);
        vm.assertEq(s.commitments, 0);
        vm.assertEq(s.best, 0);
    }

    function test_takesTheSnapshotForTheNextHeight() public {
        Proposal memory proposal = proposalBy(alice, 1e18);
        ProofTree memory tree = treeOf(0, 4);
        commitBy(proposal, tree.bitmap());
        joinProvers(2);
        vm.assertEq(rollup.status().activeBitmap[0], (1 << 12) - 1);
        toProofWindow();
        rollup.submitProof(submissionOf(proposal, tree.bitmap(), tree));
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.status().activeBitmap[0], (1 << 14) - 1);
        vm.assertEq(rollup.status().proverSetRoot, registry.proverSetRoot());
    }

    function test_withoutProofTheHeightRestarts() public {
        bytes32 id = commitBy(proposalBy(alice, 1e18), seatsFrom(0, 4));
        toEnd();
        vm.expectEmit();
        emit IRollup.RoundRestarted(1, 0);
        rollup.finalize();
        Status memory s = rollup.status();
        vm.assertEq(s.height, 1);
        vm.assertEq(s.round, 1);
        vm.assertEq(s.roundId, 2);
        vm.assertTrue(!s.windowOpen);
        vm.assertEq(s.head, 0);
        vm.assertEq(rollup.commitmentOf(id).roundId, 1);
        // P3.3: the window starts with the first commitment, at any time.
        vm.warp(block.timestamp + 1 days);
        commitBy(proposalBy(bob, 1e18), seatsFrom(0, 4));
        vm.assertEq(rollup.status().windowStart, block.timestamp);
    }

    function test_withoutCommitmentTheHeightRestartsAfterTheProposalWindow() public {
        runBlock(alice);
        uint256 commitEnd = rollup.status().commitEnd;
        vm.warp(commitEnd - 1);
        vm.expectRevert(abi.encodeWithSelector(IRollup.ProofWindowStillOpen.selector, commitEnd - 1, commitEnd));
        rollup.finalize();
        vm.warp(commitEnd);
        rollup.finalize();
        vm.assertEq(rollup.status().round, 1);
        vm.assertTrue(!rollup.status().windowOpen);
    }

    function test_theBestOfAnEarlierRoundDoesNotWinALaterOne() public {
        runBlock(alice);
        commitBy(proposalBy(bob, 1e18), seatsFrom(0, 4));
        (bytes32 head, uint256 root) = (rollup.status().head, rollup.status().stateRoot);
        vm.assertEq(rollup.status().best, 0);
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.status().head, head);
        vm.assertEq(rollup.status().stateRoot, root);
        vm.assertEq(rollup.status().height, 2);
        vm.assertEq(rollup.status().round, 1);
    }

    function test_refundsOnlyTheLosersAndOnlyAfterTheRound() public {
        Proposal memory winner = proposalBy(alice, 1e18);
        Proposal memory loser = proposalBy(bob, 0.5e18);
        ProofTree memory tree = treeOf(0, 4);
        bytes32 winnerId = commitBy(winner, tree.bitmap());
        bytes32 loserId = commitBy(loser, tree.bitmap());
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotRefundable.selector, loserId));
        rollup.refund(loser);
        toProofWindow();
        rollup.submitProof(submissionOf(winner, tree.bitmap(), tree));
        toEnd();
        rollup.finalize();
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotRefundable.selector, winnerId));
        rollup.refund(winner);
        vm.expectEmit();
        emit IRollup.Refunded(loserId, bob, 1.5e18);
        rollup.refund(loser);
        vm.assertEq(rollup.balanceOf(bob), 1_000e18);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotRefundable.selector, loserId));
        rollup.refund(loser);
    }

    function test_refundsAfterARestart() public {
        Proposal memory proposal = proposalBy(alice, 7e18);
        commitBy(proposalBy(bob, 8e18), seatsFrom(0, 4));
        commitBy(proposal, seatsFrom(0, 4));
        toEnd();
        rollup.finalize();
        rollup.refund(proposal);
        vm.assertEq(rollup.balanceOf(alice), 1_000e18);
        vm.assertEq(rollup.balanceOf(bob), 999e18);
    }

    function test_refundsNothingThatWasNeverCommitted() public {
        Proposal memory proposal = proposalBy(alice, 7e18);
        bytes32 id = rollup.proposalIdOf(proposal);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotRefundable.selector, id));
        rollup.refund(proposal);
    }
}
