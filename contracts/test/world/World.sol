// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {PayPool, ProvenProposal, Round} from "../../src/Types.sol";
import {Adversary} from "./Adversary.sol";
import {Message, Tracked} from "./WorldParts.sol";

/// @notice A world: its actors, its clock, and what must hold in it.
abstract contract World is Adversary {
    uint256 internal supplyAtStart;
    uint256 internal finals;
    /// @dev M3: what the adversary has put in, and what its work and its won bids may have earned it.
    uint256 internal putIn;
    uint256 internal allowed;
    /// @dev M2: what Alice was paid.
    uint256 internal aliceEarned;
    bool internal hasEnded;
    /// @dev Honest actors see to the blocks from this one on.
    uint256 internal firstDuty;

    function setUp() public virtual override {
        super.setUp();
        vm.assertTrue(bytes(broken).length == 0, broken);
        (supplyAtStart, putIn) = (token.totalSupply(), wealthOfMallory());
    }

    function isHonest() internal view virtual returns (bool) {
        return true;
    }

    function isWatching(uint256 place) internal view override returns (bool) {
        return isHonest() && place >= firstDuty;
    }

    // --- Time --------------------------------------------------------------------------------------------------------

    /// @notice Time passes. Honest actors wake at each moment that matters to them, and act in time.
    function pass(uint256 luck) external {
        uint256 kind = luck % 20;
        luck >>= 8;
        uint256 target = block.timestamp + 1 + luck % 24;
        if (kind >= 9) target = nextMoment();
        if (kind == 19) target = block.timestamp + luck % 10 minutes;
        passTo(target);
    }

    function passTo(uint256 target) internal {
        for (uint256 i; block.timestamp < target && i < 200; ++i) {
            if (isHonest()) duties();
            uint256 moment = nextMoment();
            vm.warp(moment < target ? moment : target);
        }
        noteHead();
    }

    /// @notice Honest actors do what is due.
    function act() external {
        if (isHonest()) duties();
    }

    /// @dev The next moment at which something changes for somebody.
    function nextMoment() internal view returns (uint256 moment) {
        moment = block.timestamp + 1 hours;
        Round memory round = auction.running();
        if (round.start != 0) {
            moment = sooner(moment, round.commitEnd - 2 * SLOT);
            moment = sooner(moment, round.commitEnd);
            uint256 start = round.proofStart;
            if (start != 0) {
                moment = sooner(moment, start + rules.proofWindow / 2);
                for (uint256 turn; turn < 4; ++turn) {
                    moment = sooner(moment, start + 2 * SLOT + turn * rules.proofWindow / 20);
                }
            }
        }
        for (uint256 i = firstOpen; i < blocks.length; ++i) {
            moment = sooner(moment, blocks[i].wakeAt);
        }
    }

    /// @dev The next moment that matters to a block.
    function momentOf(Tracked storage t) private view returns (uint256 moment) {
        moment = block.timestamp + 1 hours;
        uint256 end = auction.recordOf(t.roundId).proofEnd;
        if (end != 0) {
            moment = sooner(moment, end - 2 * SLOT);
            moment = sooner(moment, end);
            moment = sooner(moment, end + LATER + 1);
        }
        if (t.revealedAt != 0) moment = sooner(moment, t.revealedAt + PATIENCE);
        if (!t.isFinal) return moment;
        if (t.isSettled) {
            uint256 claimsFrom = rewards.poolOf(t.id).claimsFrom;
            moment = sooner(moment, claimsFrom - 2 * SLOT);
            moment = sooner(moment, claimsFrom);
        }
        return sooner(moment, caseEnd(t) + 1);
    }

    function sooner(uint256 moment, uint256 candidate) private view returns (uint256) {
        return candidate > block.timestamp && candidate < moment ? candidate : moment;
    }

    function duties() internal {
        if (bridge.isStopped()) return;
        propose();
        uint32 running = auction.running().id;
        uint256 first = firstOpen > firstDuty ? firstOpen : firstDuty;
        for (uint256 i = first; i < blocks.length; ++i) {
            Tracked storage t = blocks[i];
            if (t.roundId < running && block.timestamp < t.wakeAt) continue;
            if (t.revealedAt == 0 && isInProofWindow(t.roundId) && standsOnHead(t)) show(t);
            prove(i);
        }
        endRound();
        for (uint256 i = first; i < blocks.length; ++i) {
            if (block.timestamp < blocks[i].wakeAt) continue;
            collect(i);
            blocks[i].wakeAt = uint40(momentOf(blocks[i]));
        }
        while (firstOpen < blocks.length && isDone(blocks[firstOpen])) ++firstOpen;
    }

    /// @dev The adversary's block is seen as soon as proofs count, if it is not hidden.
    function show(Tracked storage t) private {
        if (!t.isOwn) reveal(t);
        else if (!t.isHidden) t.revealedAt = uint40(block.timestamp);
    }

    function isDone(Tracked storage t) private view returns (bool) {
        if (!auction.commitmentOf(t.id).settled || !isLongAgo(t.roundId)) return false;
        return !t.isFinal || (t.isPaid && (t.isWithdrawn || t.withdrawn == 0) && block.timestamp > caseEnd(t) + 1);
    }

    function afterFinal(uint256) internal override {
        ++finals;
    }

    // --- M3 ----------------------------------------------------------------------------------------------------------

    /// @dev M3: by a block, the adversary may earn the pay of the nodes that it was named for, or of as many seats as it left out; and as
    /// its proposer, the proposer's part of the whole reward and the fees, less its bid. If it shuts all others out, it may keep what its
    /// bid cost it above the bid that would have won without them (the exemption of M3).
    function allow(uint256 place) internal override {
        Tracked storage t = blocks[place];
        uint256 whole = rules.blockReward;
        uint256 pool = whole * t.proposal.proverShareBps / 10_000;
        PayPool memory settled = rewards.poolOf(t.id);
        checkAlice(t, settled.amount);
        (uint256 weight, uint256 seats, bool namesOurs) = shareOf(t);
        uint256 active = activeIn(t.roundId);
        uint256 leftOut = countBits(active & ~OURS & ~t.committed);
        uint256 part = pool * weight / weightOfTree(t.proposal.depth);
        if (t.isOwn && !namesOurs) {
            part = pool * seats / (seats + HONEST) + excessOf(t, pool, seats);
            leftOut = 0;
        }
        if (leftOut != 0) part += pool * leftOut / (settled.winnerSeats + leftOut);
        if (t.isOwn) {
            part += whole - pool;
            if (t.payer < 2) part += t.fees;
        }
        // Divisions round down in the contracts and here.
        allowed += part + 1_000;
    }

    /// @return weight Of the nodes that seats of the adversary are named for or can rescue. @return seats Its seats that are named.
    function shareOf(Tracked storage t) private view returns (uint256 weight, uint256 seats, bool namesOurs) {
        uint256 set;
        for (uint256 node; node < nodesOf(t); ++node) {
            uint16 seat = seatNamed(t, node);
            bool isOurs = isBound(t, node) && seat < HONEST;
            namesOurs = namesOurs || isOurs;
            // Somebody else's node: a rescuer of it is paid at most for that node.
            if (!isOurs || !rollup.isNodeCommitted(t.id, node)) weight += weightOf(t.proposal.depth, node);
            if (!isOurs && seat != NOBODY) set |= 1 << seat;
        }
        seats = countBits(set & t.committed);
    }

    /// @dev What it may have gained by shutting others out: not more than it paid for it.
    function excessOf(Tracked storage t, uint256 pool, uint256 seats) private view returns (uint256 excess) {
        excess = pool - pool * seats / (seats + HONEST);
        uint256 bid = t.proposal.burnBid;
        // The least bid that wins if its seats do not vote for Alice: her bid · ((1 − q) / q)^(α / 2), and so above (1 − q) of her bid.
        uint256 least = uint256(aliceBidOf[t.roundId]) * HONEST / (seats + HONEST);
        uint256 paid = bid > least ? bid - least : 0;
        if (paid < excess) excess = paid;
    }

    /// @dev M2: her honest voters have proven what they were named for, so of her reward nothing but the others' share is missing.
    function checkAlice(Tracked storage t, uint256 pool) private {
        if (t.isOwn) return;
        uint256 total = pool * 10_000 / SHARE;
        aliceEarned += settledReward(t);
        uint256 ours;
        for (uint256 node; node < 7; ++node) {
            if (seatNamed(t, node) < HONEST) ours += weightOf(2, node);
        }
        uint256 byWeight = uint256(rules.blockReward) * ours / 14;
        uint256 bySeats = uint256(rules.blockReward) * countBits(t.committed & OURS) / countBits(t.committed);
        require_(total + 10_000 >= (byWeight < bySeats ? byWeight : bySeats), "M2: the reward of a won bid is missing");
    }

    /// @dev P8.3, R2, written again from the text.
    function settledReward(Tracked storage t) private view returns (uint256) {
        ProvenProposal memory proven = rollup.provenOf(t.id);
        uint256 weight;
        for (uint256 node; node < 7; ++node) {
            if (rollup.isNodeCommitted(t.id, node)) weight += weightOf(2, node);
        }
        uint256 whole = rules.blockReward;
        uint256 total = whole * weight / (14 - weightOfTally(uint96(proven.tally >> 48)));
        uint256 bySeats = whole * proven.provers / countBits(t.committed);
        if (bySeats < total) total = bySeats;
        return total - total * SHARE / 10_000;
    }

    /// @notice Everything that the adversary owns, of the native token.
    function wealthOfMallory() internal view returns (uint256 wealth) {
        for (uint256 i = 2; i < 4; ++i) {
            wealth += token.balanceOf(users[i]) + auction.balanceOf(users[i]) + ledger.balances[i][0];
        }
        for (uint256 i = firstOpen; i < blocks.length; ++i) {
            Tracked storage t = blocks[i];
            if (t.isOwn && !auction.commitmentOf(t.id).settled) wealth += escrowOf(t);
            if (t.isFinal && !t.isWithdrawn && t.leaver > 1 && t.asset == 0) wealth += t.withdrawn;
        }
        for (uint16 seat = HONEST; seat < MOST_SEATS; ++seat) {
            wealth += stakeOf(seat);
        }
        for (uint256 m = bridge.messagesConsumed(); m < messages.length; ++m) {
            Message storage message = messages[m];
            if (message.kind == DEPOSIT && message.account > 1 && message.asset == 0) wealth += message.amount;
        }
    }

    function escrowOf(Tracked storage t) internal view returns (uint256) {
        return t.proposal.burnBid + auction.bondOf(t.proposal.burnBid);
    }

    function stakeOf(uint16 seat) internal view returns (uint256) {
        try this.stakeAt(seat) returns (uint256 stake) {
            return stake;
        } catch {
            return 0;
        }
    }

    function stakeAt(uint16 seat) external view returns (uint256) {
        return registry.seatAt(seat).stake;
    }
}
