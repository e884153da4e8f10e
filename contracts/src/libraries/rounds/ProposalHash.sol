// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal} from "../../interfaces/IRollup.sol";

/// @title EIP-712 struct hashes (docs/spec/encoding.md, Identifiers)
library ProposalHash {
    bytes32 internal constant PROPOSAL_TYPEHASH = keccak256(
        "Proposal(uint64 height,uint32 round,bytes32 parent,uint8 depth,bytes32 orderCommitment,uint16 proverShareBps,uint96 burnBid,address proposer,uint64 expiry)"
    );
    bytes32 internal constant COMMITMENT_TYPEHASH =
        keccak256("Commitment(bytes32 proposalId,bytes32 transcriptRoot,bytes32 bitmapHash)");

    /// @notice Struct hash of a proposal; its digest in the rollup's domain is the proposalId.
    /// @dev Hashes the raw input. A field with bits beyond its type yields an id that no commitment has, since `commit`
    /// reads every field.
    function ofProposal(Proposal calldata proposal) internal pure returns (bytes32 result) {
        bytes32 typeHash = PROPOSAL_TYPEHASH;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            calldatacopy(add(free, 32), proposal, 288)
            result := keccak256(free, 320)
        }
    }

    /// @notice Struct hash of the authorisation with which anyone may relay a commitment.
    function ofCommitment(bytes32 proposalId, bytes32 transcriptRoot, bytes32 bitmapHash)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(COMMITMENT_TYPEHASH, proposalId, transcriptRoot, bitmapHash));
    }
}
