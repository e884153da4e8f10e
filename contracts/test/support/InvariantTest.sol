// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Test} from "./Test.sol";

/// @notice Tells forge what a random life is made of.
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

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = target;
    }

    function targetSelectors() external view returns (Selectors[] memory targets) {
        targets = new Selectors[](1);
        targets[0] = Selectors(target, actions);
    }
}
