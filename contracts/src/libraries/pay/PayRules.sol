// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Tally} from "../seats/Tally.sol";

/// @title How a block's reward is cut (P8.3, R2, R7)
/// @notice All divisions round down. What they leave is never minted. `packages/protocol/src/pay` is the twin.
library PayRules {
    uint256 internal constant BPS = 10_000;

    /// @notice R2: what was proven of a final block until its proof window ended.
    struct Proven {
        /// @dev Weight of the nodes that some kept proof has as committed.
        uint256 weight;
        /// @dev Weight of the entries that bind somebody.
        uint256 bound;
        /// @dev Committed seats that the best proof shows, and seats of the committed bitmap.
        uint256 provers;
        uint256 committedSeats;
    }

    /// @notice R2: the reward's part is the committed weight that was proven over the weight that binds somebody, or the proven seats over
    /// the committed ones, whichever is less. With the weight alone, a proposer could commit seats that it names nowhere.
    /// @dev The circuits count nodes of the tree, so no part is above one. If it were, the whole reward would be paid and no more.
    /// @return proposer Wei for the proposer.
    /// @return pool Wei for the provers.
    function splitReward(uint96 blockReward, Proven memory p, uint16 proverShareBps)
        internal
        pure
        returns (uint256 proposer, uint256 pool)
    {
        if (p.bound == 0 || p.committedSeats == 0) return (0, 0);
        uint256 total = _part(blockReward, p.weight, p.bound);
        uint256 bySeats = _part(blockReward, p.provers, p.committedSeats);
        if (bySeats < total) total = bySeats;
        pool = total * proverShareBps / BPS;
        proposer = total - pool;
    }

    /// @notice R7: what a new seat gets of a winner's seat's pay: u, or less if a seat of its block did less work than one of the
    /// winner. So nobody earns more for its work by staying out of the winner.
    /// @param unclePayBps u, in 1/10,000.
    /// @param weight Committed weight that all kept proofs of the new seat's block show. @param seats Committed seats that they show.
    /// @param winnerWeight Of the winner, as `weight`. @param winnerSeats As `seats`.
    function newSeatBps(uint256 unclePayBps, uint256 weight, uint256 seats, uint256 winnerWeight, uint256 winnerSeats)
        internal
        pure
        returns (uint256 bps)
    {
        if (seats == 0 || winnerWeight == 0) return unclePayBps;
        bps = unclePayBps * weight * winnerSeats / (seats * winnerWeight);
        if (bps > unclePayBps) bps = unclePayBps;
    }

    /// @notice R7: what the winner's provers share by node weight, wei: pool · n / (n + the new seats' rates).
    /// @param winnerSeats n. @param newSeatParts The rates of all new seats together, in 1/10,000.
    function winnersShare(uint256 pool, uint256 winnerSeats, uint256 newSeatParts) internal pure returns (uint256) {
        return _shareOf(pool, winnerSeats, newSeatParts, winnerSeats * BPS);
    }

    /// @notice R7: what a new seat gets, wei: pool · its rate / (n + the new seats' rates).
    /// @param bps `newSeatBps` of the losing block in which it is counted. The others as in `winnersShare`.
    function newSeatShare(uint256 pool, uint256 winnerSeats, uint256 newSeatParts, uint256 bps)
        internal
        pure
        returns (uint256)
    {
        return _shareOf(pool, winnerSeats, newSeatParts, bps);
    }

    /// @notice P8.3, P6.6: pay of one node: its part of `pool` by weight. A rescuer gets only `factorBps` of it.
    /// @param factorBps In 1/10,000; of a committed prover 10,000.
    function nodeShare(
        uint256 pool,
        Tally.Weights memory weights,
        uint256 nodeDepth,
        uint8 treeDepth,
        uint256 factorBps
    ) internal pure returns (uint256 share) {
        uint256 weight = nodeDepth == treeDepth ? weights.leaf : nodeDepth == 0 ? weights.root : weights.merge;
        share = pool * weight / Tally.whole(treeDepth, weights);
        if (factorBps != BPS) share = share * factorBps / BPS;
    }

    /// @dev All parts together are the pool, and each is rounded down: no more than the pool is paid. A block without proven seats has no
    /// pool.
    function _shareOf(uint256 pool, uint256 winnerSeats, uint256 newSeatParts, uint256 part)
        private
        pure
        returns (uint256)
    {
        uint256 all = winnerSeats * BPS + newSeatParts;
        return all == 0 ? 0 : pool * part / all;
    }

    function _part(uint256 reward, uint256 part, uint256 whole) private pure returns (uint256) {
        return part < whole ? reward * part / whole : reward;
    }
}
