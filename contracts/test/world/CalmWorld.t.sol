// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Contested, WorldTest} from "./WorldTest.sol";

/// @notice Only honest actors.
contract Calm is Contested {
    constructor() Contested(false) {
        votesForAlice = 0;
    }

    function use(uint256 user, uint256 amount, uint256 asset) external {
        need(bridge.messagesQueued() - bridge.messagesConsumed() < 16);
        deposit(uint8(user % 2), uint8(asset % 2), uint96(1 + amount % 1e15));
    }

    /// @dev Alice bids as she likes.
    function bid(uint256 luck) external {
        aliceBid = uint96(1e15 + luck % 3e18);
    }
}

/// @notice Every block is Alice's, every round ends at once, and nothing but her bids is lost.
/// forge-config: default.invariant.fail-on-revert = false
contract CalmWorldTest is WorldTest {
    function setUp() public {
        Calm calm = new Calm();
        bytes4[] memory list = new bytes4[](6);
        (list[0], list[1], list[2]) = (calm.pass.selector, calm.act.selector, calm.use.selector);
        (list[3], list[4], list[5]) = (calm.bid.selector, calm.pass.selector, calm.act.selector);
        begin(calm, list);
    }

    function look() internal view override {
        super.look();
        vm.assertEq(world.did("restarted"), 0, "a round had to restart");
        vm.assertEq(world.did("alice lost a part of a bond"), 0, "a bond was lost");
        vm.assertEq(world.did("an honest report"), 0, "somebody was reported");
    }

    function events() internal pure override returns (string[] memory list) {
        list = new string[](7);
        (list[0], list[1], list[2]) = ("alice committed", "alice revealed", "honest provers proved");
        (list[3], list[4], list[5]) = ("a block became final", "ended early", "settled");
        list[6] = "withdrew from L2";
    }
}
