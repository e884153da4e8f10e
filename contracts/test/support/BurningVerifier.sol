// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice Accepts anything after burning as much gas as bb's verifier does, so that what a transaction costs besides can be
/// measured above the floor that its calldata has (EIP-7623).
contract BurningVerifier {
    uint256 internal constant GAS = 640_000;

    function verify(bytes calldata, bytes32[] calldata) external view returns (bool) {
        uint256 start = gasleft();
        while (start - gasleft() < GAS) {}
        return true;
    }
}
