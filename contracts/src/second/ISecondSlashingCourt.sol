// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {NodeAnswer, Report, SecondCase} from "./SecondTypes.sol";

/// @title The court (R8)
/// @notice What can go wrong here, and who loses: the court may take stakes through the registry. A fault loses stakes, nothing else.
interface ISecondSlashingCourt {
    event Reported(
        bytes32 indexed proposalId,
        uint16 indexed seat,
        address indexed reporter,
        uint256[] nodeNumbers,
        uint64 answerBy
    );
    event NodeCleared(bytes32 indexed proposalId, uint16 indexed seat, uint256 nodeNumber);
    event CaseSettled(bytes32 indexed proposalId, uint16 indexed seat, uint256 taken, uint256 bounty, uint8 level);

    error NotFinal(bytes32 proposalId);
    error NotSettled(bytes32 proposalId);
    error ReportTooEarly(uint256 timestamp, uint256 from);
    error ReportWindowClosed(uint256 timestamp, uint256 end);
    error ContestWindowClosed(uint256 timestamp, uint256 end);
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

    /// @notice Reports nodes of a final block that the seat was named for, said it would prove (start claim), and that no kept proof shows
    /// as its. Further nodes join the open case. Anyone; the first reporter gets the bounty.
    function report(Report calldata report) external;
    /// @notice Clears one node by a proof of that very node. Anyone.
    function answer(NodeAnswer calldata answer) external;
    /// @notice After the contest window: takes the penalty for the nodes that were not answered. Anyone.
    function settle(bytes32 proposalId, uint16 seat) external;

    function caseOf(bytes32 proposalId, uint16 seat) external view returns (SecondCase memory);
    function isOpen(bytes32 proposalId, uint16 seat, uint256 nodeNumber) external view returns (bool);
    function levelOf(uint16 seat) external view returns (uint8);
}
