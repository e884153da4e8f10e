// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRollup} from "../../src/interfaces/IRollup.sol";
import {BridgeFixture} from "../support/BridgeFixture.sol";

contract SeedPoolTest is BridgeFixture {
    function test_queuesASeedAndTakesTheTokens() public {
        rollup.deposit(0, KEY_X, KEY_Y, alice, 1);
        bytes20 packed = pack(5 | ASSET_1, 0, 0, 7e18, 0);
        bytes32 rolling = sha256(abi.encodePacked(rollup.rollingHash(1), packed, uint256(0), uint256(0)));
        vm.expectEmit();
        emit IRollup.MessageQueued(1, packed, 0, 0, rolling);
        vm.assertEq(rollup.seedPool(1, 7e18), 1);
        vm.assertEq(rollup.rollingHash(2), rolling);
        vm.assertEq(rollup.escrowOf(1), 7e18);
        vm.assertEq(second.balanceOf(address(rollup)), 7e18);
    }

    function test_refusesNothingAndUnknownAssets() public {
        vm.expectRevert(IRollup.ZeroAmount.selector);
        rollup.seedPool(0, 0);
        vm.expectRevert(abi.encodeWithSelector(IRollup.UnknownAsset.selector, 2));
        rollup.seedPool(2, 1);
    }

    function test_needsTheTokens() public {
        vm.prank(bob);
        vm.expectRevert(IRollup.TransferFromFailed.selector);
        rollup.seedPool(1, 1);
    }
}
