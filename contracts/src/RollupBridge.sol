// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {BlockRewards} from "./BlockRewards.sol";
import {IRollup, WithdrawalClaim} from "./interfaces/IRollup.sol";
import {Bridge} from "./libraries/bridge/Bridge.sol";
import {MessageQueue} from "./libraries/bridge/MessageQueue.sol";
import {Marks} from "./libraries/pay/Marks.sol";
import {DataHash} from "./libraries/proofs/DataHash.sol";

/// @title The rollup's bridge: `Bridge` as external functions, with its views
abstract contract RollupBridge is BlockRewards {
    using Marks for mapping(uint256 => uint256);
    using MessageQueue for MessageQueue.Queue;

    Bridge.State internal _bridge;

    /// @inheritdoc IRollup
    function deposit(uint8 asset, uint256 keyX, uint256 keyY, address owner, uint96 amount)
        external
        returns (uint64 index, uint32 accountIndex)
    {
        return Bridge.deposit(_bridge, _tokenOf(asset), asset, keyX, keyY, owner, amount);
    }

    /// @inheritdoc IRollup
    function seedPool(uint8 asset, uint96 amount) external returns (uint64 index) {
        return Bridge.seedPool(_bridge, _tokenOf(asset), asset, amount);
    }

    /// @inheritdoc IRollup
    function forceTransaction(bytes20 packed) external returns (uint64 index) {
        return Bridge.forceTransaction(_bridge, packed);
    }

    /// @inheritdoc IRollup
    function claimWithdrawals(WithdrawalClaim[] calldata) external {
        address[2] memory tokens = [address(TOKEN), SECOND_ASSET];
        Bridge.claimWithdrawals(_bridge, _pay.commitments, contextOf, tokens, msg.data[4:]);
    }

    /// @inheritdoc IRollup
    function publishData(bytes calldata chunk) external returns (bytes32 dataHash) {
        return Bridge.publishData(_bridge, chunk);
    }

    /// @inheritdoc IRollup
    function escrowOf(uint8 asset) external view returns (uint256) {
        _tokenOf(asset);
        return _bridge.escrowed[asset];
    }

    /// @inheritdoc IRollup
    function rollingHash(uint64 count) external view returns (bytes32) {
        return _bridge.messages.rolling[count];
    }

    /// @inheritdoc IRollup
    function messageQueuedAt(uint64 index) external view returns (uint64) {
        return _bridge.messages.queuedAt(index);
    }

    /// @inheritdoc IRollup
    function accountOf(uint256 keyX, uint256 keyY, address owner)
        external
        view
        returns (bool known, uint32 accountIndex)
    {
        uint32 plusOne = _bridge.accountPlusOne[Bridge.accountKey(keyX, keyY, owner)];
        if (plusOne != 0) (known, accountIndex) = (true, plusOne - 1);
    }

    /// @inheritdoc IRollup
    function ownerOf(uint32 accountIndex) external view returns (address) {
        return _bridge.owners[accountIndex];
    }

    /// @inheritdoc IRollup
    function isWithdrawn(bytes32 proposalId, uint256 place) external view returns (bool) {
        return _bridge.withdrawn[proposalId].has(place);
    }

    /// @inheritdoc IRollup
    function dataPublishedAt(bytes32 dataHash) external view returns (uint256) {
        return _bridge.publishedAt[dataHash];
    }

    /// @dev P10.3: every message that was due when the round's window opened is among the first `count`, or the block, which
    /// takes messages `consumed` .. `count` − 1, has no room for more.
    function _requireMessages(uint64 count, uint64 consumed, uint256 windowStart, uint8 depth) internal view {
        uint64 queued = _bridge.messages.queued;
        if (count < consumed || count > queued) revert MessageCountOutOfRange(count, consumed, queued);
        if (count == queued || count - consumed == DataHash.LEAF_TRANSACTIONS << depth) return;
        uint256 dueAt = uint256(_bridge.messages.queuedAt(count)) + INCLUSION_DELAY;
        if (dueAt <= windowStart) revert MessageDue(count, dueAt);
    }

    /// @dev P7.1: hash of a block's data, which is in the submission or was published in `chunks` since the round's
    /// window opened.
    function _dataHash(bytes calldata data, bytes32[] calldata chunks, uint8 depth, uint256 windowStart)
        internal
        view
        returns (bytes32)
    {
        uint256 length = chunks.length == 0 ? DataHash.LEAF_BYTES << depth : 0;
        if (data.length != length) revert WrongDataLength(data.length, length);
        return chunks.length == 0 ? DataHash.compute(data) : Bridge.dataHashOf(_bridge, chunks, depth, windowStart);
    }

    function _tokenOf(uint8 asset) private view returns (address) {
        if (asset > 1) revert UnknownAsset(asset);
        return asset == 0 ? address(TOKEN) : SECOND_ASSET;
    }
}
