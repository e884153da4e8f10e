// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Commitment, ProofSubmission, Proposal, ProvenProposal, Round} from "../../src/Types.sol";
import {Head} from "../../src/interfaces/IRollup.sol";
import {Score} from "../../src/libraries/auction/Score.sol";
import {Log} from "../support/Vm.sol";
import {Kept, Ledger, Tracked, WorldParts} from "./WorldParts.sol";

/// @notice How blocks of a world are committed and proven. Only proofs that the circuits allow are signed.
abstract contract WorldBlocks is WorldParts {
    /// @dev The fields of `BlockProven` that are not indexed.
    struct ProvenEvent {
        uint16 kept;
        bool isBest;
        uint256 stateAfter;
        uint256 statesRoot;
        uint96 tally;
        uint128 fees;
        uint64 messageCount;
        uint256[8] provers;
        uint256 score;
        bytes data;
        bytes32[] chunks;
        bytes seatWords;
    }

    uint256 private _orders;
    /// @dev By round, as `RoundOpened` shows it: L1's ring forgets it.
    mapping(uint32 roundId => uint256) internal setRoots;
    /// @dev Place + 1 of the block of a round that became final.
    mapping(uint32 roundId => uint256) internal winnerPlusOne;

    // --- Commitments -------------------------------------------------------------------------------------------------

    /// @notice Commits to a block and returns its place in `blocks`.
    /// @param voted Seats whose votes exist, of the seats 0 .. 255.
    function commitAs(
        address proposer,
        uint96 bid,
        uint8 depth,
        uint16[7] memory seats,
        uint256 bitmap,
        uint256 voted,
        bytes32 parent
    ) internal returns (uint256 place) {
        Round memory round = auction.running();
        if (parent != rollup.head().proposalId) (round.height, round.number) = (round.height + 1, 0);
        Tracked memory t;
        t.proposal = proposalOn(proposer, bid, round, parent);
        t.proposal.depth = depth;
        t.proposal.orderCommitment = bytes32(++_orders);
        t.transcript = transcriptOf(seats);
        t.voted = voted;
        t.isOwn = proposer == mallory || proposer == address(accomplice);
        uint256[8] memory words;
        words[0] = bitmap;
        vm.prank(proposer);
        t.id = auction.commit(t.proposal, transcripts[t.transcript].root, words, "");
        t.roundId = auction.commitmentOf(t.id).roundId;
        t.provisional = provisionalScore(t.id);
        setRoots[t.roundId] = auction.roundOf(t.roundId).proverSetRoot;
        t.committed = bitmap & activeIn(t.roundId);
        place = addBlock(t);
        if (parent == rollup.head().proposalId) build(blocks[place]);
    }

    /// @dev Active seats of a round's snapshot, of the seats 0 .. 255.
    function activeIn(uint32 roundId) internal view returns (uint256 seats) {
        address snapshot = auction.recordOf(roundId).activeBitmap;
        assembly ("memory-safe") {
            extcodecopy(snapshot, 0, 1, 32)
            seats := mload(0)
        }
    }

    function seatNamed(Tracked storage t, uint256 node) internal view returns (uint16 seat) {
        seat = transcripts[t.transcript].seats[node];
    }

    /// @dev Whether the entry of a node binds a seat.
    function isBound(Tracked storage t, uint256 node) internal view returns (bool) {
        uint16 seat = seatNamed(t, node);
        return seat != NOBODY && (t.committed >> seat) & 1 == 1;
    }

    function nodesOf(Tracked storage t) internal view returns (uint256) {
        return (2 << t.proposal.depth) - 1;
    }

    function weightOf(uint8 depth, uint256 node) internal pure returns (uint256) {
        return node == 0 ? 4 : node < (1 << depth) - 1 ? 3 : 1;
    }

    function weightOfTree(uint8 depth) internal pure returns (uint256) {
        return depth == 1 ? 6 : 14;
    }

    // --- What a block does on L2 -------------------------------------------------------------------------------------

    /// @notice As many messages as a block may take.
    function messagesFor(uint8 depth, uint64 before, uint40 openedAt) internal view returns (uint64 count) {
        uint64 places = uint64(8) << depth;
        (uint64 queued, uint256 delay) = (bridge.messagesQueued(), rules.inclusionDelay);
        count = before + places < queued ? before + places : queued;
        while (count > before + places / 2 && bridge.messageQueuedAt(count - places / 2 - 1) + delay > openedAt) --count;
    }

    /// @notice Whether L1 takes a block with these messages, as far as deadlines go.
    function leavesNoneDue(uint64 before, uint64 count, uint40 openedAt) internal view returns (bool) {
        Head memory head = rollup.head();
        uint256 halvings = openedAt < head.finalAt ? 0 : (openedAt - head.finalAt) / constants.longestRound();
        uint256 asked = 256 >> halvings < 16 ? 16 : 256 >> halvings;
        if (count - before >= asked || count >= bridge.messagesQueued()) return true;
        return bridge.messageQueuedAt(count) + rules.inclusionDelay > openedAt;
    }

    /// @dev Fixes what a block does, once its parent is final: its messages, a fee, and a withdrawal.
    function build(Tracked storage t) internal {
        if (t.isBuilt) return;
        Head memory below = rollup.head();
        Round memory round = auction.roundOf(t.roundId);
        t.messageCount = messagesFor(t.proposal.depth, below.messagesConsumed, round.start);
        uint256 luck = uint256(keccak256(abi.encode(t.id)));
        Ledger memory l = ledger;
        (t.payer, t.leaver, t.asset) = (uint8(luck % 4), uint8((luck >> 8) % 4), uint8((luck >> 16) % 2));
        t.fees = uint128(l.balances[t.payer][0] / 1_000);
        l.balances[t.payer][0] -= t.fees;
        if ((luck >> 24) % 3 == 0) t.withdrawn = uint96(l.balances[t.leaver][t.asset] / 8);
        (t.stateBefore, t.isBuilt) = (below.stateRoot, true);
    }

    /// @dev Place 1 has the withdrawal.
    function dataOf(Tracked storage t) internal view returns (bytes memory data) {
        data = new bytes(uint256(160) << t.proposal.depth);
        if (t.withdrawn == 0) return data;
        bytes32 packed =
            bytes32(abi.encodePacked(4 | (t.asset << 4), uint40(t.leaver) << 20, t.withdrawn, uint16(0), bytes12(0)));
        assembly ("memory-safe") {
            mstore(add(data, 52), packed)
        }
    }

    function statesRootOf(uint8 depth) internal view returns (uint256) {
        return depth == 1 ? states1[0] : states2[0];
    }

    // --- Proofs ------------------------------------------------------------------------------------------------------

    /// @notice Whether the circuits allow a proof with these words: a node is committed only by the vote that the transcript has for it.
    function isLegal(Tracked storage t, bytes memory words) internal view returns (bool) {
        for (uint256 node; 2 * node < words.length; ++node) {
            uint256 word = wordAt(words, node);
            if (word < C) continue;
            uint256 seat = word - C - 1;
            if (!isBound(t, node) || seatNamed(t, node) != seat || (t.voted >> seat) & 1 == 0) return false;
        }
        return true;
    }

    function submissionFor(Tracked storage t, bytes memory words) internal view returns (ProofSubmission memory s) {
        s.proposal = t.proposal;
        s.transcriptRoot = transcripts[t.transcript].root;
        s.committed[0] = t.committed;
        s.seatWords = words;
        uint256 firstLeaf = (1 << t.proposal.depth) - 1;
        for (uint256 node; 2 * node < words.length; ++node) {
            uint256 word = wordAt(words, node);
            uint256 lane = node == 0 ? 32 : node < firstLeaf ? 16 : 0;
            if (word >= C) {
                s.provers[0] |= 1 << (word - C - 1);
                s.tally += uint96(1 << lane);
            } else if (word != 0 && !isBound(t, node)) {
                s.tally += uint96(1 << (lane + 48));
            }
        }
        (s.stateAfter, s.statesRoot) = (t.stateAfter, statesRootOf(t.proposal.depth));
        (s.fees, s.messageCount) = (t.fees, t.messageCount);
        s.data = dataOf(t);
        s.proof = signInputs(inputsOf(t, s));
    }

    function transactionsRootOf(Tracked storage t, bytes memory data) internal view returns (bytes32 root) {
        bytes32 leaf;
        assembly ("memory-safe") {
            if iszero(staticcall(gas(), 2, add(data, 32), 160, 0, 32)) { revert(0, 0) }
            leaf := mload(0)
        }
        root = sha256(abi.encodePacked(leaf, emptyData[0]));
        if (t.proposal.depth == 2) root = sha256(abi.encodePacked(root, emptyData[1]));
    }

    /// @dev The 51 public inputs. `SubmitProof.t.sol` writes them independently.
    function inputsOf(Tracked storage t, ProofSubmission memory s) private view returns (bytes memory) {
        bytes32[51] memory f;
        (f[0], f[1], f[4]) = (bytes32(VK_SET_HASH), bytes32(constants.rollupId()), bytes32(uint256(t.proposal.depth)));
        putHash(f, 2, t.id);
        (f[5], f[6], f[7]) = (t.proposal.orderCommitment, bytes32(t.stateBefore), bytes32(t.stateAfter));
        putHash(f, 8, sha256(abi.encodePacked(transactionsRootOf(t, s.data), naiveWordsRoot(s.seatWords, 0))));
        f[10] = bytes32(uint256(t.fees));
        putHash(f, 11, bridge.rollingHash(rollup.headAt(uint32(t.proposal.height) - 1).messagesConsumed));
        putHash(f, 13, bridge.rollingHash(t.messageCount));
        (f[15], f[16]) = (bytes32(setRoots[t.roundId]), s.transcriptRoot);
        (f[17], f[18]) = (bytes32(s.statesRoot), bytes32(uint256(s.tally)));
        (f[19], f[35]) = (bytes32(uint256(uint128(s.provers[0]))), bytes32(uint256(uint128(t.committed))));
        return abi.encodePacked(f);
    }

    function putHash(bytes32[51] memory fields, uint256 place, bytes32 hash) private pure {
        (fields[place], fields[place + 1]) = (hash >> 128, bytes32(uint256(uint128(uint256(hash)))));
    }

    /// @notice Submits a proof and keeps what its event says. It must be legal.
    function submitWords(uint256 place, bytes memory words) internal {
        Tracked storage t = blocks[place];
        if (!isLegal(t, words)) revert("the circuits refuse it");
        if (t.stateAfter == 0) t.stateAfter = stateRootOf(afterBlock(t, consumedBelow(t)));
        ProofSubmission memory s = submissionFor(t, words);
        vm.recordLogs();
        rollup.submitProof(s);
        Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter == address(rollup) && logs[i].topics[1] == t.id) keep(place, logs[i].data);
        }
    }

    function keep(uint256 place, bytes memory data) private {
        ProvenEvent memory e = abi.decode(abi.encodePacked(uint256(32), data), (ProvenEvent));
        require_(e.kept == blocks[place].kept, "M5: the place of a kept proof is not in its event");
        blocks[place].kept = uint8(e.kept + 1);
        keptOf[place].push(Kept(e.seatWords, e.provers[0] & blocks[place].committed));
    }

    /// @notice R2: whether L1 would keep these words.
    function isKept(Tracked storage t, bytes memory words) internal view returns (bool) {
        ProvenProposal memory best = rollup.provenOf(t.id);
        if (best.kept == 0) return true;
        uint256 nodes;
        uint256 seats;
        uint256 weight;
        for (uint256 node; 2 * node < words.length; ++node) {
            uint256 word = wordAt(words, node);
            if (word < C) continue;
            nodes |= 1 << node;
            seats |= 1 << (word - C - 1);
            weight += weightOf(t.proposal.depth, node);
        }
        if (nodes & ~rollup.committedNodes(t.id, 0) != 0) return true;
        uint256 count = countBits(seats);
        if (count != best.provers) return count > best.provers;
        return weight > weightOfTally(best.tally);
    }

    function weightOfTally(uint96 tally) internal pure returns (uint256) {
        return uint16(tally) + uint256(uint16(tally >> 16)) * 3 + uint256(uint16(tally >> 32)) * 4;
    }

    function countBits(uint256 set) internal pure returns (uint256 count) {
        for (; set != 0; set &= set - 1) {
            ++count;
        }
    }

    function provisionalScore(bytes32 id) private view returns (uint256) {
        Commitment memory c = auction.commitmentOf(id);
        return scoreOf(c.committedSeats, c.burnBid, c.alpha);
    }

    function scoreOf(uint256 seats, uint96 bid, uint24 alpha) internal pure returns (uint256) {
        return Score.compute(seats, bid, alpha);
    }

    // --- Rounds ------------------------------------------------------------------------------------------------------

    function isInProofWindow(uint32 roundId) internal view returns (bool) {
        uint40 start = auction.roundOf(roundId).proofStart;
        return start != 0 && block.timestamp >= start && block.timestamp < auction.recordOf(roundId).proofEnd;
    }

    /// @dev Of a block whose round has ended or runs: whether it stands on the head of its round.
    function standsOnHead(Tracked storage t) internal view returns (bool) {
        return t.proposal.parent == rollup.headAt(uint32(t.proposal.height) - 1).proposalId;
    }

    /// @dev Of a block that stands on the head of its round.
    function consumedBelow(Tracked storage t) private view returns (uint64) {
        return t.proposal.height == 1 ? 0 : rollup.headAt(uint32(t.proposal.height) - 1).messagesConsumed;
    }

    /// @notice Takes note of a block that has become final.
    function noteHead() internal {
        bytes32 id = rollup.head().proposalId;
        uint256 plusOne = placePlusOne[id];
        if (plusOne == 0 || blocks[plusOne - 1].isFinal) return;
        Tracked storage t = blocks[plusOne - 1];
        noteLedger(id, afterBlock(t, consumedBelow(t)));
        (t.isFinal, t.wakeAt) = (true, 0);
        winnerPlusOne[t.roundId] = plusOne;
        ++did["a block became final"];
        for (uint256 i = plusOne; i < blocks.length; ++i) {
            if (blocks[i].proposal.parent == id) build(blocks[i]);
        }
        afterFinal(plusOne - 1);
    }

    function afterFinal(uint256 place) internal virtual {}

    function finalizeAs(address caller) internal {
        vm.prank(caller);
        rollup.finalize();
        noteHead();
    }
}
