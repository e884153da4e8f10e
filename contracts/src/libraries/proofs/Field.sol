// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title The BN254 scalar field, the circuits' native field
library Field {
    uint256 internal constant MODULUS = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
}
