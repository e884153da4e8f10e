// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Contested, WorldTest} from "./WorldTest.sol";

/// @notice The honest world in pipelined mode: the next height takes proposals while this one is proven.
/// forge-config: default.invariant.fail-on-revert = false
contract PipelinedWorldTest is WorldTest {
    function setUp() public {
        begin(new Contested(true));
    }

    function events() internal pure override returns (string[] memory list) {
        list = ofContest();
        list[4] = "alice committed above";
    }
}
