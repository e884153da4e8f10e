// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal} from "../../src/Types.sol";
import {IAuction} from "../../src/interfaces/IAuction.sol";
import {AuctionFixture} from "../fixtures/AuctionFixture.sol";

/// @notice A7: pay provers nothing, burn what they would have got, and win.
/// @dev Votes go to what pays: packages/strategy/src/voting.
contract A07StarvedShareTest is AuctionFixture {
    function test_aShareBelowTheFloorIsNotCommitted() public {
        Proposal memory greedy = proposalBy(alice, 100e18);
        greedy.proverShareBps = 0;
        vm.expectRevert(abi.encodeWithSelector(IAuction.ShareOutOfRange.selector, 0, 5_000, 10_000));
        vm.prank(alice);
        auction.commit(greedy, TRANSCRIPT, seatsFrom(0, 4), "");
    }
}
