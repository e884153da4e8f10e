// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {FinalWithdrawal, Parts, Settings} from "./Types.sol";
import {IAuction} from "./interfaces/IAuction.sol";
import {IBridge} from "./interfaces/IBridge.sol";
import {IPoseidon2} from "./interfaces/IPoseidon2.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {Best, IRollup} from "./interfaces/IRollup.sol";
import {IRollupConstants} from "./interfaces/IRollupConstants.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Grumpkin} from "./libraries/bridge/Grumpkin.sol";
import {MessageQueue} from "./libraries/bridge/MessageQueue.sol";
import {MessageRules} from "./libraries/bridge/MessageRules.sol";
import {PackedTransaction} from "./libraries/bridge/PackedTransaction.sol";
import {Marks} from "./libraries/pay/Marks.sol";
import {DataHash} from "./libraries/proofs/DataHash.sol";

/// @title The bridge
/// @notice See `IBridge`. What its purse in the vault holds is the escrow: L2 balances, pool, fees of blocks that are not final,
/// deposits in the queue, withdrawals that nobody claimed yet.
contract Bridge is IBridge {
    using Marks for mapping(uint256 => uint256);
    using MessageQueue for MessageQueue.Queue;
    using PackedTransaction for bytes20;

    uint256 private constant ACCOUNT_DEPTH = 20;
    uint256 private constant ACCOUNTS = 1 << ACCOUNT_DEPTH;
    /// @dev The circuits' bound of a pool reserve. The total on L2 stays below it, so no message can exceed it.
    uint256 private constant ESCROW_LIMIT = 1 << 112;

    IVault private immutable _vault;
    IPoseidon2 private immutable _hasher;
    IProverRegistry private immutable _registry;
    IAuction private immutable _auction;
    IRollup private immutable _rollup;
    uint256 private immutable _inclusionDelay;
    uint256 private immutable _escapeDelay;
    uint256 private immutable _messageFee;

    MessageQueue.Queue private _messages;
    uint32 private _accounts;
    /// @inheritdoc IBridge
    bool public isStopped;
    /// @dev Account index + 1, so 0 means none.
    mapping(bytes32 accountKey => uint32) private _accountPlusOne;
    /// @inheritdoc IBridge
    mapping(uint32 accountIndex => address) public ownerOf;
    mapping(bytes32 proposalId => mapping(uint256 word => uint256 places)) private _withdrawn;
    /// @dev Two marks an account, one for each asset.
    mapping(uint256 word => uint256 balances) private _escaped;
    mapping(uint256 word => uint256 messages) private _returned;

    /// @param constants The deployment's constants.
    constructor(IRollupConstants constants) {
        (Settings memory s, Parts memory p) = (constants.settings(), constants.parts());
        (_vault, _hasher, _registry) = (IVault(p.vault), IPoseidon2(p.poseidon2), IProverRegistry(p.registry));
        (_auction, _rollup) = (IAuction(p.auction), IRollup(p.rollup));
        (_inclusionDelay, _escapeDelay, _messageFee) = (s.inclusionDelay, s.escapeDelay, s.messageFee);
    }

    // --- Users -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IBridge
    function deposit(uint8 asset, uint256 keyX, uint256 keyY, address owner, uint96 amount, uint256 maxFee)
        external
        returns (uint64 index, uint32 accountIndex)
    {
        if (isStopped) revert Stopped();
        if (owner == address(0)) revert ZeroOwner();
        if (!Grumpkin.isPoint(keyX, keyY)) revert InvalidL2Key(keyX, keyY);
        _requireRoom(asset, amount);
        accountIndex = _accountFor(keyX, keyY, owner);
        index = _queue(PackedTransaction.deposit(asset, accountIndex, amount), keyX, keyY, maxFee, asset, amount);
    }

    /// @inheritdoc IBridge
    function seedPool(uint8 asset, uint96 amount, uint256 maxFee) external returns (uint64) {
        if (isStopped) revert Stopped();
        _requireRoom(asset, amount);
        return _queue(PackedTransaction.seed(asset, amount), 0, 0, maxFee, asset, amount);
    }

    /// @inheritdoc IBridge
    function forceTransaction(bytes20 packed, uint256 maxFee) external returns (uint64) {
        if (isStopped) revert Stopped();
        if (!packed.isForceable()) revert NotForceable(packed);
        // An account that does not exist has no owner.
        address owner = ownerOf[packed.from()];
        if (msg.sender != owner) revert NotOwner(msg.sender, owner);
        if (packed.isTransfer() && packed.to() >= _accounts) revert UnknownAccount(packed.to(), _accounts);
        return _queue(packed, 0, 0, maxFee, 0, 0);
    }

    /// @inheritdoc IBridge
    function claimWithdrawals(FinalWithdrawal[] calldata claims) external {
        for (uint256 i; i < claims.length; ++i) {
            FinalWithdrawal calldata claim = claims[i];
            bytes20 packed = _placed(claim);
            if (!packed.isPaidWithdrawal()) revert NotWithdrawal(packed);
            if (!_withdrawn[claim.proposalId].add(claim.place)) continue;
            (uint256 asset, uint256 amount, address owner) = (packed.asset(), packed.amount(), ownerOf[packed.from()]);
            emit WithdrawalClaimed(claim.proposalId, claim.place, owner, asset, amount);
            _vault.pay(asset, owner, amount);
        }
    }

    // --- Escape ------------------------------------------------------------------------------------------------------

    /// @inheritdoc IBridge
    function stopRollup() external {
        if (isStopped) revert Stopped();
        uint64 oldest = _messages.consumed;
        uint256 dueAt = uint256(_messages.queuedAt(oldest)) + _inclusionDelay;
        uint256 deadAt = _deadAt(oldest, dueAt);
        if (block.timestamp < deadAt) revert NotDead(block.timestamp, deadAt);
        uint32 running = _auction.running().id;
        Best memory best = _rollup.bestOf(running);
        if (best.roundId == running && best.proposalId != 0) revert ProofPending(best.proposalId);
        isStopped = true;
        emit RollupStopped(oldest, dueAt);
        _auction.stop();
        _rollup.stop();
        _registry.stop();
    }

    /// @inheritdoc IBridge
    function escape(
        uint32 accountIndex,
        uint256[5] calldata account,
        uint256[] calldata siblings,
        uint256[] calldata state
    ) external {
        if (!isStopped) revert NotStopped();
        if (isEscaped(accountIndex)) revert AlreadyEscaped(accountIndex);
        if (siblings.length != ACCOUNT_DEPTH) revert WrongPathLength(siblings.length, ACCOUNT_DEPTH);
        _requireState(_hasher.hash(state), _rollup.head().stateRoot);
        uint256[] memory fields = new uint256[](5);
        for (uint256 i; i < 5; ++i) {
            fields[i] = account[i];
        }
        _requireState(_hasher.root(_hasher.hash(fields), accountIndex, siblings), state[0]);
        address owner = ownerOf[accountIndex];
        if (owner == address(0)) revert UnknownAccount(accountIndex, _accounts);
        (bool isNew0, uint256 paid0) = _payEscape(accountIndex, 0, owner, account[3]);
        (bool isNew1, uint256 paid1) = _payEscape(accountIndex, 1, owner, account[4]);
        if (!isNew0 && !isNew1) revert NothingPaid(accountIndex);
        emit Escaped(accountIndex, owner, paid0, paid1);
    }

    /// @inheritdoc IBridge
    function returnDeposit(uint64 index, bytes20 packed, uint256 keyX, uint256 keyY) external {
        if (!isStopped) revert NotStopped();
        if (index < _messages.consumed || _returned.has(index)) revert MessageConsumed(index);
        bytes32 rolling = MessageQueue.extend(_messages.rolling[index], packed, keyX, keyY);
        bytes32 expected = index < _messages.queued ? _messages.rolling[index + 1] : bytes32(0);
        if (rolling != expected || !packed.isDeposit()) revert WrongMessage(rolling, expected);
        _returned.add(index);
        (uint256 asset, uint256 amount, address owner) = (packed.asset(), packed.amount(), ownerOf[packed.to()]);
        emit DepositReturned(index, owner, asset, amount);
        _vault.pay(asset, owner, amount);
    }

    // --- Other parts -------------------------------------------------------------------------------------------------

    /// @inheritdoc IBridge
    function consume(uint64 messageCount, uint128 fees, address proposer) external {
        if (msg.sender != address(_rollup)) revert NotRollup(msg.sender, address(_rollup));
        _messages.consumed = messageCount;
        if (fees == 0) return;
        _vault.move(0, address(_auction), fees);
        _auction.credit(proposer, fees);
    }

    // --- Views -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IBridge
    function requireMessages(
        uint64 before,
        uint64 messageCount,
        uint40 openedAt,
        uint32 halvings,
        uint8 depth,
        uint128 fees
    ) external view returns (bytes32 rollingBefore, bytes32 rollingAfter) {
        uint64 queued = _messages.queued;
        if (messageCount < before || messageCount > queued) revert MessagesUnknown(messageCount, queued);
        uint256 taken = messageCount - before;
        uint256 places = DataHash.LEAF_TRANSACTIONS << depth;
        if (taken > places) revert TooManyMessages(taken, places);
        // A block that takes fewer than may be asked for leaves no message that is due.
        if (taken < MessageRules.placesAskedFor(halvings) && messageCount < queued && _dueAt(messageCount) <= openedAt)
        {
            revert MessagesMissing(messageCount, messageCount + 1);
        }
        // Messages come in the order of time: if this one is due, at most half of the places have one that is not.
        if (taken > places / 2) {
            uint64 last = messageCount - uint64(places / 2) - 1;
            if (_dueAt(last) > openedAt) revert TooEager(last, _dueAt(last));
        }
        uint256 escrow = fees == 0 ? 0 : escrowOf(0);
        if (fees > escrow) revert FeesExceedEscrow(fees, escrow);
        return (_messages.rolling[before], _messages.rolling[messageCount]);
    }

    /// @inheritdoc IBridge
    function messageFee() public view returns (uint256) {
        return MessageRules.fee(_messageFee, _messages.queued - _messages.consumed);
    }

    /// @inheritdoc IBridge
    function messagesQueued() external view returns (uint64) {
        return _messages.queued;
    }

    /// @inheritdoc IBridge
    function messagesConsumed() external view returns (uint64) {
        return _messages.consumed;
    }

    /// @inheritdoc IBridge
    function rollingHash(uint64 count) external view returns (bytes32) {
        return _messages.rolling[count];
    }

    /// @inheritdoc IBridge
    function messageQueuedAt(uint64 index) external view returns (uint64) {
        return _messages.queuedAt(index);
    }

    /// @inheritdoc IBridge
    function accountOf(uint256 keyX, uint256 keyY, address owner)
        external
        view
        returns (bool known, uint32 accountIndex)
    {
        uint32 plusOne = _accountPlusOne[_accountKey(keyX, keyY, owner)];
        if (plusOne != 0) (known, accountIndex) = (true, plusOne - 1);
    }

    /// @inheritdoc IBridge
    function escrowOf(uint8 asset) public view returns (uint256) {
        if (asset > 1) revert IVault.UnknownAsset(asset);
        return _vault.purseOf(address(this), asset);
    }

    /// @inheritdoc IBridge
    function isWithdrawn(bytes32 proposalId, uint256 place) external view returns (bool) {
        return _withdrawn[proposalId].has(place);
    }

    /// @inheritdoc IBridge
    function isEscaped(uint32 accountIndex) public view returns (bool) {
        return _escaped.has(2 * uint256(accountIndex)) && _escaped.has(2 * uint256(accountIndex) + 1);
    }

    /// @inheritdoc IBridge
    function isReturned(uint64 index) external view returns (bool) {
        return _returned.has(index);
    }

    // --- Parts of the above ------------------------------------------------------------------------------------------

    function _requireRoom(uint8 asset, uint96 amount) private view {
        if (amount == 0) revert ZeroAmount();
        uint256 escrow = escrowOf(asset);
        if (escrow + amount >= ESCROW_LIMIT) revert EscrowFull(escrow, amount);
    }

    /// @dev Queues a message, burns its fee, and takes the amount. Tokens come after all effects: one that calls back finds the message
    /// queued.
    function _queue(bytes20 packed, uint256 keyX, uint256 keyY, uint256 maxFee, uint8 asset, uint96 amount)
        private
        returns (uint64 index)
    {
        uint256 fee = messageFee();
        if (fee > maxFee) revert FeeTooHigh(fee, maxFee);
        bytes32 rolling;
        (index, rolling) = _messages.push(packed, keyX, keyY);
        emit MessageQueued(index, packed, keyX, keyY, rolling, fee);
        uint256 native = asset == 0 ? fee + amount : fee;
        if (native != 0) _vault.collect(0, msg.sender, native);
        if (fee != 0) _vault.burn(fee);
        if (asset == 1) _vault.collect(1, msg.sender, amount);
    }

    /// @dev Pays one balance once. A token that refuses the owner does not lock in the other one: that balance can be asked for again.
    function _payEscape(uint32 accountIndex, uint8 asset, address owner, uint256 amount)
        private
        returns (bool isNew, uint256 paid)
    {
        uint256 mark = 2 * uint256(accountIndex) + asset;
        if (!_escaped.add(mark)) return (false, 0);
        if (amount == 0) return (true, 0);
        try _vault.pay(asset, owner, amount) {
            return (true, amount);
        } catch {
            _escaped[mark >> 8] ^= 1 << (mark & 0xff);
        }
    }

    /// @dev The account of key and owner. Their first deposit opens it.
    function _accountFor(uint256 keyX, uint256 keyY, address owner) private returns (uint32 accountIndex) {
        bytes32 key = _accountKey(keyX, keyY, owner);
        uint32 plusOne = _accountPlusOne[key];
        if (plusOne != 0) return plusOne - 1;
        accountIndex = _accounts;
        if (accountIndex == ACCOUNTS) revert AccountTreeFull(ACCOUNTS);
        _accounts = accountIndex + 1;
        _accountPlusOne[key] = accountIndex + 1;
        ownerOf[accountIndex] = owner;
        emit AccountOpened(accountIndex, owner, keyX, keyY);
    }

    function _accountKey(uint256 keyX, uint256 keyY, address owner) private pure returns (bytes32) {
        return keccak256(abi.encode(keyX, keyY, owner));
    }

    /// @dev The transaction at the claimed place of a final block.
    function _placed(FinalWithdrawal calldata claim) private view returns (bytes20) {
        bytes32 id = claim.proposalId;
        if (_rollup.provenOf(id).finalAt == 0) revert NotFinal(id);
        (bytes32 context, bytes32 facts) = (_rollup.contextOf(id), keccak256(abi.encode(claim.facts)));
        if (facts != context) revert WrongFacts(facts, context);
        if (claim.leaf.length != DataHash.LEAF_BYTES) {
            revert WrongDataLength(claim.leaf.length, DataHash.LEAF_BYTES);
        }
        uint256 depth = _auction.commitmentOf(id).depth;
        if (claim.siblings.length != depth) revert WrongPathLength(claim.siblings.length, depth);
        uint256 places = DataHash.LEAF_TRANSACTIONS << depth;
        if (claim.place >= places) revert NoSuchPlace(claim.place, places);
        uint256 index = claim.place / DataHash.LEAF_TRANSACTIONS;
        bytes32 node = sha256(claim.leaf);
        for (uint256 i; i < depth; ++i) {
            bytes32 sibling = claim.siblings[i];
            node = (index >> i) & 1 == 0
                ? sha256(abi.encodePacked(node, sibling))
                : sha256(abi.encodePacked(sibling, node));
        }
        if (node != claim.facts.transactionsRoot) revert WrongPath(node, claim.facts.transactionsRoot);
        uint256 offset = claim.place % DataHash.LEAF_TRANSACTIONS * PackedTransaction.BYTES;
        return bytes20(claim.leaf[offset:offset + PackedTransaction.BYTES]);
    }

    function _dueAt(uint64 message) private view returns (uint256) {
        return uint256(_messages.queuedAt(message)) + _inclusionDelay;
    }

    /// @dev R12: when the rollup counts as dead, if no block becomes final before; never while no message waits (A20).
    function _deadAt(uint64 oldest, uint256 dueAt) private view returns (uint256 deadAt) {
        if (oldest == _messages.queued) return type(uint256).max;
        deadAt = dueAt + _escapeDelay;
        // A chain that makes blocks takes the queue down, 16 messages a block or more: a long queue does not kill it.
        uint256 alive = uint256(_rollup.head().finalAt) + _inclusionDelay;
        if (alive > deadAt) deadAt = alive;
    }

    function _requireState(uint256 reached, uint256 expected) private pure {
        if (reached != expected) revert WrongState(reached, expected);
    }
}
