// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {RollupConstants} from "./RollupConstants.sol";
import {Commitment, ContributionProof, IRollup, Proven, RewardClaim, RewardPool} from "./interfaces/IRollup.sol";
import {ContributionPath} from "./libraries/ContributionPath.sol";
import {ProverBitmap} from "./libraries/ProverBitmap.sol";
import {Rewards} from "./libraries/Rewards.sol";

/// @title Provers' pay (P8.3, P8.4, P8.5): what a round owes to whom, and the claims on it
abstract contract BlockRewards is RollupConstants {
    using ProverBitmap for uint256[8];

    /// @dev What a round that ended with a block leaves to its provers; one slot.
    struct RoundReward {
        uint96 proverReward;
        uint48 height; // 0: no block
        uint40 finalAt;
        uint24 provers; // of all proven proposals together
        uint16 rankedProvers; // of the best U + 1 together, the winner's included
        uint16 winnerProvers;
    }

    mapping(bytes32 proposalId => Commitment) internal _commitments;
    mapping(uint64 roundId => RoundReward) internal _rewards;
    /// @inheritdoc IRollup
    mapping(bytes32 proposalId => bytes32) public contextOf;
    mapping(bytes32 proposalId => mapping(uint256 word => uint256 nodes)) private _claimed;

    /// @inheritdoc IRollup
    function claimRewards(RewardClaim[] calldata claims) external {
        for (uint256 i; i < claims.length; ++i) {
            RewardClaim calldata claim = claims[i];
            Commitment memory c = _commitments[claim.proposalId];
            RewardPool memory pool = _poolOf(c);
            if (pool.depth == 0) revert NoReward(claim.proposalId);
            _requireCommitted(c.authorised, claim.transcriptRoot, claim.committedBitmap);
            for (uint256 k; k < claim.contributions.length; ++k) {
                _claim(claim, claim.contributions[k], pool, c.contributionsHash);
            }
        }
    }

    /// @inheritdoc IRollup
    function commitmentOf(bytes32 proposalId) external view returns (Commitment memory) {
        return _commitments[proposalId];
    }

    /// @inheritdoc IRollup
    function rewardPoolOf(bytes32 proposalId) external view returns (RewardPool memory) {
        return _poolOf(_commitments[proposalId]);
    }

    /// @inheritdoc IRollup
    function provenOf(bytes32 proposalId) external view returns (Proven memory) {
        Commitment storage c = _commitments[proposalId];
        if (!c.proven) return Proven(0, 0, 0, 0, 0);
        return Proven(c.depth, c.roundId, _rewards[c.roundId].finalAt, c.authorised, c.contributionsHash);
    }

    /// @inheritdoc IRollup
    function isClaimed(bytes32 proposalId, uint256 nodeNumber) external view returns (bool) {
        return (_claimed[proposalId][nodeNumber >> 8] >> (nodeNumber & 0xff)) & 1 == 1;
    }

    function _poolOf(Commitment memory c) private view returns (RewardPool memory pool) {
        RoundReward memory round = _rewards[c.roundId];
        bool isUncle = c.ranked && !c.won;
        if (round.height == 0 || !c.proven || !(c.won || isUncle || FAIR_PAY)) return pool;
        (pool.depth, pool.height) = (c.depth, round.height);
        if (FAIR_PAY) pool.amount = Rewards.fairPart(round.proverReward, c.provenProvers, round.provers);
        else if (c.won) pool.amount = round.proverReward;
        if (isUncle) {
            pool.amount += Rewards.unclePart(
                UNCLE_REWARD, c.provenProvers, round.rankedProvers - round.winnerProvers, round.winnerProvers
            );
        }
    }

    /// @dev Pays nothing where the node's share was claimed before.
    function _claim(
        RewardClaim calldata claim,
        ContributionProof calldata contribution,
        RewardPool memory pool,
        bytes32 contributionsHash
    ) private {
        bytes32 root = ContributionPath.root(contribution, pool.depth);
        if (root != contributionsHash) revert WrongContributions(root, contributionsHash);
        (uint8 depth, uint256 nodeNumber, uint16 seatPlusOne) = ContributionPath.decode(contribution.entry);
        if (seatPlusOne == 0) revert UnnamedNode(nodeNumber);
        uint256 nodes = _claimed[claim.proposalId][nodeNumber >> 8];
        uint256 node = 1 << (nodeNumber & 0xff);
        if (nodes & node != 0) return;

        _claimed[claim.proposalId][nodeNumber >> 8] = nodes | node;
        uint16 seat = seatPlusOne - 1;
        uint256 amount = Rewards.ofNode(pool.amount, _nodePay(), depth, pool.depth, claim.committedBitmap.has(seat));
        address payout = REGISTRY.payoutOf(seat);
        emit RewardClaimed(claim.proposalId, seat, payout, nodeNumber, amount);
        TOKEN.mint(payout, amount);
    }

    function _nodePay() private view returns (Rewards.NodePay memory) {
        return Rewards.NodePay(LEAF_WEIGHT, MERGE_WEIGHT, ROOT_WEIGHT, UNCOMMITTED_FACTOR_BPS);
    }

    function _requireCommitted(bytes32 expected, bytes32 transcriptRoot, uint256[8] calldata bitmap) internal pure {
        bytes32 authorised = _authorisedHash(transcriptRoot, bitmap.hash());
        if (authorised != expected) revert CommitmentMismatch(authorised, expected);
    }

    function _authorisedHash(bytes32 transcriptRoot, bytes32 bitmapHash) internal pure returns (bytes32) {
        return keccak256(abi.encode(transcriptRoot, bitmapHash));
    }
}
