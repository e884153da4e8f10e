// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice A proposer contract that calls back when the rollup asks for its signature (ERC-1271).
contract HostileProposer {
    address internal immutable TARGET;
    bytes internal payload;

    constructor(address target) {
        TARGET = target;
    }

    function prepare(bytes calldata payload_) external {
        payload = payload_;
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        (bool ok,) = TARGET.call(payload);
        return ok ? this.isValidSignature.selector : bytes4(0);
    }

    /// @notice Acts on its own behalf.
    function act(bytes calldata call_) external {
        (bool ok,) = TARGET.call(call_);
        require(ok);
    }
}
