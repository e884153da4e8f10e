// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Test} from "../support/Test.sol";
import {Contested} from "./WorldTest.sol";

/// @notice Three of seven seats do not vote for Alice, outbid her with a block that names only themselves, and show it in time.
contract Cartel is Contested {
    constructor() Contested(false) {}

    function play() external returns (uint256 place, uint256 gained, uint256 may) {
        votesForAlice = 0;
        duties();
        gained = wealthOfMallory();
        uint16[7] memory seats = named(ownSeats(), 7, 0);
        place = commitAs(mallory, 1.6e18, 2, seats, setOf(seats), ownSeats(), rollup.head().proposalId);
        vm.warp(auction.running().proofStart + 3 * SLOT);
        duties();
        bytes memory words = new bytes(14);
        for (uint256 node; node < 7; ++node) {
            setWord(words, node, C + seats[node] + 1);
        }
        submitWords(place, words);
        for (uint256 i; i < 200 && !blocks[place].isPaid; ++i) {
            duties();
            vm.warp(nextMoment());
        }
        claimAll(place, type(uint256).max);
        return (place, wealthOfMallory() - gained, allowed);
    }
}

contract CartelTest is Test {
    /// @dev R7: it wins. But Alice shows her block since hers has seats that the cartel left out, and so these are paid as new seats.
    function test_M3_aCartelPaysThoseThatItLeavesOut() public {
        Cartel world = new Cartel();
        world.setUp();
        (, uint256 gained, uint256 may) = world.play();
        vm.assertEq(world.did("a new seat was paid"), 4, "the seats that were left out are not paid");
        vm.assertLe(gained, may, "the cartel has gained");
        world.look();
    }
}
