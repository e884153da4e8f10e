// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal, Settings} from "../../../src/Types.sol";
import {AuctionFixture} from "../../fixtures/AuctionFixture.sol";

/// @notice Review: A22 in pipelined mode. All parents of a round share its five extensions. A lead on any of them spent one. Mallory led five
/// times on a parent that could not win, outbidding nobody but herself, and got it all back when the parent died. Then she had the
/// last word on the parent that mattered. Now only a lead on the leader of the round below extends.
contract SpentExtensions is AuctionFixture {
    Proposal private _bobs;
    bytes32 private _winner;
    bytes32 private _dead;

    function settings() internal view override returns (Settings memory s) {
        s = super.settings();
        s.pipelined = true;
    }

    function setUp() public override {
        super.setUp();
        _bobs = proposalBy(bob, 1e15);
        _dead = commitBy(_bobs, seatsFrom(0, 1));
        _winner = commitBy(proposalBy(alice, 2e18), seatsFrom(0, 4));
        toProofWindow();
        commitBy(childBy(alice, 1e18, _winner), seatsFrom(0, 4));
    }

    function test_leadsOnAnotherParentSpendNoExtension() public {
        uint40 end = auction.next().commitEnd;
        for (uint96 i; i < 5; ++i) {
            vm.warp(auction.next().commitEnd - 1);
            commitBy(childBy(bob, 1e15 + i, _dead), seatsFrom(0, 1));
        }
        vm.assertEq(auction.next().extensions, 0);
        vm.assertEq(auction.next().commitEnd, end);
        // Mallory outbids Alice in the last second. Alice has a slot to answer.
        commitBy(childBy(bob, 1e18 + 1, _winner), seatsFrom(0, 4));
        vm.warp(end);
        commitBy(childBy(alice, 1e18 + 2, _winner), seatsFrom(0, 4));
        vm.assertEq(auction.leadOf(2, auction.commitmentOf(_winner).place).proposer, alice);
    }

    /// The leader of the round below is its likely winner: who is outbid on it can answer as in any round.
    function test_leadsOnTheLeaderBelowExtendFiveTimes() public {
        uint40 end = auction.next().commitEnd;
        for (uint96 i = 1; i <= 20; ++i) {
            vm.warp(auction.next().commitEnd - 1);
            commitBy(childBy(bob, 1e18 + i, _winner), seatsFrom(0, 4));
        }
        vm.assertEq(auction.next().commitEnd, end + 5 * settings().slotTime);
    }

    /// Once the block below is final, what leads on it extends, though that block did not lead its round.
    function test_leadsOnTheHeadExtend() public {
        commitBy(childBy(bob, 1e18, _dead), seatsFrom(0, 4));
        toEnd();
        // Its transactions came late, so the window opens once more (R11).
        closeBy(bob, _bobs, 1, uint40(block.timestamp));
        uint40 end = auction.running().commitEnd;
        vm.warp(end - 1);
        commitBy(proposalBy(alice, 2e18), seatsFrom(0, 4));
        vm.assertEq(auction.running().commitEnd, end + settings().slotTime);
    }
}
