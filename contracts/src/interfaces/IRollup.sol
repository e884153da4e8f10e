// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProofSubmission, Proposal, ProvenProposal} from "../Types.sol";

/// @notice The final block at a height.
struct Head {
    bytes32 proposalId;
    uint256 stateRoot;
    uint64 messagesConsumed;
    uint32 height;
    /// @dev Timestamp at which it became final; for genesis, of the deployment.
    uint40 finalAt;
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
    uint96 burnBid;
}

/// @title The rollup: proofs, states, finality
/// @notice It holds no tokens. What can go wrong here, and who loses: a wrong block that is accepted moves balances on L2, and with
/// them the bridge's tokens; a good proof that is refused costs its provers their pay.
///
/// It calls auction, bridge, registry and verifier, which are fixed at deployment, and nobody else.
interface IRollup {
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

    /// @notice R12: no more blocks. Proofs of rounds that had ended before still land, for their pay.
    error Stopped();
    error NotBridge(address caller, address bridge);
    /// @notice There is no such commitment.
    error UnknownCommitment(bytes32 proposalId);
    /// @notice P3.4: the round is proven once the one below it has a final block.
    error ParentNotFinal(bytes32 parent);
    /// @notice P3.4: the proposal builds on another block than the final one below it. It has died.
    error WrongParent(bytes32 parent, bytes32 head);
    error ProofWindowNotOpen(uint256 timestamp, uint256 start);
    error ProofWindowClosed(uint256 timestamp, uint256 end);
    /// @notice Transcript and seats are not those of the commitment.
    error CommitmentMismatch(bytes32 authorised, bytes32 expected);
    /// @notice A public input is not below the field's modulus.
    error NotAField(uint256 value);
    /// @notice The proof is no better than the best one, and shows no committed node and no more vacant entries than the kept proofs.
    error NothingNew(bytes32 proposalId);
    /// @notice Two proofs of one proposal disagree about its block.
    error OtherBlock(bytes32 context, bytes32 expected);
    /// @notice Transactions or seat words have another length than the block's tree.
    error WrongDataLength(uint256 length, uint256 expected);
    /// @notice A chunk is 1, 2, 4 … 2,048 leaves of 160 bytes.
    error WrongChunkLength(uint256 length);
    /// @notice The number of chunks is a power of two, at most one for each leaf.
    error WrongChunkCount(uint256 count, uint256 leaves);
    /// @notice A chunk was not published since the proposal's round opened.
    error DataNotPublished(bytes32 dataHash);
    /// @notice The verifier refuses the proof, or reverts.
    error InvalidProof();

    /// @notice P7.1, R2: verifies a proof of a committed proposal and keeps it, in the proof window of its round, also after the round
    /// ended early (R16). Anyone.
    /// @dev Nobody loses by a proof that is kept: counts, committed nodes and rescuers of earlier proofs stay (R2). A proof that is not
    /// kept reverts. So each costs its sender a verification, and there are at most as many as nodes, vacant entries and improvements of
    /// the best.
    function submitProof(ProofSubmission calldata submission) external;
    /// @notice P3.3, P8.1, R16: ends the running round: the best proven proposal becomes the head, or the height restarts. Anyone.
    /// @dev Moves money through auction and bridge: the winner's bid is burned, its bond and the block's fees go to its balance; in a
    /// restart the leader's bond is burned. Who calls cannot change any of it: all was fixed by commitments and proofs.
    function finalize() external;
    /// @notice R1: puts a chunk of a block's transactions on L1: whole leaves of 160 bytes, a power of two of them. Anyone.
    /// @dev A publication counts from the first time since the running round's window opened: publishing again cannot make data look late,
    /// and data of an older round, which nodes may have dropped, does not count for a new one.
    function publishData(bytes calldata chunk) external returns (bytes32 dataHash);
    /// @notice R12: no more blocks. Only the bridge.
    function stop() external;

    /// @notice The last final block; height 0 before the first.
    function head() external view returns (Head memory);
    /// @notice Final block at one of the last 64 heights; height 0 for others but genesis.
    function headAt(uint32 height) external view returns (Head memory);
    /// @notice Best of the running round, or of another round of the last 64; roundId 0: none.
    function bestOf(uint32 roundId) external view returns (Best memory);
    function provenOf(bytes32 proposalId) external view returns (ProvenProposal memory);
    /// @notice keccak256(wordsRoot ‖ keccak256(8 words of its masked provers)) of a kept proof.
    function keptOf(bytes32 proposalId, uint16 kept) external view returns (bytes32);
    /// @notice keccak256 of the encoded `BlockFacts`; zero: not proven.
    function contextOf(bytes32 proposalId) external view returns (bytes32);
    /// @notice R7: how many seats proved a node as committed in some kept proof.
    function shownSeats(bytes32 proposalId) external view returns (uint256);
    /// @notice R2: whether a kept proof has the node as its committed seat's.
    function isNodeCommitted(bytes32 proposalId, uint256 nodeNumber) external view returns (bool);
    /// @notice Those nodes: node n is bit `n % 256` of word `n / 256`.
    function committedNodes(bytes32 proposalId, uint256 word) external view returns (uint256);
    /// @notice R2: whether that kept proof is the earliest with a rescuer at the node.
    function isNodeRescued(bytes32 proposalId, uint16 kept, uint256 nodeNumber) external view returns (bool);
    function dataPublishedAt(bytes32 dataHash) external view returns (uint40);
    function isStopped() external view returns (bool);
}
