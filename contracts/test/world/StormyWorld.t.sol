// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Contested, WorldTest} from "./WorldTest.sol";

/// @notice Nobody is honest, nobody is in time, and days may pass between two calls.
contract Stormy is Contested {
    bool private _isOver;

    constructor() Contested(false) {}

    function isHonest() internal view override returns (bool) {
        return _isOver;
    }

    /// @dev Those who come after the storm see to their own blocks.
    function repent() internal override {
        _isOver = true;
        firstDuty = blocks.length;
        fund(alice, 1_000e18);
    }

    function wait_(uint256 luck) external {
        vm.warp(block.timestamp + (luck >> 8) % (luck % 8 == 0 ? 30 hours : 20 minutes));
    }

    /// @dev Alice commits, and forgets about it.
    function aliceNow() external {
        this.commitAlice(rollup.head().proposalId);
    }
}

/// @notice What each purse owes it has, and after any storm blocks go on, or everybody leaves.
/// forge-config: default.invariant.fail-on-revert = false
contract StormyWorldTest is WorldTest {
    function setUp() public {
        Stormy stormy = new Stormy();
        bytes4[] memory list = ofAdversary(stormy, 5);
        uint256 last = list.length;
        (list[last - 5], list[last - 4], list[last - 3]) =
        (stormy.aliceNow.selector, stormy.aliceNow.selector, stormy.wait_.selector);
        (list[last - 2], list[last - 1]) = (stormy.commitOwn.selector, stormy.finalizeNow.selector);
        begin(stormy, list);
    }

    function events() internal pure override returns (string[] memory list) {
        list = new string[](8);
        (list[0], list[1], list[2]) = ("alice committed", "mallory committed", "mallory queued");
        (list[3], list[4], list[5]) = ("mallory proved", "mallory ended a round", "a block became final");
        (list[6], list[7]) = ("mallory was refunded", "stopped");
    }
}
