// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRollup, Proposal} from "../../src/interfaces/IRollup.sol";
import {Bonds} from "../../src/libraries/rounds/Bonds.sol";
import {RollupFixture} from "../support/RollupFixture.sol";

/// @notice P9.6: a leader must deliver.
contract BondTest is RollupFixture {
    function test_theBondDoublesWithEveryFailureAndIsForgivenByAWin() public {
        for (uint256 failures; failures < 3; ++failures) {
            (uint256 bond, uint8 counted) = rollup.bondOf(alice);
            vm.assertEq(bond, 1e18 << failures);
            vm.assertEq(counted, failures);
            uint256 balance = rollup.balanceOf(alice);
            uint256 supply = token.totalSupply();
            Proposal memory proposal = proposalBy(alice, 3e18);
            bytes32 id = commitBy(proposal, seatsFrom(0, 4));
            vm.assertEq(rollup.balanceOf(alice), balance - 3e18 - bond);
            toEnd();
            vm.expectEmit();
            emit IRollup.LeaderFailed(id, alice, bond);
            rollup.finalize();
            vm.assertEq(rollup.balanceOf(alice), balance - bond);
            vm.assertEq(token.totalSupply(), supply - bond);
            vm.assertTrue(rollup.commitmentOf(id).settled);
        }
        uint256 before = rollup.balanceOf(alice);
        runBlock(alice);
        // The win returns the bond of 8, but not the bid of 1. The proposer's part is 3.
        vm.assertEq(rollup.balanceOf(alice), before - 1e18 + 3e18);
        (uint256 next, uint8 left) = rollup.bondOf(alice);
        vm.assertEq(next, 1e18);
        vm.assertEq(left, 0);
    }

    function test_theBondStopsAt64Times() public pure {
        uint8 failures;
        for (uint256 i; i < 20; ++i) {
            failures = Bonds.afterFailure(failures);
        }
        vm.assertEq(Bonds.escalated(type(uint96).max, failures), uint256(type(uint96).max) * 64);
    }

    /// @dev A follower's refund is what it paid. Its present bond does not matter.
    function test_aFollowersRefundIsTheBondItPaid() public {
        commitBy(proposalBy(alice, 3e18), seatsFrom(0, 4));
        toEnd();
        rollup.finalize();
        Proposal memory follower = proposalBy(alice, 1e18);
        commitBy(follower, seatsFrom(0, 4));
        Proposal memory leader = proposalBy(bob, 2e18);
        commitBy(leader, seatsFrom(0, 4));
        vm.assertEq(rollup.balanceOf(alice), 1_000e18 - 1e18 - 1e18 - 2e18);
        toProofWindow();
        proveBy(leader, 0, 4);
        toEnd();
        rollup.finalize();
        rollup.refund(follower);
        vm.assertEq(rollup.balanceOf(alice), 999e18);
    }

    /// @dev At equal scores the earlier commitment leads.
    function test_theFirstOfEqualsLeads() public {
        commitBy(proposalBy(alice, 1e18), seatsFrom(0, 4));
        Proposal memory second = proposalBy(bob, 1e18);
        commitBy(second, seatsFrom(4, 4));
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.balanceOf(alice), 999e18);
        rollup.refund(second);
        vm.assertEq(rollup.balanceOf(bob), 1_000e18);
    }

    /// @dev A leader whose block is proven keeps its bond, even if a rival wins.
    function test_aProvenLeaderKeepsItsBond() public {
        Proposal memory leader = proposalBy(alice, 1e18);
        commitBy(leader, seatsFrom(0, 4));
        Proposal memory rival = proposalBy(bob, 0.9e18);
        commitBy(rival, seatsFrom(0, 4));
        toProofWindow();
        // Of the leader's four committed provers two have proven.
        submitWith(leader, 2);
        proveBy(rival, 0, 4);
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.status().head, rollup.proposalIdOf(rival));
        rollup.refund(leader);
        vm.assertEq(rollup.balanceOf(alice), 1_000e18);
    }

    function submitWith(Proposal memory proposal, uint256 seats) internal {
        rollup.submitProof(submissionOf(proposal, seatsFrom(0, 4), treeOf(0, seats)));
    }

    function test_aBalanceDoesNotOverflow() public {
        vm.expectRevert(abi.encodeWithSelector(IRollup.BalanceOverflow.selector, alice, uint256(type(uint128).max) + 1));
        rollup.depositBalance(alice, uint256(type(uint128).max) + 1 - 1_000e18);
    }
}
