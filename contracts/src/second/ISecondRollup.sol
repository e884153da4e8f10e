// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {SecondProposal, SecondProven, SecondSubmission} from "./SecondTypes.sol";

/// @notice The final block at a height.
struct Head {
    bytes32 proposalId;
    uint256 stateRoot;
    uint64 messagesConsumed;
    uint32 height;
}

/// @notice The best proven proposal of a round.
struct Best {
    bytes32 proposalId;
    uint256 stateAfter;
    address proposer;
    uint64 messageCount;
    uint32 roundId;
    uint128 fees;
    uint16 provers;
}

/// @title The rollup: proofs, states, finality
/// @notice It holds no tokens. What can go wrong here, and who loses: a wrong block that is accepted moves balances on L2, and with
/// them the bridge's tokens; a good proof that is refused costs its provers their pay.
interface ISecondRollup {
    /// @notice A proof was kept (R2). With these and `DataPublished`, anyone rebuilds the state and every claim of pay from L1 alone.
    event BlockProven(
        bytes32 indexed proposalId,
        uint64 indexed height,
        uint16 kept,
        bool isBest,
        uint256 stateAfter,
        uint256 statesRoot,
        uint96 tally,
        uint128 fees,
        uint64 messageCount,
        uint256[8] provers,
        uint256 score,
        bytes data,
        bytes32[] chunks,
        bytes seatWords
    );
    event Finalized(
        uint64 indexed height,
        bytes32 indexed proposalId,
        address indexed proposer,
        uint256 stateRoot,
        uint64 messagesConsumed,
        uint256 fees
    );
    event DataPublished(bytes32 indexed dataHash, bytes chunk);

    error Stopped();
    error NotBridge(address caller, address bridge);
    error UnknownCommitment(bytes32 proposalId);
    error ParentNotFinal(bytes32 parent);
    error WrongParent(bytes32 parent, bytes32 head);
    error ProofWindowNotOpen(uint256 timestamp, uint256 start);
    error ProofWindowClosed(uint256 timestamp, uint256 end);
    error CommitmentMismatch(bytes32 authorised, bytes32 expected);
    error NotAField(uint256 value);
    /// @notice The proof is no better than the best one, and shows no committed node that the kept proofs lack.
    error NothingNew(bytes32 proposalId);
    /// @notice Two proofs of one proposal disagree about its block.
    error OtherBlock(bytes32 context, bytes32 expected);
    error WrongDataLength(uint256 length, uint256 expected);
    error WrongChunkLength(uint256 length);
    error WrongChunkCount(uint256 count, uint256 leaves);
    error DataNotPublished(bytes32 dataHash);
    error InvalidProof();

    /// @notice P7.1, R2: verifies a proof of a committed proposal and keeps it, in the proof window of its round, also after the round
    /// ended early (R16).
    function submitProof(SecondSubmission calldata submission) external;
    /// @notice P3.3, P8.1, R16: ends the running round: the best proven proposal becomes the head, or the height restarts.
    function finalize() external;
    /// @notice R1: puts a chunk of a block's transactions on L1: whole leaves of 160 bytes, a power of two of them. The first time counts.
    function publishData(bytes calldata chunk) external returns (bytes32 dataHash);
    /// @notice R12: no more blocks. Only the bridge.
    function stop() external;

    /// @notice The last final block; height 0 before the first.
    function head() external view returns (Head memory);
    /// @notice Final block at one of the last 64 heights; height 0 for others but genesis.
    function headAt(uint32 height) external view returns (Head memory);
    /// @notice Best of the running round, or of another round of the last 64; roundId 0: none.
    function bestOf(uint32 roundId) external view returns (Best memory);
    function provenOf(bytes32 proposalId) external view returns (SecondProven memory);
    /// @notice keccak256(wordsRoot ‖ keccak256(8 words of its masked provers)) of a kept proof.
    function keptOf(bytes32 proposalId, uint16 kept) external view returns (bytes32);
    /// @notice keccak256 of the encoded `BlockFacts`; zero: not proven.
    function contextOf(bytes32 proposalId) external view returns (bytes32);
    /// @notice R2: whether a kept proof has the node as its committed seat's.
    function isNodeCommitted(bytes32 proposalId, uint256 nodeNumber) external view returns (bool);
    /// @notice Those nodes: node n is bit `n % 256` of word `n / 256`.
    function committedNodes(bytes32 proposalId, uint256 word) external view returns (uint256);
    function dataPublishedAt(bytes32 dataHash) external view returns (uint40);
    function isStopped() external view returns (bool);
}
