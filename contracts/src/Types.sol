// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice Constants of one deployment. They never change: there is no admin. `RollupConstants` checks their ranges.
/// Times are seconds, amounts wei of the native token.
struct Settings {
    /// @dev R13: seconds of an L1 slot. L1 cannot check it. 1 .. 60.
    uint16 slotTime;
    /// @dev P3.1: length of the proposal window. Five slots .. 1 day.
    uint32 proposalWindow;
    /// @dev P3.2: length of the proof window. Five slots .. 7 days.
    uint32 proofWindow;
    /// @dev P10.3: a queued message is due after this time. At least one whole round, at most 30 days.
    uint32 inclusionDelay;
    /// @dev R12: the rollup may be stopped when the oldest message has been due for this time. One day .. 365 days.
    uint32 escapeDelay;
    /// @dev R7: losing blocks may be named for this time after the proof window. Five slots .. 30 days.
    uint32 uncleWindow;
    /// @dev P7.2: least bid. At least 1.
    uint96 minBurnBid;
    /// @dev R9: least bond.
    uint96 bond;
    /// @dev R9: bond as a part of the bid, in 1/10,000. At most 100,000.
    uint32 bondBps;
    /// @dev P8.3: reward of a block.
    uint96 blockReward;
    /// @dev P8.3: weights of the nodes of a tree. At least 1.
    uint16 leafWeight;
    uint16 mergeWeight;
    uint16 rootWeight;
    /// @dev P6.6: part of a node's share for a rescuer, in 1/10,000.
    uint16 uncommittedFactorBps;
    /// @dev R6: least part of the reward that goes to provers, in 1/10,000.
    uint16 minProverShareBps;
    /// @dev P7.3: provers of a block that leave α as it is. 1 .. 2,048.
    uint16 targetProvers;
    /// @dev R14: bounds of α in 2^-16: 65,536 .. 196,608 and 196,608 .. 376,832.
    uint24 alphaMin;
    uint24 alphaMax;
    /// @dev R7: part of a winner's seat's pay for a new seat of a named losing block, in 1/10,000.
    uint16 unclePayBps;
    /// @dev R7: least bid of a named block as a part of the winner's, in 1/10,000.
    uint16 uncleMinBps;
    /// @dev R7: most losing blocks named in a round. 0 .. 8.
    uint8 uncles;
    /// @dev R10: what a message burns while the queue is empty.
    uint96 messageFee;
    /// @dev R16: whether a decided round may end early.
    bool earlyEnd;
    /// @dev P3.4: whether the next height takes proposals while this one is proven.
    bool pipelined;
}

/// @notice R8: constants of the court. Times are seconds, amounts wei.
struct CourtSettings {
    /// @dev How long after the proof window a missing node may be reported. Five slots .. 30 days.
    uint32 reportWindow;
    /// @dev How long a seat may answer. At least the proof window, at most 30 days.
    uint32 contestWindow;
    /// @dev A case takes this many times the pay of its nodes. 0 .. 100.
    uint16 penaltyFactor;
    /// @dev What the reporter gets of a slashed stake.
    uint96 reportBounty;
    /// @dev A seat's level falls by one in this time. 1 .. 365 days.
    uint32 levelDecay;
    /// @dev Most that a case takes, of the full stake, in 1/10,000. 1 .. 10,000.
    uint16 slashBps;
}

/// @notice The contracts of one deployment, and what the circuits are bound to.
struct Parts {
    address token;
    address secondAsset;
    address vault;
    address registry;
    address auction;
    address rollup;
    address rewards;
    address bridge;
    address court;
    address poseidon2;
    /// @dev Verifiers of the root, merge and leaf circuit.
    address blockVerifier;
    address mergeVerifier;
    address leafVerifier;
    uint256 vkSetHash;
    uint256 genesisStateRoot;
}

/// @notice P4.1, EIP-712, in the domain of the rollup's address. `proposalId` is its digest.
struct Proposal {
    uint64 height;
    uint32 round;
    bytes32 parent;
    uint8 depth;
    bytes32 orderCommitment;
    uint16 proverShareBps;
    uint96 burnBid;
    address proposer;
    uint64 expiry;
}

