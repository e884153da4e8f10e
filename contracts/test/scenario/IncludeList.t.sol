// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRollup, ProofSubmission, Settings} from "../../src/interfaces/IRollup.sol";
import {BridgeFixture} from "../support/BridgeFixture.sol";

/// @notice P10.3: a user may put a transaction on L1. From its deadline on, a block must contain it to be accepted.
contract IncludeListTest is BridgeFixture {
    uint32 internal constant DELAY = 300;

    function settings() internal pure override returns (Settings memory s) {
        s = super.settings();
        s.inclusionDelay = DELAY;
    }

    /// @dev Alice owns account 0. A first block has deposited 100 units into it.
    function setUp() public override {
        super.setUp();
        rollup.deposit(0, KEY_X, KEY_Y, alice, 100);
        finalBlock(new bytes(640));
    }

    function force() internal returns (uint256 dueAt) {
        vm.prank(alice);
        rollup.forceTransaction(pack(WITHDRAW | FORCED, 0, 0, 60, 0));
        return block.timestamp + DELAY;
    }

    function refused(ProofSubmission memory submission, uint64 index, uint256 dueAt) internal {
        vm.expectRevert(abi.encodeWithSelector(IRollup.MessageDue.selector, index, dueAt));
        rollup.submitProof(submission);
    }

    function test_anUnwillingProposerGetsNoBlockAccepted() public {
        uint256 dueAt = force();
        // The window of this round opened before the deadline, so the proposer may still leave the transaction out.
        rollup.submitProof(blockBy(bob, new bytes(640), 1));
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.status().messagesConsumed, 1);

        // The next window opened after the deadline.
        vm.assertTrue(rollup.status().windowStart >= dueAt);
        refused(blockBy(bob, new bytes(640), 1), 1, dueAt);
        // A block without the transaction is not accepted from another proposer either. A block with it is accepted.
        bytes memory data = dataWith(0, pack(WITHDRAW | FORCED, 0, 0, 60, 0));
        vm.warp(rollup.status().windowStart);
        FinalBlock memory it = finalBlock(data);
        vm.assertEq(rollup.status().messagesConsumed, 2);

        // The forced withdrawal is paid like any other withdrawal.
        uint256 before = token.balanceOf(alice);
        rollup.claimWithdrawals(oneClaim(it, 0));
        vm.assertEq(token.balanceOf(alice), before + 60);
    }

    function test_theDeadlineCountsFromTheWindowsStart() public {
        uint256 start = rollup.status().windowStart;
        uint256 dueAt = force();
        vm.assertEq(dueAt, start + DELAY);
        vm.warp(dueAt + 100);
        rollup.finalize(); // no commitment: the round restarts
        // This window opens one second before the deadline.
        vm.warp(dueAt - 1);
        ProofSubmission memory submission = blockBy(bob, new bytes(640), 1);
        vm.assertEq(rollup.status().windowStart, dueAt - 1);
        rollup.submitProof(submission);
        toEnd();
        rollup.finalize();
    }

    function test_fromTheDeadlinesSecondOnItIsDue() public {
        uint256 dueAt = force();
        vm.warp(dueAt - 1);
        rollup.finalize();
        vm.warp(dueAt);
        refused(blockBy(bob, new bytes(640), 1), 1, dueAt);
    }

    function test_depositsAndSeedsCannotBeLeftOutEither() public {
        rollup.deposit(1, KEY2_X, KEY2_Y, bob, 5);
        rollup.seedPool(1, 5);
        uint256 dueAt = block.timestamp + DELAY;
        vm.warp(dueAt);
        rollup.finalize();
        refused(blockBy(bob, new bytes(640), 1), 1, dueAt);
        vm.warp(dueAt);
        refused(blockBy(alice, new bytes(640), 2), 2, dueAt);
        vm.warp(dueAt);
        fund(address(this), 10e18);
        rollup.submitProof(blockBy(address(this), new bytes(640), 3));
    }

    function test_aBlockThatIsFullOfMessagesMayLeaveTheRest() public {
        for (uint256 i; i < 34; ++i) {
            force();
        }
        uint256 dueAt = block.timestamp + DELAY;
        vm.warp(dueAt);
        rollup.finalize();
        // A block of depth 2 has 32 places. With one message less, the block is not full.
        refused(blockBy(bob, new bytes(640), 32), 32, dueAt);
        vm.warp(dueAt);
        rollup.submitProof(blockBy(alice, new bytes(640), 33));
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.status().messagesConsumed, 33);
    }
}
