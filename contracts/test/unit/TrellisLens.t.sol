// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal, ProvenProposal, Settings} from "../../src/Types.sol";
import {IBridge} from "../../src/interfaces/IBridge.sol";
import {Best, Head, IRollup} from "../../src/interfaces/IRollup.sol";
import {ITrellisLens, RankedCommitment, RollupStatus} from "../../src/interfaces/ITrellisLens.sol";
import {AuctionFixture} from "../fixtures/AuctionFixture.sol";

/// @notice The lens shows what the auction would do.
contract TrellisLensTest is AuctionFixture {
    ITrellisLens internal lens;
    Head internal known;

    function settings() internal view override returns (Settings memory s) {
        s = super.settings();
        s.pipelined = true;
    }

    function setUp() public override {
        super.setUp();
        lens = ITrellisLens(create("TrellisLens.sol", abi.encode(constants)));
        Best memory none;
        known.stateRoot = GENESIS;
        vm.mockCall(parts.rollup, abi.encodeWithSelector(IRollup.bestOf.selector), abi.encode(none));
        vm.mockCall(parts.bridge, abi.encodeWithSelector(IBridge.messagesQueued.selector), abi.encode(7));
        knowHead();
    }

    function knowHead() internal {
        known.proposalId = head;
        vm.mockCall(parts.rollup, abi.encodeWithSelector(IRollup.head.selector), abi.encode(known));
    }

    function knowBest(bytes32 proposalId, uint16 provers) internal {
        Best memory best;
        best.proposalId = proposalId;
        vm.mockCall(parts.rollup, abi.encodeWithSelector(IRollup.bestOf.selector), abi.encode(best));
        ProvenProposal memory proven;
        (proven.provers, proven.kept) = (provers, 1);
        vm.mockCall(parts.rollup, abi.encodeCall(IRollup.provenOf, (proposalId)), abi.encode(proven));
    }

    function test_beforeTheFirstCommitment() public view {
        RollupStatus memory s = lens.status();
        vm.assertTrue(!s.running.isOpen && !s.isStopped);
        vm.assertEq(s.running.round.id, 1);
        vm.assertEq(s.running.proverSetRoot, registry.proverSetRoot());
        vm.assertEq(s.running.activeBitmap[0], 0xfff);
        vm.assertEq(s.above.round.id, 0);
        vm.assertEq(s.stateRoot, GENESIS);
        vm.assertEq(s.messagesQueued, 7);
        vm.assertEq(lens.ranking(0, 10).length, 0);
    }

    function test_aRoundWithCommitments() public {
        bytes32 one = commitBy(proposalBy(alice, 1e18), seatsFrom(0, 4));
        bytes32 two = commitBy(proposalBy(bob, 2e18), seatsFrom(0, 8));
        joinSeats(1);
        knowBest(two, 3);
        RollupStatus memory s = lens.status();
        vm.assertTrue(s.running.isOpen);
        vm.assertEq(s.running.activeBitmap[0], 0xfff);
        vm.assertEq(s.running.proofEnd, block.timestamp + 660);
        vm.assertEq(s.best, two);
        vm.assertEq(s.bestScore, 27 * 4e36);
        vm.assertEq(s.above.round.id, 0);
        RankedCommitment[] memory rows = lens.ranking(0, 10);
        vm.assertEq(rows.length, 2);
        vm.assertEq(rows[0].proposalId, one);
        vm.assertEq(rows[0].score, 64e36);
        vm.assertTrue(!rows[0].isProven && rows[1].isProven);
        vm.assertEq(rows[1].score, 27 * 4e36);
        vm.assertEq(lens.ranking(1, 10).length, 1);
        vm.assertEq(lens.ranking(0, 1)[0].proposalId, one);
        vm.assertEq(lens.ranking(2, 10).length, 0);
    }

    /// P3.4: the lens shows the round above with the window that a commitment would open.
    function test_theRoundAboveIsShownAsItWouldOpen() public {
        Proposal memory parent = proposalBy(alice, 1e18);
        bytes32 parentId = commitBy(parent, seatsFrom(0, 4));
        toProofWindow();
        RollupStatus memory s = lens.status();
        vm.assertEq(s.above.round.id, 2);
        vm.assertTrue(!s.above.isOpen);
        vm.assertEq(s.above.round.commitEnd, block.timestamp + 60);
        vm.warp(block.timestamp + 77);
        s = lens.status();
        vm.assertEq(s.above.round.start, block.timestamp);
        bytes32 child = commitBy(childBy(bob, 1e18, parentId), seatsFrom(0, 4));
        RollupStatus memory after_ = lens.status();
        vm.assertTrue(after_.above.isOpen);
        vm.assertEq(after_.above.round.commitEnd, s.above.round.commitEnd);
        vm.assertEq(after_.above.round.alpha, s.above.round.alpha);
        vm.assertEq(lens.ranking(0, 10)[1].proposalId, child);
        vm.assertEq(lens.ranking(1, 10)[0].roundId, 2);
        // The round goes on as the running one.
        toEnd();
        close(parent, 4);
        knowHead();
        s = lens.status();
        vm.assertEq(s.running.round.id, 2);
        vm.assertEq(s.running.proofEnd, block.timestamp + 600);
        vm.assertEq(s.above.round.id, 3);
    }
}
