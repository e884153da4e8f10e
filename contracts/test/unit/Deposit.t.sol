// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProverRegistry} from "../../src/ProverRegistry.sol";
import {Rollup} from "../../src/Rollup.sol";
import {TrellisToken} from "../../src/TrellisToken.sol";
import {Deployment, IRollup} from "../../src/interfaces/IRollup.sol";
import {RollupFixture} from "../support/RollupFixture.sol";
import {SkimmingToken} from "../support/SkimmingToken.sol";

contract DepositTest is RollupFixture {
    function test_queuesAndTakesTheTokens() public {
        bytes32 rolling =
            sha256(abi.encodePacked(bytes32(0), uint32(0), uint8(1), uint128(5e18), bytes32(KEY_X), bytes32(KEY_Y)));
        vm.expectEmit();
        emit IRollup.Deposited(0, 0, 1, 5e18, KEY_X, KEY_Y, rolling);
        (uint64 index, uint32 account) = rollup.deposit(1, KEY_X, KEY_Y, 5e18);
        vm.assertEq(index, 0);
        vm.assertEq(account, 0);
        vm.assertEq(second.balanceOf(address(rollup)), 5e18);
        vm.assertEq(rollup.escrowOf(1), 5e18);
        vm.assertEq(rollup.escrowOf(0), 0);
        vm.assertEq(rollup.rollingHash(0), 0);
        vm.assertEq(rollup.rollingHash(1), rolling);
        vm.assertEq(rollup.rollingHash(2), 0);
        vm.assertEq(rollup.status().messagesQueued, 1);
    }

    function test_aKeyKeepsItsAccount() public {
        (, uint32 first) = rollup.deposit(0, KEY_X, KEY_Y, 1);
        (, uint32 next) = rollup.deposit(0, KEY2_X, KEY2_Y, 1);
        (uint64 index, uint32 again) = rollup.deposit(1, KEY_X, KEY_Y, 1);
        vm.assertTrue(first == 0 && next == 1 && again == 0 && index == 2);
        (bool known, uint32 account) = rollup.accountOf(KEY2_X, KEY2_Y);
        vm.assertTrue(known && account == 1);
        (known,) = rollup.accountOf(KEY_X, P - KEY_Y);
        vm.assertTrue(!known);
    }

    function testFuzz_theQueueIsOneHashChain(uint96[8] memory amounts, uint8 choices) public {
        bytes32 rolling;
        uint256[2] memory escrow;
        uint32[2] memory account;
        uint32 accounts;
        for (uint256 i; i < 8; ++i) {
            uint96 amount = uint96(bound(amounts[i], 1, 1e24));
            uint8 asset = (choices >> i) & 1;
            uint256 key = uint256(keccak256(abi.encode(choices, i))) & 1;
            if (account[key] == 0) account[key] = ++accounts;
            (uint256 x, uint256 y) = key == 0 ? (KEY_X, KEY_Y) : (KEY2_X, KEY2_Y);
            (uint64 index, uint32 given) = rollup.deposit(asset, x, y, amount);
            vm.assertEq(index, i);
            vm.assertEq(given, account[key] - 1);
            rolling = sha256(abi.encodePacked(rolling, given, asset, uint128(amount), x, y));
            vm.assertEq(rollup.rollingHash(uint64(i + 1)), rolling);
            escrow[asset] += amount;
        }
        vm.assertEq(rollup.escrowOf(0), escrow[0]);
        vm.assertEq(rollup.escrowOf(1), escrow[1]);
        vm.assertEq(second.balanceOf(address(rollup)), escrow[1]);
    }

    function test_refusesWhatNoCircuitCanProcess() public {
        vm.expectRevert(abi.encodeWithSelector(IRollup.UnknownAsset.selector, 2));
        rollup.deposit(2, KEY_X, KEY_Y, 1);
        vm.expectRevert(abi.encodeWithSelector(IRollup.UnknownAsset.selector, 2));
        rollup.escrowOf(2);
        vm.expectRevert(IRollup.ZeroAmount.selector);
        rollup.deposit(0, KEY_X, KEY_Y, 0);
        vm.expectRevert(abi.encodeWithSelector(IRollup.InvalidL2Key.selector, KEY_X, KEY_Y + 1));
        rollup.deposit(0, KEY_X, KEY_Y + 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IRollup.InvalidL2Key.selector, KEY_X + P, KEY_Y));
        rollup.deposit(0, KEY_X + P, KEY_Y, 1);
    }

    function test_needsTheTokens() public {
        vm.prank(bob);
        vm.expectRevert(IRollup.TransferFromFailed.selector);
        rollup.deposit(0, KEY_X, KEY_Y, 1);
    }

    function test_refusesTokensThatTakeAFee() public {
        Deployment memory d = parts();
        SkimmingToken skimming = new SkimmingToken();
        address next = addressFrom(address(this), vm.getNonce(address(this)) + 2);
        d.secondAsset = address(skimming);
        d.token = address(newToken(next, address(this), 1));
        d.registry = address(newRegistry(d.token, STAKE, MIN_STAKE, EXIT_DELAY, alice));
        Rollup other = newRollup(settings(), d);
        skimming.approve(address(other), 10);
        vm.expectRevert(abi.encodeWithSelector(IRollup.UnexpectedTransfer.selector, 9, 10));
        other.deposit(1, KEY_X, KEY_Y, 10);
    }

    function test_theAccountTreeFillsUp() public {
        rollup.deposit(0, KEY_X, KEY_Y, 1);
        // queued 1, consumed 0, accounts 1 → 2^20
        bytes32 slot = slotHolding(bytes32(1 | (uint256(1) << 128)));
        vm.store(address(rollup), slot, bytes32(1 | (uint256(1 << 20) << 128)));
        vm.expectRevert(abi.encodeWithSelector(IRollup.AccountTreeFull.selector, 1 << 20));
        rollup.deposit(0, KEY2_X, KEY2_Y, 1);
        rollup.deposit(0, KEY_X, KEY_Y, 1);
    }

    function test_noBalanceCanOverflowOnL2() public {
        rollup.deposit(0, KEY_X, KEY_Y, 123_456_789);
        bytes32 slot = slotHolding(bytes32(uint256(123_456_789)));
        uint256 most = type(uint128).max;
        vm.store(address(rollup), slot, bytes32(most - 5));
        vm.expectRevert(abi.encodeWithSelector(IRollup.EscrowFull.selector, most - 5, 6));
        rollup.deposit(0, KEY_X, KEY_Y, 6);
        rollup.deposit(0, KEY_X, KEY_Y, 5);
    }
}
