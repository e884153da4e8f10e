// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRollup} from "../../src/interfaces/IRollup.sol";
import {BridgeFixture} from "../support/BridgeFixture.sol";

contract ForceTransactionTest is BridgeFixture {
    uint256 internal constant FEE = 3 << 5 | 25;

    /// @dev Account 0 of alice, account 1 of bob.
    function setUp() public override {
        super.setUp();
        rollup.deposit(0, KEY_X, KEY_Y, alice, 10);
        rollup.deposit(0, KEY2_X, KEY2_Y, bob, 10);
    }

    function refused(address caller, bytes20 packed, bytes memory reason) internal {
        vm.prank(caller);
        vm.expectRevert(reason);
        rollup.forceTransaction(packed);
    }

    function notForceable(bytes20 packed) internal {
        refused(bob, packed, abi.encodeWithSelector(IRollup.NotForceable.selector, packed));
    }

    function test_queuesWhatTheOwnerAsksFor() public {
        bytes20[4] memory list = [
            pack(TRANSFER | FORCED, 1, 0, 5, FEE),
            pack(SWAP | FORCED | ASSET_1, 1, 32_767 << 5 | 24, 1, FEE),
            pack(WITHDRAW | FORCED, 1, 0, 2 ** 96 - 1, FEE),
            pack(TRANSFER | FORCED | ASSET_1, 1, 1, 0, 0)
        ];
        for (uint64 i; i < list.length; ++i) {
            bytes32 rolling = sha256(abi.encodePacked(rollup.rollingHash(2 + i), list[i], uint256(0), uint256(0)));
            vm.expectEmit();
            emit IRollup.MessageQueued(2 + i, list[i], 0, 0, rolling);
            vm.prank(bob);
            vm.assertEq(rollup.forceTransaction(list[i]), 2 + i);
            vm.assertEq(rollup.rollingHash(3 + i), rolling);
            vm.assertEq(rollup.messageQueuedAt(2 + i), block.timestamp);
        }
        vm.assertEq(rollup.escrowOf(0), 20);
    }

    function test_onlyTheOwnerMay() public {
        bytes20 packed = pack(WITHDRAW | FORCED, 1, 0, 5, 0);
        refused(alice, packed, abi.encodeWithSelector(IRollup.NotOwner.selector, alice, bob));
    }

    function test_accountsMustExist() public {
        bytes20 packed = pack(WITHDRAW | FORCED, 2, 0, 5, 0);
        refused(bob, packed, abi.encodeWithSelector(IRollup.NotOwner.selector, bob, address(0)));
        packed = pack(TRANSFER | FORCED, 1, 2, 5, 0);
        refused(bob, packed, abi.encodeWithSelector(IRollup.UnknownAccount.selector, 2, 2));
    }

    function test_headIsOfAForcedTransactionThatUsersSend() public {
        for (uint256 head; head < 256; ++head) {
            uint256 kind = head & 15;
            bytes20 packed = pack(uint8(head), 1, 0, 5, 0);
            if (head >> 5 == 1 && kind >= TRANSFER && kind <= WITHDRAW) {
                vm.prank(bob);
                rollup.forceTransaction(packed);
            } else {
                notForceable(packed);
            }
        }
    }

    function test_numbersAreInTheCircuitsRanges() public {
        notForceable(pack(TRANSFER | FORCED, 1, 0, 5, 26));
        notForceable(pack(SWAP | FORCED, 1, 0, 5, 31));
        notForceable(pack(SWAP | FORCED, 1, 25, 5, 0));
        notForceable(pack(SWAP | FORCED, 1, 31, 5, 0));
        notForceable(pack(SWAP | FORCED, 1, 0, 0, 0));
        notForceable(pack(WITHDRAW | FORCED, 1, 1, 5, 0));
        notForceable(pack(WITHDRAW | FORCED, 1, 0, 0, 0));
    }
}