/// @notice A commitment: one slot, and `authorised`.
struct Commitment {
    uint96 burnBid;
    /// @dev 0: there is no such commitment.
    uint32 roundId;
    /// @dev Place among the commitments of its round.
    uint24 place;
    /// @dev Seats of its bitmap that were active in the round's snapshot.
    uint16 committedSeats;
    uint8 depth;
    uint16 proverShareBps;
    /// @dev α of its round, in 2^-16.
    uint24 alpha;
    /// @dev Whether bid and bond have left the escrow.
    bool settled;
    /// @dev Whether its block is final.
    bool won;
    /// @dev keccak256(transcriptRoot ‖ keccak256(8 words of the masked bitmap)).
    bytes32 authorised;
}

/// @notice A round. Kept until `RING` later rounds have opened.
struct Round {
    uint32 id;
    uint32 height;
    /// @dev Round of its height, from 0.
    uint32 number;
    /// @dev Timestamps. 0: the window is not open. Commitments in [start, commitEnd), proofs in [proofStart, proofStart + proof window).
    uint40 start;
    uint40 commitEnd;
    uint40 proofStart;
    /// @dev In 2^-16.
    uint24 alpha;
    /// @dev R17: slots by which late leaders extended the window.
    uint8 extensions;
    uint24 commitments;
    uint256 proverSetRoot;
}

/// @notice What is kept of a round for ever: the seats that count, when they were taken, and when its last proof may land.
struct RoundRecord {
    address activeBitmap;
    uint40 snapshotAt;
    /// @dev 0 while it is not known (pipelined: the parent is not final).
    uint40 proofEnd;
    /// @dev Whether a block of it became final.
    bool hasWinner;
}

/// @notice R2: what L1 keeps of a proposal that was proven: one slot.
struct ProvenProposal {
    /// @dev Active committed seats in its best proof; the final score counts these.
    uint16 provers;
    /// @dev Timestamp at which its transactions were complete on L1.
    uint40 dataAt;
    /// @dev Number of kept proofs, and the place of the best among them.
    uint16 kept;
    uint16 best;
    /// @dev Six counts of 16 bits (see `Tally.sol`): committed ones of the best proof; of vacant ones the most that a kept proof shows.
    uint96 tally;
    uint32 roundId;
    /// @dev Timestamp at which it became the head; 0: it did not.
    uint40 finalAt;
}

/// @notice Facts about a proposal's block that do not depend on who proved it. The rollup keeps their hash (`contextOf`).
struct BlockFacts {
    /// @dev SHA-256 root of its transactions.
    bytes32 transactionsRoot;
    uint256 proverSetRoot;
    /// @dev R8: Poseidon2 root of the states around its leaves.
    uint256 statesRoot;
    uint256 stateBefore;
    uint256 stateAfter;
    uint64 messageCount;
    uint128 fees;
}

/// @notice A block proof, and the values from which its public inputs are made.
struct ProofSubmission {
    Proposal proposal;
    bytes32 transcriptRoot;
    /// @dev The masked bitmap of the commitment.
    uint256[8] committed;
    /// @dev Seats that proved a node as committed, as the proof has them.
    uint256[8] provers;
    uint256 stateAfter;
    uint256 statesRoot;
    uint96 tally;
    uint128 fees;
    /// @dev Messages consumed since genesis, this block's included.
    uint64 messageCount;
    /// @dev 2^depth · 160 bytes, or empty if the chunks name published data.
    bytes data;
    bytes32[] chunks;
    /// @dev R1: two bytes for each node, in the order of node numbers.
    bytes seatWords;
    bytes proof;
}

/// @notice A node's seat word and its path to the root of the words (R1).
struct SeatWordPath {
    uint8 depth;
    uint16 index;
    uint16 word;
    /// @dev Hashes of the words below its two children; zeros for a leaf.
    bytes32[2] children;
    /// @dev From the node up: the hash of the parent's other child, and the parent's word.
    bytes32[] siblings;
    uint16[] parentWords;
}

