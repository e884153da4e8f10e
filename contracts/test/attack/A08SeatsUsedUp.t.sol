// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Fixture} from "../fixtures/Fixture.sol";

/// @notice A8: join and leave until no seat is left for anybody.
contract A08SeatsUsedUp is Fixture {
    function test_A08_aSeatThatWasLeftGoesToTheNextWhoJoins() public {
        vm.assertEq(join(1, bob), 0);
        // In the first version each of these would have used up a seat for good.
        for (uint256 i; i < 40; ++i) {
            vm.assertEq(join(100 + i, alice), 1);
            leave(1, alice);
        }
        vm.assertEq(registry.held(), 1);
        vm.assertEq(join(200, bob), 1);
        vm.assertEq(join(201, bob), 2);
        // The attacker has its stakes back, and has gained nothing but the time that it waited.
        vm.assertEq(token.balanceOf(alice), 40 * uint256(STAKE));
        vm.assertEq(vault.purseOf(address(registry), 0), 3 * uint256(STAKE));
    }
}
