// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {FinalWithdrawal} from "../Types.sol";

/// @title The bridge: messages to L2, withdrawals from it, and the escape
/// @notice What can go wrong here, and who loses: the bridge's purse holds what users own on L2: balances, the pool, deposits in the queue,
/// withdrawals that nobody claimed yet. A fault loses that, nothing else. A false `stopRollup` ends the rollup for good.
interface IBridge {
    /// @notice Message `index` (from 0) was queued; keys are zeros but for a deposit. `fee` was burned (R10).
    event MessageQueued(uint64 indexed index, bytes20 packed, uint256 keyX, uint256 keyY, bytes32 rolling, uint256 fee);
    event AccountOpened(uint32 indexed accountIndex, address indexed owner, uint256 keyX, uint256 keyY);
    event WithdrawalClaimed(
        bytes32 indexed proposalId, uint256 place, address indexed owner, uint256 asset, uint256 amount
    );
    /// @notice R12: the rollup has stopped for good.
    event RollupStopped(uint64 oldestMessage, uint256 dueAt);
    event Escaped(uint32 indexed accountIndex, address indexed owner, uint256 amount0, uint256 amount1);
    event DepositReturned(uint64 indexed index, address indexed owner, uint256 asset, uint256 amount);

    error Stopped();
    error NotStopped();
    error NotRollup(address caller, address rollup);
    error ZeroOwner();
    error ZeroAmount();
    error InvalidL2Key(uint256 keyX, uint256 keyY);
    error EscrowFull(uint256 escrow, uint256 amount);
    error AccountTreeFull(uint256 accounts);
    error NotForceable(bytes20 packed);
    error NotOwner(address caller, address owner);
    error UnknownAccount(uint256 account, uint256 accounts);
    error FeeTooHigh(uint256 fee, uint256 maxFee);
    error NotFinal(bytes32 proposalId);
    error WrongFacts(bytes32 context, bytes32 expected);
    error WrongPath(bytes32 reached, bytes32 expected);
    error WrongPathLength(uint256 length, uint256 expected);
    error WrongDataLength(uint256 length, uint256 expected);
    error NoSuchPlace(uint256 place, uint256 places);
    error NotWithdrawal(bytes20 packed);
    /// @notice R10: the block must consume all messages below `needed`.
    error MessagesMissing(uint256 messageCount, uint256 needed);
    error MessagesUnknown(uint256 messageCount, uint256 queued);
    error TooManyMessages(uint256 messages, uint256 max);
    /// @notice R10: messages that are not due fill more than half of the block.
    error TooEager(uint256 message, uint256 dueAt);
    error FeesExceedEscrow(uint256 fees, uint256 escrow);
    /// @notice R12: no message has been due for long enough, or a block became final lately. `deadAt` 2^256 − 1: no message waits.
    error NotDead(uint256 timestamp, uint256 deadAt);
    /// @notice R12: a valid proof waits for `finalize`.
    error ProofPending(bytes32 proposalId);
    error AlreadyEscaped(uint256 index);
    /// @notice The tokens that are left for the account refused its owner.
    error NothingPaid(uint256 index);
    /// @notice A final block has consumed the message, or its deposit was returned.
    error MessageConsumed(uint256 index);
    /// @notice This is not the message of that index, or it is no deposit.
    error WrongMessage(bytes32 rolling, bytes32 expected);
    error WrongState(uint256 reached, uint256 expected);

    // --- Users --------------------------------------------------------------------------------------------------------
    /// @notice P8.6: moves tokens of the caller, which has approved the vault, to an L2 account. The first deposit of a key and an owner opens
    /// their account. The caller loses the amount to the owner, and the fee, which is burned.
    /// @param asset 0 or 1. @param keyX Key of the account, a point of Grumpkin. @param owner Who may withdraw and force. @param amount Wei.
    /// @param maxFee Most that the message may burn (R10), wei: others may queue messages first.
    function deposit(uint8 asset, uint256 keyX, uint256 keyY, address owner, uint96 amount, uint256 maxFee)
        external
        returns (uint64 index, uint32 accountIndex);
    /// @notice P10.1: gives tokens of the caller to the pool. Nobody owns them from then on; a stop does not give them back.
    function seedPool(uint8 asset, uint96 amount, uint256 maxFee) external returns (uint64 index);
    /// @notice P10.3: queues an unsigned transaction of an account of the caller. The caller loses the fee; on L2 it does what it says.
    function forceTransaction(bytes20 packed, uint256 maxFee) external returns (uint64 index);
    /// @notice P10.1: pays withdrawals of final blocks to the owners of their accounts, each once. What was claimed before is skipped. Anyone.
    function claimWithdrawals(FinalWithdrawal[] calldata claims) external;

    // --- Escape (R12) -------------------------------------------------------------------------------------------------
    /// @notice Stops the rollup for good. Anyone, if the oldest message has been due for `escapeDelay`, no block became final within the last
    /// `inclusionDelay`, and no proof waits for `finalize`. Whoever is building or proving then loses its work, and gets bid and bond back.
    function stopRollup() external;
    /// @notice Pays an L2 account's balances of the last final state to its owner, once. Anyone; made by `escapeProof` of the ledger.
    /// @dev If one token refuses the owner, the other balance is paid, and the first can be asked for again.
    /// @param account The five fields of the account's leaf. @param siblings Its path in the tree of accounts.
    /// @param state The fields of which the state root is the hash.
    function escape(
        uint32 accountIndex,
        uint256[5] calldata account,
        uint256[] calldata siblings,
        uint256[] calldata state
    ) external;
    /// @notice Returns a deposit that no final block consumed, to the account's owner, once. Anyone; the arguments are those of its event.
    function returnDeposit(uint64 index, bytes20 packed, uint256 keyX, uint256 keyY) external;

    // --- Other parts --------------------------------------------------------------------------------------------------
    /// @notice A block became final: its messages are consumed, and its fees go to the proposer's balance. Only the rollup.
    /// @dev L2 users lose the fees, as the block's proof says that they pay them.
    function consume(uint64 messageCount, uint128 fees, address proposer) external;

    // --- Views --------------------------------------------------------------------------------------------------------
    /// @notice R10: reverts unless a block may consume the messages [before, messageCount); returns the queue's hashes at both.
    /// @param openedAt Timestamp at which its round's proposal window opened.
    /// @param halvings Whole longest rounds from the finality of the block below until then. @param depth Of its tree.
    /// @param fees What it takes from L2 for its proposer, wei; 0 if another block of its height or it itself is final.
    function requireMessages(
        uint64 before,
        uint64 messageCount,
        uint40 openedAt,
        uint32 halvings,
        uint8 depth,
        uint128 fees
    ) external view returns (bytes32 rollingBefore, bytes32 rollingAfter);
    function messageFee() external view returns (uint256);
    function messagesQueued() external view returns (uint64);
    function messagesConsumed() external view returns (uint64);
    function rollingHash(uint64 count) external view returns (bytes32);
    function messageQueuedAt(uint64 index) external view returns (uint64);
    function accountOf(uint256 keyX, uint256 keyY, address owner)
        external
        view
        returns (bool known, uint32 accountIndex);
    function ownerOf(uint32 accountIndex) external view returns (address);
    function escrowOf(uint8 asset) external view returns (uint256);
    function isWithdrawn(bytes32 proposalId, uint256 place) external view returns (bool);
    function isEscaped(uint32 accountIndex) external view returns (bool);
    /// @notice Whether a deposit was given back after the stop.
    function isReturned(uint64 index) external view returns (bool);
    function isStopped() external view returns (bool);
}
