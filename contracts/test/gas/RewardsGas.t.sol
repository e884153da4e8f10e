// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Uncle} from "../../src/Types.sol";
import {PayFixture, ProvenBlock} from "../fixtures/PayFixture.sol";
import {SeatWordTree} from "../fixtures/SeatWordTree.sol";

/// @notice Gas of pay; see `GasTest`. Auction and rollup are doubles, which are compiled without the optimiser: each
/// of their answers costs one to four thousand gas more than that of the real contracts.
contract RewardsGasTest is PayFixture {
    using SeatWordTree for uint16[];

    function uniform(uint256 depth, uint16 word) internal pure returns (uint16[] memory words) {
        words = new uint16[](2 ** (depth + 1) - 1);
        for (uint256 n; n < words.length; ++n) {
            words[n] = word;
        }
    }

    function claimsAt(uint256 depth, uint256 further) internal {
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 4), uniform(depth, C + 1));
        finish(b);
        toClaims(b);
        uint256 leaf = 2 ** depth - 1;
        string memory at = string.concat(", depth ", vm.toString(depth));
        // The marks of these nodes are in one word.
        claimNodes(b, 0, list(leaf + 1));
        vm.snapshotGasLastCall("Rewards", string.concat("claim, first of its block and payout", at));
        claimNodes(b, 0, list(leaf + 2));
        uint256 one = vm.snapshotGasLastCall("Rewards", string.concat("claim, one node", at));
        claimNodes(b, 0, list(leaf + 3, depth == 2 ? 1 : leaf + 4));
        uint256 two = vm.snapshotGasLastCall("Rewards", string.concat("claim, two nodes", at));
        vm.assertLe(two - one, further, "a further node costs too much");
        if (depth == 2) vm.assertLe(one, 78_000, "a claim costs too much");
    }

    function test_claimAtDepth2() public {
        claimsAt(2, 12_000);
    }

    function test_claimAtDepth9() public {
        claimsAt(9, 19_000);
    }

    function test_claimAtDepth11() public {
        claimsAt(11, 22_000);
    }

    function test_rescuersClaim() public {
        uint16[] memory words = uniform(2, C + 1);
        (words[5], words[6]) = (9, 9);
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 4), words);
        finish(b);
        toClaims(b);
        claimNodes(b, 8, list(5));
        claimNodes(b, 8, list(6));
        vm.snapshotGasLastCall("Rewards", "claim, one node of a rescuer, depth 2");
    }

    function test_settle() public {
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 4), wordsOfFour(0));
        finish(b);
        vm.snapshotGasLastCall("Rewards", "settle, depth 2, first reward of the proposer");
        b = prove(ROUND, 1e18, seatsFrom(0, 4), uniform(11, C + 1));
        finish(b);
        vm.snapshotGasLastCall("Rewards", "settle, depth 11");
    }

    function test_nameUncles() public {
        Uncle[] memory one = new Uncle[](1);
        Uncle[] memory four = new Uncle[](4);
        for (uint16 i; i < 4; ++i) {
            four[i] = uncleOf(prove(ROUND, 1e18, seatsFrom(4, 7), wordsOfFour(4 + i)));
        }
        one[0] = four[0];
        ProvenBlock memory b = settledBlock();
        ProvenBlock memory c = prove(ROUND, 1e18, seatsFrom(0, 4), wordsOfFour(0));
        finish(c);
        nameUncles(b, one);
        uint256 first = vm.snapshotGasLastCall("Rewards", "nameUncles, one block");
        nameUncles(c, four);
        uint256 all = vm.snapshotGasLastCall("Rewards", "nameUncles, four blocks");
        // R7: for each block its committed nodes are read, a word for 256 of them, and its new seats are in the event.
        vm.assertLe((all - first) / 3, 35_000, "a further block costs too much");
    }

    function test_newSeatsClaim() public {
        ProvenBlock memory uncle = prove(ROUND, 1e18, seatsFrom(4, 4), wordsOfFour(4));
        ProvenBlock memory b = settledBlock();
        nameOne(b, uncle);
        toClaims(b);
        claimNewSeat(b, 4);
        claimNewSeat(b, 5);
        vm.snapshotGasLastCall("Rewards", "claim, a new seat");
    }

    function test_newSeatsClaimAmongEightBlocks() public {
        Uncle[] memory eight = new Uncle[](8);
        for (uint16 i; i < 8; ++i) {
            uint16 word = C + 5 + i;
            eight[i] = uncleOf(prove(ROUND, 1e18, seatsFrom(4 + i, 1), uniform(2, word)));
        }
        ProvenBlock memory b = settledBlock();
        nameUncles(b, eight);
        toClaims(b);
        claimNewSeat(b, 4);
        claimNewSeat(b, 11);
        uint256 gas = vm.snapshotGasLastCall("Rewards", "claim, a new seat of the last of eight blocks");
        vm.assertLe(gas, 90_000, "a claim costs too much");
    }

    function test_codeSize() public {
        vm.snapshotValue("CodeSize", "Rewards", address(rewards).code.length);
        vm.snapshotValue("CodeSize", "SlashingCourt", address(court).code.length);
    }
}
