// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Verifier of block proofs
/// @notice The interface of the UltraHonk verifier that bb generates, and of every replacement for it.
interface IVerifier {
    /// @notice Whether `proof` proves `publicInputs` under this contract's verification key.
    /// @dev Generated verifiers may revert instead of returning false: a caller must treat both as "invalid".
    /// @param proof The proof as bb writes it.
    /// @param publicInputs Field elements below the BN254 scalar modulus, in the circuit's order.
    /// @return valid Whether the proof is valid.
    function verify(bytes calldata proof, bytes32[] calldata publicInputs) external view returns (bool valid);
}
