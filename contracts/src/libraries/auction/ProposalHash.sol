// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal} from "../../Types.sol";

/// @title EIP-712 digests of proposals and commitments (docs/spec/encoding.md, Identifiers)
/// @dev The domain is that of the rollup, whichever contract computes it: name "Trellis", version "2".
library ProposalHash {
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant PROPOSAL_TYPEHASH = keccak256(
        "Proposal(uint64 height,uint32 round,bytes32 parent,uint8 depth,bytes32 orderCommitment,uint16 proverShareBps,uint96 burnBid,address proposer,uint64 expiry)"
    );
    bytes32 private constant COMMITMENT_TYPEHASH =
        keccak256("Commitment(bytes32 proposalId,bytes32 transcriptRoot,bytes32 bitmapHash)");

    function domain(address rollup) internal view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, keccak256("Trellis"), keccak256("2"), block.chainid, rollup));
    }

    /// @notice P4.1: a proposal's id.
    /// @dev Hashes the raw input. A field with bits beyond its type yields an id that no commitment has, since `commit` reads every field.
    function ofProposal(bytes32 domain_, Proposal calldata proposal) internal pure returns (bytes32) {
        bytes32 typeHash = PROPOSAL_TYPEHASH;
        bytes32 structHash;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            calldatacopy(add(free, 32), proposal, 288)
            structHash := keccak256(free, 320)
        }
        return _digest(domain_, structHash);
    }

    /// @notice P5.3: what a proposer signs so that anyone may commit for it.
    /// @param bitmapHash keccak-256 over the 8 words as the proposer gave them.
    function ofCommitment(bytes32 domain_, bytes32 proposalId, bytes32 transcriptRoot, bytes32 bitmapHash)
        internal
        pure
        returns (bytes32)
    {
        return _digest(domain_, keccak256(abi.encode(COMMITMENT_TYPEHASH, proposalId, transcriptRoot, bitmapHash)));
    }

    function _digest(bytes32 domain_, bytes32 structHash) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domain_, structHash));
    }
}
