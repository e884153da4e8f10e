// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {FinalWithdrawal} from "../../src/Types.sol";
import {BridgeFixture} from "../unit/bridge/BridgeFixture.sol";

/// @notice Gas of the bridge; see `GasTest`. The rollup is played: its views cost less here than a contract's.
contract BridgeGasTest is BridgeFixture {
    function test_deposits() public {
        deposit(0, 0, 1e18);
        vm.snapshotGasLastCall("Bridge", "deposit, first of all");
        deposit(1, 0, 1e18);
        vm.snapshotGasLastCall("Bridge", "deposit, opens an account");
        deposit(0, 0, 1e18);
        vm.snapshotGasLastCall("Bridge", "deposit, known account");
        deposit(0, 1, 1e18);
        deposit(0, 1, 1e18);
        vm.snapshotGasLastCall("Bridge", "deposit of asset 1, known account");
        bridge.seedPool(0, 1e18, ANY_FEE);
        vm.snapshotGasLastCall("Bridge", "seed");
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
        vm.snapshotGasLastCall("Bridge", "forced transaction");
        vm.stopPrank();
    }

    function test_withdrawal() public {
        deposit(0, 1, 50);
        bytes32 id = commitBy(proposalBy(alice, 1e16), bitmapOf(0));
        FinalWithdrawal[] memory claims = new FinalWithdrawal[](1);
        claims[0] = withdrawal(0, 1, 20, id);
        other.transfer(userOf(0), 1);
        bridge.claimWithdrawals(claims);
        vm.snapshotGasLastCall("Bridge", "withdrawal, depth 2");
    }

    function test_escape() public {
        fillL2();
        deposit(1, 1, 77);
        (uint256 x, uint256 y) = keyOf(1);
        uint64 index = bridge.messagesQueued() - 1;
        vm.warp(block.timestamp + settings().inclusionDelay + settings().escapeDelay);
        bridge.stopRollup();
        vm.snapshotGasLastCall("Bridge", "stop");
        escape(0);
        vm.assertLe(vm.snapshotGasLastCall("Bridge", "escape, both assets"), 550_000, "an escape costs too much");
        escape(2);
        vm.snapshotGasLastCall("Bridge", "escape, one asset");
        bridge.returnDeposit(index, depositMessage(1, 1, 77), x, y);
        vm.snapshotGasLastCall("Bridge", "return of a deposit");
    }

    function test_codeSize() public {
        vm.snapshotValue("CodeSize", "Bridge", address(bridge).code.length);
    }
}
