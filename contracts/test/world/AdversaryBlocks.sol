// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal, Round, Uncle} from "../../src/Types.sol";
import {HonestProvers} from "./HonestProvers.sol";
import {Tracked} from "./WorldParts.sol";

/// @notice What the adversary does with blocks, its own and others'. An action that L1 refuses, or that makes no sense now, reverts.
abstract contract AdversaryBlocks is HonestProvers {
    error NothingToDo();

    uint256 private constant PER_ROUND = 4;

    /// @dev The adversary's seats, also those that others held before.
    function ownSeats() internal view returns (uint256) {
        return registry.activeBitmap()[0] & ~OURS;
    }

    function recent(uint256 luck) internal view returns (uint256 place) {
        uint256 open = blocks.length - firstOpen;
        if (open == 0) revert NothingToDo();
        return blocks.length - 1 - luck % (open < 8 ? open : 8);
    }

    function need(bool holds) internal pure {
        if (!holds) revert NothingToDo();
    }

    function proposerOf(uint256 luck) internal view returns (address) {
        return luck % 4 == 0 ? address(accomplice) : mallory;
    }

    // --- Commitments -------------------------------------------------------------------------------------------------

    function commitOwn(uint256 luck, uint256 bidLuck, uint256 names) external {
        Round memory round = auction.running();
        bytes32 parent = rollup.head().proposalId;
        if (isPipelined() && round.start != 0 && block.timestamp >= round.proofStart) {
            need(round.commitments != 0);
            parent = auction.enteredAt(round.id, uint24((luck >> 40) % round.commitments));
            round.id += 1;
        } else {
            need(round.start == 0 || block.timestamp < round.commitEnd);
        }
        uint256 mine;
        for (uint256 i = firstIn(round.id); i < blocks.length; ++i) {
            if (blocks[i].isOwn && blocks[i].roundId == round.id) ++mine;
        }
        need(mine < PER_ROUND);
        uint256 active = registry.activeBitmap()[0];
        (uint16[7] memory seats, uint256 bitmap) = namesOf(names, active);
        // Honest seats vote for what they were shown in time.
        uint256 voted = (luck >> 8) % 4 == 0 ? ownSeats() : active;
        address proposer = proposerOf(luck);
        uint256 place =
            commitAs(proposer, bidOf(bidLuck, proposer), luck % 3 == 0 ? 1 : 2, seats, bitmap, voted, parent);
        blocks[place].isHidden = (luck >> 16) % 2 == 0;
        ++did["mallory committed"];
    }

    /// @dev A part of Alice's bid, or many times that.
    function bidOf(uint256 luck, address proposer) private view returns (uint96 bid) {
        uint16[10] memory percent = [1, 10, 50, 90, 100, 101, 110, 200, 300, 500];
        bid = uint96(uint256(aliceBid) * percent[luck % 10] / 100 + (luck >> 8) % 100);
        uint256 most = auction.balanceOf(proposer) / 2;
        if (bid < 1e15) bid = 1e15;
        need(bid <= most && most >= 1e18);
    }

    function namesOf(uint256 luck, uint256 active) private view returns (uint16[7] memory seats, uint256 bitmap) {
        uint256 own = ownSeats();
        uint256 kind = luck % 7;
        luck >>= 8;
        if (kind == 0) seats = named(own, countBits(own) < 7 ? countBits(own) : 7, luck % 8);
        else if (kind == 1) seats = named(own, 7, luck % 8);
        else if (kind == 2) seats = named(active, 7, luck % 8);
        else if (kind == 3) seats = named(active & OURS, 7, luck % 8);
        else if (kind == 4) seats = named(active, 1 + luck % 7, luck % 8);
        else if (kind == 5) seats = heavyOwn(own, active);
        else seats = anyNames(luck);
        bitmap = setOf(seats);
        if ((luck >> 64) % 3 == 0) bitmap |= active;
        if ((luck >> 64) % 8 == 1) bitmap &= luck >> 72;
        need(bitmap & active != 0);
    }

    /// @dev Root and merges for itself, leaves for all others.
    function heavyOwn(uint256 own, uint256 active) private pure returns (uint16[7] memory seats) {
        seats = named(active & OURS, 7, 0);
        uint16[7] memory mine = named(own, 3, 0);
        for (uint256 node; node < 3; ++node) {
            seats[node] = mine[node];
        }
    }

    function anyNames(uint256 luck) private pure returns (uint16[7] memory seats) {
        for (uint256 node; node < 7; ++node) {
            uint256 draw = (luck >> (8 * node)) % 10;
            seats[node] = draw == 9 ? NOBODY : uint16(draw);
        }
    }

    // --- Work --------------------------------------------------------------------------------------------------------

    /// @dev Claims what its seats are named for, shows proofs of it, both or none of it.
    function work(uint256 which, uint256 nodes, uint256 how) external {
        Tracked storage t = blocks[recent(which)];
        need((t.isOwn || t.revealedAt != 0) && isInProofWindow(t.roundId));
        uint8 mine;
        for (uint256 node; node < nodesOf(t); ++node) {
            uint16 seat = seatNamed(t, node);
            if (isBound(t, node) && seat >= HONEST && (t.voted >> seat) & 1 == 1) mine |= uint8(1 << node);
        }
        need(mine != 0);
        if (how % 4 != 0) t.claimed |= mine;
        if (how % 4 != 1) t.shown |= mine & uint8(nodes);
        ++did["mallory worked"];
    }

    /// @notice Whether its seats vote for Alice's next block.
    function vote(uint256 seats) external {
        votesForAlice = seats % 4 == 0 ? 0 : seats % 4 == 1 ? seats & 0xff0 : 0xff0;
    }

    function revealOwn(uint256 which) external {
        Tracked storage t = blocks[recent(which)];
        need(t.isOwn && t.revealedAt == 0 && isInProofWindow(t.roundId));
        t.revealedAt = uint40(block.timestamp);
        ++did["mallory revealed"];
    }

    /// @dev A proof of its own, of any block whose order it knows.
    function proveOwn(uint256 which, uint256 how, uint256 luck) external {
        uint256 place = recent(which);
        Tracked storage t = blocks[place];
        need((t.isOwn || t.revealedAt != 0) && isInProofWindow(t.roundId) && standsOnHead(t));
        submitWords(place, wordsBy(t, how % 5, luck));
        ++did["mallory proved"];
    }

    /// @param how 0: all as named; 1: own nodes, all others rescued; 2: one node a seat, others rescued; 3: all rescued; 4: any of it.
    function wordsBy(Tracked storage t, uint256 how, uint256 luck) private view returns (bytes memory words) {
        uint256 nodes = nodesOf(t);
        words = new bytes(2 * nodes);
        uint256 own = ownSeats() | 0x10;
        uint256 seen;
        for (uint256 node; node < nodes; ++node) {
            uint16 seat = seatNamed(t, node);
            bool mayName = isBound(t, node) && (t.voted >> seat) & 1 == 1;
            if (how == 1 && seat < HONEST) mayName = false;
            if (how == 3) mayName = false;
            if (how == 2 && mayName && (seen >> seat) & 1 == 1) mayName = false;
            uint256 draw = luck >> (4 * node);
            if (how == 4) mayName = mayName && draw % 2 == 0;
            if (mayName) seen |= 1 << seat;
            uint16 rescuer = how == 4 && draw % 8 == 7 ? 0 : seatAtPlace(own, node % countBits(own)) + 1;
            setWord(words, node, mayName ? C + seat + 1 : rescuer);
        }
    }

    function publish(uint256 which) external {
        Tracked storage t = blocks[recent(which)];
        need(t.isBuilt);
        rollup.publishData(dataOf(t));
    }

    // --- Rounds ------------------------------------------------------------------------------------------------------

    function finalizeNow(uint256 luck) external {
        finalizeAs(proposerOf(luck));
        ++did["mallory ended a round"];
    }

    function settleNow(uint256 which) external {
        uint256 place = recent(which);
        rewards.settle(blocks[place].proposal);
        afterSettle(place);
    }

    function nameNow(uint256 which, uint256 others, uint256 luck) external {
        uint256 place = recent(which);
        need(blocks[place].isSettled);
        if (luck % 2 == 0) {
            (Uncle[] memory all,) = unclesOf(place);
            need(all.length != 0);
            // Some of them: where the own ones are, say.
            uint256 kept = 1 + (luck >> 8) % all.length;
            assembly ("memory-safe") {
                mstore(all, kept)
            }
            nameUncles(place, all);
            return;
        }
        uint256 uncle = recent(others);
        need(blocks[uncle].kept != 0);
        Uncle[] memory one = new Uncle[](1);
        uint16 kept = uint16((luck >> 8) % blocks[uncle].kept);
        one[0] = uncleOf(uncle, kept);
        nameUncles(place, one);
        ++did["mallory named a losing block"];
    }

    function claimNow(uint256 which, uint256 seats) external {
        uint256 place = recent(which);
        need(blocks[place].isSettled);
        claimAll(place, seats % 2 == 0 ? type(uint256).max : ~OURS);
        for (uint16 seat = HONEST; seat < 12; ++seat) {
            bytes32 id = blocks[place].id;
            bool isNew = namedWith(id, seat).bps != 0 && !rewards.isNewSeatPaid(id, seat);
            if (isNew) claimNewSeat(place, seat);
        }
    }

    /// @dev Any block, by the winner of any round. Alice's are looked at (M2).
    function refundNow(uint256 which, uint256 luck) external {
        uint256 place = recent(which);
        Tracked storage t = blocks[place];
        Proposal memory winner = luck % 3 == 0 ? blocks[recent(luck >> 8)].proposal : winnerOf(t);
        if (!t.isOwn) return refundChecked(place, winner);
        auction.refund(t.proposal, winner);
        t.isRefunded = true;
        ++did["mallory was refunded"];
    }
}
