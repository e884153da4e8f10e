// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ContributionProof, IRollup, ProofSubmission, Proposal} from "../src/interfaces/IRollup.sol";
import {TranscriptProof} from "../src/interfaces/ISlashingCourt.sol";
import {MessageQueue} from "../src/libraries/bridge/MessageQueue.sol";
import {PackedTransaction} from "../src/libraries/bridge/PackedTransaction.sol";
import {Rewards} from "../src/libraries/pay/Rewards.sol";
import {SlashMath} from "../src/libraries/pay/SlashMath.sol";
import {BlockInputs} from "../src/libraries/proofs/BlockInputs.sol";
import {ContributionPath} from "../src/libraries/proofs/ContributionPath.sol";
import {DataHash} from "../src/libraries/proofs/DataHash.sol";
import {TranscriptPath} from "../src/libraries/proofs/TranscriptPath.sol";
import {Bonds} from "../src/libraries/rounds/Bonds.sol";
import {Score} from "../src/libraries/rounds/Score.sol";
import {ProverBitmap} from "../src/libraries/seats/ProverBitmap.sol";
import {SeatSignature} from "../src/libraries/seats/SeatSignature.sol";
import {SeatTreeFrontier} from "../src/libraries/seats/SeatTreeFrontier.sol";
import {Secp256k1} from "../src/libraries/seats/Secp256k1.sol";
import {RollupFixture} from "./support/RollupFixture.sol";
import {ECDSA} from "solady/utils/ECDSA.sol";

