// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Commitment, Proposal, Round} from "../../src/Types.sol";
import {Lead} from "../../src/interfaces/IAuction.sol";
import {Best} from "../../src/interfaces/IRollup.sol";
import {Actions} from "./Actions.sol";
import {Tracked} from "./WorldParts.sol";

/// @notice Alice proposes as the node's strategy does (packages/strategy, `proposing`, `ranking`, `submitting`).
abstract contract HonestProposer is Actions {
    uint16 internal constant SHARE = 7_000;
    uint256 internal constant SLOT = 12;
    /// @dev Seats of the adversary that vote for her blocks.
    uint256 internal votesForAlice = 0xff0;
    /// @dev Her bid of the round. Its reward is 3 of the native token.
    uint96 internal aliceBid = 1e18;
    mapping(uint32 roundId => uint96) internal aliceBidOf;

    /// @dev Calls this contract. A refusal of what an honest actor has to do breaks a rule.
    function must(bytes memory call, string memory what) internal {
        (bool ok, bytes memory reason) = address(this).call(call);
        if (!ok) fail(string.concat(what, ": ", hexOf(reason)));
    }

    function hexOf(bytes memory reason) private pure returns (string memory) {
        bytes memory text = new bytes(8);
        bytes16 digits = "0123456789abcdef";
        for (uint256 i; i < 4 && i < reason.length; ++i) {
            (text[2 * i], text[2 * i + 1]) = (digits[uint8(reason[i]) >> 4], digits[uint8(reason[i]) & 15]);
        }
        return string(text);
    }

    modifier onlySelf() {
        if (msg.sender != address(this)) revert("for the world itself");
        _;
    }

    // --- Proposing ---------------------------------------------------------------------------------------------------

    function hasCommitted(uint32 roundId, bytes32 parent) internal view returns (bool) {
        for (uint256 i = firstIn(roundId); i < blocks.length; ++i) {
            Tracked storage t = blocks[i];
            if (t.roundId == roundId && t.proposal.proposer == alice && t.proposal.parent == parent) return true;
        }
        return false;
    }

    /// @dev `proposerActions`: at three fifths of the window, or as the first of a round.
    function propose() internal {
        Round memory round = auction.running();
        bytes32 head = rollup.head().proposalId;
        if (isTimeToCommit(round.start, round.commitEnd) && !hasCommitted(round.id, head) && canTakeMessages(round)) {
            must(abi.encodeCall(this.commitAlice, (head)), "M6: an honest commitment was refused");
        }
        if (!isPipelined() || round.start == 0 || block.timestamp < round.proofStart) return;
        bytes32 parent = expectedWinner(round);
        if (parent == 0) return;
        Round memory above = auction.next();
        uint256 start = above.id == 0 ? round.proofStart : above.start;
        uint256 end = above.id == 0 ? start + rules.proposalWindow : above.commitEnd;
        if (above.id == 0 && block.timestamp >= end) (start, end) = (block.timestamp, type(uint256).max);
        if (!isTimeToCommit(start, end) || hasCommitted(round.id + 1, parent)) return;
        must(abi.encodeCall(this.commitAlice, (parent)), "M6: an honest commitment was refused");
    }

    function isTimeToCommit(uint256 start, uint256 end) private view returns (bool) {
        if (start == 0) return true;
        return block.timestamp < end && block.timestamp >= start + rules.proposalWindow * 3 / 5;
    }

    /// @dev `messageLimits`: a block that L1 would not take is not committed to.
    function canTakeMessages(Round memory round) private view returns (bool) {
        uint64 before = rollup.head().messagesConsumed;
        uint40 openedAt = round.start == 0 ? uint40(block.timestamp) : round.start;
        return leavesNoneDue(before, messagesFor(2, before, openedAt), openedAt);
    }

    /// @dev The best proven block, else the leader if its block is known.
    function expectedWinner(Round memory round) private view returns (bytes32) {
        Best memory best = rollup.bestOf(round.id);
        if (best.roundId == round.id) return best.proposalId;
        uint24 place = auction.commitmentOf(rollup.head().proposalId).place;
        Lead memory lead = auction.leadOf(round.id, place);
        if (lead.seats == 0) return 0;
        bytes32 id = auction.enteredAt(round.id, lead.place);
        uint256 plusOne = placePlusOne[id];
        return plusOne != 0 && blocks[plusOne - 1].revealedAt != 0 ? id : bytes32(0);
    }

    /// @dev `assignNodes`: the nodes go around among all who voted.
    function commitAlice(bytes32 parent) external onlySelf {
        Round memory round = auction.running();
        bool isAbove = parent != rollup.head().proposalId;
        bool isOpen = !isAbove && round.start != 0;
        uint256 active = isOpen ? activeIn(round.id) : registry.activeBitmap()[0];
        uint256 voters = active & (0xf | votesForAlice);
        uint16[7] memory seats = named(voters, 7, blocks.length);
        uint256 place = commitAs(alice, aliceBid, 2, seats, setOf(seats), voters, parent);
        aliceBidOf[blocks[place].roundId] = aliceBid;
        ++did[isAbove ? "alice committed above" : "alice committed"];
    }

    /// @notice Seats for `count` nodes, in turn from some seat on.
    function named(uint256 voters, uint256 count, uint256 from) internal pure returns (uint16[7] memory seats) {
        uint256 all = countBits(voters);
        for (uint256 node; node < 7; ++node) {
            seats[node] = node < count && all != 0 ? seatAtPlace(voters, (from + node) % all) : NOBODY;
        }
    }

    function setOf(uint16[7] memory seats) internal pure returns (uint256 set) {
        for (uint256 node; node < 7; ++node) {
            if (seats[node] != NOBODY) set |= 1 << seats[node];
        }
    }

    function seatAtPlace(uint256 set, uint256 place) internal pure returns (uint16 seat) {
        for (;; ++seat) {
            if ((set >> seat) & 1 == 0) continue;
            if (place == 0) return seat;
            --place;
        }
    }

    // --- Revealing (R17) ---------------------------------------------------------------------------------------------

    /// @dev `revealFrom`: the leader two slots after the window, others in turn, unless a block of an earlier turn was revealed.
    function reveal(Tracked storage t) internal {
        (uint256 start, uint256 mine) = (auction.roundOf(t.roundId).proofStart, t.provisional);
        uint256 place;
        bool isBeaten;
        for (uint256 i = firstIn(t.roundId); i < blocks.length; ++i) {
            Tracked storage o = blocks[i];
            if (o.roundId != t.roundId || o.id == t.id || o.proposal.parent != t.proposal.parent) continue;
            uint256 other = o.provisional;
            if (other < mine || (other == mine && placePlusOne[o.id] > placePlusOne[t.id])) continue;
            ++place;
            if (o.revealedAt != 0 && hidesFrom(o, t)) isBeaten = true;
        }
        if (isBeaten) return;
        uint256 group;
        for (uint256 p = place; p != 0; p /= 2) {
            ++group;
        }
        if (block.timestamp < start + 2 * SLOT + group * rules.proofWindow / 20) return;
        t.revealedAt = uint40(block.timestamp);
        ++did["alice revealed"];
    }

    /// @dev Whether a revealed block in front leaves no reason to show hers. There is one if it leaves out seats of hers, or if, after half of the proof window, no proof
    /// shows that hers is beaten: her bond would be lost to a block that stood behind her (R9).
    function hidesFrom(Tracked storage o, Tracked storage t) internal view virtual returns (bool) {
        // R7: seats of hers that it leaves out are paid only if her block is proven.
        if (t.committed & ~o.committed != 0) return false;
        if (block.timestamp < auction.roundOf(t.roundId).proofStart + rules.proofWindow / 2) return true;
        Best memory best = rollup.bestOf(t.roundId);
        return best.roundId == t.roundId && finalScore(best.proposalId) >= t.provisional;
    }

    // --- Ending and refunds ------------------------------------------------------------------------------------------

    /// @dev `canEndRound`.
    function endRound() internal {
        Round memory round = auction.running();
        if (round.start == 0) return;
        uint24 place = isPipelined() ? auction.commitmentOf(rollup.head().proposalId).place : 0;
        bool isLed = auction.leadOf(round.id, place).seats != 0;
        uint256 end = isLed ? auction.recordOf(round.id).proofEnd : round.commitEnd;
        if (block.timestamp >= end) {
            if (isLed && rollup.bestOf(round.id).roundId != round.id) ++did["restarted"];
            must(abi.encodeCall(this.finalizeByAlice, ()), "M6: a round did not end");
            return;
        }
        Best memory best = rollup.bestOf(round.id);
        if (best.roundId != round.id || !isDecided(round.id, best.proposalId)) return;
        uint16 committed = auction.commitmentOf(best.proposalId).committedSeats;
        if (best.proposer != alice && best.provers != committed) return;
        must(abi.encodeCall(this.finalizeByAlice, ()), "R16: a decided round did not end");
        ++did["ended early"];
    }

    function isDecided(uint32 roundId, bytes32 best) private view returns (bool) {
        uint256 reached = finalScore(best);
        for (uint256 i = firstIn(roundId); i < blocks.length; ++i) {
            Tracked storage t = blocks[i];
            if (t.roundId != roundId || t.id == best || !standsOnHead(t)) continue;
            if (t.provisional > reached) return false;
        }
        return true;
    }

    function finalScore(bytes32 id) internal view returns (uint256) {
        Commitment memory c = auction.commitmentOf(id);
        return scoreOf(rollup.provenOf(id).provers, c.burnBid, c.alpha);
    }

    function finalizeByAlice() external onlySelf {
        finalizeAs(alice);
    }

    /// @dev M2: what comes back, and what R9 takes: the share of the committed seats that no proof shows. Her honest voters have proven
    /// all theirs, so it is the adversary's seats at most.
    function refundAlice(uint256 place) external onlySelf {
        refundChecked(place, winnerOf(blocks[place]));
    }

    /// @dev Whether honest actors have seen to a block.
    function isWatching(uint256 place) internal view virtual returns (bool);

    function refundChecked(uint256 place, Proposal memory winner) internal {
        Tracked storage t = blocks[place];
        Commitment memory c = auction.commitmentOf(t.id);
        uint256 bond = auction.bondOf(c.burnBid);
        uint256 before = auction.balanceOf(alice);
        auction.refund(t.proposal, winner);
        uint256 lost = c.burnBid + bond - (auction.balanceOf(alice) - before);
        t.isRefunded = true;
        ++did["alice was refunded"];
        if (lost == 0 || !isWatching(place)) return;
        ++did["alice lost a part of a bond"];
        uint256 others = countBits(t.committed & ~uint256(0xf));
        require_(winner.proposer != alice, "M2: a beaten bid lost without a winner");
        require_(
            lost * c.committedSeats <= bond * others + c.committedSeats, "M2: more than the unproven share was lost"
        );
    }
}
