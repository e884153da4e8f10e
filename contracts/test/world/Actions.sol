// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {
    BlockClaim,
    BlockFacts,
    FinalWithdrawal,
    NewSeatClaim,
    Proposal,
    SeatWordPath,
    Uncle
} from "../../src/Types.sol";
import {SeatWordTree} from "../fixtures/SeatWordTree.sol";
import {part} from "../support/NaiveDataHash.sol";
import {NamedSeats} from "../support/NamedSeats.sol";
import {WorldBlocks} from "./WorldBlocks.sol";
import {Kept, Message, Tracked} from "./WorldParts.sol";

/// @notice What anybody may do after a round, made from L1's events alone (M5).
abstract contract Actions is WorldBlocks, NamedSeats {
    using SeatWordTree for uint16[];

    function unpacked(bytes memory words) internal pure returns (uint16[] memory list) {
        list = new uint16[](words.length / 2);
        for (uint256 n; n < list.length; ++n) {
            list[n] = uint16(wordAt(words, n));
        }
    }

    // --- Pay ---------------------------------------------------------------------------------------------------------

    /// @dev Whether a kept proof's word for a node pays its seat.
    function pays(Tracked storage t, uint16 kept, uint256 node, uint256 word) internal view returns (bool) {
        if (word == 0) return false;
        if (word >= C) return true;
        if (rollup.isNodeCommitted(t.id, node) || !rollup.isNodeRescued(t.id, kept, node)) return false;
        return (activeIn(t.roundId) >> (word - 1)) & 1 == 1;
    }

    function claimNode(uint256 place, uint16 kept, uint256 node) internal {
        Tracked storage t = blocks[place];
        Kept storage k = keptOf[place][kept];
        uint16[] memory words = unpacked(k.words);
        BlockClaim[] memory claims = new BlockClaim[](1);
        SeatWordPath[] memory paths = new SeatWordPath[](1);
        paths[0] = words.pathOf(node);
        uint256[8] memory provers;
        provers[0] = k.provers;
        claims[0] = BlockClaim(t.id, kept, words.hash(0), keccak256(abi.encode(provers)), paths);
        rewards.claim(uint16(words[node] & ~C) - 1, claims, new NewSeatClaim[](0));
    }

    /// @notice Claims all that the kept proofs of a final block pay.
    /// @param seats Whose nodes.
    function claimAll(uint256 place, uint256 seats) internal {
        Tracked storage t = blocks[place];
        for (uint16 kept; kept < t.kept; ++kept) {
            bytes memory words = keptOf[place][kept].words;
            for (uint256 node; 2 * node < words.length; ++node) {
                uint256 word = wordAt(words, node);
                if (!pays(t, kept, node, word) || rewards.isClaimed(t.id, node)) continue;
                if ((seats >> ((word & ~uint256(C)) - 1)) & 1 == 0) continue;
                claimNode(place, kept, node);
                ++did["claimed"];
            }
        }
    }

    // --- New seats ---------------------------------------------------------------------------------------------------

    /// @dev A kept proof of a losing block, and the block's rate.
    struct Candidate {
        uint256 place;
        uint16 kept;
        uint256 bps;
    }

    uint256 private constant CANDIDATES = 64;

    /// @notice R7: the losing blocks of a winner's round that have new seats, best rate first, each with seats that none before it has.
    /// By each kept proof, since each may show other seats. No more than may be named.
    function unclesOf(uint256 winner) internal view returns (Uncle[] memory uncles, uint256 seats) {
        Tracked storage w = blocks[winner];
        Candidate[] memory all = new Candidate[](CANDIDATES);
        uint256 found;
        for (uint256 i = firstIn(w.roundId); i < blocks.length; ++i) {
            Tracked storage t = blocks[i];
            if (i == winner || t.roundId != w.roundId) continue;
            if (uint256(t.proposal.burnBid) * 10_000 < uint256(rules.uncleMinBps) * w.proposal.burnBid) continue;
            uint256 bps = rateOf(winner, i);
            for (uint16 kept; kept < t.kept && found < CANDIDATES; ++kept) {
                if (bps == 0 || keptOf[i][kept].provers & ~w.committed == 0) continue;
                uint256 at = found++;
                for (; at != 0 && all[at - 1].bps < bps; --at) {
                    all[at] = all[at - 1];
                }
                all[at] = Candidate(i, kept, bps);
            }
        }
        uncles = new Uncle[](8);
        uint256 count;
        for (uint256 i; i < found && count < 8; ++i) {
            uint256 fresh = keptOf[all[i].place][all[i].kept].provers & ~w.committed & ~seats;
            if (fresh == 0) continue;
            seats |= fresh;
            uncles[count++] = uncleOf(all[i].place, all[i].kept);
        }
        assembly ("memory-safe") {
            mstore(uncles, count)
        }
    }

    /// @notice R7: what a seat of a losing block gets of a seat's pay of the winner, by the work of both, in 1/10,000.
    function rateOf(uint256 winner, uint256 uncle) internal view returns (uint256 bps) {
        uint256 most = rules.unclePayBps;
        uint256 done = weightShown(blocks[uncle]) * rollup.shownSeats(blocks[winner].id);
        uint256 usual = weightShown(blocks[winner]) * rollup.shownSeats(blocks[uncle].id);
        return done >= usual ? most : most * done / usual;
    }

    /// @dev R2: of the nodes that some kept proof has as committed.
    function weightShown(Tracked storage t) private view returns (uint256 weight) {
        uint256 nodes = rollup.committedNodes(t.id, 0);
        for (uint256 node; nodes >> node != 0; ++node) {
            if ((nodes >> node) & 1 == 1) weight += weightOf(t.proposal.depth, node);
        }
    }

    function uncleOf(uint256 place, uint16 kept) internal view returns (Uncle memory u) {
        Tracked storage t = blocks[place];
        Kept storage k = keptOf[place][kept];
        (u.proposalId, u.transcriptRoot, u.kept) = (t.id, transcripts[t.transcript].root, kept);
        (u.committed[0], u.provers[0]) = (t.committed, k.provers);
        u.wordsRoot = unpacked(k.words).hash(0);
    }

    function nameUncles(uint256 winner, Uncle[] memory uncles) internal {
        Tracked storage w = blocks[winner];
        uint256[8] memory committed;
        committed[0] = w.committed;
        vm.recordLogs();
        rewards.nameUncles(w.id, transcripts[w.transcript].root, committed, uncles);
        noteNamed(vm.getRecordedLogs());
    }

    /// @dev By what `UnclesNamed` said last.
    function claimNewSeat(uint256 winner, uint16 seat) internal {
        bytes32 id = blocks[winner].id;
        NewSeatClaim[] memory claims = new NewSeatClaim[](1);
        claims[0] = newSeatClaim(id, namedWith(id, seat));
        rewards.claim(seat, new BlockClaim[](0), claims);
    }

    // --- Bids and bonds ----------------------------------------------------------------------------------------------

    /// @dev The winner of a block's round, as a refund names it; any proposal if there was none.
    function winnerOf(Tracked storage t) internal view returns (Proposal memory winner) {
        uint256 plusOne = winnerPlusOne[t.roundId];
        winner = plusOne == 0 ? t.proposal : blocks[plusOne - 1].proposal;
    }

    // --- Withdrawals -------------------------------------------------------------------------------------------------

    function factsOf(Tracked storage t) internal view returns (BlockFacts memory f) {
        f.transactionsRoot = transactionsRootOf(t, dataOf(t));
        f.proverSetRoot = setRoots[t.roundId];
        f.statesRoot = statesRootOf(t.proposal.depth);
        (f.stateBefore, f.stateAfter) = (t.stateBefore, t.stateAfter);
        (f.messageCount, f.fees) = (t.messageCount, t.fees);
    }

    function claimWithdrawal(uint256 place) internal {
        Tracked storage t = blocks[place];
        FinalWithdrawal[] memory claims = new FinalWithdrawal[](1);
        bytes memory data = dataOf(t);
        claims[0].proposalId = t.id;
        claims[0].facts = factsOf(t);
        claims[0].place = 1;
        claims[0].leaf = part(data, 0, 160);
        claims[0].siblings = new bytes32[](t.proposal.depth);
        claims[0].siblings[0] = emptyData[0];
        if (t.proposal.depth == 2) claims[0].siblings[1] = emptyData[1];
        bridge.claimWithdrawals(claims);
        t.isWithdrawn = true;
        afterTokens();
    }

    /// @dev The accomplice's planned call may have queued a message or ended a round from within.
    function afterTokens() internal {
        if (bridge.messagesQueued() > messages.length) messages.push(Message(DEPOSIT, 1, 3, 7));
        noteHead();
    }
}
