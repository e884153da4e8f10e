// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Contested, WorldTest} from "./WorldTest.sol";

/// @notice Provers and proposers follow the node's strategy, and an adversary with three to six of ten seats does anything.
/// forge-config: default.invariant.fail-on-revert = false
contract HonestWorldTest is WorldTest {
    function setUp() public {
        begin(new Contested(false));
    }

    function events() internal pure override returns (string[] memory) {
        string[] memory list = ofContest();
        return list;
    }
}
