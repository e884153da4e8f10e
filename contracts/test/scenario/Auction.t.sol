// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ContributionProof, IRollup, Proposal, Status} from "../../src/interfaces/IRollup.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {RollupFixture} from "../support/RollupFixture.sol";

/// @notice Blocks from the first bid to the last claim, as their parties see them.
contract AuctionTest is RollupFixture {
    using ProofTreeLib for ProofTree;

    /// @dev A wide set of provers beats a bid that is more than twice as high: 6³ · 1² > 3³ · 2.5².
    function test_moreProversBeatAHigherBid() public {
        Proposal memory wide = proposalBy(alice, 1e18);
        Proposal memory rich = proposalBy(bob, 2.5e18);
        ProofTree memory six = treeOf(0, 6);
        ProofTree memory three = treeOf(6, 3);
        bytes32 wideId = commitBy(wide, six.bitmap());
        bytes32 richId = commitBy(rich, three.bitmap());
        toProofWindow();
        rollup.submitProof(submissionOf(rich, three.bitmap(), three));
        vm.assertEq(rollup.status().best, richId);
        rollup.submitProof(submissionOf(wide, six.bitmap(), six));
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.status().head, wideId);
        rollup.refund(rich);
        vm.assertEq(rollup.balanceOf(bob), 1_000e18);
        vm.assertEq(rollup.balanceOf(alice), 1_000e18 - 1e18 + 3e18);
        // The loser's provers have nothing to claim.
        ContributionProof memory claim = three.proofOf(0);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NoReward.selector, richId));
        rollup.claimRewards(claimOf(richId, three.bitmap(), claim));
    }

    /// @dev The provisional leader does not deliver. The follower's block becomes the head.
    function test_aLeaderWithoutProofLosesToAFollowerWithOne() public {
        Proposal memory leader = proposalBy(bob, 900e18);
        Proposal memory follower = proposalBy(alice, 1e15);
        ProofTree memory tree = treeOf(0, 2);
        commitBy(leader, seatsFrom(0, 12));
        bytes32 followerId = commitBy(follower, tree.bitmap());
        uint256 supply = token.totalSupply();
        toProofWindow();
        rollup.submitProof(submissionOf(follower, tree.bitmap(), tree));
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.status().head, followerId);
        // P9.6: the leader's bid comes back by itself. Its bond is burned, and its next bond is twice as high.
        vm.assertEq(rollup.balanceOf(bob), 999e18);
        vm.assertEq(token.totalSupply(), supply - 1e18 - 1e15 + 3e18);
        (uint256 bond, uint8 failures) = rollup.bondOf(bob);
        vm.assertEq(bond, 2e18);
        vm.assertEq(failures, 1);
        bytes32 leaderId = rollup.proposalIdOf(leader);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotRefundable.selector, leaderId));
        rollup.refund(leader);
    }

    /// @dev P3.3: the round fails twice, and then a block follows.
    function test_roundsRestartUntilAProofComes() public {
        Proposal memory proposal = proposalBy(alice, 1e18);
        ProofTree memory tree = treeOf(0, 4);
        for (uint32 round; round < 2; ++round) {
            commitBy(proposalBy(alice, 1e18), tree.bitmap());
            toEnd();
            rollup.finalize();
            vm.assertEq(rollup.status().round, round + 1);
            vm.warp(block.timestamp + 3 hours);
        }
        // A proposal of an earlier round cannot be used in a later one.
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IRollup.WrongRound.selector, 0, 2));
        rollup.commit(proposal, TRANSCRIPT, tree.bitmap(), "");
        (bytes32 id,) = runBlock(bob);
        Status memory s = rollup.status();
        vm.assertEq(s.head, id);
        vm.assertEq(s.height, 2);
        vm.assertEq(s.roundId, 4);
        // P9.6: alice led twice and did not deliver. She loses one bond and then a doubled one.
        vm.assertEq(rollup.balanceOf(alice), 1_000e18 - 3e18);
    }

    /// @dev Blocks build on each other. Each height has its own pool for provers.
    function test_aChainOfBlocks() public {
        bytes32 parent;
        for (uint64 height = 1; height <= 5; ++height) {
            (bytes32 id, Proposal memory proposal) = runBlock(height % 2 == 0 ? alice : bob);
            vm.assertEq(proposal.parent, parent);
            vm.assertEq(rollup.status().height, height + 1);
            vm.assertEq(rollup.rewardPoolOf(id).height, height);
            ProofTree memory tree = treeOf(0, 4);
            for (uint256 node; node < 7; ++node) {
                rollup.claimRewards(claimOf(id, tree.bitmap(), tree.proofOf(node)));
            }
            parent = id;
        }
        // 70 % of 10 per block over nodes of weight 4, 3, 3, 1, 1, 1, 1; seats 0, 1, 2, 3, 0, 1, 2.
        vm.assertEq(token.balanceOf(payoutOf(0)), 5 * (2e18 + 0.5e18));
        vm.assertEq(token.balanceOf(payoutOf(1)), 5 * (1.5e18 + 0.5e18));
        vm.assertEq(token.balanceOf(payoutOf(2)), 5 * (1.5e18 + 0.5e18));
        vm.assertEq(token.balanceOf(payoutOf(3)), 5 * 0.5e18);
    }
}
