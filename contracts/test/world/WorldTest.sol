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

/// @notice Random lives of a world. At each moment all laws hold, and at the end everybody leaves with everything.
abstract contract WorldTest is InvariantTest {
    /// @dev Most lives, and actions of each, in which everything has to happen.
    uint256 private constant LIVES = 16;
    uint256 private constant CALLS = 300;

    Contested internal world;

    function begin(Contested world_, bytes4[] memory list) internal {
        world = world_;
        world.setUp();
        callOnly(address(world), list);
    }

    /// @dev Whatever L1 refuses, or what makes no sense at the moment, reverts and changes nothing: forge counts it by action.
    function invariant_allLawsHold() public view {
        look();
    }

    function look() internal view virtual {
        world.look();
    }

    function afterInvariant() public {
        world.end();
    }

    /// @dev A law proves nothing in a world in which nothing happens.
    function test_everythingHappens() public {
        string[] memory list = events();
        bool[] memory happened = new bool[](list.length);
        uint256 start = vm.snapshotState();
        for (uint256 seed; seed < LIVES && missing(list, happened) != list.length; ++seed) {
            live(seed, list, happened);
            vm.revertToState(start);
        }
        uint256 first = missing(list, happened);
        vm.assertTrue(first == list.length, string.concat("it never happened: ", list[first % list.length]));
    }

    /// @dev A life by luck alone. Refused actions change nothing.
    function live(uint256 seed, string[] memory list, bool[] memory happened) private {
        for (uint256 i; i < CALLS; ++i) {
            bytes32 luck = keccak256(abi.encode(seed, i));
            bytes4 action = actions[uint256(luck) % actions.length];
            (bool ok,) = address(world).call(abi.encodePacked(action, luck, keccak256(abi.encode(luck)), ~luck));
            if (ok && i % 20 == 0) world.look();
        }
        for (uint256 i; i < list.length; ++i) {
            happened[i] = happened[i] || world.did(list[i]) != 0;
        }
        world.end();
    }

    function missing(string[] memory list, bool[] memory happened) private pure returns (uint256 first) {
        while (first < list.length && happened[first]) {
            ++first;
        }
    }

    /// @dev What happens in the world, the most likely first.
    function events() internal pure virtual returns (string[] memory);

    function ofContest() internal pure returns (string[] memory list) {
        list = new string[](19);
        (list[0], list[1], list[2]) = ("alice committed", "alice revealed", "honest provers proved");
        (list[3], list[4], list[5]) = ("a block became final", "ended early", "settled");
        (list[6], list[7], list[8]) = ("claimed", "alice was refunded", "mallory committed");
        (list[9], list[10], list[11]) = ("mallory proved", "mallory joined", "mallory left");
        (list[12], list[13], list[14]) = ("mallory rotated a key", "mallory queued", "mallory was refunded");
        (list[15], list[16]) = ("withdrew from L2", "mallory revealed");
        list[17] = "mallory worked";
        list[18] = "mallory ended a round";
    }

    function begin(Contested world_) internal {
        begin(world_, ofAdversary(world_, 0));
    }

    /// @param more Places to fill.
    function ofAdversary(Contested w, uint256 more) internal view returns (bytes4[] memory list) {
        list = new bytes4[](28 + more);
        (list[0], list[1], list[2], list[3]) = (w.pass.selector, w.act.selector, w.commitOwn.selector, w.work.selector);
        (list[4], list[5], list[6], list[7]) =
        (w.vote.selector, w.revealOwn.selector, w.proveOwn.selector, w.publish.selector);
        (list[8], list[9], list[10]) = (w.finalizeNow.selector, w.settleNow.selector, w.nameNow.selector);
        (list[11], list[12], list[13]) = (w.claimNow.selector, w.refundNow.selector, w.reportNow.selector);
        (list[14], list[15], list[16]) = (w.answerNow.selector, w.judgeNow.selector, w.seatsNow.selector);
        (list[17], list[18], list[19]) = (w.queueNow.selector, w.balanceNow.selector, w.donate.selector);
        (list[20], list[21]) = (w.planNow.selector, w.trespass.selector);
        // What moves the world on comes more often.
        (list[22], list[23], list[24]) = (w.pass.selector, w.pass.selector, w.pass.selector);
        (list[25], list[26], list[27]) = (w.commitOwn.selector, w.proveOwn.selector, w.work.selector);
    }
}
