// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry} from "../interfaces/IProverRegistry.sol";
import {Commitment, ContributionProof, IRollup, RewardClaim, RewardPool} from "../interfaces/IRollup.sol";
import {ITrellisToken} from "../interfaces/ITrellisToken.sol";
import {ContributionPath} from "./ContributionPath.sol";
import {ProverBitmap} from "./ProverBitmap.sol";
import {Rewards} from "./Rewards.sol";

/// @title Provers' pay (P8.3, P8.4, P8.5): what a round owes to whom, and the claims on it
/// @notice Linked to the rollup and run in its name: storage, tokens and events are the rollup's (docs/adr/0013).
library ProverPay {
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

    struct State {
        mapping(bytes32 proposalId => Commitment) commitments;
        mapping(uint64 roundId => RoundReward) rewards;
        mapping(bytes32 proposalId => mapping(uint256 word => uint256 nodes)) claimed;
    }

    /// @dev The settings that pay depends on, and where it is minted.
    struct Terms {
        Rewards.NodePay nodePay;
        uint96 uncleReward;
        bool fairPay;
        IProverRegistry registry;
        ITrellisToken token;
    }

    /// @notice See `IRollup.claimRewards`.
    /// @param arguments Its one argument, as the caller encoded it: encoded again it would be dear, and most of the rollup's code.
    function claimRewards(State storage state, Terms memory terms, bytes calldata arguments) external {
        RewardClaim[] calldata claims;
        assembly ("memory-safe") {
            let list := add(arguments.offset, calldataload(arguments.offset))
            claims.length := calldataload(list)
            claims.offset := add(list, 32)
        }
        for (uint256 i; i < claims.length; ++i) {
            RewardClaim calldata claim = claims[i];
            Commitment memory c = state.commitments[claim.proposalId];
            RewardPool memory pool = _poolOf(state, terms.fairPay, terms.uncleReward, c);
            if (pool.depth == 0) revert IRollup.NoReward(claim.proposalId);
            requireCommitted(c.authorised, claim.transcriptRoot, claim.committedBitmap);
            for (uint256 k; k < claim.contributions.length; ++k) {
                _claim(state, terms, claim, claim.contributions[k], pool, c.contributionsHash);
            }
        }
    }

    /// @notice See `IRollup.rewardPoolOf`.
    function poolOf(State storage state, bool fairPay, uint96 uncleReward, bytes32 proposalId)
        external
        view
        returns (RewardPool memory)
    {
        return _poolOf(state, fairPay, uncleReward, state.commitments[proposalId]);
    }

    /// @notice Reverts unless transcript root and bitmap are those of `authorised`.
    function requireCommitted(bytes32 expected, bytes32 transcriptRoot, uint256[8] calldata bitmap) internal pure {
        bytes32 authorised = authorisedHash(transcriptRoot, bitmap.hash());
        if (authorised != expected) revert IRollup.CommitmentMismatch(authorised, expected);
    }

    /// @notice `Commitment.authorised`.
    function authorisedHash(bytes32 transcriptRoot, bytes32 bitmapHash) internal pure returns (bytes32) {
        return keccak256(abi.encode(transcriptRoot, bitmapHash));
    }

    function _poolOf(State storage state, bool fairPay, uint96 uncleReward, Commitment memory c)
        private
        view
        returns (RewardPool memory pool)
    {
        RoundReward memory round = state.rewards[c.roundId];
        bool isUncle = c.ranked && !c.won;
        if (round.height == 0 || !c.proven || !(c.won || isUncle || fairPay)) return pool;
        (pool.depth, pool.height) = (c.depth, round.height);
        if (fairPay) pool.amount = Rewards.fairPart(round.proverReward, c.provenProvers, round.provers);
        else if (c.won) pool.amount = round.proverReward;
        if (isUncle) {
            pool.amount += Rewards.unclePart(
                uncleReward, c.provenProvers, round.rankedProvers - round.winnerProvers, round.winnerProvers
            );
        }
    }

    /// @dev Pays nothing where the node's share was claimed before.
    function _claim(
        State storage state,
        Terms memory terms,
        RewardClaim calldata claim,
        ContributionProof calldata contribution,
        RewardPool memory pool,
        bytes32 contributionsHash
    ) private {
        bytes32 root = ContributionPath.root(contribution, pool.depth);
        if (root != contributionsHash) revert IRollup.WrongContributions(root, contributionsHash);
        (uint8 depth, uint256 nodeNumber, uint16 seatPlusOne) = ContributionPath.decode(contribution.entry);
        if (seatPlusOne == 0) revert IRollup.UnnamedNode(nodeNumber);
        mapping(uint256 word => uint256 nodes) storage claimed = state.claimed[claim.proposalId];
        uint256 nodes = claimed[nodeNumber >> 8];
        uint256 node = 1 << (nodeNumber & 0xff);
        if (nodes & node != 0) return;

        claimed[nodeNumber >> 8] = nodes | node;
        uint16 seat = seatPlusOne - 1;
        uint256 amount = Rewards.ofNode(pool.amount, terms.nodePay, depth, pool.depth, claim.committedBitmap.has(seat));
        address payout = terms.registry.payoutOf(seat);
        emit IRollup.RewardClaimed(claim.proposalId, seat, payout, nodeNumber, amount);
        terms.token.mint(payout, amount);
    }
}
