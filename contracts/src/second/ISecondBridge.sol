// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {SecondWithdrawal} from "./SecondTypes.sol";

/// @title The bridge: messages to L2, withdrawals from it, and the escape
/// @notice What can go wrong here, and who loses: the bridge's purse holds what users own on L2. A fault loses that, nothing else.
interface ISecondBridge {
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
    /// @notice R12: no message has been due for long enough, or a proof waits for `finalize`.
    error NotDead(uint256 timestamp, uint256 deadAt);
    error ProofPending(bytes32 proposalId);
    error AlreadyEscaped(uint256 index);
    error MessageConsumed(uint256 index);
    error WrongMessage(bytes32 rolling, bytes32 expected);
    error WrongState(uint256 reached, uint256 expected);

    // --- Users --------------------------------------------------------------------------------------------------------
    /// @param maxFee Most that the message may burn (R10).
    function deposit(uint8 asset, uint256 keyX, uint256 keyY, address owner, uint96 amount, uint256 maxFee)
        external
        returns (uint64 index, uint32 accountIndex);
    function seedPool(uint8 asset, uint96 amount, uint256 maxFee) external returns (uint64 index);
    function forceTransaction(bytes20 packed, uint256 maxFee) external returns (uint64 index);
    function claimWithdrawals(SecondWithdrawal[] calldata claims) external;

    // --- Escape (R12) -------------------------------------------------------------------------------------------------
    /// @notice Stops the rollup for good: the oldest message has been due for `escapeDelay`, and no proof waits for `finalize`. Anyone.
    function stopRollup() external;
    /// @notice Pays an L2 account's balances of the last final state to its owner, once.
    /// @param account The five fields of the account's leaf. @param siblings Its path in the tree of accounts.
    /// @param state The fields of which the state root is the hash.
    function escape(
        uint32 accountIndex,
        uint256[5] calldata account,
        uint256[] calldata siblings,
        uint256[] calldata state
    ) external;
    /// @notice Returns a deposit that no final block consumed, to the account's owner.
    function returnDeposit(uint64 index, bytes20 packed, uint256 keyX, uint256 keyY) external;

    // --- Other parts --------------------------------------------------------------------------------------------------
    /// @notice A block became final: its messages are consumed, and its fees go to the proposer's balance. Only the rollup.
    function consume(uint64 messageCount, uint128 fees, address proposer) external;

    // --- Views --------------------------------------------------------------------------------------------------------
    /// @notice R10: reverts unless a block may consume the messages [before, messageCount); returns the queue's hashes at both.
    /// @param openedAt Timestamp at which its round's proposal window opened. @param halvings Longest rounds that went by between the head below and
    /// that time: each halves the places asked for.
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
}
