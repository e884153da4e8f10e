// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Commitment, IRollup, Proposal} from "../../interfaces/IRollup.sol";
import {ProverPay} from "../pay/ProverPay.sol";
import {Rounds} from "./Rounds.sol";
import {Score} from "./Score.sol";

/// @title The round that takes proposals while another is proven (P3.4)
/// @notice Linked to the rollup and run by delegatecall, in pipelined mode only: storage and events are the rollup's
/// (docs/adr/0013).
library Pipeline {
    /// @notice The round on top of `round`, for a proposal that builds on one of its proposals.
    function roundFor(
        Rounds.State storage state,
        ProverPay.State storage pay,
        Rounds.Round memory round,
        Proposal calldata proposal,
        uint32 proposalWindow
    ) external view returns (Rounds.Round memory next, bool isOpen) {
        if (proposal.height != round.height + 1) {
            revert IRollup.WrongHeight(proposal.height, round.height + 1);
        }
        Commitment storage parent = pay.commitments[proposal.parent];
        if (parent.roundId != round.id || parent.settled) revert IRollup.UnknownParent(proposal.parent, round.id);
        return Rounds.above(state, round, proposalWindow);
    }

    /// @notice Stores the round with one more commitment, and updates the leader among those with the same parent. The
    /// leader on the block that becomes the head can lose its bond (P9.6).
    function enter(
        Rounds.State storage state,
        ProverPay.State storage pay,
        Rounds.Round memory next,
        Proposal calldata proposal,
        uint16 provers,
        uint256 score
    ) external {
        Rounds.Lead storage lead = state.leads[next.id & 1][pay.commitments[proposal.parent].place];
        if (lead.roundId != next.id || score > Score.compute(lead.provers, lead.leader.burnBid, next.alpha)) {
            lead.leader = Rounds.Leader(proposal.proposer, proposal.burnBid);
            (lead.roundId, lead.place, lead.provers) = (next.id, next.commitments, provers);
        }
        next.commitments += 1;
        state.next = next;
    }

    /// @notice Lets the round on top of a final one continue to its proofs, if any of its proposals builds on the
    /// winner or still can. The other proposals have died; their bids and bonds can be refunded at once.
    /// @param place Of the winner among its round's commitments.
    /// @return Whether it continues. If not, all its proposals have died.
    function promote(
        Rounds.State storage state,
        Rounds.Round memory round,
        uint24 place,
        uint8 nextAlpha,
        uint32 proofWindow
    ) external returns (bool) {
        Rounds.Round memory next = state.next;
        if (next.id != round.id + 1) return false;
        Rounds.Lead memory lead = state.leads[next.id & 1][place];
        if (lead.roundId == next.id) {
            (next.leader, next.leaderProvers, state.leader) = (lead.place, lead.provers, lead.leader);
        } else if (block.timestamp >= next.proofStart) {
            return false;
        }
        next.nextAlpha = nextAlpha;
        if (block.timestamp > next.proofStart) next.proofStart = uint40(block.timestamp);
        state.round = next;
        emit IRollup.ProofWindowSet(next.id, next.height, next.proofStart, next.proofStart + proofWindow);
        return true;
    }
}
