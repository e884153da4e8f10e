// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Commitment, RewardPool, Status} from "../../src/interfaces/IRollup.sol";
import {InvariantTest} from "../support/InvariantTest.sol";
import {World} from "../support/World.sol";

/// @notice Everybody is honest. Proposers bid against each other and reveal. Every seat proves each node that it was
/// named for.
contract Calm is World {
    /// @notice A whole round with one to three proposals. All of them are proven and paid in full.
    function round(uint256 seed, uint256 fees_) external {
        Status memory s = rollup.status();
        // A window that was left open ends without a block, because nobody had committed.
        if (s.windowOpen && block.timestamp >= s.commitEnd) finalize();
        uint256 first = blocks.length;
        for (uint256 i; i <= seed % 3; ++i) {
            if (!enter(account(seed >> i), seed >> 16, seed % 5 == 0 ? 2 : 1)) break;
            commit(blocks[blocks.length - 1]);
        }
        if (first == blocks.length) return;
        vm.warp(rollup.status().commitEnd);
        for (uint256 i = first; i < blocks.length; ++i) {
            prove(blocks[i], inFull(blocks[i].seats), fees_ / (1 + i - first));
        }
        vm.warp(rollup.status().proofEnd);
        uint64 roundId = rollup.status().roundId;
        finalize();
        for (uint256 i = first; i < blocks.length; ++i) {
            collect(i);
        }
        // The whole reward is paid, except for the dust of rounding.
        vm.assertTrue(mintedIn[roundId] + 100 >= R, "a full block paid less than its reward");
    }

    function inFull(uint16[] memory seats) internal pure returns (uint16[] memory seatPlusOne) {
        seatPlusOne = new uint16[](seats.length);
        for (uint256 node; node < seats.length; ++node) {
            seatPlusOne[node] = seats[node] + 1;
        }
    }

    /// @dev A loser gets bid and bond back. Every paid node is claimed.
    function collect(uint256 which) internal {
        refund(which);
        for (uint256 node; node < blocks[which].seats.length; ++node) {
            claim(which, node);
        }
    }
}

contract CalmTest is InvariantTest {
    Calm internal calm;

    function setUp() public {
        calm = new Calm();
        bytes4[] memory actions = new bytes4[](13);
        actions[0] = calm.depositBalance.selector;
        actions[1] = calm.withdrawBalance.selector;
        actions[2] = calm.deposit.selector;
        actions[3] = calm.join.selector;
        actions[4] = calm.exit.selector;
        actions[5] = calm.withdrawNext.selector;
        actions[6] = calm.round.selector;
        actions[7] = calm.claim.selector;
        actions[8] = calm.wait.selector;
        actions[9] = calm.round.selector;
        actions[10] = calm.seedPool.selector;
        actions[11] = calm.force.selector;
        actions[12] = calm.claimWithdrawal.selector;
        callOnly(address(calm), actions);
    }

    /// forge-config: long.invariant.runs = 100
    function invariant_inCalmEverybodyIsPaidInFull() public view {
        calm.check();
        vm.assertEq(calm.slashed(), 0, "an honest seat was slashed");
    }

    function test_everythingHappensInTheCalm() public {
        string[8] memory names =
            ["committed", "proven", "final", "refunded", "claimed", "seeded", "forced", "withdrawn"];
        string[] memory all = new string[](names.length);
        for (uint256 i; i < names.length; ++i) {
            all[i] = names[i];
        }
        live(all);
        calm.check();
        vm.assertEq(calm.did("leader failed"), 0, "an honest leader failed");
        calm.end();
    }

    function afterInvariant() public {
        calm.end();
    }
}
