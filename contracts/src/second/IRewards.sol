// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {BlockClaim, NewSeatClaim, SecondPool, SecondProposal, Uncle} from "./SecondTypes.sol";

/// @title Rewards: pay of proposers and provers
/// @notice It mints; its purse is empty between calls. What can go wrong here, and who loses: pay that is minted without reason dilutes
/// all holders; pay that is refused costs a prover or a proposer.
interface IRewards {
    /// @notice P8.3: the reward of a final block was fixed: `proposerReward` was paid, `pool` can be claimed from `claimsFrom` on.
    event RewardSettled(
        bytes32 indexed proposalId,
        address indexed proposer,
        uint256 proposerReward,
        uint256 pool,
        uint16 winnerSeats,
        uint64 claimsFrom
    );
    /// @notice R7: these losing blocks hold the most new seats named so far.
    event UnclesNamed(bytes32 indexed winner, bytes32[] uncles, uint256[8] newSeats, uint16 count);
    event NodePaid(
        bytes32 indexed proposalId, uint16 indexed seat, address indexed payout, uint256 nodeNumber, uint256 amount
    );
    event NewSeatPaid(bytes32 indexed winner, uint16 indexed seat, address indexed payout, uint256 amount);

    error NotFinal(bytes32 proposalId);
    error ProofWindowOpen(uint256 timestamp, uint256 end);
    error AlreadySettled(bytes32 proposalId);
    error NotSettled(bytes32 proposalId);
    error UncleWindowClosed(uint256 timestamp, uint256 end);
    error UncleWindowOpen(uint256 timestamp, uint256 end);
    error TooManyUncles(uint256 count, uint256 max);
    error NotAnUncle(bytes32 proposalId);
    error NoMoreNewSeats(uint256 count, uint256 named);
    error CommitmentMismatch(bytes32 authorised, bytes32 expected);
    error KeptMismatch(bytes32 kept, bytes32 expected);
    error WrongPathLength(uint256 length, uint256 expected);
    error NoSuchNode(uint256 depth, uint256 index, uint256 treeDepth);
    error WrongWords(bytes32 reached, bytes32 expected);
    error NotYourNode(uint256 nodeNumber, uint16 seat);
    /// @notice A committed seat proved the node in another kept proof, or the proof shown is not the best (R2).
    error NodeIsCommitted(uint256 nodeNumber);
    error SeatNotActive(uint16 seat);
    error NewSeatsMismatch(bytes32 newSeats, bytes32 expected);

    /// @notice Fixes the reward of a final block by its best proof, once its proof window is over, and pays the proposer. Anyone.
    function settle(SecondProposal calldata winner) external;
    /// @notice R7: names at most `uncles` losing blocks of the winner's round, in the uncle window. The set with the most new seats counts.
    function nameUncles(
        bytes32 winner,
        bytes32 winnerTranscriptRoot,
        uint256[8] calldata winnerCommitted,
        Uncle[] calldata uncles
    ) external;
    /// @notice Pays a seat for nodes of final blocks and as a new seat of rounds. What was claimed before is skipped. Anyone; the tokens
    /// go to the payout address of the seat's generation at each block's snapshot (R4).
    function claim(uint16 seat, BlockClaim[] calldata blocks, NewSeatClaim[] calldata newSeats) external;

    function poolOf(bytes32 proposalId) external view returns (SecondPool memory);
    /// @notice What the winner's prover of a node gets if committed, by the pool before new seats take their part, wei.
    function nodePayOf(bytes32 proposalId, uint8 depth) external view returns (uint256);
    function isClaimed(bytes32 proposalId, uint256 nodeNumber) external view returns (bool);
    function isNewSeatPaid(bytes32 winner, uint16 seat) external view returns (bool);
}
