// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRollup, NextRound, Proposal, Ranked, Settings, Status} from "../../src/interfaces/IRollup.sol";
import {PipelinedFixture} from "../support/PipelinedFixture.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";

contract PipelinedTest is PipelinedFixture {
    using ProofTreeLib for ProofTree;

    Proposal internal first;
    Proposal internal other;
    bytes32 internal firstId;
    bytes32 internal otherId;

    /// @dev Height 1 has two proposals, which are being proven. Height 2 is open for proposals on top of either.
    function setUp() public override {
        super.setUp();
        first = proposalBy(alice, 2e18);
        other = proposalBy(bob, 1e18);
        firstId = enter(first, 0, 4);
        otherId = enter(other, 0, 4);
        toProofWindow();
    }

    /// @dev The first proposal of height 1 wins.
    function firstWins() internal {
        proveBy(first, 0, 4);
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.status().head, firstId);
    }

    function test_theProposalWindowStartsWithTheProofWindowOfTheBlockBelow() public {
        Status memory s = rollup.status();
        vm.assertEq(s.height, 1);
        vm.assertEq(s.next.height, 2);
        vm.assertEq(s.next.round, 0);
        vm.assertEq(s.next.roundId, s.roundId + 1);
        vm.assertTrue(s.next.windowOpen);
        vm.assertEq(s.next.windowStart, s.proofStart);
        vm.assertEq(s.next.commitEnd, s.proofStart + 60);
        vm.assertEq(s.next.proverSetRoot, registry.proverSetRoot());

        Proposal memory child = childBy(alice, firstId, 1e18);
        address activeBitmap = snapshotNow();
        vm.expectEmit();
        emit IRollup.RoundOpened(
            2, 2, 0, s.proofStart, s.proofStart + 60, s.proofStart + 660, registry.proverSetRoot(), activeBitmap, 24
        );
        bytes32 childId = enter(child, 0, 4);
        vm.assertEq(rollup.status().next.commitments, 1);
        vm.assertEq(rollup.commitmentOf(childId).roundId, 2);
    }

    function snapshotNow() internal returns (address activeBitmap) {
        uint256 state = vm.snapshotState();
        (, activeBitmap) = registry.snapshot();
        vm.revertToState(state);
    }

    /// @dev "Ensuring zero downtime": from the second block on, each proof window follows the one before without a gap.
    function test_proofWindowsFollowEachOther() public {
        Proposal memory proposal = first;
        for (uint64 height = 1; height <= 4; ++height) {
            bytes32 id = rollup.proposalIdOf(proposal);
            Proposal memory child = childBy(height % 2 == 0 ? alice : bob, id, 1e18);
            enter(child, 0, 4);
            proveBy(proposal, 0, 4);
            uint256 end = rollup.status().proofEnd;
            vm.warp(end);
            rollup.finalize();
            Status memory s = rollup.status();
            vm.assertEq(s.head, id);
            vm.assertEq(s.height, height + 1);
            vm.assertEq(s.proofStart, end);
            vm.assertEq(s.proofEnd, end + 600);
            // The window above opens at once.
            vm.assertEq(s.next.height, height + 2);
            vm.assertEq(s.next.windowStart, end);
            proposal = child;
        }
    }

    /// @dev If its parent loses, a proposal dies and is refunded.
    function test_whatBuildsOnALoserDiesAndIsRefundedAtOnce() public {
        Proposal memory onFirst = childBy(alice, firstId, 1e18);
        Proposal memory onOther = childBy(bob, otherId, 5e18);
        bytes32 childId = enter(onFirst, 0, 4);
        enter(onOther, 0, 8);
        notRefundable(onFirst);
        notRefundable(onOther);
        firstWins();

        // Bob gets back a bid and bond on the loser of height 1, and a bid and bond on the dead proposal above it.
        vm.assertEq(rollup.balanceOf(bob), 1_000e18 - 2e18 - 6e18);
        rollup.refund(onOther);
        rollup.refund(other);
        vm.assertEq(rollup.balanceOf(bob), 1_000e18);
        notRefundable(onOther);
        notRefundable(onFirst);
        proofRefused(onOther, abi.encodeWithSelector(IRollup.WrongParent.selector, otherId, firstId));

        proveBy(onFirst, 0, 4);
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.status().head, childId);
        vm.assertEq(rollup.rewardPoolOf(childId).height, 2);
    }

    /// @dev P9.6: a proposer could only be expected to prove if it led on the block that became the head.
    function test_theLeaderOnALoserLosesNothing() public {
        Proposal memory dead = childBy(bob, otherId, 50e18);
        Proposal memory live = childBy(alice, firstId, 1e18);
        enter(dead, 0, 8);
        bytes32 liveId = enter(live, 0, 4);
        firstWins();
        proveBy(live, 0, 4);
        toEnd();
        uint256 supply = token.totalSupply();
        rollup.finalize();
        vm.assertEq(rollup.status().head, liveId);
        (, uint8 failures) = rollup.bondOf(bob);
        vm.assertEq(failures, 0);
        rollup.refund(dead);
        vm.assertEq(rollup.balanceOf(bob), 1_000e18 - 2e18);
        // Only the winner's bid is burned. Only its proposer's 30 % is minted.
        vm.assertEq(token.totalSupply(), supply - 1e18 + 3e18);
    }

    function test_theBestOnTheWinnerLosesItsBondWithoutProof() public {
        Proposal memory poor = childBy(alice, firstId, 1e18);
        Proposal memory rich = childBy(bob, firstId, 3e18);
        Proposal memory later = childBy(alice, firstId, 3e18);
        enter(poor, 0, 4);
        bytes32 richId = enter(rich, 0, 4);
        enter(later, 0, 4); // equal: the earlier one leads
        firstWins();
        proveBy(poor, 0, 4);
        toEnd();
        vm.expectEmit();
        emit IRollup.LeaderFailed(richId, bob, 1e18);
        rollup.finalize();
        notRefundable(rich);
        rollup.refund(later);
        rollup.refund(other);
        (, uint8 failures) = rollup.bondOf(bob);
        vm.assertEq(failures, 1);
        vm.assertEq(rollup.balanceOf(bob), 1_000e18 - 1e18);
    }

    /// @dev Without a proof the height restarts. Every proposal built on its proposals dies.
    function test_aRestartKillsTheNextRound() public {
        Proposal memory child = childBy(alice, firstId, 1e18);
        bytes32 childId = enter(child, 0, 4);
        toEnd();
        vm.expectEmit();
        emit IRollup.RoundRestarted(1, 0);
        vm.expectEmit();
        emit IRollup.RoundAbandoned(2, 2);
        rollup.finalize();
        Status memory s = rollup.status();
        vm.assertEq(s.height, 1);
        vm.assertEq(s.round, 1);
        vm.assertEq(s.roundId, 3);
        vm.assertTrue(!s.windowOpen);
        vm.assertEq(s.next.roundId, 0);
        vm.assertEq(rollup.ranking(0, 10).length, 0);
        rollup.refund(child);
        rollup.refund(other);
        proofRefused(child, abi.encodeWithSelector(IRollup.UnknownCommitment.selector, childId));
        // Alice led height 1 and did not prove.
        vm.assertEq(rollup.balanceOf(alice), 1_000e18 - 1e18);
        vm.assertEq(rollup.balanceOf(bob), 1_000e18);

        // The window opens with the first commitment, and the next round above it takes another id.
        Proposal memory again = proposalBy(bob, 1e18);
        bytes32 againId = enter(again, 0, 4);
        toProofWindow();
        vm.assertEq(rollup.status().next.roundId, 4);
        Proposal memory stale = childBy(alice, firstId, 1e18);
        refused(stale, abi.encodeWithSelector(IRollup.UnknownParent.selector, firstId, 3));
        enter(childBy(alice, againId, 1e18), 0, 4);
    }

    function test_ifNothingBuildsOnTheWinnerTheHeightAboveBeginsAnew() public {
        Proposal memory dead = childBy(bob, otherId, 1e18);
        enter(dead, 0, 4);
        proveBy(first, 0, 4);
        toEnd();
        vm.expectEmit();
        emit IRollup.RoundAbandoned(2, 2);
        rollup.finalize();
        Status memory s = rollup.status();
        vm.assertEq(s.height, 2);
        vm.assertEq(s.round, 1);
        vm.assertEq(s.roundId, 3);
        vm.assertEq(s.commitments, 0);
        vm.assertEq(s.windowStart, vm.getBlockTimestamp());
        rollup.refund(dead);
        (bytes32 id,) = runBlock(bob);
        vm.assertEq(rollup.status().head, id);
    }

    function test_withoutAnyProposalAboveARoundOpensAsInSequentialMode() public {
        firstWins();
        Status memory s = rollup.status();
        vm.assertEq(s.height, 2);
        vm.assertEq(s.round, 0);
        vm.assertEq(s.windowStart, vm.getBlockTimestamp());
        vm.assertEq(s.commitEnd, vm.getBlockTimestamp() + 60);
    }

    /// @dev P3.3: if nobody used a window, it opens again with the first commitment.
    function test_anUnusedWindowOpensAgainWithTheFirstCommitment() public {
        vm.warp(vm.getBlockTimestamp() + 60);
        NextRound memory next = rollup.status().next;
        vm.assertEq(next.height, 2);
        vm.assertTrue(!next.windowOpen);
        vm.warp(vm.getBlockTimestamp() + 100);
        enter(childBy(alice, firstId, 1e18), 0, 4);
        next = rollup.status().next;
        vm.assertEq(next.windowStart, vm.getBlockTimestamp());
        vm.warp(vm.getBlockTimestamp() + 59);
        enter(childBy(bob, firstId, 1e18), 0, 4);
        vm.warp(vm.getBlockTimestamp() + 1);
        refused(
            childBy(bob, firstId, 2e18),
            abi.encodeWithSelector(
                IRollup.ProposalWindowClosed.selector, vm.getBlockTimestamp(), vm.getBlockTimestamp()
            )
        );
    }

    function test_earlyAndLateCommitments() public {
        // Too late for height 1, too early for height 3.
        Proposal memory late = proposalBy(bob, 3e18);
        refused(
            late,
            abi.encodeWithSelector(
                IRollup.ProposalWindowClosed.selector, vm.getBlockTimestamp(), vm.getBlockTimestamp()
            )
        );
        Proposal memory child = childBy(alice, firstId, 1e18);
        child.height = 3;
        refused(child, abi.encodeWithSelector(IRollup.WrongHeight.selector, 3, 2));
        child.height = 2;
        child.round = 1;
        refused(child, abi.encodeWithSelector(IRollup.WrongRound.selector, 1, 0));
        child.round = 0;
        child.parent = bytes32(0);
        refused(child, abi.encodeWithSelector(IRollup.UnknownParent.selector, bytes32(0), 1));
        child.parent = firstId;
        bytes32 childId = enter(child, 0, 4);
        // A grandchild must wait until the child is being proven.
        Proposal memory grandchild = childBy(bob, childId, 1e18);
        refused(grandchild, abi.encodeWithSelector(IRollup.UnknownParent.selector, childId, 1));
        vm.warp(vm.getBlockTimestamp() + 60);
        refused(
            childBy(bob, firstId, 1e18),
            abi.encodeWithSelector(
                IRollup.ProposalWindowClosed.selector, vm.getBlockTimestamp(), vm.getBlockTimestamp()
            )
        );
    }

    function test_nothingIsProposedOnARoundThatStillTakesCommitments() public {
        firstWins();
        enter(proposalBy(alice, 1e18), 0, 4);
        Proposal memory child = proposalBy(bob, 1e18);
        child.height = 3;
        vm.assertEq(rollup.status().next.roundId, 0);
        refused(child, abi.encodeWithSelector(IRollup.WrongHeight.selector, 3, 2));
    }

    function test_earlyAndLateProofs() public {
        Proposal memory child = childBy(alice, firstId, 1e18);
        enter(child, 0, 4);
        proofRefused(child, abi.encodeWithSelector(IRollup.ParentNotFinal.selector, firstId));
        proveBy(first, 0, 4);
        toEnd();
        proofRefused(child, abi.encodeWithSelector(IRollup.ParentNotFinal.selector, firstId));
        // A late `finalize` takes no time from the provers above.
        vm.warp(vm.getBlockTimestamp() + 1000);
        vm.expectEmit();
        emit IRollup.ProofWindowSet(2, 2, uint64(vm.getBlockTimestamp()), uint64(vm.getBlockTimestamp() + 600));
        rollup.finalize();
        vm.warp(vm.getBlockTimestamp() + 599);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRollup.ProofWindowStillOpen.selector, vm.getBlockTimestamp(), vm.getBlockTimestamp() + 1
            )
        );
        rollup.finalize();
        uint256 state = vm.snapshotState();
        proveBy(child, 0, 4);
        vm.revertToState(state);
        vm.warp(vm.getBlockTimestamp() + 1);
        proofRefused(
            child,
            abi.encodeWithSelector(IRollup.ProofWindowClosed.selector, vm.getBlockTimestamp(), vm.getBlockTimestamp())
        );
    }

    /// @dev P2.3: each round has its own prover set.
    function test_snapshotsPerRound() public {
        bytes32 before = rollup.status().proverSetRoot;
        joinProvers(1);
        Proposal memory child = childBy(alice, firstId, 1e18);
        // Seat 12 joined after height 1's snapshot, and before height 2's.
        enter(child, 12, 1);
        joinProvers(1);
        Proposal memory rival = childBy(bob, firstId, 1e18);
        uint256[8] memory late = bitmapOf(13);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IRollup.InactiveSeats.selector, 0, 1 << 13));
        rollup.commit(rival, TRANSCRIPT, late, "");
        Status memory s = rollup.status();
        vm.assertEq(s.proverSetRoot, before);
        vm.assertTrue(s.next.proverSetRoot != before);
        vm.assertTrue(s.next.proverSetRoot != registry.proverSetRoot());
        firstWins();
        vm.assertEq(rollup.status().proverSetRoot, s.next.proverSetRoot);
        proveBy(child, 12, 1);
        vm.assertEq(rollup.ranking(0, 1)[0].provenProvers, 1);
    }

    /// @dev P7.3: a round keeps the exponent that it had when it opened. So α follows one block later.
    function test_alphaPerRound() public {
        Proposal memory child = childBy(alice, firstId, 1e18);
        vm.assertEq(rollup.status().next.alpha, 24);
        bytes32 childId = enter(child, 0, 2);
        // 2 of the target of 4.
        ProofTree memory tree = treeOf(0, 2);
        rollup.submitProof(submissionOf(first, treeOf(0, 4).bitmap(), tree));
        toEnd();
        rollup.finalize();
        Status memory s = rollup.status();
        vm.assertEq(s.alpha, 24);
        vm.assertEq(s.next.alpha, 25);
        enter(childBy(bob, childId, 1e18), 0, 2);
        proveBy(child, 0, 2);
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.status().alpha, 25);
        vm.assertEq(rollup.status().next.alpha, 26);
    }

    function test_oneCallShowsBothRankings() public {
        enter(childBy(alice, firstId, 1e18), 0, 4);
        bytes32 last = enter(childBy(bob, otherId, 2e18), 0, 3);
        Ranked[] memory rows = rollup.ranking(0, 10);
        vm.assertEq(rows.length, 4);
        for (uint256 i; i < 4; ++i) {
            vm.assertEq(rows[i].roundId, i < 2 ? 1 : 2);
        }
        vm.assertEq(rows[0].proposalId, firstId);
        vm.assertEq(rows[3].proposalId, last);
        vm.assertEq(rows[3].score, 27 * 4e36);
        vm.assertEq(rollup.ranking(3, 10).length, 1);
        vm.assertEq(rollup.ranking(1, 2)[1].roundId, 2);
        vm.assertEq(rollup.ranking(4, 10).length, 0);
    }

    /// @dev Everything in escrow comes back, except what the rules burn.
    function test_everyBidAndBondIsAccountedFor() public {
        Proposal memory a = childBy(alice, firstId, 1e18);
        Proposal memory b = childBy(bob, otherId, 7e18);
        bytes32 aId = enter(a, 0, 4);
        enter(b, 0, 4);
        firstWins();
        Proposal memory c = childBy(bob, aId, 1e18);
        Proposal memory d = childBy(alice, rollup.proposalIdOf(b), 4e18); // builds on a dead proposal
        bytes32 cId = enter(c, 0, 4);
        enter(d, 0, 4);
        proveBy(a, 0, 4);
        toEnd();
        rollup.finalize();
        proveBy(c, 0, 4);
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.status().head, cId);
        rollup.refund(other);
        rollup.refund(b);
        rollup.refund(d);
        // The winners pay their bids. Each gets 30 % of 10.
        vm.assertEq(rollup.balanceOf(alice), 1_000e18 - 2e18 - 1e18 + 6e18);
        vm.assertEq(rollup.balanceOf(bob), 1_000e18 - 1e18 + 3e18);
        vm.assertEq(token.balanceOf(address(rollup)), rollup.balanceOf(alice) + rollup.balanceOf(bob));
    }
}

