// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Report} from "../../src/Types.sol";
import {ISlashingCourt} from "../../src/interfaces/ISlashingCourt.sol";
import {CourtFixture} from "../fixtures/CourtFixture.sol";
import {ProvenBlock} from "../fixtures/PayFixture.sol";

/// @notice A17: hide the order, prove two thirds of the nodes oneself, win, and report those who were named for the rest.
contract A17TrapByTheWinnerTest is CourtFixture {
    /// @dev Seats 0 and 1 are the winner's own. Seats 2 and 3 never saw their inputs and signed no claim.
    function test_theWinnerReportsNobodyAndEarnsLess() public {
        ProvenBlock memory b = incompleteBlock();
        uint256[3] memory nodes = [uint256(2), 5, 6];
        for (uint256 i; i < 3; ++i) {
            uint16 seat = nodes[i] == 6 ? 3 : 2;
            Report memory it = reportOf(b, seat, list(nodes[i]));
            it.nodes[0] = missed(b, nodes[i], secretOf(0));
            vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.InvalidClaim.selector, seat));
            court.report(it);
            vm.assertEq(registry.seatAt(seat).stake, STAKE);
        }
        // Two of four seats: half the reward, as if it had claimed no more than it could prove.
        vm.assertEq(rewards.poolOf(b.id).amount, POOL / 2);
    }
}
