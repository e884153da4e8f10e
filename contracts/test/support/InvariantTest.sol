// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Test} from "./Test.sol";

/// @notice A world that counts what has happened in it.
interface Life {
    function did(string calldata what) external view returns (uint256 times);
}

/// @notice Gives forge the actions of a random life.
abstract contract InvariantTest is Test {
    struct Selectors {
        address addr;
        bytes4[] selectors;
    }

    address internal target;
    bytes4[] internal actions;

    function callOnly(address target_, bytes4[] memory actions_) internal {
        (target, actions) = (target_, actions_);
    }

    /// @dev Runs a random life of the same actions until everything in `all` has happened. The caller lists the most
    /// likely events first. An invariant proves nothing if nothing happens in its world.
    function live(string[] memory all) internal {
        uint256 happened;
        for (uint256 i; i < 30_000 && happened < all.length; ++i) {
            bytes32 luck = keccak256(abi.encode(i));
            (bool ok, bytes memory reason) = target.call(
                abi.encodePacked(actions[uint256(luck) % actions.length], luck, keccak256(abi.encode(luck)), ~luck)
            );
            vm.assertTrue(ok, string(reason));
            while (happened < all.length && Life(target).did(all[happened]) != 0) {
                ++happened;
            }
        }
        vm.assertTrue(happened == all.length, string.concat("it never happened: ", all[happened % all.length]));
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = target;
    }

    function targetSelectors() external view returns (Selectors[] memory targets) {
        targets = new Selectors[](1);
        targets[0] = Selectors(target, actions);
    }
}
