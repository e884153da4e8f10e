// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal} from "../../src/Types.sol";
import {AuctionFixture} from "../fixtures/AuctionFixture.sol";

/// @notice A voter leaves in front of the commitment that counts its vote. In the first version the commitment reverted, and one seat could
/// keep a proposer out of every round.
contract ExitInFrontOfCommitTest is AuctionFixture {
    /// All but one of the voters leave in the same L1 block, ahead. The commitment counts the one that stays.
    function test_votersThatLeaveAreLeftOut() public {
        Proposal memory honest = proposalBy(alice, 1e18);
        bytes memory signature = signed(ALICE_KEY, honest, TRANSCRIPT, seatsFrom(0, 12));
        for (uint16 seat = 1; seat < 12; ++seat) {
            vm.prank(payoutOf(seat));
            registry.requestExit(seat);
        }
        auction.commit(honest, TRANSCRIPT, seatsFrom(0, 12), signature);
        bytes32 id = auction.proposalIdOf(honest);
        vm.assertEq(auction.commitmentOf(id).committedSeats, 1);
        // And it wins and gets its bond back like any other.
        toEnd();
        close(honest, 1);
        vm.assertEq(auction.balanceOf(alice), 1_000e18 - 1e18);
    }

    /// The same by pausing, which costs the seat nothing but the rounds in which it is paused.
    function test_votersThatPauseAreLeftOut() public {
        vm.prank(payoutOf(3));
        registry.setPaused(3, true);
        bytes32 id = commitBy(proposalBy(alice, 1e18), seatsFrom(0, 12));
        vm.assertEq(auction.commitmentOf(id).committedSeats, 11);
    }

    /// Once the round's snapshot is taken, leaving changes nothing for it.
    function test_afterTheSnapshotLeavingChangesNothing() public {
        commitBy(proposalBy(bob, 1e17), seatsFrom(0, 1));
        vm.prank(payoutOf(3));
        registry.requestExit(3);
        bytes32 id = commitBy(proposalBy(alice, 1e18), seatsFrom(0, 12));
        vm.assertEq(auction.commitmentOf(id).committedSeats, 12);
    }
}
