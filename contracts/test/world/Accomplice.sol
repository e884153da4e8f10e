// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {HookedToken, TransferHook} from "../support/HookedToken.sol";

/// @notice The adversary's contract. At each transfer hook it makes the planned call.
contract Accomplice is TransferHook {
    address private immutable _owner = msg.sender;
    address private _target;
    bytes private _data;
    /// @notice Calls made from within another one that were not refused.
    uint256 public callsFromWithin;

    function watch(HookedToken token) external {
        token.hook();
    }

    function plan(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    function hasPlan() external view returns (bool) {
        return _target != address(0);
    }

    function act(address target, bytes calldata data) external returns (bytes memory) {
        if (msg.sender != _owner) revert("not the owner");
        (bool ok, bytes memory result) = target.call(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(result, 32), mload(result))
            }
        }
        return result;
    }

    function onTransfer() external {
        address target = _target;
        if (target == address(0)) return;
        // Once only: the planned call may move tokens itself.
        _target = address(0);
        (bool ok,) = target.call(_data);
        if (ok) ++callsFromWithin;
    }
}
