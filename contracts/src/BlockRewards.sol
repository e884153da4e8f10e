// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {RollupConstants} from "./RollupConstants.sol";
import {Commitment, IRollup, Proven, RewardClaim, RewardPool} from "./interfaces/IRollup.sol";
import {Marks} from "./libraries/pay/Marks.sol";
import {ProverPay} from "./libraries/pay/ProverPay.sol";
import {Rewards} from "./libraries/pay/Rewards.sol";

/// @title The rollup's pay of provers: `ProverPay` as external functions, with its views
abstract contract BlockRewards is RollupConstants {
    using Marks for mapping(uint256 => uint256);

    ProverPay.State internal _pay;
    /// @inheritdoc IRollup
    mapping(bytes32 proposalId => bytes32) public contextOf;

    /// @inheritdoc IRollup
    function claimRewards(RewardClaim[] calldata claims) external {
        ProverPay.Terms memory terms = _terms();
        for (uint256 i; i < claims.length; ++i) {
            ProverPay.claim(_pay, terms, REGISTRY, TOKEN, claims[i]);
        }
    }

    /// @inheritdoc IRollup
    function commitmentOf(bytes32 proposalId) external view returns (Commitment memory) {
        return _pay.commitments[proposalId];
    }

    /// @inheritdoc IRollup
    function rewardPoolOf(bytes32 proposalId) external view returns (RewardPool memory) {
        return ProverPay.poolOf(_pay, _terms(), _pay.commitments[proposalId]);
    }

    /// @inheritdoc IRollup
    function provenOf(bytes32 proposalId) external view returns (Proven memory) {
        Commitment storage c = _pay.commitments[proposalId];
        if (!c.proven) return Proven(0, 0, 0, 0, 0);
        return Proven(c.depth, c.roundId, _pay.rewards[c.roundId].finalAt, c.authorised, c.contributionsHash);
    }

    /// @inheritdoc IRollup
    function isClaimed(bytes32 proposalId, uint256 nodeNumber) external view returns (bool) {
        return _pay.claimed[proposalId].has(nodeNumber);
    }

    function _terms() private view returns (ProverPay.Terms memory) {
        return ProverPay.Terms(
            Rewards.NodePay(LEAF_WEIGHT, MERGE_WEIGHT, ROOT_WEIGHT, UNCOMMITTED_FACTOR_BPS), UNCLE_REWARD, FAIR_PAY
        );
    }
}
