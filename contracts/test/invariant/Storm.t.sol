// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Prover} from "../../src/interfaces/IProverRegistry.sol";
import {Commitment, NextRound, Proposal, Settings} from "../../src/interfaces/IRollup.sol";
import {Case} from "../../src/interfaces/ISlashingCourt.sol";
import {InvariantTest} from "../support/InvariantTest.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {World} from "../support/World.sol";

/// @notice Everybody misbehaves now and then. Leaders fail and votes are used twice. Seats are left out, with or
/// without a backup. Reports are right or wrong. Seats answer early, late or never; they leave, are slashed and come
/// back.
contract Storm is World {
    using ProofTreeLib for ProofTree;

    function commit(uint256 seed, uint256 mischief) external {
        uint8 depth = seed % 3 == 0 ? 2 : 1;
        if (!enter(account(seed >> 8), seed >> 16, depth)) return;
        Block storage b = blocks[blocks.length - 1];
        // P9.5: the vote for the last leaf is also used at the root.
        if (mischief % 3 == 0) (b.seats[0], b.slots[0]) = (b.seats[b.seats.length - 1], b.slots[b.seats.length - 1]);
        // The bitmap differs from the transcript's. L1 cannot see this.
        if (mischief % 7 == 0 && count(b.bitmap) > 1) b.bitmap &= b.bitmap - 1;
        commit(b);
    }

    /// @dev The named seat, another seat, or nobody proves each node.
    function prove(uint256 which, uint256 mischief, uint256 fees_) external {
        uint256 first = firstOfRound();
        if (first == blocks.length) return;
        Block storage b = blocks[first + which % (blocks.length - first)];
        uint16[] memory seatPlusOne = new uint16[](b.seats.length);
        for (uint256 node; node < seatPlusOne.length; ++node) {
            uint256 luck = (mischief >> (8 * node)) % 8;
            seatPlusOne[node] = b.seats[node] + 1;
            if (luck < 2) seatPlusOne[node] = 0;
            else if (luck < 4) seatPlusOne[node] = uint16(1 + (mischief >> 128) % 12);
        }
        prove(b, seatPlusOne, fees_);
    }

    /// @dev One of the last blocks. Blocks of old rounds would only make the list longer.
    function recent(uint256 which) internal view returns (Block storage) {
        uint256 some = blocks.length < 16 ? blocks.length : 16;
        return blocks[blocks.length - 1 - which % some];
    }

    /// @dev The next node, from `node` on, that its named seat did not prove. If there is none, `node` itself.
    function leftOut(Block storage b, uint256 node) internal view returns (uint256) {
        uint256 nodes = b.seats.length;
        for (uint256 i; i < b.seatPlusOne.length; ++i) {
            if (b.seatPlusOne[(node + i) % nodes] != b.seats[(node + i) % nodes] + 1) return (node + i) % nodes;
        }
        return node % nodes;
    }

    function report(uint256 which, uint256 node) external {
        if (blocks.length == 0) return;
        Block storage b = recent(which);
        node = leftOut(b, node % 8);
        uint16 seat = b.seats[node];
        uint256 finalAt = rollup.provenOf(b.id).finalAt;
        if (finalAt == 0 || block.timestamp > finalAt + 1 days || b.seatPlusOne[node] == seat + 1) return;
        if (court.caseOf(b.id, node, seat).state != 0) return;
        load(b);
        uint16 reports = registry.proverAt(seat).reports;
        reportNode(node);
        vm.assertEq(uint256(registry.proverAt(seat).reports), reports + 1);
        uint256 index = blocks.length - 1;
        while (blocks[index].id != b.id) {
            --index;
        }
        open.push(OpenCase(index, node));
        ++did["reported"];
    }

    /// @dev The named seat shows its proof, before or after a report. It is in time only inside the proof window.
    function contest(uint256 which, uint256 node) external {
        if (blocks.length == 0) return;
        Block storage b = recent(which);
        // Now and then the contest is from a seat that is in the block, or that was reported.
        node = node % 8 == 0 ? 0 : leftOut(b, node % 8);
        if (which % 3 == 0 && open.length != 0) {
            b = blocks[open[which % open.length].which];
            node = open[which % open.length].node;
        }
        uint16 seat = b.seats[node];
        Case memory it = court.caseOf(b.id, node, seat);
        bool isOpen = it.state == 1 && block.timestamp <= it.reportedAt + 1 hours;
        if (b.order == 0 || (it.state != 0 && !isOpen)) return;
        bool inTime = b.roundId == rollup.status().roundId && block.timestamp < rollup.status().proofEnd;
        load(b);
        contestWith(nodeProof(node, seat));
        it = court.caseOf(b.id, node, seat);
        vm.assertTrue(it.state == 2 && it.inTime == inTime);
        ++did[inTime ? "contested in time" : isOpen ? "answered" : "contested late"];
    }

    function settle(uint256 which, uint256 patience) external {
        if (open.length == 0) return;
        which %= open.length;
        OpenCase memory c = open[which];
        Block storage b = blocks[c.which];
        Case memory it = court.caseOf(b.id, c.node, b.seats[c.node]);
        if (it.state == 1 && block.timestamp <= it.reportedAt + 1 hours) {
            if (patience % 4 != 0) return;
            vm.warp(uint256(it.reportedAt) + 1 hours + 1);
        }
        close(which);
    }

    /// @dev A case is decided once. What it takes comes off the seat's stake: the backup gets a part, and the rest is
    /// burned.
    function close(uint256 which) internal {
        OpenCase memory c = open[which];
        Block storage b = blocks[c.which];
        uint16 seat = b.seats[c.node];
        Case memory it = court.caseOf(b.id, c.node, seat);
        open[which] = open[open.length - 1];
        open.pop();
        if (it.state != 1) return;
        Prover memory prover = registry.proverAt(seat);
        uint256 supply = token.totalSupply();
        court.settle(b.id, c.node, seat);
        vm.assertEq(uint256(registry.proverAt(seat).reports), prover.reports - 1);
        uint256 taken = prover.stake - registry.proverAt(seat).stake;
        uint8 state = court.caseOf(b.id, c.node, seat).state;
        vm.assertEq(state == 3, !isVoid[keccak256(abi.encode(b.id, seat, b.slots[c.node]))]);
        if (state != 3) {
            vm.assertEq(taken, 0);
            ++did["voided"];
            return;
        }
        bytes32 offence = keccak256(abi.encode(b.id, c.node, seat));
        vm.assertTrue(!isSlashed[offence], "slashed twice for one offence");
        isSlashed[offence] = true;
        uint256 burnt = it.backupPlusOne == 0 ? taken : taken - taken * 3_000 / 10_000;
        vm.assertEq(supply - token.totalSupply(), burnt);
        (slashed, slashedOf[seat], burned) = (slashed + taken, slashedOf[seat] + taken, burned + burnt);
        ++did[it.backupPlusOne == 0 ? "slashed for nobody" : "slashed"];
    }

    function settleAll() internal override {
        vm.warp(block.timestamp + 1 hours + 1);
        while (open.length != 0) {
            close(open.length - 1);
        }
    }

    mapping(bytes32 vote => bool) internal isVoid;

    function isDouble(Block storage b) internal view returns (bool) {
        return b.slots[0] == b.slots[b.slots.length - 1];
    }

    function reportDoubleVote(uint256 which) external {
        if (blocks.length == 0) return;
        Block storage b = recent(which);
        for (uint256 i; i < 16 && !isDouble(b); ++i) {
            b = recent(which % 16 + i);
        }
        // Prefers a seat with an open report, if there is one.
        for (uint256 i; i < open.length && which % 2 == 0; ++i) {
            if (isDouble(blocks[open[i].which])) b = blocks[open[i].which];
        }
        uint256 last = b.seats.length - 1;
        bytes32 vote = keccak256(abi.encode(b.id, b.seats[0], b.slots[0]));
        if (!isDouble(b) || b.roundId >= rollup.status().roundId || isVoid[vote]) return;
        isVoid[vote] = true;
        Commitment memory c = rollup.commitmentOf(b.id);
        uint256 balance = rollup.balanceOf(b.proposal.proposer);
        if (!c.settled) balance += c.burnBid + (BOND << c.failures);
        load(b);
        reportDouble(0, last);
        uint256 fine = BOND << c.failures < balance ? BOND << c.failures : balance;
        vm.assertEq(balance - rollup.balanceOf(b.proposal.proposer), fine);
        burned += fine;
        ++did["fined"];
    }

    /// @dev P9.3: the court's payments stay within the round's rewards (see `pay`).
    function claimContestPay(uint256 which, uint256 node, uint256 mood) external {
        if (blocks.length == 0) return;
        Block storage b = recent(which);
        node = leftOut(b, node % 8);
        uint16 seat = b.seats[node];
        Commitment memory c = rollup.commitmentOf(b.id);
        uint256 finalAt = rollup.provenOf(b.id).finalAt;
        if (finalAt == 0 || isPaid[b.id][b.seatPlusOne[node]] || isPaid[b.id][seat + 1]) return;
        load(b);
        if (mood % 8 == 0 && b.seatPlusOne[node] != 0) {
            court.refuseContestPay(b.id, tree.proofOf(node));
            isPaid[b.id][b.seatPlusOne[node]] = true;
            ++did["refused"];
            return;
        }
        if (!c.won || b.seatPlusOne[node] == seat + 1) return;
        if (!court.caseOf(b.id, node, seat).inTime || (b.bitmap >> seat) & 1 == 0) return;
        if (isVoid[keccak256(abi.encode(b.id, seat, b.slots[node]))]) return;
        if (contestsPaid[b.id] == c.committedProvers - c.provenCommittedProvers) return;
        if (block.timestamp <= finalAt + 1 days) vm.warp(finalAt + 1 days + 1);
        uint256 amount = shareOf(rollup.rewardPoolOf(b.id), node);
        if (amount > R / c.committedProvers) amount = R / c.committedProvers;
        address payout = registry.payoutOf(seat);
        uint256 before = token.balanceOf(payout);
        claimPay(node, committed);
        vm.assertEq(token.balanceOf(payout) - before, amount);
        isPaid[b.id][seat + 1] = true;
        ++contestsPaid[b.id];
        pay(b, amount);
        ++did["contest paid"];
    }

    mapping(bytes32 id => mapping(uint16 seatPlusOne => bool)) internal isPaid;
    mapping(bytes32 id => uint256) internal contestsPaid;
}

