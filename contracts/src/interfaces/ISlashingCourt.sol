// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Case, NodeAnswer, Report} from "../Types.sol";

/// @title The court (R8)
/// @notice A seat that said it would prove a node of the final block (a start claim), and is in no kept proof with it, may be reported.
/// It clears itself with a proof of that very node. A case takes a little of its stake for the nodes that it does not clear.
///
/// What can go wrong here, and who loses: the court may take stakes through the registry. A fault loses stakes, nothing else. No case
/// takes more than `slashBps` of a stake, and none can be opened without a signature by the seat's key.
interface ISlashingCourt {
    event Reported(
        bytes32 indexed proposalId,
        uint16 indexed seat,
        address indexed reporter,
        uint256[] nodeNumbers,
        uint64 answerBy
    );
    event NodeCleared(bytes32 indexed proposalId, uint16 indexed seat, uint256 nodeNumber);
    /// @notice `taken` left the seat's stake: `bounty` of it went to `reporter`, the rest was burned. `level` is that before the case.
    event CaseSettled(
        bytes32 indexed proposalId,
        uint16 indexed seat,
        address indexed reporter,
        uint256 taken,
        uint256 bounty,
        uint8 level
    );

    error NotFinal(bytes32 proposalId);
    /// @notice The pay of the block's nodes is not known: call `IRewards.settle` first.
    error NotSettled(bytes32 proposalId);
    error ReportWindowClosed(uint256 timestamp, uint256 end);
    error ContestWindowClosed(uint256 timestamp, uint256 end);
    /// @notice Nodes may still be reported or answered.
    error ContestWindowOpen(uint256 timestamp, uint256 end);
    error CommitmentMismatch(bytes32 authorised, bytes32 expected);
    error NoSuchNode(uint256 depth, uint256 index, uint256 treeDepth);
    error NoNodes();
    /// @notice The entry names another seat, or binds nobody: its vote does not cover the node, or it is a rescue vote.
    error EntryDoesNotBind(uint256 entry, uint16 seat);
    error SeatNotCommitted(uint16 seat);
    error WrongTranscript(uint256 reached, bytes32 expected);
    error NodeIsCommitted(uint256 nodeNumber);
    error AlreadyReported(uint256 nodeNumber);
    error NotReported(uint256 nodeNumber);
    error InvalidClaim(uint16 seat);
    error WrongCaseState(uint8 state, uint8 expected);
    error WrongFacts(bytes32 context, bytes32 expected);
    error WrongStates(uint256 reached, uint256 expected);
    error WrongPathLength(uint256 length, uint256 expected);
    error InvalidProof();
    /// @notice The registry names another contract as its court.
    error WrongCourt(address court, address expected);
    /// @notice R13: stakes could leave before the last case about a round is over.
    error ExitDelayTooShort(uint256 exitDelay, uint256 slashable);

    /// @notice Reports nodes of a final block. The seat was named for them and has claimed them, and no kept proof shows them as its.
    /// Anyone may report, from `IRewards.settle` on, until the report window ends. The reporter of the largest report by pay gets the
    /// bounty. So nobody saves it by reporting its own seat for a single node.
    /// @dev One case a seat and round: more nodes join it. The seat's stake stays until the case is settled. The seat's level rises by one
    /// with the first report, whatever it answers.
    function report(Report calldata report) external;

    /// @notice Clears a reported node by a proof of that very node, under the seat's name, by its vote. Anyone, until the contest window
    /// ends. It begins when the report window ends, so every node can be answered for at least that long.
    /// @dev The proof is about this block: its states lead to the block's root of states, and all states of a block are in there. Its
    /// seat words and so its data hash may differ from the block's (A13). The node's pay stays with who proved it in time (A10).
    function answer(NodeAnswer calldata answer) external;

    /// @notice Takes the penalty for the nodes that were not answered, after the contest window. Anyone.
    /// @dev The seat's owner loses at most `slashBps` of the full stake.
    function settle(bytes32 proposalId, uint16 seat) external;

    function caseOf(bytes32 proposalId, uint16 seat) external view returns (Case memory);
    /// @notice Whether the node is reported and not answered.
    function isOpen(bytes32 proposalId, uint16 seat, uint256 nodeNumber) external view returns (bool);
    /// @notice Level of the seat's present generation, now.
    function levelOf(uint16 seat) external view returns (uint8);
}
