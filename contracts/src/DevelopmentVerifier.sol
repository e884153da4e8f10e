// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IDevelopmentVerifier} from "./interfaces/IDevelopmentVerifier.sol";
import {ECDSA} from "solady/utils/ECDSA.sol";

/// @title Simulated verifier for local development: a signature replaces the proof
/// @notice Secures nothing. Deployment and calls revert on any chain that is not a local development chain.
contract DevelopmentVerifier is IDevelopmentVerifier {
    /// @notice The owner of this key can "prove" anything.
    address public immutable signer;

    constructor(address signer_) {
        _requireDevelopmentChain();
        if (signer_ == address(0)) revert ZeroSigner();
        signer = signer_;
    }

    /// @notice Whether `proof` is the signer's signature over the public inputs.
    /// @param proof r ‖ s ‖ v, 65 bytes, over keccak256("trellis/simulated/v1" ‖ public inputs, 32 bytes each), not
    /// hashed again.
    function verify(bytes calldata proof, bytes32[] calldata publicInputs) external view returns (bool) {
        _requireDevelopmentChain();
        if (proof.length != 65) return false;
        bytes32 digest = keccak256(abi.encodePacked("trellis/simulated/v1", publicInputs));
        return ECDSA.tryRecoverCalldata(digest, proof) == signer;
    }

    function _requireDevelopmentChain() private view {
        if (block.chainid != 31337 && block.chainid != 1337) revert NotADevelopmentChain(block.chainid);
    }
}
