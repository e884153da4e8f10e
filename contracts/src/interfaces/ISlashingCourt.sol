// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ContributionProof, Proposal} from "./IRollup.sol";

/// @notice Constants of the court, fixed at deployment; ranges are checked (`SettingOutOfRange`). Defaults: devnet | mainnet.
struct CourtSettings {
    /// @dev Seconds after a round became final in which its offences may be reported. 1 .. 30 days. Default 1 day.
    uint32 reportWindow;
    /// @dev P9.2 seconds in which the accused may answer: at least what proving a node and several L1 blocks take.
    /// 1 .. 30 days. Default 1 hour | 1 day.
    uint32 contestWindow;
    /// @dev P9.2 part of the full stake of a seat that a first offence costs, in 1/10,000. 1 .. 10,000. Default 500.
    uint16 slashBps;
    /// @dev P9.2 seconds after a slash in which the next one counts as a repeat: the rate doubles. 0 .. 365 days. Default 7 days.
    uint32 repeatPeriod;
    /// @dev P9.2 part of what is slashed that goes to whoever proved the node, in 1/10,000; the rest is burned. 0 .. 5,000: never so
    /// much that slashing oneself pays. Default 3,000.
    uint16 backupBps;
}

/// @notice An entry of a committed transcript and its path (docs/spec/encoding.md, Transcript).
struct TranscriptProof {
    uint8 nodeDepth;
    uint16 nodeIndex;
    uint16 seat;
    uint8 voteDepth;
    uint16 voteIndex;
    uint16 slot;
    /// @dev The vote's signature.
    bytes32 r;
    bytes32 s;
    /// @dev treeDepth + 1 siblings, from the entry up.
    bytes32[] siblings;
}

/// @notice A proof of one node, with those of its public inputs that L1 does not know (docs/spec/encoding.md, Public inputs).
struct NodeProof {
    uint8 nodeDepth;
    uint16 nodeIndex;
    /// @dev The node's contribution, which names the seat; with the hashes of its children, zeros for a leaf.
    bytes10 entry;
    bytes32[2] children;
    uint256 stateBefore;
    uint256 stateAfter;
    /// @dev Of the root: the order commitment.
    uint256 txsRoot;
    /// @dev Of the node's transactions, with `nodeDepth` siblings up to the block's data hash.
    bytes32 dataHash;
    bytes32[] dataSiblings;
    uint256 fees;
    bytes32 messagesBefore;
    bytes32 messagesAfter;
    uint256[8] proverBitmap;
    bytes proof;
}

/// @notice What became of a seat's duty for one node of one block.
struct Case {
    /// @dev 0 none, 1 reported, 2 cleared (the seat has proven the node), 3 slashed, 4 void (its vote was used twice).
    uint8 state;
    uint40 reportedAt;
    /// @dev Seat + 1 that proved the node instead; 0 for nobody.
    uint16 backupPlusOne;
    /// @dev depth ‖ index ‖ slot of the vote.
    uint40 vote;
    /// @dev P9.3: whether the proof came inside the proof window of its round.
    bool inTime;
}

/// @title Slashing of provers (P9)
/// @notice Whoever is named in the transcript of a block that L1 accepted, and did not prove its node, is reported, may answer with a
/// proof of that very node, and else loses a part of its stake. No accepted proof, no slash.
interface ISlashingCourt {
    event Reported(
        bytes32 indexed proposalId, uint16 indexed seat, uint256 nodeNumber, uint16 backupPlusOne, uint256 contestEnd
    );
    /// @notice The accused has proven the node; `inTime`: inside the proof window.
    event Cleared(bytes32 indexed proposalId, uint16 indexed seat, uint256 nodeNumber, bool inTime);
    event Slashed(
        bytes32 indexed proposalId,
        uint16 indexed seat,
        uint256 nodeNumber,
        uint256 amount,
        uint8 repeats,
        uint16 backupPlusOne
    );
    /// @notice P9.5: the proposer used one vote for two nodes; nobody owes anything by that vote, and `fined` of the proposer's
    /// balance was burned.
    event VoteUsedTwice(
        bytes32 indexed proposalId, uint16 indexed seat, address indexed proposer, uint40 vote, uint256 fined
    );
    /// @notice A report was dropped because its vote was used twice.
    event Voided(bytes32 indexed proposalId, uint16 indexed seat, uint256 nodeNumber);
    /// @notice P9.3: `amount` wei were minted to the seat's payout address for a proof that came in time.
    event ContestPaid(
        bytes32 indexed proposalId, uint16 indexed seat, address indexed payout, uint256 nodeNumber, uint256 amount
    );
    /// @notice P9.3: the seat has proven `nodeNumber` in the block: it gets the block's pay, and none for a contest.
    event ContestPayRefused(bytes32 indexed proposalId, uint16 indexed seat, uint256 nodeNumber);

