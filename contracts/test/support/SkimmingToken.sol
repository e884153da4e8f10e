// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {PlainToken} from "./PlainToken.sol";

/// @notice A token that takes a fee of one unit off every transfer. It is unfit to be an L2 asset.
contract SkimmingToken is PlainToken {
    function _afterTokenTransfer(address from, address to, uint256) internal override {
        if (from != address(0) && to != address(0)) _burn(to, 1);
    }
}
