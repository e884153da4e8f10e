// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {RoundRecord, SecondCommitment, SecondProposal, SecondRound} from "./SecondTypes.sol";

/// @notice The best commitments of a round on one parent, by provisional score.
struct Lead {
    uint32 roundId;
    uint24 place;
    uint16 seats;
    uint96 burnBid;
    /// @dev The second best; 0 seats: there is none.
    uint16 otherSeats;
    uint96 otherBid;
}

/// @title The auction: rounds, commitments, bids and bonds
/// @notice What can go wrong here, and who loses: the auction's purse holds proposers' balances, bids and bonds. A fault loses these,
/// nothing else.
interface ISecondAuction {
    event RoundOpened(
        uint64 indexed roundId,
        uint64 indexed height,
        uint32 round,
        uint64 start,
        uint64 commitEnd,
        uint256 proverSetRoot,
        address activeBitmap,
        uint24 alpha
    );
    /// @notice R17, R11: the window ends later, or opened once more.
    event WindowMoved(uint64 indexed roundId, uint64 commitEnd);
    event ProofWindowSet(uint64 indexed roundId, uint64 proofStart, uint64 proofEnd);
    /// @notice `bitmap` holds the seats that are active in the snapshot, no others (R4).
    event Committed(
        bytes32 indexed proposalId,
        uint64 indexed height,
        address indexed proposer,
        SecondProposal proposal,
        bytes32 transcriptRoot,
        uint256[8] bitmap,
        uint256 seats,
        uint256 score
    );
    event RoundRestarted(uint64 indexed roundId, uint64 indexed height, uint32 round);
    event RoundAbandoned(uint64 indexed roundId, uint64 indexed height);
    /// @notice R9: bid and bond went back, but for `lost`, which was burned.
    event Refunded(bytes32 indexed proposalId, address indexed proposer, uint256 amount, uint256 lost);
    event BalanceDeposited(address indexed account, address indexed payer, uint256 amount);
    event BalanceWithdrawn(address indexed account, uint256 amount);

    error Stopped();
    error NotRollup(address caller, address rollup);
    error NotBridge(address caller, address bridge);
    error ProposalWindowClosed(uint256 timestamp, uint256 end);
    error WrongHeight(uint256 height, uint256 expected);
    error WrongRound(uint256 round, uint256 expected);
    error WrongParent(bytes32 parent, bytes32 head);
    error UnknownParent(bytes32 parent, uint256 roundId);
    error ProposalExpired(uint256 timestamp, uint256 expiry);
    error DepthOutOfRange(uint256 depth, uint256 min, uint256 max);
    error ShareOutOfRange(uint256 share, uint256 min, uint256 max);
    error BidTooLow(uint256 bid, uint256 min);
    error NotAField(uint256 value);
    error AlreadyCommitted(bytes32 proposalId);
    error EmptyBitmap();
    error NotProposer(address caller, address proposer);
    error InvalidSignature(address proposer);
    error InsufficientBalance(address account, uint256 balance, uint256 amount);
    error BalanceOverflow(address account, uint256 balance);
    error NotRefundable(bytes32 proposalId);
    /// @notice The named proposal is not the winner of that round.
    error WrongWinner(bytes32 named, bytes32 winner);
    error RoundNotOpen(uint256 height, uint256 round);
    /// @notice The round is neither over nor decided (R16).
    error RoundStillOpen(uint256 timestamp, uint256 end);

    // --- Anyone -------------------------------------------------------------------------------------------------------
    /// @notice P5.3: commits to a proposal, its transcript and its seats. Bid and bond leave the proposer's balance (R9). Seats that are
    /// inactive at the round's snapshot are masked (R4). By the proposer, or by anyone with its signature over the commitment digest.
    function commit(
        SecondProposal calldata proposal,
        bytes32 transcriptRoot,
        uint256[8] calldata bitmap,
        bytes calldata signature
    ) external returns (bytes32 proposalId);
    /// @notice R9: returns bid and bond of a losing commitment to its proposer's balance. If its provisional score was above the winner's,
    /// the unproven share of the bond is burned.
    /// @param winner The final block of its round; ignored if the round has none.
    function refund(SecondProposal calldata proposal, SecondProposal calldata winner) external;
    function depositBalance(address account, uint256 amount) external;
    function withdrawBalance(uint256 amount) external;

    // --- Other parts --------------------------------------------------------------------------------------------------
    /// @notice Ends the running round, and opens the next. Only the rollup.
    /// @param winner Best proven proposal, or zero. @param proposer Its proposer. @param provers Its final count.
    /// @param dataAt R11: when its transactions were complete on L1. @param caller Who called `finalize`.
    /// @return roundId The round that ended. @return height Its height.
    function close(bytes32 winner, address proposer, uint16 provers, uint40 dataAt, address caller)
        external
        returns (uint32 roundId, uint32 height);
    /// @notice Adds to a proposer's balance what has been moved into the auction's purse. Only the rollup and the bridge.
    function credit(address account, uint256 amount) external;
    /// @notice R12: no more commitments; every commitment that is not settled can be refunded whole. Only the bridge.
    function stop() external;

    // --- Views --------------------------------------------------------------------------------------------------------
    function proposalIdOf(SecondProposal calldata proposal) external view returns (bytes32);
    function commitmentDigest(bytes32 proposalId, bytes32 transcriptRoot, uint256[8] calldata bitmap)
        external
        view
        returns (bytes32);
    function commitmentOf(bytes32 proposalId) external view returns (SecondCommitment memory);
    /// @notice The round that is being proven or takes proposals.
    function running() external view returns (SecondRound memory);
    /// @notice P3.4: the round on top of it; id 0: none.
    function next() external view returns (SecondRound memory);
    /// @notice A round of the last `RING`; id 0 for others.
    function roundOf(uint32 roundId) external view returns (SecondRound memory);
    function recordOf(uint32 roundId) external view returns (RoundRecord memory);
    function leadOf(uint32 roundId, uint24 parentPlace) external view returns (Lead memory);
    function enteredAt(uint32 roundId, uint24 place) external view returns (bytes32 proposalId);
    /// @notice Final block of a round; zero: none.
    function winnerOf(uint32 roundId) external view returns (bytes32 proposalId);
    function balanceOf(address account) external view returns (uint256);
    function bondOf(uint96 burnBid) external view returns (uint256);
    function isStopped() external view returns (bool);
    function isOver(bytes32 proposalId) external view returns (bool);
}
