// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title The rollup's storage of its rounds (P3)
/// @dev In pipelined mode (P3.4) two rounds may run: `round`, which is being proven, and `next`, which takes proposals
/// on top of it. Their ids are consecutive, so the records of both are indexed by the id's parity; in sequential mode
/// there is one round. Nothing is cleared: the id identifies an old `next`, `Lead` or `Best`, and overwriting is
/// cheaper than filling empty slots.
library Rounds {
    /// @dev One slot.
    struct Round {
        uint32 id;
        uint32 height;
        uint32 number;
        uint40 start; // 0: no window is open
        uint40 proofStart; // not before its proposal window has ended and its parent is final
        uint24 commitments;
        uint8 alpha; // P7.3, eighths
        uint8 nextAlpha; // of the round that opens next
        uint24 leader; // place of the commitment with the best provisional score
        uint16 leaderProvers; // 0: nobody leads
    }

    /// @dev P9.6: the leading commitment; meaningful only if there is a leader. One slot.
    struct Leader {
        address proposer;
        uint96 burnBid;
    }

    /// @dev P3.4: the leader among the proposals of `next` that build on the same parent.
    struct Lead {
        Leader leader;
        uint32 roundId;
        uint24 place;
        uint16 provers;
    }

    /// @dev P2.3: the prover set that a round's proofs and scores use.
    struct Snapshot {
        bytes32 proverSetRoot;
        address activeBitmap;
    }

    /// @dev The facts about the best proven proposal that finalising needs.
    struct Best {
        bytes32 proposalId;
        uint256 stateAfter;
        address proposer;
        uint16 proverShareBps;
        uint8 ranked; // places taken among the best U + 1
        uint24 provers; // of all proven proposals together
        uint16 rankedProvers; // of the best U + 1 together
        uint128 fees;
        uint64 messageCount;
        uint32 roundId;
    }

    struct State {
        Round round;
        Leader leader;
        Snapshot[2] snapshots;
        Best best;
        bytes32 head;
        uint256 stateRoot;
        /// @dev Commitments in order of arrival; only a round's first `commitments` count.
        mapping(uint256 parity => mapping(uint256 place => bytes32 proposalId)) entered;
        /// @dev P8.4: the best U + 1 proven proposals in no order; only the first `best.ranked` count.
        mapping(uint256 place => bytes32 proposalId) ranked;
        Round next;
        mapping(uint256 parity => mapping(uint256 parentPlace => Lead)) leads;
    }

    /// @notice P3.4: whether proposals may build on those of `round`.
    function isBeingProven(Round memory round, bool pipelined) internal view returns (bool) {
        return pipelined && round.leaderProvers != 0 && block.timestamp >= round.proofStart;
    }

    /// @notice The round on top of `round`. `isOpen`: whether its snapshot is taken.
    /// @dev Its window opens with the proof window of `round`, without a call. If that window passes without a
    /// commitment, the first later commitment opens another (P3.3).
    function above(State storage state, Round memory round, uint32 proposalWindow)
        internal
        view
        returns (Round memory next, bool isOpen)
    {
        next = state.next;
        if (next.id == round.id + 1) return (next, true);
        uint40 start = block.timestamp < round.proofStart + proposalWindow ? round.proofStart : 0;
        next = Round(round.id + 1, round.height + 1, 0, start, 0, 0, round.nextAlpha, round.nextAlpha, 0, 0);
    }
}