/// @notice The vectors of packages/protocol. They make sure that TypeScript, Noir and Solidity agree.
contract VectorsTest is RollupFixture {
    using SeatTreeFrontier for SeatTreeFrontier.Frontier;

    SeatTreeFrontier.Frontier internal frontier;

    function load(string memory name) internal view returns (string memory) {
        return vm.readFile(string.concat("../packages/protocol/vectors/", name, ".json"));
    }

    /// @dev The path of case `i`, or "" past the last one.
    function caseOf(string memory json, uint256 i) internal view returns (string memory key) {
        key = string.concat(".cases[", vm.toString(i), "]");
        if (!vm.keyExistsJson(json, key)) return "";
    }

    function wordsAt(string memory json, string memory key) internal pure returns (uint256[8] memory words) {
        bytes32[] memory list = vm.parseJsonBytes32Array(json, string.concat(key, ".words"));
        vm.assertEq(list.length, 8);
        for (uint256 w; w < 8; ++w) {
            words[w] = uint256(list[w]);
        }
    }

    /// @dev The deployed rollup as it would be on the vector's chain, at the vector's address.
    function rollupAt(string memory json, string memory key) internal returns (IRollup there) {
        vm.chainId(vm.parseJsonUint(json, string.concat(key, ".chainId")));
        there = IRollup(vm.parseJsonAddress(json, string.concat(key, ".rollup")));
        vm.etch(address(there), address(rollup).code);
    }

    function test_proposals() public {
        string memory json = load("proposals");
        uint256 cases;
        for (string memory key = caseOf(json, 0); bytes(key).length != 0; key = caseOf(json, ++cases)) {
            Proposal memory proposal = Proposal({
                height: uint64(vm.parseJsonUint(json, string.concat(key, ".height"))),
                round: uint32(vm.parseJsonUint(json, string.concat(key, ".round"))),
                parent: vm.parseJsonBytes32(json, string.concat(key, ".parent")),
                depth: uint8(vm.parseJsonUint(json, string.concat(key, ".depth"))),
                orderCommitment: vm.parseJsonBytes32(json, string.concat(key, ".orderCommitment")),
                proverShareBps: uint16(vm.parseJsonUint(json, string.concat(key, ".proverShareBps"))),
                burnBid: uint96(vm.parseJsonUint(json, string.concat(key, ".burnBid"))),
                proposer: vm.parseJsonAddress(json, string.concat(key, ".proposer")),
                expiry: uint64(vm.parseJsonUint(json, string.concat(key, ".expiry")))
            });
            bytes32 id = rollupAt(json, key).proposalIdOf(proposal);
            vm.assertEq(id, vm.parseJsonBytes32(json, string.concat(key, ".proposalId")));
            bytes memory signature = vm.parseJsonBytes(json, string.concat(key, ".signature"));
            vm.assertEq(ECDSA.recover(id, signature), proposal.proposer);
        }
        vm.assertGt(cases, 0);
    }

    function test_votes() public {
        string memory json = load("votes");
        uint256 cases;
        for (string memory key = caseOf(json, 0); bytes(key).length != 0; key = caseOf(json, ++cases)) {
            vm.chainId(vm.parseJsonUint(json, string.concat(key, ".chainId")));
            bytes32 digest = SeatSignature.voteDigest(
                vm.parseJsonAddress(json, string.concat(key, ".rollup")),
                vm.parseJsonBytes32(json, string.concat(key, ".proposalId")),
                uint8(vm.parseJsonUint(json, string.concat(key, ".depth"))),
                uint16(vm.parseJsonUint(json, string.concat(key, ".index"))),
                uint16(vm.parseJsonUint(json, string.concat(key, ".slot")))
            );
            vm.assertEq(digest, vm.parseJsonBytes32(json, string.concat(key, ".digest")));
            bytes32 r = vm.parseJsonBytes32(json, string.concat(key, ".r"));
            bytes32 s = vm.parseJsonBytes32(json, string.concat(key, ".s"));
            vm.assertTrue(SeatSignature.isBy(vm.parseJsonAddress(json, string.concat(key, ".signer")), digest, r, s));
        }
        vm.assertGt(cases, 0);
    }

    function transcriptRootOf(TranscriptProof calldata entry, uint8 treeDepth)
        external
        pure
        returns (bytes32 root, uint256 node, bool covered)
    {
        return
            (TranscriptPath.root(entry, treeDepth), TranscriptPath.nodeNumber(entry), TranscriptPath.isCovered(entry));
    }

    function test_transcripts() public view {
        string memory json = load("transcripts");
        uint256 cases;
        for (string memory key = caseOf(json, 0); bytes(key).length != 0; key = caseOf(json, ++cases)) {
            uint8 treeDepth = uint8(vm.parseJsonUint(json, string.concat(key, ".treeDepth")));
            bytes32 root = vm.parseJsonBytes32(json, string.concat(key, ".root"));
            uint256[] memory positions = vm.parseJsonUintArray(json, string.concat(key, ".position"));
            for (uint256 i; i < positions.length; ++i) {
                (bytes32 reached, uint256 node, bool covered) = this.transcriptRootOf(entryAt(json, key, i), treeDepth);
                vm.assertEq(reached, root);
                vm.assertEq(node, positions[i]);
                vm.assertTrue(covered);
            }
        }
        vm.assertGt(cases, 0);
    }

    function entryAt(string memory json, string memory key, uint256 i)
        internal
        pure
        returns (TranscriptProof memory e)
    {
        string memory row = string.concat("[", vm.toString(i), "]");
        e.nodeDepth = uint8(vm.parseJsonUint(json, string.concat(key, ".nodeDepth", row)));
        e.nodeIndex = uint16(vm.parseJsonUint(json, string.concat(key, ".nodeIndex", row)));
        e.seat = uint16(vm.parseJsonUint(json, string.concat(key, ".seat", row)));
        e.voteDepth = uint8(vm.parseJsonUint(json, string.concat(key, ".voteDepth", row)));
        e.voteIndex = uint16(vm.parseJsonUint(json, string.concat(key, ".voteIndex", row)));
        e.slot = uint16(vm.parseJsonUint(json, string.concat(key, ".slot", row)));
        e.r = vm.parseJsonBytes32(json, string.concat(key, ".r", row));
        e.s = vm.parseJsonBytes32(json, string.concat(key, ".s", row));
        e.siblings = vm.parseJsonBytes32Array(json, string.concat(key, ".paths", row));
    }

    function test_slashes() public view {
        string memory json = load("slashes");
        uint256[] memory stakes = vm.parseJsonUintArray(json, ".stake");
        uint256[] memory rates = vm.parseJsonUintArray(json, ".slashBps");
        uint256[] memory repeats = vm.parseJsonUintArray(json, ".repeats");
        uint256[] memory amounts = vm.parseJsonUintArray(json, ".amount");
        uint256[] memory same = vm.parseJsonUintArray(json, ".nextSameRound");
        uint256[] memory within = vm.parseJsonUintArray(json, ".nextWithinPeriod");
        uint256[] memory quiet = vm.parseJsonUintArray(json, ".nextQuiet");
        for (uint256 i; i < stakes.length; ++i) {
            uint8 n = uint8(repeats[i]);
            vm.assertEq(SlashMath.amount(uint96(stakes[i]), uint16(rates[i]), n), amounts[i]);
            vm.assertEq(SlashMath.repeatsAfter(n, true, true), same[i]);
            vm.assertEq(SlashMath.repeatsAfter(n, false, true), within[i]);
            vm.assertEq(SlashMath.repeatsAfter(n, false, false), quiet[i]);
        }
        vm.assertGt(stakes.length, 0);
    }

    function test_contestPay() public view {
        string memory json = load("slashes");
        uint256[] memory shares = vm.parseJsonUintArray(json, ".contestShare");
        uint256[] memory rewards = vm.parseJsonUintArray(json, ".contestReward");
        uint256[] memory committed = vm.parseJsonUintArray(json, ".contestCommitted");
        uint256[] memory pay = vm.parseJsonUintArray(json, ".contestPay");
        for (uint256 i; i < shares.length; ++i) {
            vm.assertEq(SlashMath.contestPay(shares[i], uint96(rewards[i]), committed[i]), pay[i]);
        }
        vm.assertGt(shares.length, 0);
    }

    function test_joins() public {
        string memory json = load("joins");
        uint256 cases;
        for (string memory key = caseOf(json, 0); bytes(key).length != 0; key = caseOf(json, ++cases)) {
            vm.chainId(vm.parseJsonUint(json, string.concat(key, ".chainId")));
            bytes32 digest = SeatSignature.joinDigest(
                vm.parseJsonAddress(json, string.concat(key, ".registry")),
                vm.parseJsonAddress(json, string.concat(key, ".payout"))
            );
            vm.assertEq(digest, vm.parseJsonBytes32(json, string.concat(key, ".digest")));
            address signer = vm.parseJsonAddress(json, string.concat(key, ".signer"));
            bytes32 r = vm.parseJsonBytes32(json, string.concat(key, ".r"));
            bytes32 s = vm.parseJsonBytes32(json, string.concat(key, ".s"));
            vm.assertTrue(SeatSignature.isBy(signer, digest, r, s));
            vm.assertTrue(!SeatSignature.isBy(address(1), digest, r, s));
        }
        vm.assertGt(cases, 0);
    }

    function test_commitments() public {
        string memory json = load("commitments");
        uint256 cases;
        for (string memory key = caseOf(json, 0); bytes(key).length != 0; key = caseOf(json, ++cases)) {
            bytes32 digest = rollupAt(json, key)
                .commitmentDigest(
                    vm.parseJsonBytes32(json, string.concat(key, ".proposalId")),
                    vm.parseJsonBytes32(json, string.concat(key, ".transcriptRoot")),
                    wordsAt(json, key)
                );
            vm.assertEq(digest, vm.parseJsonBytes32(json, string.concat(key, ".digest")));
            bytes memory signature = vm.parseJsonBytes(json, string.concat(key, ".signature"));
            vm.assertEq(ECDSA.recover(digest, signature), vm.parseJsonAddress(json, string.concat(key, ".signer")));
        }
        vm.assertGt(cases, 0);
    }

    function countOf(uint256[8] calldata bitmap) external pure returns (uint256 count, bytes32 hash) {
        return (ProverBitmap.count(bitmap), ProverBitmap.hash(bitmap));
    }

    function hasSeat(uint256[8] calldata bitmap, uint256 seat) external pure returns (bool) {
        return ProverBitmap.has(bitmap, seat);
    }

    function test_bitmaps() public view {
        string memory json = load("bitmaps");
        uint256 cases;
        for (string memory key = caseOf(json, 0); bytes(key).length != 0; key = caseOf(json, ++cases)) {
            uint256[8] memory words = wordsAt(json, key);
            (uint256 count, bytes32 hash) = this.countOf(words);
            vm.assertEq(count, vm.parseJsonUint(json, string.concat(key, ".count")));
            vm.assertEq(hash, vm.parseJsonBytes32(json, string.concat(key, ".bitmapHash")));
            if (count == 0) continue;
            uint256[] memory seats = vm.parseJsonUintArray(json, string.concat(key, ".seats"));
            for (uint256 i; i < seats.length; ++i) {
                vm.assertTrue(this.hasSeat(words, seats[i]));
            }
        }
        vm.assertGt(cases, 0);
    }

    function test_seatTree() public {
        string memory json = load("seat-tree");
        bytes32[] memory xs = vm.parseJsonBytes32Array(json, ".keyX");
        bytes32[] memory ys = vm.parseJsonBytes32Array(json, ".keyY");
        bytes32[] memory leaves = vm.parseJsonBytes32Array(json, ".leaves");
        bytes32[] memory roots = vm.parseJsonBytes32Array(json, ".roots");
        bytes32[] memory secrets = vm.parseJsonBytes32Array(json, ".secretKey");
        vm.assertEq(SeatTreeFrontier.emptyRoot(), roots[0]);
        for (uint256 i; i < xs.length; ++i) {
            vm.assertTrue(Secp256k1.isPoint(uint256(xs[i]), uint256(ys[i])));
            vm.assertEq(Secp256k1.toAddress(xs[i], ys[i]), vm.addr(uint256(secrets[i])));
            bytes32 leaf = SeatTreeFrontier.leaf(uint16(i), xs[i], ys[i]);
            vm.assertEq(leaf, leaves[i]);
            vm.assertEq(frontier.append(i, leaf), roots[i + 1]);
        }
        vm.assertGt(xs.length, 0);
    }

    function test_messages() public view {
        string memory json = load("messages");
        bytes[] memory packed = vm.parseJsonBytesArray(json, ".packed");
        uint256[] memory xs = vm.parseJsonUintArray(json, ".keyX");
        uint256[] memory ys = vm.parseJsonUintArray(json, ".keyY");
        bytes32[] memory rolling = vm.parseJsonBytes32Array(json, ".rolling");
        vm.assertEq(rolling[0], 0);
        for (uint256 i; i < packed.length; ++i) {
            vm.assertEq(MessageQueue.extend(rolling[i], bytes20(packed[i]), xs[i], ys[i]), rolling[i + 1]);
        }
        vm.assertGt(packed.length, 0);
        // The second message is the largest deposit of asset 1 to account 1. The fifth and sixth are seeds. The last
        // three are forced.
        vm.assertEq(PackedTransaction.deposit(1, 1, type(uint96).max), bytes20(packed[1]));
        vm.assertEq(PackedTransaction.seed(0, 1), bytes20(packed[4]));
        vm.assertEq(PackedTransaction.seed(1, type(uint96).max), bytes20(packed[5]));
        for (uint256 i; i < packed.length; ++i) {
            bool isForced = i >= 6;
            // L1 refuses a forced withdrawal of zero.
            vm.assertTrue(
                PackedTransaction.isForceable(bytes20(packed[i]))
                    == (isForced && PackedTransaction.amount(bytes20(packed[i])) != 0)
            );
        }
    }

    function test_transactions() public view {
        string memory json = load("transactions");
        bytes[] memory packed = vm.parseJsonBytesArray(json, ".packed");
        uint256[] memory kinds = vm.parseJsonUintArray(json, ".kind");
        uint256[] memory assets = vm.parseJsonUintArray(json, ".asset");
        uint256[] memory senders = vm.parseJsonUintArray(json, ".from");
        uint256[] memory recipients = vm.parseJsonUintArray(json, ".to");
        uint256[] memory amounts = vm.parseJsonUintArray(json, ".amount");
        uint256[] memory fees = vm.parseJsonUintArray(json, ".fee");
        bool[] memory failed = vm.parseJsonBoolArray(json, ".failed");
        for (uint256 i; i < packed.length; ++i) {
            bytes20 tx_ = bytes20(packed[i]);
            vm.assertEq(PackedTransaction.asset(tx_), assets[i]);
            vm.assertEq(PackedTransaction.from(tx_), senders[i]);
            vm.assertEq(PackedTransaction.to(tx_), recipients[i]);
            vm.assertEq(PackedTransaction.amount(tx_), amounts[i]);
            vm.assertEq(PackedTransaction.fee(tx_), fees[i]);
            vm.assertEq(PackedTransaction.isTransfer(tx_), kinds[i] == 2);
            vm.assertEq(PackedTransaction.isPaidWithdrawal(tx_), kinds[i] == 4 && !failed[i]);
        }
        vm.assertGt(packed.length, 0);
        bytes[] memory refused = vm.parseJsonBytesArray(json, ".refused");
        for (uint256 i; i < refused.length; ++i) {
            vm.assertTrue(!PackedTransaction.isForceable(bytes20(refused[i])));
        }
        vm.assertGt(refused.length, 0);
    }

    function dataHashOf(bytes calldata data) external view returns (bytes32) {
        return DataHash.compute(data);
    }

    function test_data() public view {
        string memory json = load("data");
        uint256 cases;
        for (string memory key = caseOf(json, 0); bytes(key).length != 0; key = caseOf(json, ++cases)) {
            bytes memory data = vm.parseJsonBytes(json, string.concat(key, ".data"));
            vm.assertEq(data.length, DataHash.LEAF_BYTES << vm.parseJsonUint(json, string.concat(key, ".treeDepth")));
            vm.assertEq(this.dataHashOf(data), vm.parseJsonBytes32(json, string.concat(key, ".dataHash")));
        }
        vm.assertGt(cases, 0);
    }

    function rootOf(ContributionProof calldata proof, uint8 treeDepth) external view returns (bytes32) {
        return ContributionPath.root(proof, treeDepth);
    }

    function test_contributions() public view {
        string memory json = load("contributions");
        uint256 cases;
        for (string memory key = caseOf(json, 0); bytes(key).length != 0; key = caseOf(json, ++cases)) {
            uint8 treeDepth = uint8(vm.parseJsonUint(json, string.concat(key, ".treeDepth")));
            bytes32 root = vm.parseJsonBytes32(json, string.concat(key, ".root"));
            bytes[] memory entries = vm.parseJsonBytesArray(json, string.concat(key, ".entries"));
            uint256[] memory depths = vm.parseJsonUintArray(json, string.concat(key, ".nodeDepth"));
            uint256[] memory indices = vm.parseJsonUintArray(json, string.concat(key, ".nodeIndex"));
            uint256[] memory seats = vm.parseJsonUintArray(json, string.concat(key, ".seatPlusOne"));
            vm.assertEq(entries.length, (2 << treeDepth) - 1);
            for (uint256 i; i < entries.length; ++i) {
                ContributionProof memory proof = proofAt(json, key, i, depths[i], treeDepth);
                proof.entry = bytes10(entries[i]);
                vm.assertEq(this.rootOf(proof, treeDepth), root);
                (uint8 depth, uint256 number, uint16 seatPlusOne) = ContributionPath.decode(proof.entry);
                vm.assertEq(depth, depths[i]);
                vm.assertEq(number, (1 << depth) - 1 + indices[i]);
                vm.assertEq(seatPlusOne, seats[i]);
            }
        }
        vm.assertGt(cases, 0);
    }

    function proofAt(string memory json, string memory key, uint256 i, uint256 depth, uint8 treeDepth)
        internal
        pure
        returns (ContributionProof memory proof)
    {
        string memory row = string.concat("[", vm.toString(i), "]");
        if (depth != treeDepth) {
            bytes32[] memory pair = vm.parseJsonBytes32Array(json, string.concat(key, ".childHashes", row));
            proof.children = [pair[0], pair[1]];
        }
        if (depth == 0) return proof;
        proof.siblings = vm.parseJsonBytes32Array(json, string.concat(key, ".pathSiblings", row));
        bytes[] memory above = vm.parseJsonBytesArray(json, string.concat(key, ".pathEntries", row));
        proof.ancestors = new bytes10[](above.length);
        for (uint256 k; k < above.length; ++k) {
            proof.ancestors[k] = bytes10(above[k]);
        }
    }

    function test_scores() public view {
        string memory json = load("scores");
        uint256[] memory provers = vm.parseJsonUintArray(json, ".provers");
        uint256[] memory bids = vm.parseJsonUintArray(json, ".burnBid");
        uint256[] memory scores = vm.parseJsonUintArray(json, ".score");
        uint256[] memory alphas = vm.parseJsonUintArray(json, ".alpha");
        for (uint256 i; i < provers.length; ++i) {
            vm.assertEq(Score.compute(provers[i], uint96(bids[i]), uint8(alphas[i])), scores[i]);
        }
        vm.assertGt(provers.length, 0);
    }

    function test_alphas() public view {
        string memory json = load("alphas");
        uint256[] memory before = vm.parseJsonUintArray(json, ".alpha");
        uint256[] memory provers = vm.parseJsonUintArray(json, ".provers");
        uint256[] memory targets = vm.parseJsonUintArray(json, ".targetProvers");
        uint256[] memory next = vm.parseJsonUintArray(json, ".next");
        uint8 min = uint8(vm.parseJsonUint(json, ".alphaMin"));
        uint8 max = uint8(vm.parseJsonUint(json, ".alphaMax"));
        for (uint256 i; i < next.length; ++i) {
            vm.assertEq(Score.nextAlpha(uint8(before[i]), provers[i], targets[i], min, max), next[i]);
        }
        vm.assertGt(next.length, 0);
    }

    function test_rewardSplits() public view {
        string memory json = load("rewards");
        uint256[] memory rewards = vm.parseJsonUintArray(json, ".splits.blockReward");
        uint256[] memory committed = vm.parseJsonUintArray(json, ".splits.committed");
        uint256[] memory proved = vm.parseJsonUintArray(json, ".splits.proved");
        uint256[] memory shares = vm.parseJsonUintArray(json, ".splits.proverShareBps");
        uint256[] memory toProposer = vm.parseJsonUintArray(json, ".splits.proposer");
        uint256[] memory toProvers = vm.parseJsonUintArray(json, ".splits.provers");
        for (uint256 i; i < rewards.length; ++i) {
            (uint256 provers, uint256 proposer) =
                Rewards.split(uint96(rewards[i]), committed[i], proved[i], uint16(shares[i]));
            vm.assertEq(provers, toProvers[i]);
            vm.assertEq(proposer, toProposer[i]);
        }
        vm.assertGt(rewards.length, 0);
    }

    function test_rewardParts() public view {
        string memory json = load("rewards");
        uint256[] memory rewards = vm.parseJsonUintArray(json, ".parts.reward");
        uint256[] memory provers = vm.parseJsonUintArray(json, ".parts.provers");
        uint256[] memory all = vm.parseJsonUintArray(json, ".parts.allProvers");
        uint256[] memory winner = vm.parseJsonUintArray(json, ".parts.winnerProvers");
        uint256[] memory fair = vm.parseJsonUintArray(json, ".parts.fair");
        uint256[] memory uncle = vm.parseJsonUintArray(json, ".parts.uncle");
        for (uint256 i; i < rewards.length; ++i) {
            uint96 reward = uint96(rewards[i]);
            vm.assertEq(Rewards.fairPart(reward, provers[i], all[i]), fair[i]);
            vm.assertEq(Rewards.unclePart(reward, provers[i], all[i], winner[i]), uncle[i]);
        }
        vm.assertGt(rewards.length, 0);
    }

    function test_bonds() public view {
        string memory json = load("bonds");
        uint256[] memory bonds = vm.parseJsonUintArray(json, ".bond");
        uint256[] memory failures = vm.parseJsonUintArray(json, ".failures");
        uint256[] memory escalated = vm.parseJsonUintArray(json, ".escalated");
        uint256[] memory next = vm.parseJsonUintArray(json, ".next");
        for (uint256 i; i < bonds.length; ++i) {
            vm.assertEq(Bonds.escalated(uint96(bonds[i]), uint8(failures[i])), escalated[i]);
            vm.assertEq(Bonds.afterFailure(uint8(failures[i])), next[i]);
        }
        vm.assertGt(bonds.length, 0);
    }

    function test_nodePays() public view {
        string memory json = load("rewards");
        Rewards.NodePay memory s = Rewards.NodePay(
            vm.parseJsonUint(json, ".pays.leafWeight"),
            vm.parseJsonUint(json, ".pays.mergeWeight"),
            vm.parseJsonUint(json, ".pays.rootWeight"),
            vm.parseJsonUint(json, ".pays.uncommittedFactorBps")
        );
        uint256 pool = vm.parseJsonUint(json, ".pays.provers");
        uint256[] memory treeDepths = vm.parseJsonUintArray(json, ".pays.treeDepth");
        uint256[] memory nodeDepths = vm.parseJsonUintArray(json, ".pays.nodeDepth");
        bool[] memory committed = vm.parseJsonBoolArray(json, ".pays.isCommitted");
        uint256[] memory pays = vm.parseJsonUintArray(json, ".pays.pay");
        for (uint256 i; i < pays.length; ++i) {
            vm.assertEq(Rewards.ofNode(pool, s, uint8(nodeDepths[i]), uint8(treeDepths[i]), committed[i]), pays[i]);
        }
        vm.assertGt(pays.length, 0);
    }

    function inputsOf(BlockInputs.Context memory context, ProofSubmission calldata submission)
        external
        pure
        returns (bytes32[] memory)
    {
        return BlockInputs.build(context, submission);
    }

    function test_publicInputs() public view {
        string memory json = load("public-inputs");
        BlockInputs.Context memory context = BlockInputs.Context({
            vkSetHash: vm.parseJsonUint(json, ".vkSetHash"),
            rollupId: vm.parseJsonUint(json, ".rollupId"),
            proposalId: vm.parseJsonBytes32(json, ".proposalId"),
            stateBefore: vm.parseJsonUint(json, ".stateBefore"),
            dataHash: vm.parseJsonBytes32(json, ".dataHash"),
            messagesBefore: vm.parseJsonBytes32(json, ".messagesBefore"),
            messagesAfter: vm.parseJsonBytes32(json, ".messagesAfter"),
            proverSetRoot: vm.parseJsonBytes32(json, ".proverSetRoot")
        });
        ProofSubmission memory s;
        s.proposal.depth = uint8(vm.parseJsonUint(json, ".treeDepth"));
        s.proposal.orderCommitment = vm.parseJsonBytes32(json, ".orderCommitment");
        s.stateAfter = vm.parseJsonUint(json, ".stateAfter");
        s.contributionsHash = vm.parseJsonBytes32(json, ".contributionsHash");
        s.fees = uint128(vm.parseJsonUint(json, ".fees"));
        s.provenBitmap = wordsAt(json, "");
        bytes32[] memory expected = vm.parseJsonBytes32Array(json, ".blockFields");
        vm.assertEq(keccak256(abi.encode(this.inputsOf(context, s))), keccak256(abi.encode(expected)));
        vm.assertEq(expected.length, BlockInputs.COUNT);
    }
}
