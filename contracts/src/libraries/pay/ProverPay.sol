// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry} from "../../interfaces/IProverRegistry.sol";
import {Commitment, ContributionProof, IRollup, RewardClaim, RewardPool} from "../../interfaces/IRollup.sol";
import {ITrellisToken} from "../../interfaces/ITrellisToken.sol";
import {ContributionPath} from "../proofs/ContributionPath.sol";
import {ProverBitmap} from "../seats/ProverBitmap.sol";
import {Marks} from "./Marks.sol";
import {Rewards} from "./Rewards.sol";
import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";

/// @title Provers' pay (P8.3, P8.4, P8.5): what a round owes its provers, and their claims
library ProverPay {
    using Marks for mapping(uint256 => uint256);
    using ProverBitmap for uint256[8];

    /// @dev The amounts for the provers of a round that ended with a block; one slot.
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

    /// @dev The settings that determine pay.
    struct Terms {
        Rewards.NodePay nodePay;
        uint96 uncleReward;
        bool fairPay;
    }

    /// @notice Stores a new commitment.
    /// @dev Writes its slot once, without the fields that a proof adds later (docs/spec/storage.md). Field by field
    /// would take six writes.
    function keep(
        Commitment storage c,
        uint96 burnBid,
        uint32 roundId,
        uint24 place,
        uint16 provers,
        uint8 depth,
        uint8 failures,
        bytes32 authorised
    ) internal {
        uint256 packed = uint256(burnBid) | uint256(roundId) << 96 | uint256(place) << 128 | uint256(provers) << 152
            | uint256(depth) << 232 | uint256(failures) << 240;
        assembly ("memory-safe") {
            sstore(c.slot, packed)
        }
        c.authorised = authorised;
    }

    /// @notice Reverts unless transcript root and bitmap are those of `authorised`.
    function requireCommitted(bytes32 expected, bytes32 transcriptRoot, uint256[8] calldata bitmap) internal pure {
        bytes32 authorised = authorisedHash(transcriptRoot, bitmap.hash());
        if (authorised != expected) revert IRollup.CommitmentMismatch(authorised, expected);
    }

    /// @notice `Commitment.authorised`.
    function authorisedHash(bytes32 transcriptRoot, bytes32 bitmapHash) internal pure returns (bytes32) {
        return EfficientHashLib.hash(transcriptRoot, bitmapHash);
    }

    /// @notice See `IRollup.rewardPoolOf`.
    function poolOf(State storage state, Terms memory terms, Commitment storage c)
        internal
        view
        returns (RewardPool memory pool)
    {
        RoundReward storage round = state.rewards[c.roundId];
        (bool won, bool isUncle) = (c.won, c.ranked && !c.won);
        if (round.height == 0 || !c.proven || !(won || isUncle || terms.fairPay)) return pool;
        (pool.depth, pool.height) = (c.depth, round.height);
        if (terms.fairPay) pool.amount = Rewards.fairPart(round.proverReward, c.provenProvers, round.provers);
        else if (won) pool.amount = round.proverReward;
        if (isUncle) {
            pool.amount += Rewards.unclePart(
                terms.uncleReward, c.provenProvers, round.rankedProvers - round.winnerProvers, round.winnerProvers
            );
        }
    }

    /// @notice Pays the claims of one block. Skips a node whose share was claimed before.
    function claim(
        State storage state,
        Terms memory terms,
        IProverRegistry registry,
        ITrellisToken token,
        RewardClaim calldata claimed
    ) internal {
        bytes32 proposalId = claimed.proposalId;
        Commitment storage c = state.commitments[proposalId];
        RewardPool memory pool = poolOf(state, terms, c);
        if (pool.depth == 0) revert IRollup.NoReward(proposalId);
        requireCommitted(c.authorised, claimed.transcriptRoot, claimed.committedBitmap);
        bytes32 contributionsHash = c.contributionsHash;
        ContributionProof[] calldata contributions = claimed.contributions;
        for (uint256 i; i < contributions.length; ++i) {
            ContributionProof calldata contribution = contributions[i];
            bytes32 root = ContributionPath.root(contribution, pool.depth);
            if (root != contributionsHash) revert IRollup.WrongContributions(root, contributionsHash);
            (uint8 depth, uint256 nodeNumber, uint16 seatPlusOne) = ContributionPath.decode(contribution.entry);
            if (seatPlusOne == 0) revert IRollup.UnnamedNode(nodeNumber);
            if (!state.claimed[proposalId].add(nodeNumber)) continue;

            uint16 seat = seatPlusOne - 1;
            uint256 amount =
                Rewards.ofNode(pool.amount, terms.nodePay, depth, pool.depth, claimed.committedBitmap.has(seat));
            address payout = registry.payoutOf(seat);
            emit IRollup.RewardClaimed(proposalId, seat, payout, nodeNumber, amount);
            token.mint(payout, amount);
        }
    }
}
