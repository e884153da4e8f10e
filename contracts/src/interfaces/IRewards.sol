// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {BlockClaim, NewSeatClaim, NewSeats, PayPool, Proposal, Uncle} from "../Types.sol";

/// @title Rewards: pay of proposers and provers
/// @notice It mints, and it holds nothing. What can go wrong here, and who loses: pay that is minted without reason dilutes all holders;
/// pay that is refused costs a prover or a proposer.
///
/// Who proved what is on L1 (R1): `BlockProven` has the seat words of each kept proof. From these anyone makes a claim, and so nobody
/// needs a message from anybody else to be paid, at any time.
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
    /// @notice R7: the new seats of these losing blocks, `newSeats` of each, get the most of all sets named so far.
    event UnclesNamed(bytes32 indexed winner, bytes32[] uncles, NewSeats[] newSeats);
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
    /// @notice The block is the winner, of another round, or its bid is too small.
    error NotAnUncle(bytes32 proposalId);
    /// @notice R7: what the new seats get together, in 1/10,000 of a winner's seat's pay: as much or more has been named.
    error NoMoreNewSeats(uint256 parts, uint256 named);
    /// @notice R7: all new seats of this block are those of blocks named before it, or its rate is 0.
    error NothingAdded(bytes32 proposalId);
    /// @notice R7: the rate of this block is above that of the one named before it.
    error NotBestRateFirst(bytes32 proposalId);
    error CommitmentMismatch(bytes32 authorised, bytes32 expected);
    /// @notice `expected` zero: there is no such kept proof.
    error KeptMismatch(bytes32 kept, bytes32 expected);
    error WrongPathLength(uint256 length, uint256 expected);
    error NoSuchNode(uint256 depth, uint256 index, uint256 treeDepth);
    error WrongWords(bytes32 reached, bytes32 expected);
    /// @notice The word names another seat, or nobody.
    error NotYourNode(uint256 nodeNumber, uint16 seat);
    /// @notice R2: a rescuer is paid by the earliest kept proof that has one at the node.
    error NotRescued(uint256 nodeNumber, uint16 kept);
    /// @notice R2: a kept proof has the node as its committed seat's, so no rescuer is paid for it.
    error NodeIsCommitted(uint256 nodeNumber);
    /// @notice R5: the seat was not active in the block's snapshot.
    error SeatNotActive(uint16 seat);
    /// @notice The list of hashes is not that of the last naming. `expected` zero: none are named.
    error NewSeatsMismatch(bytes32 named, bytes32 expected);
    /// @notice These new seats, with their rate, are those of no named block.
    error NotNamed(bytes32 newSeats);
    /// @notice The seat is not one of the new seats that were shown.
    error NotANewSeat(uint16 seat);

    /// @notice Fixes the reward of a final block by all its kept proofs, and pays the proposer. Anyone, once its proof window is over.
    /// @dev R16: a round may end early. Proofs that land after that count here until the window would have ended. The new tokens are
    /// what all holders lose to the proposer: at most `blockReward` a block, pool included. Reverts with `NotFinal`, `ProofWindowOpen`,
    /// `AlreadySettled`.
    /// @param winner The block's proposal.
    function settle(Proposal calldata winner) external;

    /// @notice R7: names at most `uncles` losing blocks of the winner's round, from `settle` to the end of the uncle window. Anyone.
    /// @dev A new seat gets `unclePayBps` of a winner's seat's pay, or less if a seat of its block did less work on average: the block's
    /// rate, by the work and the seats of all its kept proofs. It does not depend on what is named. Blocks come best rate first, and a seat
    /// counts in the first one that has it: so nobody can name a block of its own before to lower the rate of a seat that worked in both.
    /// The set counts whose new seats together get most: it replaces the named one, so places cannot be filled with sham blocks. Proven
    /// blocks of one round have the winner's parent. The winner's provers lose what the new seats get; a new seat that the largest set
    /// leaves out loses its pay.
    /// @param winnerTranscriptRoot Of the winner's commitment, as is `winnerCommitted`, its masked bitmap.
    /// @param uncles One may stand in it several times, by different kept proofs.
    function nameUncles(
        bytes32 winner,
        bytes32 winnerTranscriptRoot,
        uint256[8] calldata winnerCommitted,
        Uncle[] calldata uncles
    ) external;

    /// @notice Pays a seat for nodes of final blocks, and as a new seat of rounds, once the uncle windows are over. What was paid before
    /// is skipped. Anyone may call, at any time: the tokens go to the payout address of the seat's generation at each block's snapshot
    /// (R4).
    /// @dev A node is its committed seat's if any kept proof says so. A rescuer is paid by the earliest kept proof with a rescuer at the
    /// node, and only if no kept proof has the node as committed. So no later proof of others takes pay from anybody (R2).
    function claim(uint16 seat, BlockClaim[] calldata blocks, NewSeatClaim[] calldata newSeats) external;

    /// @notice `claimsFrom` 0: not settled.
    function poolOf(bytes32 proposalId) external view returns (PayPool memory);
    /// @notice keccak256 of the hashes of all `NewSeats` that are named for a winner; zero: none are. A hash is that of rate and 8 words, 32
    /// bytes each.
    function newSeatsOf(bytes32 winner) external view returns (bytes32);
    function isClaimed(bytes32 proposalId, uint256 nodeNumber) external view returns (bool);
    function isNewSeatPaid(bytes32 winner, uint16 seat) external view returns (bool);
}
