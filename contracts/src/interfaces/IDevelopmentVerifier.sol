// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IVerifier} from "./IVerifier.sol";

/// @title Verifier of simulated proofs, for development chains
interface IDevelopmentVerifier is IVerifier {
    /// @notice Chain ids of local development chains are 31337 and 1337.
    error NotADevelopmentChain(uint256 chainId);
    error ZeroSigner();
}