/// @notice Claims of one seat for nodes of one final block, by one kept proof.
struct BlockClaim {
    bytes32 proposalId;
    /// @dev Place of the kept proof whose words are shown, and what its record is the hash of.
    uint16 kept;
    bytes32 wordsRoot;
    bytes32 proversHash;
    SeatWordPath[] nodes;
}

/// @notice R7: a losing block, to be named for the pay of its new seats.
struct Uncle {
    bytes32 proposalId;
    bytes32 transcriptRoot;
    /// @dev The masked bitmap of its commitment.
    uint256[8] committed;
    /// @dev Place of one of its kept proofs, and what the proof's record is the hash of: its provers are masked with the snapshot.
    uint16 kept;
    bytes32 wordsRoot;
    uint256[8] provers;
}

/// @notice R7: the seats that are new in a named losing block, and in none named before it.
struct NewSeats {
    /// @dev The block's rate: what each of them gets of a winner's seat's pay, in 1/10,000.
    uint16 bps;
    uint256[8] seats;
}

/// @notice R7: pay of a new seat of a round.
struct NewSeatClaim {
    bytes32 winner;
    /// @dev keccak256 of `NewSeats` of each named losing block, in the order of naming.
    bytes32[] named;
    /// @dev Those of the block in which the seat is counted.
    NewSeats newSeats;
}

/// @notice R7: what the provers of a final block share; one slot.
struct PayPool {
    uint96 amount;
    uint40 snapshotAt;
    /// @dev Timestamp from which shares are paid; 0: the reward is not settled.
    uint40 claimsFrom;
    /// @dev Proven seats of the winner.
    uint16 winnerSeats;
    /// @dev Of the block's tree.
    uint8 depth;
    /// @dev What all new seats of the named blocks get together, in 1/10,000 of a winner's seat's pay.
    uint32 newSeatParts;
}

/// @notice R8: a node that a seat claimed to prove and did not, with its entry and its claim.
struct MissedNode {
    uint8 depth;
    uint16 index;
    /// @dev `TranscriptEntry` of the node: seat + 1 (16) ‖ scope depth (8) ‖ scope index (16) ‖ slot (16).
    uint56 entry;
    /// @dev 12, from the entry up.
    uint256[] siblings;
    /// @dev The seat's signature of its start claim.
    bytes32 r;
    bytes32 s;
}

/// @notice R8: a report against one seat.
struct Report {
    bytes32 proposalId;
    uint16 seat;
    bytes32 transcriptRoot;
    uint256[8] committed;
    MissedNode[] nodes;
}

/// @notice R8: a case: one for a seat and a round; one slot.
struct Case {
    /// @dev Who gets the bounty: the reporter of `mostWeight`.
    address reporter;
    /// @dev Most weight of nodes that one report added.
    uint32 mostWeight;
    /// @dev Weight of the nodes that were reported and not answered.
    uint32 openWeight;
    /// @dev 0: none; 1: open; 2: settled.
    uint8 state;
    /// @dev Level of the seat before the case.
    uint8 level;
}

/// @notice R8: the answer to a report: a proof of that very node.
struct NodeAnswer {
    bytes32 proposalId;
    uint16 seat;
    BlockFacts facts;
    bytes32 transcriptRoot;
    uint256[8] committed;
    uint8 depth;
    uint16 index;
    /// @dev The node's word: the seat, committed; and the hashes of the words below its children (zeros for a leaf).
    bytes32[2] children;
    uint256 stateBefore;
    uint256 stateAfter;
    uint256 txsRoot;
    bytes32 transactionsHash;
    uint128 fees;
    bytes32 messagesBefore;
    bytes32 messagesAfter;
    uint256 committedHash;
    uint256 statesRoot;
    uint96 tally;
    uint256[8] provers;
    /// @dev From the node's states up to the block's root of states.
    uint256[] stateSiblings;
    bytes proof;
}

/// @notice A withdrawal in the data of a final block.
struct FinalWithdrawal {
    bytes32 proposalId;
    BlockFacts facts;
    /// @dev Place of the transaction in the block: 0 .. 2^depth · 8 − 1.
    uint256 place;
    /// @dev The 160 bytes of its leaf.
    bytes leaf;
    bytes32[] siblings;
}
