// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRollup} from "../../src/interfaces/IRollup.sol";
import {BridgeFixture} from "../support/BridgeFixture.sol";

contract DepositTest is BridgeFixture {
    function rollingOf(bytes32 rolling, bytes20 packed, uint256 x, uint256 y) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(rolling, packed, x, y));
    }

    function test_queuesAndTakesTheTokens() public {
        bytes20 packed = pack(1 | ASSET_1, 0, 0, 5e18, 0);
        bytes32 rolling = rollingOf(0, packed, KEY_X, KEY_Y);
        vm.expectEmit();
        emit IRollup.AccountOpened(0, bob, KEY_X, KEY_Y);
        vm.expectEmit();
        emit IRollup.MessageQueued(0, packed, KEY_X, KEY_Y, rolling);
        (uint64 index, uint32 account) = rollup.deposit(1, KEY_X, KEY_Y, bob, 5e18);
        vm.assertEq(index, 0);
        vm.assertEq(account, 0);
        vm.assertEq(second.balanceOf(address(rollup)), 5e18);
        vm.assertEq(rollup.escrowOf(1), 5e18);
        vm.assertEq(rollup.escrowOf(0), 0);
        vm.assertEq(rollup.rollingHash(0), 0);
        vm.assertEq(rollup.rollingHash(1), rolling);
        vm.assertEq(rollup.rollingHash(2), 0);
        vm.assertEq(rollup.status().messagesQueued, 1);
        vm.assertEq(rollup.ownerOf(0), bob);
        vm.assertEq(rollup.ownerOf(1), address(0));
    }

    function test_anAccountBelongsToAKeyAndAnOwner() public {
        (, uint32 first) = rollup.deposit(0, KEY_X, KEY_Y, alice, 1);
        (, uint32 next) = rollup.deposit(0, KEY2_X, KEY2_Y, alice, 1);
        (, uint32 other) = rollup.deposit(0, KEY_X, KEY_Y, bob, 1);
        (uint64 index, uint32 again) = rollup.deposit(1, KEY_X, KEY_Y, alice, 1);
        vm.assertTrue(first == 0 && next == 1 && other == 2 && again == 0 && index == 3);
        (bool known, uint32 account) = rollup.accountOf(KEY2_X, KEY2_Y, alice);
        vm.assertTrue(known && account == 1);
        (known,) = rollup.accountOf(KEY_X, P - KEY_Y, alice);
        vm.assertTrue(!known);
        (known,) = rollup.accountOf(KEY2_X, KEY2_Y, bob);
        vm.assertTrue(!known);
        vm.assertEq(rollup.ownerOf(2), bob);
    }

    function testFuzz_theQueueIsOneHashChain(uint96[8] memory amounts, uint8 choices) public {
        bytes32 rolling;
        uint256[2] memory escrow;
        uint32[2] memory account;
        uint32 accounts;
        uint256 time = block.timestamp;
        for (uint256 i; i < 8; ++i) {
            uint96 amount = uint96(bound(amounts[i], 1, 1e24));
            uint8 asset = (choices >> i) & 1;
            uint256 key = uint256(keccak256(abi.encode(choices, i))) & 1;
            if (account[key] == 0) account[key] = ++accounts;
            (uint256 x, uint256 y) = key == 0 ? (KEY_X, KEY_Y) : (KEY2_X, KEY2_Y);
            time += amount % 100;
            vm.warp(time);
            (uint64 index, uint32 given) = rollup.deposit(asset, x, y, alice, amount);
            vm.assertEq(index, i);
            vm.assertEq(given, account[key] - 1);
            vm.assertEq(rollup.messageQueuedAt(index), time);
            vm.assertEq(rollup.messageQueuedAt(index + 1), 0);
            rolling = rollingOf(rolling, pack(1 | asset << 4, 0, given, amount, 0), x, y);
            vm.assertEq(rollup.rollingHash(uint64(i + 1)), rolling);
            escrow[asset] += amount;
        }
        vm.assertEq(rollup.escrowOf(0), escrow[0]);
        vm.assertEq(rollup.escrowOf(1), escrow[1]);
        vm.assertEq(second.balanceOf(address(rollup)), escrow[1]);
    }

    function test_refusesWhatNoCircuitCanProcess() public {
        vm.expectRevert(abi.encodeWithSelector(IRollup.UnknownAsset.selector, 2));
        rollup.deposit(2, KEY_X, KEY_Y, alice, 1);
        vm.expectRevert(abi.encodeWithSelector(IRollup.UnknownAsset.selector, 2));
        rollup.escrowOf(2);
        vm.expectRevert(IRollup.ZeroAmount.selector);
        rollup.deposit(0, KEY_X, KEY_Y, alice, 0);
        vm.expectRevert(abi.encodeWithSelector(IRollup.InvalidL2Key.selector, KEY_X, KEY_Y + 1));
        rollup.deposit(0, KEY_X, KEY_Y + 1, alice, 1);
        vm.expectRevert(abi.encodeWithSelector(IRollup.InvalidL2Key.selector, KEY_X + P, KEY_Y));
        rollup.deposit(0, KEY_X + P, KEY_Y, alice, 1);
    }

    function test_nobodyIsNoOwner() public {
        vm.expectRevert(IRollup.ZeroOwner.selector);
        rollup.deposit(0, KEY_X, KEY_Y, address(0), 1);
    }

    function test_needsTheTokens() public {
        vm.prank(bob);
        vm.expectRevert(IRollup.TransferFromFailed.selector);
        rollup.deposit(0, KEY_X, KEY_Y, bob, 1);
    }

    function test_theAccountTreeFillsUp() public {
        rollup.deposit(0, KEY_X, KEY_Y, alice, 1);
        rollup.deposit(0, KEY2_X, KEY2_Y, alice, 1);
        rollup.deposit(0, KEY2_X, KEY2_Y, alice, 1);
        bytes32 slot = slotHolding(bytes32(uint256(2)));
        vm.store(address(rollup), slot, bytes32(uint256(1 << 20)));
        vm.expectRevert(abi.encodeWithSelector(IRollup.AccountTreeFull.selector, 1 << 20));
        rollup.deposit(0, KEY_X, P - KEY_Y, alice, 1);
        vm.expectRevert(abi.encodeWithSelector(IRollup.AccountTreeFull.selector, 1 << 20));
        rollup.deposit(0, KEY_X, KEY_Y, bob, 1);
        rollup.deposit(0, KEY_X, KEY_Y, alice, 1);
    }

    function test_noBalanceOrReserveCanOverflowOnL2() public {
        rollup.deposit(0, KEY_X, KEY_Y, alice, 123_456_789);
        bytes32 slot = slotHolding(bytes32(uint256(123_456_789)));
        uint256 most = 2 ** 112 - 1;
        vm.store(address(rollup), slot, bytes32(most - 5));
        vm.expectRevert(abi.encodeWithSelector(IRollup.EscrowFull.selector, most - 5, 6));
        rollup.deposit(0, KEY_X, KEY_Y, alice, 6);
        vm.expectRevert(abi.encodeWithSelector(IRollup.EscrowFull.selector, most - 5, 6));
        rollup.seedPool(0, 6);
        rollup.deposit(0, KEY_X, KEY_Y, alice, 2);
        rollup.seedPool(0, 3);
        vm.assertEq(rollup.escrowOf(0), most);
    }
}
