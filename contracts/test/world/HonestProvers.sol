// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {MissedNode, PayPool, ProvenProposal, Report, RoundRecord, Uncle} from "../../src/Types.sol";
import {HonestProposer} from "./HonestProposer.sol";
import {Tracked} from "./WorldParts.sol";

/// @notice The provers of seats 0 to 3, and the party that collects their pay. They follow the node's strategy (packages/strategy,
/// `voting`, `proving`, `collecting`).
abstract contract HonestProvers is HonestProposer {
    uint256 internal constant OURS = 0xf;
    /// @dev Time after which seats step in for one that has shown nothing (R15).
    uint256 internal constant PATIENCE = 60;
    /// @dev Blocks of a round that honest provers work on.
    uint256 internal constant WORK = 5;

    // --- Proving -----------------------------------------------------------------------------------------------------

    /// @dev `worthProving`: revealed, and among the best of those.
    function isWorthProving(Tracked storage t) private view returns (bool) {
        if (t.revealedAt == 0 || !isInProofWindow(t.roundId) || !standsOnHead(t)) return false;
        uint256 mine = t.provisional;
        uint256 better;
        for (uint256 i = firstIn(t.roundId); i < blocks.length; ++i) {
            Tracked storage o = blocks[i];
            if (o.roundId == t.roundId && o.revealedAt != 0 && standsOnHead(o) && o.provisional > mine) ++better;
        }
        return better < WORK;
    }

    /// @dev `startClaims`, and proofs of what was claimed; then `rescueInTurn`, and `chooseSubmission`.
    function prove(uint256 place) internal {
        Tracked storage t = blocks[place];
        uint24 known = knownOf(t);
        if (t.thought == known || !isWorthProving(t)) return;
        t.thought = known;
        uint256 nodes = nodesOf(t);
        bool isComplete = true;
        uint8 claimed = t.claimed;
        for (uint256 node; node < nodes; ++node) {
            // `hasCast`: nobody claims what it has not voted for.
            if (!isBound(t, node) || (t.voted >> seatNamed(t, node)) & 1 == 0) continue;
            if (seatNamed(t, node) < HONEST) claimed |= uint8(1 << node);
            else if ((t.shown >> node) & 1 == 0) isComplete = false;
        }
        t.claimed = claimed;
        if (!isComplete && block.timestamp < t.revealedAt + PATIENCE) return;
        bytes memory words = wordsOfAll(t);
        if (!isKept(t, words)) return;
        must(abi.encodeCall(this.submitByHonest, (place, words)), "M1: an honest proof was refused");
    }

    /// @dev All that decides what they do next for a block that is worth proving.
    function knownOf(Tracked storage t) private view returns (uint24) {
        uint24 isLate = block.timestamp < t.revealedAt + PATIENCE ? 0 : 1;
        return (uint24(t.shown) << 16) | (uint24(t.kept) << 8) | (isLate << 1) | 1;
    }

    function submitByHonest(uint256 place, bytes memory words) external onlySelf {
        submitWords(place, words);
        ++did["honest provers proved"];
    }

    /// @dev Each node by its named seat, if that has shown a proof, else by the seat whose turn it is.
    function wordsOfAll(Tracked storage t) private view returns (bytes memory words) {
        uint256 nodes = nodesOf(t);
        words = new bytes(2 * nodes);
        for (uint256 node; node < nodes; ++node) {
            uint16 seat = seatNamed(t, node);
            bool isNamed = isBound(t, node) && (t.voted >> seat) & 1 == 1;
            if (seat >= HONEST) isNamed = isNamed && (t.shown >> node) & 1 == 1;
            setWord(words, node, isNamed ? C + seat + 1 : uint16((node + t.proposal.height) % HONEST + 1));
        }
    }

    // --- Collecting --------------------------------------------------------------------------------------------------

    function collect(uint256 place) internal {
        Tracked storage t = blocks[place];
        RoundRecord memory record = auction.recordOf(t.roundId);
        uint32 running = auction.running().id;
        if (!t.isFinal) {
            bool mayRefund = t.roundId < running && !auction.commitmentOf(t.id).settled;
            if (mayRefund && !t.isOwn) must(abi.encodeCall(this.refundAlice, (place)), "M2: a refund was refused");
            // Anyone may.
            if (mayRefund && t.isOwn && isLongAgo(t.roundId)) {
                auction.refund(t.proposal, winnerOf(t));
                t.isRefunded = true;
            }
            return;
        }
        if (!t.isWithdrawn && t.withdrawn != 0 && isNotInItsOwnWay(t)) {
            must(abi.encodeCall(this.withdrawByAnyone, (place)), "M5: a withdrawal was refused");
        }
        if (block.timestamp < record.proofEnd) return;
        if (!t.isSettled) must(abi.encodeCall(this.settleByAnyone, (place)), "M5: a reward was refused");
        PayPool memory pool = rewards.poolOf(t.id);
        if (block.timestamp < pool.claimsFrom) {
            if (!t.isNamed) nameForOurs(place);
            report(place);
        } else if (!t.isPaid) {
            must(abi.encodeCall(this.claimForHonest, (place)), "M1: pay was refused");
        }
        settleCases(place);
    }

    /// @dev Of a round whose parents died, no proof window opens.
    function isLongAgo(uint32 roundId) internal view returns (bool) {
        uint256 end = auction.recordOf(roundId).proofEnd;
        if (end == 0) return roundId < auction.running().id;
        return block.timestamp > end + LATER;
    }

    /// @dev An owner that moves the second asset back while it gets it makes the vault refuse its own withdrawal.
    function isNotInItsOwnWay(Tracked storage t) private view returns (bool) {
        return t.leaver != 3 || t.asset == 0 || !accomplice.hasPlan();
    }

    function withdrawByAnyone(uint256 place) external onlySelf {
        claimWithdrawal(place);
        ++did["withdrew from L2"];
    }

    function settleByAnyone(uint256 place) external onlySelf {
        if (rewards.poolOf(blocks[place].id).claimsFrom == 0) rewards.settle(blocks[place].proposal);
        afterSettle(place);
    }

    /// @dev M1: a node that an honest seat claimed, early enough to be proven, is in a kept proof.
    function afterSettle(uint256 place) internal {
        Tracked storage t = blocks[place];
        if (t.isSettled) return;
        (t.isSettled, t.wakeAt) = (true, 0);
        ++did["settled"];
        for (uint256 node; node < nodesOf(t); ++node) {
            if ((t.claimed >> node) & 1 == 0 || seatNamed(t, node) >= HONEST) continue;
            if (t.revealedAt + PATIENCE + 5 * SLOT > auction.recordOf(t.roundId).proofEnd) continue;
            require_(rollup.isNodeCommitted(t.id, node), "M1: an honest seat's proof is in no kept proof");
        }
        allow(place);
    }

    /// @dev M3: the world notes what the adversary may have earned by this block.
    function allow(uint256 place) internal virtual;

    /// @dev `chooseUncles`: for the new seats that are honest.
    function nameForOurs(uint256 place) private {
        blocks[place].isNamed = true;
        (Uncle[] memory uncles, uint256 seats) = unclesOf(place);
        if (seats & OURS == 0) return;
        try this.nameByHonest(place, uncles) {
            ++did["named losing blocks"];
        } catch {}
    }

    function nameByHonest(uint256 place, Uncle[] memory uncles) external onlySelf {
        nameUncles(place, uncles);
    }

    /// @dev M1, M5: all that kept proofs show for honest seats is paid, as P8.3 and R7 have it.
    function claimForHonest(uint256 place) external onlySelf {
        Tracked storage t = blocks[place];
        t.isPaid = true;
        claimAll(place, OURS);
        if (t.isNamed) requireBestRates(place);
        for (uint16 seat; seat < HONEST; ++seat) {
            if (namedWith(t.id, seat).bps == 0 || rewards.isNewSeatPaid(t.id, seat)) continue;
            claimNewSeat(place, seat);
            ++did["a new seat was paid"];
        }
    }

    /// @dev M1, R7: whatever the adversary has named, and when: an honest new seat is paid by the best rate of the blocks it worked in.
    function requireBestRates(uint256 place) private {
        (Uncle[] memory uncles, uint256 seats) = unclesOf(place);
        // Not all may have had a place.
        if (uncles.length == 8) return;
        for (uint16 seat; seat < HONEST; ++seat) {
            if ((seats >> seat) & 1 == 0) continue;
            // The best rate comes first.
            uint256 i;
            while ((uncles[i].provers[0] >> seat) & 1 == 0) ++i;
            uint256 best = rateOf(place, placePlusOne[uncles[i].proposalId] - 1);
            require_(namedWith(blocks[place].id, seat).bps == best, "M1: an honest new seat's rate was cut");
        }
    }

    // --- The court ---------------------------------------------------------------------------------------------------

    /// @dev `reports`: nodes of the winner that a seat of the adversary claimed and that no kept proof shows.
    function report(uint256 place) private {
        Tracked storage t = blocks[place];
        for (uint256 node; node < nodesOf(t); ++node) {
            if ((t.claimed >> node) & 1 == 0 || seatNamed(t, node) < HONEST) continue;
            uint16 seat = seatNamed(t, node);
            if (rollup.isNodeCommitted(t.id, node) || court.isOpen(t.id, seat, node)) continue;
            try this.reportByHonest(place, node) {
                ++did["an honest report"];
            } catch {}
        }
    }

    function reportByHonest(uint256 place, uint256 node) external onlySelf {
        reportNode(place, node, secretOfSeat(seatNamed(blocks[place], node)));
    }

    function reportNode(uint256 place, uint256 node, uint256 secret) internal {
        Tracked storage t = blocks[place];
        Report memory r;
        (r.proposalId, r.seat, r.transcriptRoot) = (t.id, seatNamed(t, node), transcripts[t.transcript].root);
        r.committed[0] = t.committed;
        r.nodes = new MissedNode[](1);
        r.nodes[0] = missedOf(t, node, secret);
        court.report(r);
    }

    function missedOf(Tracked storage t, uint256 node, uint256 secret) private view returns (MissedNode memory m) {
        uint256 depth = node == 0 ? 0 : node < 3 ? 1 : 2;
        uint16[7] memory seats = transcripts[t.transcript].seats;
        (m.depth, m.index, m.entry) = (uint8(depth), uint16(node + 1 - 2 ** depth), entryAt(seats, node));
        m.siblings = entryPath(seats, node);
        bytes memory tag = "trellis/claim/v1";
        bytes32 digest = sha256(abi.encodePacked(tag, uint64(block.chainid), address(rollup), t.id, m.depth, m.index));
        (, m.r, m.s) = vm.sign(secret, digest);
    }

    /// @dev Secret key of a seat now.
    function secretOfSeat(uint16 seat) internal view virtual returns (uint256) {
        return secretOf(seat);
    }

    function caseEnd(Tracked storage t) internal view returns (uint256) {
        ProvenProposal memory proven = rollup.provenOf(t.id);
        uint40 proofEnd = auction.recordOf(t.roundId).proofEnd;
        uint256 since = proven.finalAt > proofEnd ? proven.finalAt : proofEnd;
        return since + caseTime;
    }

    function settleCases(uint256 place) internal {
        Tracked storage t = blocks[place];
        if (block.timestamp <= caseEnd(t)) return;
        for (uint256 node; node < nodesOf(t); ++node) {
            uint16 seat = seatNamed(t, node);
            if (seat == NOBODY || court.caseOf(t.id, seat).state != 1) continue;
            must(abi.encodeCall(this.settleCase, (t.id, seat)), "R8: a case was not settled");
            require_(seat >= HONEST, "M1: a case against an honest seat");
        }
    }

    function settleCase(bytes32 id, uint16 seat) external onlySelf {
        court.settle(id, seat);
        ++did["a case was settled"];
    }
}
