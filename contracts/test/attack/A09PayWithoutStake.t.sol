// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {BlockClaim} from "../../src/Types.sol";
import {IRewards} from "../../src/interfaces/IRewards.sol";
import {PayFixture, ProvenBlock} from "../fixtures/PayFixture.sol";

/// @notice A9: a seat whose stake has left goes on proving, for pay that it risks nothing for.
contract A09PayWithoutStakeTest is PayFixture {
    function test_aWithdrawnSeatIsPaidForNothing() public {
        vm.prank(payoutOf(8));
        registry.requestExit(8);
        vm.warp(block.timestamp + EXIT_DELAY);
        registry.withdraw(8);
        openRound(ROUND + 1);
        // Its key is in the tree still, so it can prove nodes that others have missed.
        ProvenBlock memory b = prove(ROUND + 1, 1e18, seatsFrom(0, 4), words7(9, C + 2, C + 3, C + 1, C + 2, C + 3, 9));
        finish(b);
        toClaims(b);
        uint256 supply = token.totalSupply();
        for (uint256 node; node < 7; node += 6) {
            BlockClaim memory one = claimOf(b, 0, b.words, list(node));
            vm.expectRevert(abi.encodeWithSelector(IRewards.SeatNotActive.selector, 8));
            this.claimIt(8, one);
        }
        vm.assertEq(token.totalSupply(), supply);
    }

    function claimIt(uint16 seat, BlockClaim memory one) external {
        claimBlock(seat, one);
    }
}
