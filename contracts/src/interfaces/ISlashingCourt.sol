// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ContributionProof, Proposal} from "./IRollup.sol";

/// @notice Constants of the court, fixed at deployment; ranges are checked (`SettingOutOfRange`). Defaults: devnet | mainnet.
struct CourtSettings {
    /// @dev Seconds after a round became final in which its offences may be reported. 1 .. 30 days. Default 1 day.
    uint32 reportWindow;
    /// @dev P9.2 seconds in which the accused may contest: at least the time to prove a node plus several L1 blocks.
    /// 1 .. 30 days. Default 1 hour | 1 day.
    uint32 contestWindow;
    /// @dev P9.2 part of the full stake of a seat that a first offence costs, in 1/10,000. 1 .. 10,000. Default 500.
    uint16 slashBps;
    /// @dev P9.2 seconds after a slash in which the next one counts as a repeat: the rate doubles. 0 .. 365 days. Default 7 days.
    uint32 repeatPeriod;
    /// @dev P9.2 part of a slash that goes to the seat that proved the node, in 1/10,000; the rest is burned. 0 ..
    /// 5,000, so that slashing one's own seat never pays. Default 3,000.
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

/// @notice A proof of one node, with the public inputs that L1 does not know (docs/spec/encoding.md, Public inputs).
struct NodeProof {
    uint8 nodeDepth;
    uint16 nodeIndex;
    /// @dev The node's contribution, which names the seat; with the hashes of its children, zeros for a leaf.
    bytes10 entry;
    bytes32[2] children;
    uint256 stateBefore;
    uint256 stateAfter;
    /// @dev For the root: the order commitment.
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

/// @notice The state of a seat's duty for one node of one block.
struct Case {
    /// @dev 0 none, 1 reported, 2 cleared (the seat has proven the node), 3 slashed, 4 void (its vote was used twice).
    uint8 state;
    uint40 reportedAt;
    /// @dev Seat + 1 that proved the node instead; 0 for nobody.
    uint16 backupPlusOne;
    /// @dev depth ‖ index ‖ slot of the vote.
    uint40 vote;
    /// @dev P9.3: whether the proof arrived within the proof window of its round.
    bool inTime;
}

/// @title Slashing of provers (P9)
/// @notice A seat that the transcript of an accepted block names, but that did not prove its node, can be reported. It
/// can clear itself with a proof of that node; otherwise it loses a part of its stake. Without an accepted block proof
/// there is no slash.
interface ISlashingCourt {
    event Reported(
        bytes32 indexed proposalId, uint16 indexed seat, uint256 nodeNumber, uint16 backupPlusOne, uint256 contestEnd
    );
    /// @notice The accused has proven the node; `inTime`: within the proof window.
    event Cleared(bytes32 indexed proposalId, uint16 indexed seat, uint256 nodeNumber, bool inTime);
    event Slashed(
        bytes32 indexed proposalId,
        uint16 indexed seat,
        uint256 nodeNumber,
        uint256 amount,
        uint8 repeats,
        uint16 backupPlusOne
    );
    /// @notice P9.5: the proposer used one vote for two nodes. That vote binds nobody, and `fined` of the proposer's
    /// balance was burned.
    event VoteUsedTwice(
        bytes32 indexed proposalId, uint16 indexed seat, address indexed proposer, uint40 vote, uint256 fined
    );
    /// @notice A report was dropped because its vote was used twice.
    event Voided(bytes32 indexed proposalId, uint16 indexed seat, uint256 nodeNumber);
    /// @notice P9.3: `amount` wei were minted to the seat's payout address for a proof in time.
    event ContestPaid(
        bytes32 indexed proposalId, uint16 indexed seat, address indexed payout, uint256 nodeNumber, uint256 amount
    );
    /// @notice P9.3: the seat has proven `nodeNumber` in the block: it is paid by the block, and gets no pay for a
    /// contest.
    event ContestPayRefused(bytes32 indexed proposalId, uint16 indexed seat, uint256 nodeNumber);

    error SettingOutOfRange(bytes32 setting, uint256 value, uint256 min, uint256 max);
    error NotAContract(address account);
    error WrongSlasher(address slasher, address expected);
    /// @notice P2.2: stakes must stay locked for longer than a round, the report window and the contest window
    /// together.
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
    /// @notice The contribution belongs to another node.
    error WrongNode(uint256 nodeNumber, uint256 expected);
    /// @notice The contribution names the accused: it has proven the node.
    error NodeProvenBySeat(uint256 nodeNumber, uint16 seat);
    /// @notice The seat's key did not sign this vote: the transcript entry binds nobody.
    error InvalidVote(uint16 seat);
    /// @notice The vote does not cover the node: the entry binds nobody.
    error VoteDoesNotCover(uint8 voteDepth, uint16 voteIndex, uint256 nodeNumber);
    /// @notice The case is in another state.
    error WrongState(uint8 state, uint8 expected);
    error VoteIsVoid(uint40 vote);
    error SameNode(uint256 nodeNumber);
    error DifferentVotes(uint40 first, uint40 second);
    /// @notice Data hash or prover set differ from those of the accepted proof.
    error WrongContext(bytes32 context, bytes32 expected);
    error WrongData(bytes32 root, bytes32 expected);
    /// @notice The node is outside the tree.
    error NoSuchNode(uint8 depth, uint16 index, uint8 treeDepth);
    /// @notice The proof does not verify against the public inputs that L1 expects.
    error InvalidProof();
    /// @notice Only contests in the winning block are paid.
    error NotWon(bytes32 proposalId);
    /// @notice The seat did not submit its proof of the node within the proof window.
    error NotInTime(bytes32 proposalId, uint256 nodeNumber, uint16 seat);
    /// @notice The seat is not in the committed bitmap, so its absence did not lower the block's reward.
    error SeatNotCommitted(uint16 seat);
    /// @notice The seat was paid for a contest in this block, or has proven another of its nodes.
    error SeatIsPaid(bytes32 proposalId, uint16 seat);
    /// @notice The number of paid contests has reached the number of committed seats that are missing from the block.
    error NobodyMissing(bytes32 proposalId, uint256 missing);
    /// @notice Nobody is named for the node.
    error UnnamedNode(uint256 nodeNumber);

