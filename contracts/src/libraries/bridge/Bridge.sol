// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Commitment, IRollup, WithdrawalClaim} from "../../interfaces/IRollup.sol";
import {Marks} from "../pay/Marks.sol";
import {DataHash} from "../proofs/DataHash.sol";
import {Grumpkin} from "./Grumpkin.sol";
import {MessageQueue} from "./MessageQueue.sol";
import {PackedTransaction} from "./PackedTransaction.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

/// @title The bridge's L1 side: escrow, L2 accounts and their owners, messages to L2, withdrawals from it, published data
/// @notice Linked to the rollup and run by delegatecall: storage, tokens and events are the rollup's (docs/adr/0013).
/// `IRollup` describes each function.
library Bridge {
    using Marks for mapping(uint256 => uint256);
    using MessageQueue for MessageQueue.Queue;
    using PackedTransaction for bytes20;

    struct State {
        MessageQueue.Queue messages;
        uint32 accounts;
        /// @dev Held for L2 balances, pool, queued messages and unclaimed withdrawals.
        uint128[2] escrowed;
        /// @dev Account index + 1 by `accountKey`, so 0 means none.
        mapping(bytes32 accountKey => uint32) accountPlusOne;
        mapping(uint256 accountIndex => address) owners;
        mapping(bytes32 proposalId => mapping(uint256 word => uint256 places)) withdrawn;
        /// @dev Timestamp of a chunk's last publication, by its hash.
        mapping(bytes32 dataHash => uint256) publishedAt;
    }

    uint256 private constant ACCOUNTS = 1 << 20;
    uint256 private constant MAX_LEAVES = 1 << 11;
    /// @dev The circuits' bound of a pool reserve. The total on L2 stays below it, so no message can exceed it.
    uint256 private constant ESCROW_LIMIT = 1 << 112;

    function deposit(
        State storage state,
        address token,
        uint8 asset,
        uint256 keyX,
        uint256 keyY,
        address owner,
        uint96 amount
    ) external returns (uint64 index, uint32 accountIndex) {
        if (owner == address(0)) revert IRollup.ZeroOwner();
        if (!Grumpkin.isPoint(keyX, keyY)) revert IRollup.InvalidL2Key(keyX, keyY);
        _escrow(state, asset, amount);
        accountIndex = _account(state, keyX, keyY, owner);
        index = _queue(state, PackedTransaction.deposit(asset, accountIndex, amount), keyX, keyY);
        _take(token, amount);
    }

    function seedPool(State storage state, address token, uint8 asset, uint96 amount) external returns (uint64 index) {
        _escrow(state, asset, amount);
        index = _queue(state, PackedTransaction.seed(asset, amount), 0, 0);
        _take(token, amount);
    }

    function forceTransaction(State storage state, bytes20 packed) external returns (uint64 index) {
        if (!packed.isForceable()) revert IRollup.NotForceable(packed);
        // An account that does not exist has no owner.
        address owner = state.owners[packed.from()];
        if (msg.sender != owner) revert IRollup.NotOwner(msg.sender, owner);
        if (packed.isTransfer() && packed.to() >= state.accounts) {
            revert IRollup.UnknownAccount(packed.to(), state.accounts);
        }
        return _queue(state, packed, 0, 0);
    }

    function claimWithdrawals(
        State storage state,
        mapping(bytes32 proposalId => Commitment) storage commitments,
        mapping(bytes32 proposalId => bytes32) storage contexts,
        address[2] memory tokens,
        bytes calldata arguments
    ) external {
        WithdrawalClaim[] calldata claims;
        // The only argument of `IRollup.claimWithdrawals`, as the caller encoded it.
        assembly {
            let list := add(arguments.offset, calldataload(arguments.offset))
            claims.length := calldataload(list)
            claims.offset := add(list, 32)
        }
        for (uint256 i; i < claims.length; ++i) {
            WithdrawalClaim calldata claim = claims[i];
            Commitment storage commitment = commitments[claim.proposalId];
            if (!commitment.won) revert IRollup.NotFinal(claim.proposalId);
            bytes20 packed = _placed(claim, commitment.depth, contexts[claim.proposalId]);
            if (!packed.isPaidWithdrawal()) revert IRollup.NotWithdrawal(packed);
            if (!state.withdrawn[claim.proposalId].add(claim.place)) continue;

            (uint8 asset, uint96 amount, address owner) = (packed.asset(), packed.amount(), state.owners[packed.from()]);
            state.escrowed[asset] -= amount;
            emit IRollup.WithdrawalClaimed(claim.proposalId, claim.place, owner, asset, amount);
            SafeTransferLib.safeTransfer(tokens[asset], owner, amount);
        }
    }

    function publishData(State storage state, bytes calldata chunk) external returns (bytes32 dataHash) {
        uint256 leaves = chunk.length / DataHash.LEAF_BYTES;
        if (chunk.length % DataHash.LEAF_BYTES != 0 || leaves == 0 || leaves > MAX_LEAVES || leaves & (leaves - 1) != 0)
        {
            revert IRollup.WrongChunkLength(chunk.length);
        }
        dataHash = DataHash.compute(chunk);
        state.publishedAt[dataHash] = block.timestamp;
        emit IRollup.DataPublished(dataHash, chunk);
    }

    /// @notice Data hash of a block of tree depth `depth` whose data was published in equal chunks, from `since` on.
    /// @dev The size of a chunk is not checked: a path of another length or a leaf of another size hashes to another
    /// tree, which does not match the block proof.
    function dataHashOf(State storage state, bytes32[] calldata chunks, uint8 depth, uint256 since)
        external
        view
        returns (bytes32)
    {
        uint256 count = chunks.length;
        if (count & (count - 1) != 0 || count >> depth > 1) revert IRollup.WrongChunkCount(count, 1 << depth);
        for (uint256 i; i < count; ++i) {
            if (state.publishedAt[chunks[i]] < since) revert IRollup.DataNotPublished(chunks[i]);
        }
        return DataHash.combine(chunks);
    }

    /// @notice The key under which an account is stored.
    function accountKey(uint256 keyX, uint256 keyY, address owner) internal pure returns (bytes32) {
        return keccak256(abi.encode(keyX, keyY, owner));
    }

    function _escrow(State storage state, uint8 asset, uint96 amount) private {
        if (amount == 0) revert IRollup.ZeroAmount();
        uint256 escrow = state.escrowed[asset];
        if (escrow + amount >= ESCROW_LIMIT) revert IRollup.EscrowFull(escrow, amount);
        state.escrowed[asset] = uint128(escrow + amount);
    }

    /// @dev Runs after all effects. A token that calls back finds the message queued. Tokens that it moves meanwhile
    /// show in the balance.
    function _take(address token, uint96 amount) private {
        uint256 before = SafeTransferLib.balanceOf(token, address(this));
        SafeTransferLib.safeTransferFrom(token, msg.sender, address(this), amount);
        uint256 received = SafeTransferLib.balanceOf(token, address(this)) - before;
        if (received != amount) revert IRollup.UnexpectedTransfer(received, amount);
    }

    function _queue(State storage state, bytes20 packed, uint256 keyX, uint256 keyY) private returns (uint64 index) {
        bytes32 rolling;
        (index, rolling) = state.messages.push(packed, keyX, keyY);
        emit IRollup.MessageQueued(index, packed, keyX, keyY, rolling);
    }

    /// @dev The account of key and owner. Their first deposit opens it.
    function _account(State storage state, uint256 keyX, uint256 keyY, address owner)
        private
        returns (uint32 accountIndex)
    {
        bytes32 key = accountKey(keyX, keyY, owner);
        uint32 plusOne = state.accountPlusOne[key];
        if (plusOne != 0) return plusOne - 1;
        accountIndex = state.accounts;
        if (accountIndex == ACCOUNTS) revert IRollup.AccountTreeFull(ACCOUNTS);
        state.accounts = accountIndex + 1;
        state.accountPlusOne[key] = accountIndex + 1;
        state.owners[accountIndex] = owner;
        emit IRollup.AccountOpened(accountIndex, owner, keyX, keyY);
    }

    /// @dev The transaction at the claimed place of the block that `context` binds.
    function _placed(WithdrawalClaim calldata claim, uint8 depth, bytes32 context) private pure returns (bytes20) {
        if (claim.leaf.length != DataHash.LEAF_BYTES) {
            revert IRollup.WrongDataLength(claim.leaf.length, DataHash.LEAF_BYTES);
        }
        if (claim.siblings.length != depth) revert IRollup.WrongPathLength(claim.siblings.length, depth);
        uint256 places = DataHash.LEAF_TRANSACTIONS << depth;
        if (claim.place >= places) revert IRollup.NoSuchPlace(claim.place, places);
        uint256 index = claim.place / DataHash.LEAF_TRANSACTIONS;
        bytes32 node = sha256(claim.leaf);
        for (uint256 i; i < depth; ++i) {
            bytes32 sibling = claim.siblings[i];
            node = (index >> i) & 1 == 0
                ? sha256(abi.encodePacked(node, sibling))
                : sha256(abi.encodePacked(sibling, node));
        }
        bytes32 reached = keccak256(abi.encode(node, claim.proverSetRoot));
        if (reached != context) revert IRollup.WrongPath(reached, context);
        uint256 offset = claim.place % DataHash.LEAF_TRANSACTIONS * PackedTransaction.BYTES;
        return bytes20(claim.leaf[offset:offset + PackedTransaction.BYTES]);
    }
}
