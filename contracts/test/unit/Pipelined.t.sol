// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal, Round, Settings} from "../../src/Types.sol";
import {IAuction} from "../../src/interfaces/IAuction.sol";
import {AuctionFixture} from "../fixtures/AuctionFixture.sol";

/// @notice P3.4, R11: the next height takes proposals while this one is proven.
contract PipelinedTest is AuctionFixture {
    Proposal internal one;
    Proposal internal two;
    bytes32 internal oneId;
    bytes32 internal twoId;

    function settings() internal view override returns (Settings memory s) {
        s = super.settings();
        s.pipelined = true;
    }

    function setUp() public override {
        super.setUp();
        (one, two) = (proposalBy(alice, 1e18), proposalBy(bob, 2e18));
        oneId = commitBy(one, seatsFrom(0, 4));
        twoId = commitBy(two, seatsFrom(0, 4));
    }

    function refused(Proposal memory proposal, bytes memory reason) internal {
        vm.prank(proposal.proposer);
        vm.expectRevert(reason);
        auction.commit(proposal, TRANSCRIPT, seatsFrom(0, 4), "");
    }

    // --- The round above ---------------------------------------------------------------------------------------------

    function test_theRoundAboveOpensWithTheProofWindow() public {
        Proposal memory child = childBy(alice, 1e18, twoId);
        refused(child, abi.encodeWithSelector(IAuction.WrongHeight.selector, 2, 1));
        toProofWindow();
        vm.assertEq(auction.next().id, 0);
        uint40 start = auction.running().proofStart;
        vm.warp(start + 30);
        commitBy(child, seatsFrom(0, 4));
        Round memory above = auction.next();
        vm.assertEq(above.id, 2);
        vm.assertEq(above.height, 2);
        vm.assertEq(above.start, start);
        vm.assertEq(above.commitEnd, start + 60);
        // Its proofs wait for the parent.
        vm.assertEq(above.proofStart, 0);
        vm.assertEq(auction.recordOf(2).proofEnd, 0);
        vm.assertEq(auction.recordOf(2).snapshotAt, block.timestamp);
    }

    function test_aWindowThatPassedWithoutACommitmentOpensAgain() public {
        toProofWindow();
        vm.warp(block.timestamp + 60);
        commitBy(childBy(alice, 1e18, twoId), seatsFrom(0, 4));
        vm.assertEq(auction.next().start, block.timestamp);
    }

    function test_aChildNamesACommitmentOfTheRunningRound() public {
        toProofWindow();
        refused(
            childBy(alice, 1e18, bytes32(uint256(7))),
            abi.encodeWithSelector(IAuction.UnknownParent.selector, bytes32(uint256(7)), 1)
        );
        Proposal memory child = childBy(alice, 1e18, twoId);
        child.round = 1;
        refused(child, abi.encodeWithSelector(IAuction.WrongRound.selector, 1, 0));
        child.height = 3;
        refused(child, abi.encodeWithSelector(IAuction.WrongHeight.selector, 3, 2));
    }

    function test_nothingOpensAboveARoundThatNobodyLeads() public {
        toEnd();
        close(two, 4);
        // Round 2 has no commitment, and its window is over.
        vm.warp(auction.running().commitEnd + 1);
        refused(childBy(alice, 1e18, twoId), abi.encodeWithSelector(IAuction.WrongHeight.selector, 3, 2));
    }

    // --- Going on ----------------------------------------------------------------------------------------------------

    function test_theChildOfTheWinnerGoesOnToItsProofs() public {
        toProofWindow();
        Proposal memory child = childBy(alice, 1e18, twoId);
        bytes32 childId = commitBy(child, seatsFrom(0, 4));
        toEnd();
        vm.expectEmit();
        emit IAuction.ProofWindowSet(2, uint64(block.timestamp), uint64(block.timestamp + 600));
        close(two, 4);
        Round memory round = auction.running();
        vm.assertEq(round.id, 2);
        vm.assertEq(round.proofStart, block.timestamp);
        vm.assertEq(auction.recordOf(2).proofEnd, block.timestamp + 600);
        vm.assertEq(auction.leadOf(2, auction.commitmentOf(twoId).place).proposer, alice);
        toEnd();
        close(child, 4);
        vm.assertTrue(auction.commitmentOf(childId).won);
    }

    /// A child on a losing parent dies with it and is refunded whole, also as the leader of its round.
    function test_whatDiesWithItsParentIsRefundedWhole() public {
        toProofWindow();
        Proposal memory dead = childBy(bob, 9e18, oneId);
        bytes32 deadId = commitBy(dead, seatsFrom(0, 8));
        Proposal memory child = childBy(alice, 1e18, twoId);
        commitBy(child, seatsFrom(0, 4));
        vm.expectRevert(abi.encodeWithSelector(IAuction.NotRefundable.selector, deadId));
        refundNone(dead);
        toEnd();
        close(two, 4);
        uint256 before = auction.balanceOf(bob);
        uint256 snapshot = vm.snapshotState();
        // It can be refunded while its round runs.
        refundNone(dead);
        vm.assertEq(auction.balanceOf(bob) - before, 18e18);
        // It can also be refunded after its round, and the winner does not matter.
        vm.revertToState(snapshot);
        toEnd();
        close(child, 4);
        auction.refund(dead, child);
        vm.assertEq(auction.balanceOf(bob) - before, 18e18);
    }

    /// The leader on the final parent alone loses its bond in a restart.
    function test_aRestartBurnsTheBondOfTheLeaderOnTheFinalParent() public {
        toProofWindow();
        Proposal memory dead = childBy(bob, 9e18, oneId);
        commitBy(dead, seatsFrom(0, 8));
        Proposal memory child = childBy(alice, 1e18, twoId);
        bytes32 childId = commitBy(child, seatsFrom(0, 4));
        toEnd();
        close(two, 4);
        toEnd();
        vm.expectEmit();
        emit IAuction.Refunded(childId, alice, 1e18, 1e18);
        closeUnproven();
        uint256 before = auction.balanceOf(bob);
        refundNone(dead);
        vm.assertEq(auction.balanceOf(bob) - before, 18e18);
    }

    function test_aRoundWithoutAChildOfTheWinnerIsAbandoned() public {
        toProofWindow();
        Proposal memory dead = childBy(alice, 1e18, oneId);
        commitBy(dead, seatsFrom(0, 4));
        toEnd();
        vm.expectEmit();
        emit IAuction.RoundAbandoned(2, 2);
        close(two, 4);
        Round memory round = auction.running();
        vm.assertEq(round.id, 3);
        vm.assertEq(round.number, 1);
        vm.assertEq(round.start, block.timestamp);
        uint256 before = auction.balanceOf(alice);
        refundNone(dead);
        vm.assertEq(auction.balanceOf(alice) - before, 2e18);
        runBlock(alice);
    }

    function test_aRestartTakesTheRoundAboveWithIt() public {
        toProofWindow();
        Proposal memory child = childBy(alice, 1e18, twoId);
        commitBy(child, seatsFrom(0, 4));
        toEnd();
        vm.expectEmit();
        emit IAuction.RoundAbandoned(2, 2);
        closeUnproven();
        Round memory round = auction.running();
        vm.assertEq(round.id, 3);
        vm.assertEq(round.height, 1);
        vm.assertEq(round.number, 1);
        uint256 before = auction.balanceOf(alice);
        refundNone(child);
        vm.assertEq(auction.balanceOf(alice) - before, 2e18);
    }

    /// R16: the parent ends early, so the child's window goes on, on the head alone.
    function test_anEarlyEndLeavesTheWindowOfTheChildOpen() public {
        toProofWindow();
        Proposal memory child = childBy(alice, 1e18, twoId);
        commitBy(child, seatsFrom(0, 4));
        uint256 end = auction.next().commitEnd;
        // Its transactions were on L1 early enough.
        closeBy(bob, two, 4, uint40(end - 60));
        vm.assertEq(auction.running().commitEnd, end);
        vm.assertEq(auction.running().proofStart, end);
        Proposal memory onDead = proposalOn(bob, 3e18, auction.running(), oneId);
        refused(onDead, abi.encodeWithSelector(IAuction.WrongParent.selector, oneId, twoId));
        commitBy(proposalBy(bob, 3e18), seatsFrom(0, 4));
        vm.assertEq(auction.leadOf(2, auction.commitmentOf(twoId).place).proposer, bob);
        // R17 holds there, too, and moves the proofs.
        vm.warp(end - 1);
        commitBy(proposalBy(alice, 4e18), seatsFrom(0, 4));
        vm.assertEq(auction.running().proofStart, end + 12);
        vm.assertEq(auction.recordOf(2).proofEnd, end + 12 + 600);
    }

    // --- R11 ---------------------------------------------------------------------------------------------------------

    function test_aWindowOpensOnceMoreAfterAHiddenParent() public {
        toProofWindow();
        commitBy(childBy(bob, 1e18, twoId), seatsFrom(0, 4));
        uint40 end = auction.next().commitEnd;
        toEnd();
        vm.expectEmit();
        emit IAuction.WindowMoved(2, uint64(block.timestamp + 60));
        closeBy(bob, two, 4, end - 59);
        Round memory round = auction.running();
        vm.assertEq(round.commitEnd, block.timestamp + 60);
        vm.assertEq(round.proofStart, block.timestamp + 60);
        Proposal memory other = proposalBy(alice, 3e18);
        commitBy(other, seatsFrom(0, 4));
        toEnd();
        close(other, 4);
    }

    function test_aWindowDoesNotOpenAgainIfTheParentWasSeenInTime() public {
        toProofWindow();
        commitBy(childBy(bob, 1e18, twoId), seatsFrom(0, 4));
        uint40 end = auction.next().commitEnd;
        toEnd();
        closeBy(bob, two, 4, end - 60);
        vm.assertEq(auction.running().commitEnd, end);
        vm.assertEq(auction.running().proofStart, block.timestamp);
    }

    /// Nobody could build on the winner: the round is not abandoned but opens for everybody.
    function test_aHiddenParentDoesNotAbandonTheRoundAbove() public {
        toProofWindow();
        Proposal memory dead = childBy(alice, 1e18, oneId);
        commitBy(dead, seatsFrom(0, 4));
        toEnd();
        closeBy(bob, two, 4, uint40(block.timestamp - 1));
        vm.assertEq(auction.running().id, 2);
        commitBy(proposalBy(alice, 1e18), seatsFrom(0, 4));
    }

    /// It passes without a commitment on the head: the height restarts at the window's end, and nobody loses a bond.
    function test_aRoundWithDeadProposalsOnlyEndsWithItsWindow() public {
        toProofWindow();
        Proposal memory dead = childBy(alice, 1e18, oneId);
        commitBy(dead, seatsFrom(0, 4));
        toEnd();
        closeBy(bob, two, 4, uint40(block.timestamp - 1));
        vm.warp(auction.running().commitEnd);
        closeUnproven();
        uint256 before = auction.balanceOf(alice);
        refundNone(dead);
        vm.assertEq(auction.balanceOf(alice) - before, 2e18);
        runBlock(bob);
    }

    /// 64 rounds later the ring has come round, and nothing old is mistaken for new.
    function test_theRingForgets() public {
        for (uint256 i; i < 64; ++i) {
            toEnd();
            Proposal memory winner = i == 0 ? two : proposalBy(alice, 1e18);
            if (i != 0) {
                vm.warp(auction.running().start);
                commitBy(winner, seatsFrom(0, 4));
                toEnd();
            }
            close(winner, 4);
        }
        vm.assertEq(auction.running().id, 65);
        vm.assertEq(auction.roundOf(1).id, 0);
        vm.assertEq(auction.enteredAt(1, 0), bytes32(0));
        vm.assertEq(auction.enteredAt(65, 0), bytes32(0));
        vm.assertEq(auction.leadOf(65, 1).seats, 0);
        // The refund needs nothing of the ring.
        auction.refund(one, two);
        vm.assertTrue(auction.commitmentOf(twoId).won);
    }
}
