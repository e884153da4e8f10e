// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {SecondWithdrawal} from "../../src/second/SecondTypes.sol";
import {SecondBridgeFixture} from "../second/bridge/SecondBridgeFixture.sol";

/// @notice Gas of the second version's bridge; see `GasTest`. The rollup is played: its views cost less here than a contract's.
contract SecondBridgeGasTest is SecondBridgeFixture {
    function test_deposits() public {
        deposit(0, 0, 1e18);
        vm.snapshotGasLastCall("SecondBridge", "deposit, first of all");
        deposit(1, 0, 1e18);
        vm.snapshotGasLastCall("SecondBridge", "deposit, opens an account");
        deposit(0, 0, 1e18);
        vm.snapshotGasLastCall("SecondBridge", "deposit, known account");
        deposit(0, 1, 1e18);
        deposit(0, 1, 1e18);
        vm.snapshotGasLastCall("SecondBridge", "deposit of asset 1, known account");
        bridge.seedPool(0, 1e18, ANY_FEE);
        vm.snapshotGasLastCall("SecondBridge", "seed");
    }

    function test_force() public {
        deposit(0, 0, 1e18);
        deposit(0, 0, 1e18);
        token.transfer(userOf(0), 10e18);
        bytes20 packed = bytes20(abi.encodePacked(uint8(0x24), uint40(0), uint96(5), uint16(0)));
        vm.startPrank(userOf(0));
        token.approve(address(vault), type(uint256).max);
        bridge.forceTransaction(packed, ANY_FEE);
        bridge.forceTransaction(packed, ANY_FEE);
        vm.snapshotGasLastCall("SecondBridge", "forced transaction");
        vm.stopPrank();
    }

    function test_withdrawal() public {
        deposit(0, 1, 50);
        bytes32 id = commitBy(proposalBy(alice, 1e16), bitmapOf(0));
        SecondWithdrawal[] memory claims = new SecondWithdrawal[](1);
        claims[0] = withdrawal(0, 1, 20, id);
        other.transfer(userOf(0), 1);
        bridge.claimWithdrawals(claims);
        vm.snapshotGasLastCall("SecondBridge", "withdrawal, depth 2");
    }

    function test_escape() public {
        fillL2();
        deposit(1, 1, 77);
        (uint256 x, uint256 y) = keyOf(1);
        uint64 index = bridge.messagesQueued() - 1;
        vm.warp(block.timestamp + settings().inclusionDelay + settings().escapeDelay);
        bridge.stopRollup();
        vm.snapshotGasLastCall("SecondBridge", "stop");
        escape(0);
        vm.assertLe(vm.snapshotGasLastCall("SecondBridge", "escape, both assets"), 550_000, "an escape costs too much");
        escape(2);
        vm.snapshotGasLastCall("SecondBridge", "escape, one asset");
        bridge.returnDeposit(index, depositMessage(1, 1, 77), x, y);
        vm.snapshotGasLastCall("SecondBridge", "return of a deposit");
    }

    function test_codeSize() public {
        vm.snapshotValue("CodeSize", "SecondBridge", address(bridge).code.length);
    }
}
