// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Commitment, Proposal, Round, RoundRecord} from "../Types.sol";

/// @notice The best commitments of a round on one parent, by provisional score.
struct Lead {
    uint32 roundId;
    uint24 place;
    uint16 seats;
    uint96 burnBid;
    /// @dev The second best; 0 seats: there is none.
    uint16 otherSeats;
    uint96 otherBid;
    /// @dev Of the best: a restart gives it its bid back.
    address proposer;
}

/// @title The auction: rounds, commitments, bids and bonds
/// @notice What can go wrong here, and who loses: the auction's purse holds proposers' balances, bids and bonds. A fault loses these,
/// nothing else.
interface IAuction {
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
    /// @notice R17, R11: the window ends later, or opened once more. The proof window of the running round moves along.
    event WindowMoved(uint64 indexed roundId, uint64 commitEnd);
    /// @notice P3.4: the parent is final, and the round's proof window is known. All other rounds have theirs right after `commitEnd`.
    event ProofWindowSet(uint64 indexed roundId, uint64 proofStart, uint64 proofEnd);
    /// @notice `bitmap` holds the seats that are active in the snapshot, no others (R4).
    event Committed(
        bytes32 indexed proposalId,
        uint64 indexed height,
        address indexed proposer,
        Proposal proposal,
        bytes32 transcriptRoot,
        uint256[8] bitmap,
        uint256 seats,
        uint256 score
    );
    /// @notice No proposal of the round was proven. R9: its leader, if it had one, lost its bond.
    event RoundRestarted(uint64 indexed roundId, uint64 indexed height, uint32 round);
    /// @notice P3.4: the round's proposals died with their parents.
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
    error NotRefundable(bytes32 proposalId);
    /// @notice The named proposal is not the winner of that round, or cannot be.
    error WrongWinner(bytes32 named, uint256 roundId);
    error RoundNotOpen(uint256 height, uint256 round);
    /// @notice The round is neither over nor decided (R16).
    error RoundStillOpen(uint256 timestamp, uint256 end);

    // --- Anyone -------------------------------------------------------------------------------------------------------
    /// @notice P5.3: commits to a proposal, its transcript and its seats. Bid and bond leave the proposer's balance (R9). Seats that are
    /// inactive at the round's snapshot are masked (R4). By the proposer, or by anyone with its signature over the commitment digest.
    /// @dev The proposer alone can lose here: its bid if it wins, its bond by R9. The signature binds proposal, transcript and bitmap.
    /// A relayer decides only when it is sent.
    /// @param proposal For the running round on the head, or, in pipelined mode, for the round above on a commitment of the running one.
    /// @param transcriptRoot Poseidon2 root of the transcript (R2).
    /// @param bitmap Seats that the transcript names.
    /// @param signature Of the proposer, or of the contract that it is (EIP-1271); empty: the caller is the proposer.
    /// @return proposalId The proposal's EIP-712 digest.
    function commit(
        Proposal calldata proposal,
        bytes32 transcriptRoot,
        uint256[8] calldata bitmap,
        bytes calldata signature
    ) external returns (bytes32 proposalId);
    /// @notice R9: returns bid and bond of a losing commitment to its proposer's balance. If its provisional score was above the winner's,
    /// the unproven share of the bond is burned.
    /// @dev Anyone may call; only the proposer gains or loses, and the amounts do not depend on who calls or when.
    /// @param winner The final block of its round; ignored if the round has none.
    function refund(Proposal calldata proposal, Proposal calldata winner) external;
    /// @notice Adds to an account's balance from the caller's tokens, for which the caller has approved the vault.
    /// @dev The caller gives the tokens away: only `account` can withdraw them.
    function depositBalance(address account, uint256 amount) external;
    /// @notice Pays tokens of the caller's balance out to it.
    function withdrawBalance(uint256 amount) external;

    // --- Other parts --------------------------------------------------------------------------------------------------
    /// @notice P3.3, R16: ends the running round, and opens the next. Only the rollup.
    /// @dev With a winner: its bid is burned, its bond goes back. Without one: the leader gets its bid back, and its bond is burned (R9).
    /// A rollup that names a wrong winner costs that proposer its bid, and other proposers nothing.
    /// @param winner Best proven proposal of the round, or zero.
    /// @param proposer Its proposer.
    /// @param provers Its final count.
    /// @param dataAt R11: when its transactions were complete on L1.
    /// @param caller Who called `finalize`.
    /// @return roundId The round that ended.
    /// @return height Its height.
    function close(bytes32 winner, address proposer, uint16 provers, uint40 dataAt, address caller)
        external
        returns (uint32 roundId, uint32 height);
    /// @notice Adds to a proposer's balance what has been moved into the auction's purse. Only the bridge.
    /// @dev A bridge that credits more than it moved takes it from other proposers' balances.
    function credit(address account, uint256 amount) external;
    /// @notice R12: no more commitments; every commitment that is not settled can be refunded whole. Only the bridge.
    function stop() external;

    // --- Views --------------------------------------------------------------------------------------------------------
    /// @notice P4.1: the proposal's EIP-712 digest in the rollup's domain.
    function proposalIdOf(Proposal calldata proposal) external view returns (bytes32);
    /// @notice P5.3: what a proposer signs so that anyone may commit for it: over the bitmap as given, not masked.
    function commitmentDigest(bytes32 proposalId, bytes32 transcriptRoot, uint256[8] calldata bitmap)
        external
        view
        returns (bytes32);
    /// @notice `roundId` 0: there is none.
    function commitmentOf(bytes32 proposalId) external view returns (Commitment memory);
    /// @notice The round that is being proven or takes proposals. Its `start` is 0 if its first commitment opens it.
    function running() external view returns (Round memory);
    /// @notice P3.4: the round on top of it; id 0: it has no commitment yet.
    function next() external view returns (Round memory);
    /// @notice A round of the last 64; id 0 for others.
    function roundOf(uint32 roundId) external view returns (Round memory);
    function recordOf(uint32 roundId) external view returns (RoundRecord memory);
    /// @notice Best commitments of a round of the last 64 on one parent.
    /// @param parentPlace Pipelined: place of the parent among the commitments of its round; else 0.
    function leadOf(uint32 roundId, uint24 parentPlace) external view returns (Lead memory);
    /// @notice A round's commitments in the order of arrival; zero past the last, and for rounds before the last 64.
    function enteredAt(uint32 roundId, uint24 place) external view returns (bytes32 proposalId);
    function balanceOf(address account) external view returns (uint256);
    /// @notice R9: bond of a commitment with this bid.
    function bondOf(uint96 burnBid) external view returns (uint256);
    /// @notice R14: α of the round that opens next, in 2^-16.
    function alpha() external view returns (uint24);
    function isStopped() external view returns (bool);
    /// @notice Whether the commitment's round has ended.
    function isOver(bytes32 proposalId) external view returns (bool);
}
