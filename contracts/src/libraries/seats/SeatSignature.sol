// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Signatures by seat keys (docs/spec/encoding.md): 64 bytes r ‖ s over a SHA-256 digest without further
/// hashing, low s
library SeatSignature {
    /// @dev Half of secp256k1's order. Only low s is valid, so a signature has a single form.
    uint256 private constant MAX_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @notice Digest by which a seat's key agrees to join with `payout` (P2.1).
    function joinDigest(address registry, address payout) internal view returns (bytes32) {
        return sha256(abi.encodePacked("trellis/join/v1\x00", uint64(block.chainid), registry, payout));
    }

    /// @notice R8: digest of a start claim: the seat holds the node's inputs, and will prove it.
    function claimDigest(address rollup, bytes32 proposalId, uint8 depth, uint16 index)
        internal
        view
        returns (bytes32)
    {
        return sha256(abi.encodePacked("trellis/claim/v1", uint64(block.chainid), rollup, proposalId, depth, index));
    }

    /// @notice Whether (r, s) over `digest` is by the key with the address `key`, which is not zero.
    /// @dev The 64 bytes contain no recovery bit, so both values are tried.
    function isBy(address key, bytes32 digest, bytes32 r, bytes32 s) internal pure returns (bool) {
        if (uint256(s) > MAX_S) return false;
        return ecrecover(digest, 27, r, s) == key || ecrecover(digest, 28, r, s) == key;
    }
}
