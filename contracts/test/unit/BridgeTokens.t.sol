// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Deployment, IRollup, WithdrawalClaim} from "../../src/interfaces/IRollup.sol";
import {BridgeFixture} from "../support/BridgeFixture.sol";
import {FalseToken} from "../support/FalseToken.sol";
import {ReentrantToken} from "../support/ReentrantToken.sol";
import {SkimmingToken} from "../support/SkimmingToken.sol";

/// @notice Second assets that do not meet the requirements of `Deployment.secondAsset`.
contract BridgeTokensTest is BridgeFixture {
    /// @dev The fixture's rollup with another second asset.
    function bridgeTo(address asset) internal {
        Deployment memory d = parts();
        address next = addressFrom(address(this), vm.getNonce(address(this)) + 3);
        d.secondAsset = asset;
        d.token = address(token = newToken(next, address(this), 10_000e18));
        d.registry = address(registry = newRegistry(d.token, STAKE, MIN_STAKE, EXIT_DELAY, next));
        verifier = newVerifier(vm.addr(PROVER_SIGNER));
        d.verifier = address(verifier);
        rollup = newRollup(settings(), d);
        token.approve(address(rollup), type(uint256).max);
        token.approve(address(registry), type(uint256).max);
        joinProvers(12);
        fund(alice, 100e18);
    }

    function test_refusesTokensThatTakeAFee() public {
        SkimmingToken skimming = new SkimmingToken();
        bridgeTo(address(skimming));
        skimming.approve(address(rollup), 20);
        vm.expectRevert(abi.encodeWithSelector(IRollup.UnexpectedTransfer.selector, 9, 10));
        rollup.deposit(1, KEY_X, KEY_Y, alice, 10);
        vm.expectRevert(abi.encodeWithSelector(IRollup.UnexpectedTransfer.selector, 9, 10));
        rollup.seedPool(1, 10);
        vm.assertEq(rollup.escrowOf(1), 0);
    }

    function test_aTokenThatAnswersFalseDoesNotPass() public {
        FalseToken lying = new FalseToken();
        bridgeTo(address(lying));
        lying.approve(address(rollup), 100);
        rollup.deposit(1, KEY_X, KEY_Y, alice, 50);
        FinalBlock memory it = finalBlock(dataWith(3, pack(WITHDRAW | ASSET_1, 0, 0, 20, 0)));
        WithdrawalClaim[] memory claims = oneClaim(it, 3);
        lying.refuse();
        vm.expectRevert(IRollup.TransferFromFailed.selector);
        rollup.deposit(1, KEY_X, KEY_Y, alice, 50);
        vm.expectRevert(IRollup.TransferFailed.selector);
        rollup.claimWithdrawals(claims);
        vm.assertEq(rollup.escrowOf(1), 50);
        vm.assertTrue(!rollup.isWithdrawn(it.proposalId, 3));
    }

    function test_aDepositInsideADepositIsNotCountedTwice() public {
        ReentrantToken hooked = new ReentrantToken();
        bridgeTo(address(hooked));
        hooked.approve(address(rollup), 100);
        // Tokens that arrive during the outer deposit, from anybody, make its account disagree.
        hooked.transfer(address(hooked), 10);
        hooked.arm(address(hooked), abi.encodeCall(hooked.transfer, (address(rollup), 10)));
        vm.expectRevert(abi.encodeWithSelector(IRollup.UnexpectedTransfer.selector, 15, 5));
        rollup.deposit(1, KEY_X, KEY_Y, alice, 5);
        vm.assertEq(rollup.escrowOf(1), 0);
        vm.assertEq(rollup.status().messagesQueued, 0);
    }

    function test_aClaimInsideAClaimPaysNothing() public {
        ReentrantToken hooked = new ReentrantToken();
        bridgeTo(address(hooked));
        hooked.approve(address(rollup), 100);
        rollup.deposit(1, KEY_X, KEY_Y, alice, 50);
        FinalBlock memory it = finalBlock(dataWith(3, pack(WITHDRAW | ASSET_1, 0, 0, 20, 0)));
        WithdrawalClaim[] memory claims = oneClaim(it, 3);
        hooked.arm(address(rollup), abi.encodeCall(IRollup.claimWithdrawals, (claims)));
        rollup.claimWithdrawals(claims);
        vm.assertEq(hooked.answer().length, 0);
        vm.assertEq(hooked.balanceOf(alice), 20);
        vm.assertEq(rollup.escrowOf(1), 30);
        vm.assertEq(hooked.balanceOf(address(rollup)), 30);
    }

    function test_aClaimInsideADepositIsNoDeposit() public {
        ReentrantToken hooked = new ReentrantToken();
        bridgeTo(address(hooked));
        hooked.approve(address(rollup), 100);
        rollup.deposit(1, KEY_X, KEY_Y, alice, 50);
        FinalBlock memory it = finalBlock(dataWith(3, pack(WITHDRAW | ASSET_1, 0, 0, 20, 0)));
        hooked.arm(address(rollup), abi.encodeCall(IRollup.claimWithdrawals, (oneClaim(it, 3))));
        vm.expectRevert(abi.encodeWithSelector(IRollup.UnexpectedTransfer.selector, 10, 30));
        rollup.deposit(1, KEY_X, KEY_Y, alice, 30);
        vm.assertEq(rollup.escrowOf(1), 50);
    }
}
