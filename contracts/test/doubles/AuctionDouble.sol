// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Commitment, Proposal, RoundRecord} from "../../src/Types.sol";
import {IProverRegistry} from "../../src/interfaces/IProverRegistry.sol";

/// @notice Answers what pay and the court ask the auction, as the test has set it.
contract AuctionDouble {
    mapping(bytes32 proposalId => Commitment) internal commitments;
    mapping(uint32 roundId => RoundRecord) internal records;

    /// @dev The constants' address, which it does not need.
    constructor(address) {}

    function depositBalance(address, uint256) external {}

    function openRound(IProverRegistry registry, uint32 roundId, uint40 proofEnd) external {
        (, address activeBitmap) = registry.snapshot();
        records[roundId] = RoundRecord(activeBitmap, uint40(block.timestamp), proofEnd, false);
    }

    function setCommitment(bytes32 id, Commitment calldata c) external {
        commitments[id] = c;
    }

    function proposalIdOf(Proposal calldata proposal) external pure returns (bytes32) {
        return keccak256(abi.encode(proposal));
    }

    function commitmentOf(bytes32 id) external view returns (Commitment memory) {
        return commitments[id];
    }

    function recordOf(uint32 roundId) external view returns (RoundRecord memory) {
        return records[roundId];
    }
}
