// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Score} from "../../src/libraries/auction/Score.sol";
import {Test} from "../support/Test.sol";

/// @notice A proof that the score rises with provers and with the bid, and never falls with α: for all provers, bids and α.
/// @dev With k = score(n, 2^10, α), P7.2 says that score(n, b, α) = ⌊k · b² / 2^20⌋ for every bid b, because (2^10)² = 2^20 makes k exact. So a
/// few facts about k are enough, and there are only 2,048 counts of provers and 305 values of α that differ:
/// - k(n + 1) − k(n) ≥ 2^20: one prover more adds b² or more, which is at least 1.
/// - k(n) ≥ 2^20 for n ≥ 1: one wei more adds 2b + 1 or more before the floor, which is at least 3.
/// - k does not fall from one 64th of α to the next.
/// - k < 2^84: a square of a bid is below 2^192, so no score overflows.
/// Each test goes through the counts of one whole part of α.
contract ScoreRisesTest is Test {
    uint256 private constant MOST_PROVERS = 2_048;
    uint96 private constant UNIT_BID = 1 << 10;

    function test_alphaFrom1To2() public pure {
        goThrough(64, 128);
    }

    function test_alphaFrom2To3() public pure {
        goThrough(128, 192);
    }

    function test_alphaFrom3To4() public pure {
        goThrough(192, 256);
    }

    function test_alphaFrom4To5() public pure {
        goThrough(256, 320);
    }

    function test_alphaFrom5ToTheGreatest() public pure {
        goThrough(320, 368);
    }

    /// A bid is squared and multiplied, as the proof takes it.
    function testFuzz_aScoreIsThatOfTheUnitBidTimesTheSquare(uint256 provers, uint96 bid, uint256 sixtyFourths)
        public
        pure
    {
        provers = bound(provers, 0, MOST_PROVERS);
        sixtyFourths = bound(sixtyFourths, 64, 368);
        uint256 unit = unitScore(provers, sixtyFourths);
        bid = uint96(bound(bid, 0, type(uint64).max));
        vm.assertEq(
            Score.compute(provers, bid, uint24(sixtyFourths << 10)), (unit * (uint256(bid) * bid)) >> 20, "not k b^2"
        );
    }

    /// @param first 64ths of α. @param last Of the next whole part, so that nothing lies between two tests.
    function goThrough(uint256 first, uint256 last) private pure {
        uint256[] memory below = new uint256[](MOST_PROVERS + 1);
        for (uint256 sixtyFourths = first; sixtyFourths <= last; ++sixtyFourths) {
            uint256 before = unitScore(0, sixtyFourths);
            require(before == 0, "nobody scores");
            for (uint256 provers = 1; provers <= MOST_PROVERS; ++provers) {
                uint256 unit = unitScore(provers, sixtyFourths);
                require(unit >= before + 2 ** 20, "a prover more adds too little");
                require(unit >= below[provers], "the score falls with alpha");
                require(unit < 2 ** 84, "a score may overflow");
                (before, below[provers]) = (unit, unit);
            }
        }
    }

    function unitScore(uint256 provers, uint256 sixtyFourths) private pure returns (uint256) {
        return Score.compute(provers, UNIT_BID, uint24(sixtyFourths << 10));
    }
}
