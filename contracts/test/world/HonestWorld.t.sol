// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {InvariantTest} from "../support/InvariantTest.sol";
import {WorldEnd} from "./WorldEnd.sol";

/// @notice Honest actors beside an adversary.
contract Contested is WorldEnd {
    bool private immutable _pipelined;

    constructor(bool pipelined) {
        _pipelined = pipelined;
    }

    function isPipelined() internal view override returns (bool) {
        return _pipelined;
    }
}

abstract contract WorldTest is InvariantTest {
    WorldEnd internal world;

    function begin(WorldEnd world_) internal {
        world = world_;
        world.setUp();
        callOnly(address(world), everything());
    }

    function invariant_allLawsHold() public view {
        world.look();
    }

    function afterInvariant() public {
        world.end();
    }

    /// @dev A life of `calls` actions, by luck alone. Refused ones change nothing.
    function live(uint256 seed, uint256 calls) internal {
        for (uint256 i; i < calls; ++i) {
            bytes32 luck = keccak256(abi.encode(seed, i));
            bytes4 action = actions[uint256(luck) % actions.length];
            (bool ok,) = address(world).call(abi.encodePacked(action, luck, keccak256(abi.encode(luck)), ~luck));
            if (ok) world.look();
        }
        world.end();
    }

    function test_aShortLife() public {
        live(1, 100);
    }

    function everything() internal view returns (bytes4[] memory list) {
        list = new bytes4[](27);
        (list[0], list[1], list[2], list[3]) =
        (world.pass.selector, world.act.selector, world.commitOwn.selector, world.work.selector);
        (list[4], list[5], list[6], list[7]) =
        (world.vote.selector, world.revealOwn.selector, world.proveOwn.selector, world.publish.selector);
        (list[8], list[9], list[10]) =
        (world.finalizeNow.selector, world.settleNow.selector, world.nameNow.selector);
        (list[11], list[12], list[13]) =
        (world.claimNow.selector, world.refundNow.selector, world.reportNow.selector);
        (list[14], list[15], list[16]) =
        (world.answerNow.selector, world.judgeNow.selector, world.seatsNow.selector);
        (list[17], list[18], list[19]) =
        (world.queueNow.selector, world.balanceNow.selector, world.donate.selector);
        (list[20], list[21]) = (world.planNow.selector, world.trespass.selector);
        // Time passes more often than anything else.
        for (uint256 i = 22; i < 27; ++i) {
            list[i] = i < 25 ? world.pass.selector : world.proveOwn.selector;
        }
    }
}

contract HonestWorldTest is WorldTest {
    function setUp() public {
        begin(new Contested(false));
    }
}

contract PipelinedWorldTest is WorldTest {
    function setUp() public {
        begin(new Contested(true));
    }
}
