// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal, Settings} from "../../src/Types.sol";
import {AuctionFixture} from "../fixtures/AuctionFixture.sol";

/// @notice A12, pipelined: the winner's data comes after the child's window has closed, so that its owner alone can build on it. In the
/// first version one bidder took four heights in a row at the minimum bid.
contract A12HiddenParentTest is AuctionFixture {
    function settings() internal view override returns (Settings memory s) {
        s = super.settings();
        s.pipelined = true;
    }

    /// Mallory wins one height and shows the data in the last second. Alone she has built on it. The window then opens for all, and Alice
    /// outbids her: one block is all that hiding the data ever gains.
    function test_hidingTheParentGainsNoSecondHeight() public {
        Proposal memory parent = proposalBy(bob, 1e18);
        bytes32 parentId = commitBy(parent, seatsFrom(0, 4));
        for (uint256 height = 1; height <= 4; ++height) {
            toProofWindow();
            Proposal memory child = childBy(bob, 1e15, parentId);
            commitBy(child, seatsFrom(0, 4));
            toEnd();
            closeBy(bob, parent, 4, uint40(block.timestamp - 1));
            // Now everybody knows the parent.
            Proposal memory honest = proposalBy(alice, 2e15);
            bytes32 honestId = commitBy(honest, seatsFrom(0, 4));
            toEnd();
            closeBy(alice, honest, 4, auction.running().commitEnd);
            vm.assertTrue(auction.commitmentOf(honestId).won);
            auction.refund(child, honest);
            parent = proposalBy(bob, 1e18);
            parentId = commitBy(parent, seatsFrom(0, 4));
        }
    }

    /// Nor is it a way to take the window from others at the last moment: it is a whole window.
    function test_theWindowThatOpensOnceMoreIsAWholeOne() public {
        Proposal memory parent = proposalBy(bob, 1e18);
        bytes32 parentId = commitBy(parent, seatsFrom(0, 4));
        toProofWindow();
        commitBy(childBy(bob, 1e15, parentId), seatsFrom(0, 4));
        toEnd();
        closeBy(bob, parent, 4, uint40(block.timestamp - 1));
        vm.warp(block.timestamp + settings().proposalWindow - 1);
        commitBy(proposalBy(alice, 2e15), seatsFrom(0, 4));
    }
}