contract StormTest is InvariantTest {
    Storm internal storm;

    function setUp() public {
        storm = newStorm();
        bytes4[] memory actions = new bytes4[](22);
        actions[0] = storm.depositBalance.selector;
        actions[1] = storm.withdrawBalance.selector;
        actions[2] = storm.deposit.selector;
        actions[3] = storm.join.selector;
        actions[4] = storm.topUp.selector;
        actions[5] = storm.exit.selector;
        actions[6] = storm.withdrawNext.selector;
        actions[7] = storm.commit.selector;
        actions[8] = storm.prove.selector;
        actions[9] = storm.finalize.selector;
        actions[10] = storm.refund.selector;
        actions[11] = storm.claim.selector;
        actions[12] = storm.wait.selector;
        actions[13] = storm.report.selector;
        actions[14] = storm.contest.selector;
        actions[15] = storm.settle.selector;
        actions[16] = storm.reportDoubleVote.selector;
        actions[17] = storm.claimContestPay.selector;
        actions[18] = storm.wait.selector;
        actions[19] = storm.seedPool.selector;
        actions[20] = storm.force.selector;
        actions[21] = storm.claimWithdrawal.selector;
        callOnly(address(storm), actions);
    }

    function newStorm() internal virtual returns (Storm) {
        return new Storm();
    }

    /// forge-config: long.invariant.runs = 3200
    /// @dev Checks every law of `World.check`, each with its message. The actions make their own assertions too, such
    /// as one slash for one offence.
    function invariant_nothingIsLostOrMadeInTheStorm() public view {
        storm.check();
    }

    /// @dev The events that must happen, most likely first.
    function expected() internal pure virtual returns (string[] memory all) {
        string[25] memory names = [
            "committed",
            "proven",
            "proven better",
            "final",
            "restarted",
            "leader failed",
            "refunded",
            "claimed",
            "claimed again",
            "reported",
            "answered",
            "contested in time",
            "contested late",
            "slashed",
            "slashed for nobody",
            "voided",
            "fined",
            "contest paid",
            "refused",
            "filled up",
            "seeded",
            "forced",
            "withdrawn",
            "withdrawn again",
            "left"
        ];
        all = new string[](names.length);
        for (uint256 i; i < names.length; ++i) {
            all[i] = names[i];
        }
    }

    /// @dev A random life of the same actions. Every possible event happens sooner or later.
    function test_everythingHappensInTheStorm() public {
        live(expected());
        storm.check();
        storm.end();
    }

    /// @dev After any events, everybody can take out what they own.
    function afterInvariant() public {
        storm.end();
    }
}

