// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {PlainToken} from "./PlainToken.sol";

/// @notice A token that makes one call in the middle of a transfer, as a token with hooks could. The test chooses the
/// call.
contract ReentrantToken is PlainToken {
    address private _target;
    bytes private _call;
    /// @notice What the call returned.
    bytes public answer;

    function arm(address target, bytes calldata call) external {
        (_target, _call) = (target, call);
    }

    function _afterTokenTransfer(address, address, uint256) internal override {
        address target = _target;
        if (target == address(0)) return;
        _target = address(0);
        (, answer) = target.call(_call);
    }
}