    error SettingOutOfRange(bytes32 setting, uint256 value, uint256 min, uint256 max);
    error NotAContract(address account);
    error WrongSlasher(address slasher, address expected);
    /// @notice P2.2: stakes must stay longer than a round, the report window and the contest window together.
    error ExitDelayTooShort(uint256 exitDelay, uint256 slashable);
    /// @notice L1 has accepted no proof of the proposal (P9.1).
    error NotProven(bytes32 proposalId);
    /// @notice The round of the proposal is not final yet.
    error RoundNotFinal(uint64 roundId);
    error ReportWindowClosed(uint256 timestamp, uint256 end);
    error ReportWindowOpen(uint256 timestamp, uint256 end);
    error ContestWindowOpen(uint256 timestamp, uint256 end);
    error ContestWindowClosed(uint256 timestamp, uint256 end);
    error CommitmentMismatch(bytes32 authorised, bytes32 expected);
    error WrongTranscript(bytes32 root, bytes32 expected);
    error WrongContributions(bytes32 root, bytes32 expected);
    error WrongPathLength(uint256 length, uint256 expected);
    /// @notice The contribution is another node's.
    error WrongNode(uint256 nodeNumber, uint256 expected);
    /// @notice The accused has proven the node.
    error NodeProvenBySeat(uint256 nodeNumber, uint16 seat);
    /// @notice The seat's key did not sign this vote: the transcript's entry binds nobody.
    error InvalidVote(uint16 seat);
    /// @notice The vote does not cover the node: the entry binds nobody.
    error VoteDoesNotCover(uint8 voteDepth, uint16 voteIndex, uint256 nodeNumber);
    /// @notice The case is in another state.
    error WrongState(uint8 state, uint8 expected);
    error VoteIsVoid(uint40 vote);
    error SameNode(uint256 nodeNumber);
    error DifferentVotes(uint40 first, uint40 second);
    /// @notice Data hash and prover set are not those of the accepted proof.
    error WrongContext(bytes32 context, bytes32 expected);
    error WrongData(bytes32 root, bytes32 expected);
    /// @notice The node is outside the tree.
    error NoSuchNode(uint8 depth, uint16 index, uint8 treeDepth);
    /// @notice The verifier refuses the proof for the public inputs that L1 expects.
    error InvalidProof();
    /// @notice Only contests in the block that won are paid.
    error NotWon(bytes32 proposalId);
    /// @notice The seat has shown no proof of the node inside the proof window.
    error NotInTime(bytes32 proposalId, uint256 nodeNumber, uint16 seat);
    /// @notice The committed bitmap leaves the seat out: that it is missing took nothing off the block's reward.
    error SeatNotCommitted(uint16 seat);
    /// @notice The seat was paid for a contest in this block, or has proven another of its nodes.
    error SeatIsPaid(bytes32 proposalId, uint16 seat);
    /// @notice As many contests were paid as committed seats are missing from the block.
    error NobodyMissing(bytes32 proposalId, uint256 missing);
    /// @notice Nobody is named for the node.
    error UnnamedNode(uint256 nodeNumber);