/// @notice The storm over two rounds at a time (P3.4). Proposers build on blocks that are being proven. Their proposals
/// die with those blocks.
contract PipelinedStorm is Storm {
    function settings() internal pure override returns (Settings memory s) {
        s = super.settings();
        s.pipelined = true;
    }

    function offer(address who, uint256 seed)
        internal
        view
        override
        returns (bool isOpen, Proposal memory p, uint256 active)
    {
        (isOpen, p, active) = super.offer(who, seed);
        NextRound memory next = rollup.status().next;
        if (next.roundId == 0) return (isOpen, p, active);
        isOpen = !next.windowOpen || block.timestamp < next.commitEnd;
        (p.height, p.round, p.parent) = (next.height, next.round, parentOf(seed));
        return (isOpen && p.parent != 0, p, next.activeBitmap[0]);
    }

    /// @dev A block that is being proven and whose bid is still in escrow, or zero.
    function parentOf(uint256 seed) internal view returns (bytes32) {
        uint64 running = rollup.status().roundId;
        uint256 recent_ = blocks.length < 16 ? blocks.length : 16;
        for (uint256 i; i < recent_; ++i) {
            Block storage b = recent(seed % 16 + i);
            if (b.roundId == running && !rollup.commitmentOf(b.id).settled) return b.id;
        }
        return 0;
    }
}

contract PipelinedStormTest is StormTest {
    function newStorm() internal override returns (Storm) {
        return new PipelinedStorm();
    }

    function expected() internal pure override returns (string[] memory all) {
        string[] memory inBoth = super.expected();
        all = new string[](inBoth.length + 3);
        for (uint256 i; i < inBoth.length; ++i) {
            all[i] = inBoth[i];
        }
        (all[inBoth.length], all[inBoth.length + 1], all[inBoth.length + 2]) =
        ("committed on top", "went on", "abandoned");
    }
}
