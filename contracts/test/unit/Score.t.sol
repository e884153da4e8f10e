// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Score} from "../../src/libraries/auction/Score.sol";
import {Bond} from "../../src/libraries/pay/Bond.sol";
import {Test} from "../support/Test.sol";

contract ScoreTest is Test {
    uint256 internal constant ONE = 65_536;
    uint256 internal constant MAX = 376_832;

    function numbers(string memory json, string memory key) internal pure returns (uint256[] memory) {
        return vm.parseJsonUintArray(json, key);
    }

    /// The vectors of packages/protocol: TypeScript and Solidity compute one score and one α.
    function test_scoresOfTheVectors() public view {
        string memory json = vm.readFile("../packages/protocol/vectors/scores.json");
        uint256[] memory provers = numbers(json, ".scores.provers");
        uint256[] memory bids = numbers(json, ".scores.burnBid");
        uint256[] memory alphas = numbers(json, ".scores.alpha");
        uint256[] memory scores = numbers(json, ".scores.score");
        for (uint256 i; i < scores.length; ++i) {
            vm.assertEq(Score.compute(provers[i], uint96(bids[i]), uint24(alphas[i])), scores[i]);
        }
        vm.assertGt(scores.length, 0);
    }

    function test_alphasOfTheVectors() public view {
        string memory json = vm.readFile("../packages/protocol/vectors/scores.json");
        uint256[] memory before = numbers(json, ".alphas.alpha");
        uint256[] memory provers = numbers(json, ".alphas.provers");
        uint256[] memory targets = numbers(json, ".alphas.targetProvers");
        uint256[] memory next = numbers(json, ".alphas.next");
        uint24 min = uint24(vm.parseJsonUint(json, ".alphas.alphaMin"));
        uint24 max = uint24(vm.parseJsonUint(json, ".alphas.alphaMax"));
        for (uint256 i; i < next.length; ++i) {
            vm.assertEq(uint256(Score.nextAlpha(uint24(before[i]), provers[i], targets[i], min, max)), next[i]);
        }
        vm.assertGt(next.length, 0);
    }

    function test_bondsOfTheVectors() public view {
        string memory json = vm.readFile("../packages/protocol/vectors/pay.json");
        uint256[] memory bids = numbers(json, ".bonds.burnBid");
        uint256[] memory least = numbers(json, ".bonds.leastBond");
        uint256[] memory bps = numbers(json, ".bonds.bondBps");
        uint256[] memory bonds = numbers(json, ".bonds.bond");
        uint256[] memory committed = numbers(json, ".bonds.committedSeats");
        uint256[] memory proven = numbers(json, ".bonds.provenSeats");
        uint256[] memory lost = numbers(json, ".bonds.lost");
        for (uint256 i; i < lost.length; ++i) {
            vm.assertEq(Bond.required(uint96(bids[i]), uint96(least[i]), uint32(bps[i])), bonds[i]);
            vm.assertEq(Bond.lost(bonds[i], uint16(committed[i]), uint16(proven[i])), lost[i]);
        }
        vm.assertGt(lost.length, 0);
    }

    /// A prover more or a wei more always wins, and α never turns that around.
    function testFuzz_theScoreRisesWithProversBidAndAlpha(uint256 provers, uint96 bid, uint256 alpha) public pure {
        provers = bound(provers, 1, 2047);
        bid = uint96(bound(bid, 1, type(uint96).max - 1));
        uint24 a = uint24(bound(alpha, ONE, MAX - 1));
        uint256 score = Score.compute(provers, bid, a);
        vm.assertGt(Score.compute(provers + 1, bid, a), score);
        vm.assertGt(Score.compute(provers, bid + 1, a), score);
        vm.assertTrue(Score.compute(provers, bid, a + 1) >= score);
    }

    /// The least bid is where a rounding could hide a prover: every count at every 64th of α.
    function test_aWeiIsEnoughForEveryProverToCount() public pure {
        for (uint256 sixtyFourths = 64; sixtyFourths <= 368; sixtyFourths += 19) {
            uint256 last;
            for (uint256 provers = 1; provers <= 2048; ++provers) {
                uint256 score = Score.compute(provers, 1, uint24(sixtyFourths * 1024));
                vm.assertGt(score, last);
                last = score;
            }
        }
    }

    function testFuzz_aWholeAlphaIsExact(uint256 provers, uint96 bid) public pure {
        provers = bound(provers, 0, 2048);
        uint256 burn = uint256(bid) * bid;
        vm.assertEq(Score.compute(provers, bid, uint24(3 * ONE)), provers ** 3 * burn);
        // Less than a 64th of α changes nothing.
        vm.assertEq(Score.compute(provers, bid, uint24(3 * ONE + 1023)), provers ** 3 * burn);
    }

    function test_theLargestScoreFits() public pure {
        vm.assertGt(Score.compute(2048, type(uint96).max, uint24(MAX)), 1 << 254);
    }

    function test_nobodyScoresNothing() public pure {
        vm.assertEq(Score.compute(0, type(uint96).max, uint24(MAX)), 0);
        vm.assertEq(Score.compute(2048, 0, uint24(MAX)), 0);
    }

    function testFuzz_alphaMovesAnEighthAtMostAndStaysInItsBounds(uint256 alpha, uint256 provers, uint256 target)
        public
        pure
    {
        uint24 a = uint24(bound(alpha, 2 * ONE, 5 * ONE));
        provers = bound(provers, 0, 2048);
        target = bound(target, 1, 2048);
        uint256 next = Score.nextAlpha(a, provers, target, uint24(2 * ONE), uint24(5 * ONE));
        vm.assertTrue(next >= 2 * ONE && next <= 5 * ONE);
        vm.assertTrue(next + ONE / 8 >= a && next <= a + ONE / 8);
        vm.assertTrue(provers > target ? next <= a : next >= a);
    }
}
