// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Round} from "../Types.sol";

/// @notice A round as nodes need it.
struct RoundStatus {
    /// @dev `start` 0: the first commitment opens it. The round above may be shown before it is opened: then its window is the one that a
    /// commitment in this block would open.
    Round round;
    /// @dev Whether the snapshot is taken. If not, root and bitmap are what a snapshot would have now.
    bool isOpen;
    uint40 snapshotAt;
    /// @dev Timestamp at which the proof window ends; 0: not known yet.
    uint40 proofEnd;
    uint256 proverSetRoot;
    uint256[8] activeBitmap;
}

/// @notice The whole state of the auction in one answer.
struct RollupStatus {
    bool isStopped;
    RoundStatus running;
    /// @dev P3.4: the round that takes proposals on the running one's; `round.id` 0: none may be made now.
    RoundStatus above;
    bytes32 head;
    uint256 stateRoot;
    uint64 messagesQueued;
    uint64 messagesConsumed;
    /// @dev Best proven proposal of the running round, and its final score; zero: none.
    bytes32 best;
    uint256 bestScore;
}

/// @notice A commitment in the ranking.
struct RankedCommitment {
    bytes32 proposalId;
    uint32 roundId;
    uint96 burnBid;
    uint16 committedSeats;
    bool isProven;
    /// @dev Proven committed seats.
    uint16 provers;
    /// @dev Final if it is proven, else provisional.
    uint256 score;
}

/// @title What nodes ask L1 for, in one call each
/// @notice It holds nothing and decides nothing: nobody can lose anything by it.
interface ITrellisLens {
    function status() external view returns (RollupStatus memory);
    /// @notice Commitments of the running round in the order of arrival, then those of the round above.
    function ranking(uint256 offset, uint256 limit) external view returns (RankedCommitment[] memory);
}