    /// @notice P9.1: reports that `entry.seat` was named for a node that another prover proved. Anyone may call, once
    /// per node and seat, within the report window of a final round.
    /// @dev Checks the committed transcript, the seat's signature of the vote and its scope, and the accepted
    /// contributions. A vote that the seat did not sign, or that does not cover the node, binds nobody. The stake is
    /// locked until the case is settled, which anyone can do after the contest window. A report does not lock a stake
    /// for longer.
    /// Assumptions. Safety: the entry is as committed; seat keys are not stolen. Liveness: the transcript and the contributions are
    /// known; both are sent over gossip.
    /// @param bitmapHash keccak-256 of the committed bitmap.
    function report(
        bytes32 proposalId,
        bytes32 transcriptRoot,
        bytes32 bitmapHash,
        TranscriptProof calldata entry,
        ContributionProof calldata contribution
    ) external;

    /// @notice P9.3: submits a seat's own proof of a node of an accepted block. This clears a report against it, or
    /// prevents one. Anyone may call, from the acceptance of the block proof to the end of the contest window.
    /// @dev The proof is bound to the block's transactions on L1 (P9.4), the prover set, and the contribution that names the seat.
    /// Assumptions. Safety: soundness of the proof system; the verifiers belong to the published circuits. Liveness: an L1 block
    /// within the contest window includes the call.
    /// @param blockDataHash Hash of the whole block's data.
    /// @param proverSetRoot Of the round's snapshot.
    function contest(bytes32 proposalId, bytes32 blockDataHash, bytes32 proverSetRoot, NodeProof calldata node) external;

    /// @notice P9.2: settles a case after the contest window: slashes, or drops the case if its vote was used twice.
    /// Anyone may call, once.
    /// @dev The rate doubles with every slash of another round within `repeatPeriod` after the last one; all slashes of
    /// a round have the same rate, in whatever order the cases of several rounds are settled.
    /// Assumptions. Safety: none. Liveness: none; the accused may call too.
    function settle(bytes32 proposalId, uint256 nodeNumber, uint16 seat) external;

    /// @notice P9.3: pays a seat that was named for a node of the winning block, was left out, and submitted its proof
    /// within the proof window. Anyone may call after the report window. The seat's payout address is paid, once per
    /// block.
    /// @dev Pay: the node's share of the block's pool, at most blockReward / committed seats (the amount by which a
    /// missing seat lowers the reward), for at most as many seats as are missing. So a block and its contests together
    /// never mint more than its reward, and leaving out one's own seat so that it can contest gains nothing.
    /// Assumptions. Safety: as `contest`; somebody calls `refuseContestPay` for seats that are in the block, otherwise
    /// such a seat can take the pay of a missing one. Liveness: as `report`.
    /// @param committedBitmap As committed.
    /// @return amount Wei minted.
    function claimContestPay(
        bytes32 proposalId,
        bytes32 transcriptRoot,
        uint256[8] calldata committedBitmap,
        TranscriptProof calldata entry,
        ContributionProof calldata contribution
    ) external returns (uint256 amount);

    /// @notice P9.3: proves that a seat has proven a node of the block. Its absence from another node did not lower the
    /// reward, so it gets no pay for a contest. Anyone may call after the round became final.
    /// @dev Assumptions. Safety: none. Liveness: the contributions are known.
    function refuseContestPay(bytes32 proposalId, ContributionProof calldata contribution) external;

    /// @notice P9.5: submits two entries of one committed transcript that use the same vote. Neither binds anybody. The
    /// proposer is fined its bond and gets one more failure. Anyone may call, once per vote, after the round has ended.
    /// @dev Assumptions. Safety: none. Liveness: the fine is taken from the proposer's balance, including its bond.
    function reportDoubleVote(
        Proposal calldata proposal,
        bytes32 transcriptRoot,
        bytes32 bitmapHash,
        TranscriptProof calldata first,
        TranscriptProof calldata second
    ) external;

    /// @notice The case of a seat for a node; zeros if there is none.
    function caseOf(bytes32 proposalId, uint256 nodeNumber, uint16 seat) external view returns (Case memory);
    /// @notice Number of a seat's slashes that currently count as repeats.
    function repeatsOf(uint16 seat) external view returns (uint8);
    function settings() external view returns (CourtSettings memory);
}