    /// @notice P9.1: says that `entry.seat` was named for a node and somebody else proved it. Anyone may call, once per node and seat,
    /// inside the report window of a final round.
    /// @dev Checks the committed transcript, the seat's signature of the vote and its scope, and the accepted contributions: what the
    /// seat did not sign, or not for this node, binds nobody. The stake stays in the registry until the case is settled, which
    /// anyone may do after the contest window: no report keeps a stake longer.
    /// Assumptions. Safety: the entry is as committed; seat keys are not stolen. Liveness: the transcript and the contributions are
    /// known, both travel by gossip.
    /// @param bitmapHash keccak-256 of the committed bitmap.
    function report(
        bytes32 proposalId,
        bytes32 transcriptRoot,
        bytes32 bitmapHash,
        TranscriptProof calldata entry,
        ContributionProof calldata contribution
    ) external;

    /// @notice P9.3: shows a seat's own proof of a node of an accepted block: a report against it is reversed, or cannot be made.
    /// Anyone may call, from the acceptance of the block proof to the end of the contest window.
    /// @dev The proof is bound to the block's transactions on L1 (P9.4), the prover set, and the contribution that names the seat.
    /// Assumptions. Safety: soundness of the proof system; the verifiers belong to the published circuits. Liveness: an L1 block
    /// inside the contest window includes the call.
    /// @param blockDataHash Hash of the whole block's data.
    /// @param proverSetRoot Of the round's snapshot.
    function contest(bytes32 proposalId, bytes32 blockDataHash, bytes32 proverSetRoot, NodeProof calldata node) external;

    /// @notice P9.2: after the contest window: slashes, or drops the case if its vote was used twice. Anyone may call, once.
    /// @dev The rate doubles with every slash of another round within `repeatPeriod` after the last one; slashes of one round have
    /// one rate, in whatever order cases of several rounds are settled.
    /// Assumptions. Safety: none. Liveness: none; the accused may call too.
    function settle(bytes32 proposalId, uint256 nodeNumber, uint16 seat) external;

    /// @notice P9.3: pays a seat that was named for a node of the block that won, was left out, and showed its proof inside the proof
    /// window. Anyone may call after the report window; the seat's payout address gets it, once for each block.
    /// @dev Pay: the node's share of the block's pool, at most blockReward / committed seats, which is what a missing seat took off
    /// the reward; and no more seats than are missing. So a block and its contests together never mint more than its reward, and
    /// who leaves a seat of its own out to let it contest gains nothing.
    /// Assumptions. Safety: as `contest`; that somebody calls `refuseContestPay` for seats that are in the block, else such a
    /// seat can take the pay of one that is missing. Liveness: as `report`.
    /// @param committedBitmap As committed.
    /// @return amount Wei minted.
    function claimContestPay(
        bytes32 proposalId,
        bytes32 transcriptRoot,
        uint256[8] calldata committedBitmap,
        TranscriptProof calldata entry,
        ContributionProof calldata contribution
    ) external returns (uint256 amount);

    /// @notice P9.3: shows that a seat has proven a node of the block: that it was left out of another took nothing off the reward,
    /// so it gets no pay for a contest. Anyone may call after the round became final.
    /// @dev Assumptions. Safety: none. Liveness: the contributions are known.
    function refuseContestPay(bytes32 proposalId, ContributionProof calldata contribution) external;

    /// @notice P9.5: shows two entries of one committed transcript that use the same vote. Both bind nobody, and the proposer is
    /// fined its bond and has one more failure. Anyone may call, once per vote, after the round has ended.
    /// @dev Assumptions. Safety: none. Liveness: the fine is taken from what balance the proposer has, its bond included.
    function reportDoubleVote(
        Proposal calldata proposal,
        bytes32 transcriptRoot,
        bytes32 bitmapHash,
        TranscriptProof calldata first,
        TranscriptProof calldata second
    ) external;

    /// @notice The case of a seat for a node; zeros where there is none.
    function caseOf(bytes32 proposalId, uint256 nodeNumber, uint16 seat) external view returns (Case memory);
    /// @notice Slashes of a seat that count as repeats now.
    function repeatsOf(uint16 seat) external view returns (uint8);
    function settings() external view returns (CourtSettings memory);
}
