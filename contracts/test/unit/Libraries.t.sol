// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ContributionProof, IRollup} from "../../src/interfaces/IRollup.sol";
import {Grumpkin} from "../../src/libraries/bridge/Grumpkin.sol";
import {Rewards} from "../../src/libraries/pay/Rewards.sol";
import {ContributionPath} from "../../src/libraries/proofs/ContributionPath.sol";
import {DataHash} from "../../src/libraries/proofs/DataHash.sol";
import {Score} from "../../src/libraries/rounds/Score.sol";
import {ProverBitmap} from "../../src/libraries/seats/ProverBitmap.sol";
import {SeatTreeFrontier} from "../../src/libraries/seats/SeatTreeFrontier.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {RollupFixture} from "../support/RollupFixture.sol";

contract LibrariesTest is RollupFixture {
    using ProofTreeLib for ProofTree;
    using SeatTreeFrontier for SeatTreeFrontier.Frontier;

    SeatTreeFrontier.Frontier internal frontier;

    function setUp() public override {}

    // --- Score ---

    function testFuzz_aCubedScoreIsExact(uint256 provers, uint96 bid) public pure {
        provers = bound(provers, 1, 2048);
        bid = uint96(bound(bid, 1, type(uint96).max));
        vm.assertEq(Score.compute(provers, bid, 24), provers * provers * provers * bid * bid);
    }

    function testFuzz_scoreIsMonotoneAndNeverOverflows(uint256 provers, uint96 bid, uint256 alpha) public pure {
        provers = bound(provers, 1, 2048);
        bid = uint96(bound(bid, 1, type(uint96).max));
        uint8 a = uint8(bound(alpha, Score.MIN_ALPHA, Score.MAX_ALPHA));
        uint256 score = Score.compute(provers, bid, a);
        vm.assertGt(score, Score.compute(provers - 1, bid, a));
        vm.assertGt(score, Score.compute(provers, bid - 1, a));
        if (a > Score.MIN_ALPHA) vm.assertTrue(score >= Score.compute(provers, bid, a - 1));
    }

    function test_theLargestScoreFits() public pure {
        vm.assertGt(Score.compute(2048, type(uint96).max, Score.MAX_ALPHA), 1 << 254);
    }

    /// @dev P7.2: values between the powers: 16^(1/8) = √√2, and 256^(7/8) = 128.
    function test_fractionalPowers() public pure {
        vm.assertEq(Score.compute(256, 1e9, 8 + 7), 256 * 128 * 1e18);
        vm.assertEq(Score.compute(16, 1e9, 16 + 2), 256 * 2 * 1e18);
        uint256 score = Score.compute(16, 1e9, 25);
        vm.assertTrue(score > 16 ** 3 * 1.414213e18 && score < 16 ** 3 * 1.414214e18);
    }

    function test_alphaMovesByAnEighthWithinItsBounds() public pure {
        vm.assertEq(uint256(Score.nextAlpha(24, 3, 4, 16, 40)), 25);
        vm.assertEq(uint256(Score.nextAlpha(24, 4, 4, 16, 40)), 24);
        vm.assertEq(uint256(Score.nextAlpha(24, 5, 4, 16, 40)), 23);
        vm.assertEq(uint256(Score.nextAlpha(40, 0, 4, 16, 40)), 40);
        vm.assertEq(uint256(Score.nextAlpha(16, 2048, 4, 16, 40)), 16);
    }

    // --- Grumpkin ---

    function test_grumpkinKnowsItsPoints() public pure {
        vm.assertTrue(Grumpkin.isPoint(KEY_X, KEY_Y));
        vm.assertTrue(Grumpkin.isPoint(KEY_X, P - KEY_Y));
        vm.assertTrue(Grumpkin.isPoint(KEY2_X, KEY2_Y));
        vm.assertTrue(!Grumpkin.isPoint(0, 0));
        vm.assertTrue(!Grumpkin.isPoint(KEY_X, KEY2_Y));
        vm.assertTrue(!Grumpkin.isPoint(KEY_X + P, KEY_Y));
        vm.assertTrue(!Grumpkin.isPoint(KEY_X, KEY_Y + P));
        vm.assertTrue(!Grumpkin.isPoint(KEY_X, KEY_Y + 1));
    }

    // --- Bitmap ---

    function countOf(uint256[8] calldata bitmap) external pure returns (uint256) {
        return ProverBitmap.count(bitmap);
    }

    function outsideOf(uint256[8] calldata bitmap, uint256[8] memory allowed) external pure returns (uint256, uint256) {
        return ProverBitmap.firstOutside(bitmap, allowed);
    }

    function testFuzz_bitmapCountsItsSeats(uint256[8] memory bitmap) public view {
        uint256 seats;
        for (uint256 seat; seat < 2048; ++seat) {
            if (bitmap[seat / 256] & (1 << (seat % 256)) != 0) ++seats;
        }
        vm.assertEq(this.countOf(bitmap), seats);
    }

    function testFuzz_subsetsHaveNothingOutside(uint256[8] memory allowed, uint256[8] memory mask) public view {
        for (uint256 w; w < 8; ++w) {
            mask[w] &= allowed[w];
        }
        (uint256 word, uint256 seats) = this.outsideOf(mask, allowed);
        vm.assertEq(word, 8);
        vm.assertEq(seats, 0);
    }

    function testFuzz_oneSeatOutsideIsFound(uint256[8] memory allowed, uint256 seat) public view {
        seat = bound(seat, 0, 2047);
        uint256 bit = 1 << (seat % 256);
        uint256[8] memory bitmap;
        for (uint256 w; w < 8; ++w) {
            bitmap[w] = allowed[w];
        }
        allowed[seat / 256] &= ~bit;
        bitmap[seat / 256] |= bit;
        (uint256 word, uint256 seats) = this.outsideOf(bitmap, allowed);
        vm.assertEq(word, seat / 256);
        vm.assertEq(seats, bit);
    }

    // --- Data ---

    function dataHashOf(bytes calldata data) external view returns (bytes32) {
        return DataHash.compute(data);
    }

    function testFuzz_dataHashIsTheTreeOfItsLeaves(uint256 seed, uint8 depth) public view {
        depth = uint8(bound(depth, 0, 5));
        bytes memory data = new bytes(160 << depth);
        for (uint256 i; i < data.length; ++i) {
            data[i] = bytes1(uint8(uint256(keccak256(abi.encode(seed, i / 32))) >> (i % 32)));
        }
        vm.assertEq(this.dataHashOf(data), naiveDataHash(data));
    }

    // --- Seat tree ---

    function testFuzz_frontierIsTheNaiveTree(uint256 seed, uint256 count) public {
        count = bound(count, 1, 40);
        bytes32[] memory row = new bytes32[](2048);
        bytes32 root;
        for (uint256 i; i < count; ++i) {
            row[i] = keccak256(abi.encode(seed, i));
            root = frontier.append(i, row[i]);
        }
        for (uint256 n = 1024; n > 0; n /= 2) {
            for (uint256 i; i < n; ++i) {
                row[i] = sha256(abi.encodePacked(row[2 * i], row[2 * i + 1]));
            }
        }
        vm.assertEq(root, row[0]);
    }

    // --- Contributions ---

    function rootOf(ContributionProof calldata proof, uint8 treeDepth) external view returns (bytes32) {
        return ContributionPath.root(proof, treeDepth);
    }

    function testFuzz_everyNodeHasItsPath(uint8 depth, uint256 node, uint16 first) public view {
        depth = uint8(bound(depth, 1, 4));
        first %= 2048;
        uint16[] memory seats = new uint16[](3);
        (seats[0], seats[1], seats[2]) = (first % 2048, (first + 1) % 2048, (first + 7) % 2048);
        ProofTree memory tree = ProofTreeLib.build(depth, seats);
        node = bound(node, 0, tree.seatPlusOne.length - 1);
        vm.assertEq(this.rootOf(tree.proofOf(node), depth), tree.hash(0));
        (uint8 d, uint256 number, uint16 seatPlusOne) = ContributionPath.decode(tree.entry(node));
        vm.assertEq(d, ProofTreeLib.depthOf(node));
        vm.assertEq(number, node);
        vm.assertEq(seatPlusOne, tree.seatPlusOne[node]);
    }

    function test_pathsAreAsLongAsTheNodeIsDeep() public {
        uint16[] memory seats = new uint16[](1);
        ProofTree memory tree = ProofTreeLib.build(2, seats);
        ContributionProof memory proof = tree.proofOf(4);
        proof.siblings = new bytes32[](3);
        vm.expectRevert(abi.encodeWithSelector(IRollup.WrongPathLength.selector, 3, 2));
        this.rootOf(proof, 2);
        proof = tree.proofOf(4);
        proof.ancestors = new bytes10[](1);
        vm.expectRevert(abi.encodeWithSelector(IRollup.WrongPathLength.selector, 1, 2));
        this.rootOf(proof, 2);
    }

    // --- Rewards ---

    function testFuzz_splitNeverExceedsTheReward(uint96 reward, uint256 committed, uint256 proved, uint16 share)
        public
        pure
    {
        committed = bound(committed, 1, 2048);
        proved = bound(proved, 0, committed);
        share = uint16(bound(share, 0, 10_000));
        (uint256 provers, uint256 proposer) = Rewards.split(reward, committed, proved, share);
        vm.assertEq(provers + proposer, uint256(reward) * proved / committed);
        vm.assertEq(provers, (provers + proposer) * share / 10_000);
    }

    function testFuzz_nodesNeverGetMoreThanThePool(uint96 pool, uint16[3] memory weights, uint8 depth) public pure {
        depth = uint8(bound(depth, 1, 11));
        Rewards.NodePay memory s = Rewards.NodePay(
            bound(weights[0], 1, 65_535), bound(weights[1], 1, 65_535), bound(weights[2], 1, 65_535), 5_000
        );
        uint256 leaves = 1 << depth;
        uint256 sum = Rewards.ofNode(pool, s, depth, depth, true) * leaves + Rewards.ofNode(pool, s, 0, depth, true);
        if (depth > 1) sum += Rewards.ofNode(pool, s, 1, depth, true) * (leaves - 2);
        vm.assertLe(sum, pool, "more than the pool");
        // Rounding loses less than one wei per node.
        vm.assertGt(sum + 2 * leaves, pool);
        vm.assertEq(
            Rewards.ofNode(pool, s, 0, depth, false),
            Rewards.ofNode(pool, s, 0, depth, true) * s.uncommittedFactorBps / 10_000
        );
    }
}