/// @notice The proposal window is longer than the proof window. When a block becomes final, the window above is still
/// open.
contract LongProposalWindowTest is PipelinedFixture {
    using ProofTreeLib for ProofTree;

    function settings() internal pure override returns (Settings memory s) {
        s = super.settings();
        (s.proposalWindow, s.proofWindow) = (600, 60);
    }

    function test_theWindowGoesOnAfterTheParentIsFinal() public {
        Proposal memory first = proposalBy(alice, 2e18);
        bytes32 firstId = enter(first, 0, 4);
        Proposal memory other = proposalBy(bob, 1e18);
        bytes32 otherId = enter(other, 0, 4);
        toProofWindow();
        uint256 opened = vm.getBlockTimestamp();
        Proposal memory dead = childBy(bob, otherId, 1e18);
        enter(dead, 0, 4);
        proveBy(first, 0, 4);
        toEnd();
        rollup.finalize();
        Status memory s = rollup.status();
        vm.assertEq(s.windowStart, opened);
        vm.assertEq(s.commitEnd, opened + 600);
        vm.assertEq(s.proofStart, opened + 600);
        vm.assertEq(s.commitments, 1);
        vm.assertEq(s.next.roundId, 0);
        rollup.refund(dead);
        // From now on, a proposal's parent must be the head.
        refused(dead, abi.encodeWithSelector(IRollup.WrongParent.selector, otherId, firstId));
        uint256 state = vm.snapshotState();
        Proposal memory child = proposalBy(bob, 1e18);
        bytes32 childId = enter(child, 0, 4);
        toProofWindow();
        proveBy(child, 0, 4);
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.status().head, childId);
        vm.revertToState(state);
        // Without a live proposal the round ends with its window. No leader has failed.
        vm.warp(opened + 600);
        rollup.finalize();
        vm.assertEq(rollup.status().round, 1);
        (, uint8 failures) = rollup.bondOf(bob);
        vm.assertEq(failures, 0);
    }

    function test_theLeaderIsKeptAcrossTheParentsFinality() public {
        Proposal memory first = proposalBy(alice, 2e18);
        bytes32 firstId = enter(first, 0, 4);
        toProofWindow();
        enter(childBy(bob, firstId, 1e18), 0, 4);
        proveBy(first, 0, 4);
        toEnd();
        rollup.finalize();
        enter(proposalBy(alice, 1e18), 0, 4); // equal score, but later
        toEnd();
        rollup.finalize();
        (, uint8 failures) = rollup.bondOf(bob);
        vm.assertEq(failures, 1);
    }
}
