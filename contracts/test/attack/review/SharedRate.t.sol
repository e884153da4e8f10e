// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {NewSeats, Uncle} from "../../../src/Types.sol";
import {IRewards} from "../../../src/interfaces/IRewards.sol";
import {PayFixture, ProvenBlock} from "../../fixtures/PayFixture.sol";

/// @notice Review: the new seats of all named losing blocks were paid at one rate, the mean. Many seats with little work in a block of
/// their own raised their rate, and cut that of an honest losing block. Now each block has its own.
contract SharedRate is PayFixture {
    /// @dev A block as the fuzzer makes it, with the rate that it has when it is named alone.
    struct Rated {
        ProvenBlock uncle;
        uint16 bps;
    }

    function seatsAtStart() internal pure override returns (uint256) {
        return 24;
    }

    /// @dev The winner's one seat proved 14. So did the honest loser's, seat 1. Seven seats of Mallory share a block: two of 14 each.
    function test_manySeatsWithLittleWorkDoNotCutTheRateOfOneWithMuch() public {
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 1), blockBy(C + 1, 0));
        ProvenBlock memory honest = prove(ROUND, 1e18, seatsFrom(1, 1), blockBy(C + 2, 0));
        ProvenBlock memory sham = prove(ROUND, 1e18, seatsFrom(8, 7), blockBy(C + 9, 1));
        finish(b);
        nameBoth(b, honest, sham);
        // The rates of their work, as if each were named alone: 9,000, and 9,000 · 2 / 14.
        vm.assertEq(namedWith(b.id, 1).bps, 9_000);
        vm.assertEq(namedWith(b.id, 8).bps, 1_285);
        toClaims(b);
        claimNewSeat(b, 1);
        claimNewSeat(b, 8);
        // 32 % of the pool. At the mean rate of 2,249 it was 8 %.
        vm.assertEq(balance(1), POOL * 9_000 / (10_000 + 9_000 + 7 * 1_285));
        vm.assertEq(balance(8), POOL * 1_285 / (10_000 + 9_000 + 7 * 1_285));
        // Whatever is named: nine tenths of what the winner's seat gets.
        claimNodes(b, 0, list(0));
        // The root is 4 of 14. Each pay lacks less than a wei.
        uint256 winners = (balance(0) + 1) * 14 / 4;
        vm.assertTrue(balance(1) * 10_000 <= winners * 9_000 && (balance(1) + 4) * 10_000 > winners * 9_000);
    }

    /// @dev Seat 1 worked in its own block, and for one node in Mallory's. Counted there, it would be paid 1,285.
    function test_nobodyLowersARateByNamingABlockOfItsOwnFirst() public {
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 1), blockBy(C + 1, 0));
        ProvenBlock memory honest = prove(ROUND, 1e18, seatsFrom(1, 1), blockBy(C + 2, 0));
        ProvenBlock memory sham = prove(ROUND, 1e18, seatsFrom(1, 7), blockBy(C + 2, 1));
        finish(b);
        nameOne(b, sham);
        vm.assertEq(namedWith(b.id, 1).bps, 1_285);
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotBestRateFirst.selector, honest.id));
        this.nameTwo(b, sham, honest);
        nameBoth(b, honest, sham);
        vm.assertEq(namedWith(b.id, 1).bps, 9_000);
    }

    /// forge-config: default.fuzz.runs = 48
    function testFuzz_eachSeatHasTheBestRateThatOneOfItsBlocksHasAlone(uint256 seed) public {
        (ProvenBlock memory b, Rated[] memory rated) = randomRound(seed);
        if (nameAll(b, rated) == 0) return;
        uint256 supply = token.totalSupply();
        uint256 all = 40_000 + uint256(rewards.poolOf(b.id).newSeatParts);
        toClaims(b);
        uint256 parts;
        for (uint16 seat = 4; seat < 12; ++seat) {
            uint256 best;
            for (uint256 i = rated.length; i != 0; --i) {
                if ((rated[i - 1].uncle.provers[0] >> seat) & 1 == 1) best = rated[i - 1].bps;
            }
            vm.assertEq(namedWith(b.id, seat).bps, best);
            if (best == 0) continue;
            parts += best;
            claimNewSeat(b, seat);
            vm.assertEq(balance(seat), POOL * best / all);
        }
        vm.assertEq(parts, all - 40_000);
        for (uint16 seat; seat < 4; ++seat) {
            claimNodes(b, seat, seat < 3 ? list(seat, 3 + seat) : list(6));
        }
        vm.assertTrue(token.totalSupply() - supply <= POOL);
        // Rounding leaves less than a wei for each pay.
        vm.assertTrue(POOL - (token.totalSupply() - supply) < 8 + 8);
    }

    /// @dev M1: who names all losing blocks is sure of its rate. Nobody takes a block out again, or gives it another place.
    /// forge-config: default.fuzz.runs = 48
    function testFuzz_noOtherSetReplacesThatOfAllBlocks(uint256 seed, uint256 which, uint256 turn) public {
        (ProvenBlock memory b, Rated[] memory rated) = randomRound(seed);
        if (nameAll(b, rated) == 0) return;
        bytes32 named = rewards.newSeatsOf(b.id);
        Uncle[] memory some = new Uncle[](rated.length);
        uint256 count;
        for (uint256 i; i < rated.length; ++i) {
            if ((which >> i) & 1 == 1) some[count++] = uncleOf(rated[(i + turn % 4) % rated.length].uncle);
        }
        assembly ("memory-safe") {
            mstore(some, count)
        }
        bool isTaken = true;
        try rewards.nameUncles(b.id, b.transcriptRoot, b.committed, some) {}
        catch {
            isTaken = false;
        }
        vm.assertTrue(!isTaken && rewards.newSeatsOf(b.id) == named);
    }

    function nameTwo(ProvenBlock memory b, ProvenBlock memory first, ProvenBlock memory second) external {
        nameBoth(b, first, second);
    }

    /// @dev A settled round of seats 0 to 3, and one to four losing blocks of seats 4 to 11, best rate first.
    function randomRound(uint256 seed) private returns (ProvenBlock memory b, Rated[] memory rated) {
        b = prove(ROUND, 1e18, seatsFrom(0, 4), wordsOfFour(0));
        ProvenBlock[] memory uncles = new ProvenBlock[](1 + seed % 4);
        for (uint256 i; i < uncles.length; ++i) {
            uncles[i] = prove(ROUND, 1e18, seatsFrom(4, 8), randomWords(uint256(keccak256(abi.encode(seed, i)))));
        }
        finish(b);
        rated = bestFirst(b, uncles);
    }

    /// @dev Each block's rate alone, the best first.
    function bestFirst(ProvenBlock memory b, ProvenBlock[] memory uncles) private returns (Rated[] memory rated) {
        rated = new Rated[](uncles.length);
        for (uint256 i; i < uncles.length; ++i) {
            uint16 bps = rateAlone(b, uncles[i]);
            uint256 at = i;
            for (; at != 0 && rated[at - 1].bps < bps; --at) {
                rated[at] = rated[at - 1];
            }
            rated[at] = Rated(uncles[i], bps);
        }
    }

    function rateAlone(ProvenBlock memory b, ProvenBlock memory uncle) private returns (uint16 bps) {
        if (uncle.provers[0] == 0) return 0;
        uint256 before = vm.snapshotState();
        nameOne(b, uncle);
        for (uint16 seat = 4; seat < 12 && bps == 0; ++seat) {
            bps = namedWith(b.id, seat).bps;
        }
        vm.revertToState(before);
    }

    /// @dev Those that add a seat.
    function nameAll(ProvenBlock memory b, Rated[] memory rated) private returns (uint256 count) {
        Uncle[] memory adding = new Uncle[](rated.length);
        uint256 counted;
        for (uint256 i; i < rated.length; ++i) {
            uint256 seats = rated[i].uncle.provers[0];
            if (seats & ~counted == 0) continue;
            counted |= seats;
            adding[count++] = uncleOf(rated[i].uncle);
        }
        assembly ("memory-safe") {
            mstore(adding, count)
        }
        if (count != 0) nameUncles(b, adding);
    }

    /// @dev Each node by one of the seats 4 to 11, or by nobody.
    function randomWords(uint256 luck) private pure returns (uint16[] memory words) {
        words = new uint16[](7);
        for (uint256 n; n < 7; ++n) {
            uint256 draw = (luck >> (8 * n)) % 16;
            if (draw < 8) words[n] = uint16(C + 5 + draw);
        }
    }

    /// @dev Seven nodes by `word`, or by seven seats from there on.
    function blockBy(uint16 word, uint16 step) private pure returns (uint16[] memory) {
        uint16[7] memory w;
        for (uint16 i; i < 7; ++i) {
            w[i] = word + i * step;
        }
        return words7(w[0], w[1], w[2], w[3], w[4], w[5], w[6]);
    }
}
