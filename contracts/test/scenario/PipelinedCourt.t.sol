// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ContributionProof, NextRound, Proposal, Settings} from "../../src/interfaces/IRollup.sol";
import {ISlashingCourt, TranscriptProof} from "../../src/interfaces/ISlashingCourt.sol";
import {CourtFixture} from "../support/CourtFixture.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {TranscriptTree} from "../support/TranscriptTree.sol";

/// @notice P3.4 and P9: a proposal of the round above is committed while the block below is being proven. The court
/// judges it by its own proof window, which begins when the block below is final.
contract PipelinedCourtTest is CourtFixture {
    using ProofTreeLib for ProofTree;
    using TranscriptTree for TranscriptProof[];

    Proposal internal below;

    function settings() internal pure override returns (Settings memory s) {
        s = super.settings();
        s.pipelined = true;
    }

    /// @dev The block below is being proven, and `proposal` builds on it.
    function setUp() public override {
        super.setUp();
        below = proposalBy(bob, 1e18);
        bytes32 belowId = commitBy(below, treeOf(0, 4).bitmap());
        toProofWindow();
        NextRound memory next = rollup.status().next;
        proposal = proposalBy(alice, 2e18);
        (proposal.height, proposal.round, proposal.parent) = (next.height, next.round, belowId);
        id = rollup.proposalIdOf(proposal);
        nameSeats();
        commitEntries();
    }

    /// @dev The block below becomes final in the last second, and the one above is proven without seat 1.
    function proveBoth() internal {
        proveBy(below, 0, 4);
        toEnd();
        rollup.finalize();
        tree = treeOf(0, 4);
        (tree.seatPlusOne[1], tree.seatPlusOne[5]) = (8, 8);
        proveTree();
    }

    function test_aContestIsInTimeInTheProofWindowOfItsOwnRound() public {
        uint64 endBelow = rollup.status().proofEnd;
        proveBoth();
        uint64 end = rollup.status().proofEnd;
        vm.assertEq(end, endBelow + settings().proofWindow);
        vm.warp(end - 1);
        contestWith(nodeProof(5, 1));
        vm.assertTrue(court.caseOf(id, 5, 1).inTime);
        vm.warp(end);
        contestWith(nodeProof(1, 1));
        vm.assertTrue(!court.caseOf(id, 1, 1).inTime);
        rollup.finalize();
        vm.warp(block.timestamp + 1 days + 1);
        vm.assertGt(claimPay(5, committed), 0);
    }

    function test_aReportWaitsForItsOwnRound() public {
        proveBoth();
        TranscriptProof memory entry = entries.proofOf(2, 5);
        bytes32 root = entries.root(2);
        bytes32 hash = bitmapHash();
        ContributionProof memory contribution = tree.proofOf(5);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.RoundNotFinal.selector, uint64(2)));
        court.report(id, root, hash, entry, contribution);
        toEnd();
        rollup.finalize();
        reportNode(5);
        vm.warp(block.timestamp + 1 hours + 1);
        court.settle(id, 5, 1);
        vm.assertEq(registry.proverAt(1).stake, 95e18);
    }

    /// @dev A slash needs an accepted proof. A proposal dies with the block that it builds on.
    function test_whoeverIsNamedInAProposalThatDiedOwesNothing() public {
        toEnd();
        rollup.finalize();
        tree = treeOf(4, 4);
        TranscriptProof memory entry = entries.proofOf(2, 5);
        bytes32 root = entries.root(2);
        bytes32 hash = bitmapHash();
        ContributionProof memory contribution = tree.proofOf(5);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.NotProven.selector, id));
        court.report(id, root, hash, entry, contribution);
    }

    /// @dev P2.2: between the snapshot and the end of its round there are two proof windows.
    function test_aSeatCannotLeaveBeforeItsRoundIsJudged() public {
        vm.prank(payoutOf(1));
        registry.requestExit(1);
        proveBoth();
        toEnd();
        rollup.finalize();
        vm.warp(block.timestamp + 1 days);
        reportNode(5);
        vm.warp(block.timestamp + 1 hours + 1);
        court.settle(id, 5, 1);
        vm.assertTrue(block.timestamp < registry.proverAt(1).exitAt);
        vm.warp(registry.proverAt(1).exitAt);
        registry.withdraw(1);
        vm.assertEq(token.balanceOf(payoutOf(1)), 95e18);
    }
}
