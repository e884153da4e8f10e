// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {TranscriptEntries} from "../../src/libraries/auction/TranscriptEntries.sol";
import {CasePenalty} from "../../src/libraries/pay/CasePenalty.sol";
import {PayRules} from "../../src/libraries/pay/PayRules.sol";
import {SeatSignature} from "../../src/libraries/seats/SeatSignature.sol";
import {Tally} from "../../src/libraries/seats/Tally.sol";
import {Test} from "../support/Test.sol";

/// @notice Pay, penalties, entries and claims: the vectors of packages/protocol hold them to the twins in TypeScript.
contract PayVectorsTest is Test {
    function load(string memory name) internal view returns (string memory) {
        return vm.readFile(string.concat("../packages/protocol/vectors/", name, ".json"));
    }

    function numbers(string memory json, string memory key) internal pure returns (uint256[] memory) {
        return vm.parseJsonUintArray(json, key);
    }

    function test_splits() public view {
        string memory json = load("pay");
        Tally.Weights memory weights = Tally.Weights(
            uint16(vm.parseJsonUint(json, ".rewards.leafWeight")),
            uint16(vm.parseJsonUint(json, ".rewards.mergeWeight")),
            uint16(vm.parseJsonUint(json, ".rewards.rootWeight"))
        );
        uint256[][8] memory c = [
            numbers(json, ".rewards.treeDepth"),
            numbers(json, ".rewards.committedLeaves"),
            numbers(json, ".rewards.committedMerges"),
            numbers(json, ".rewards.committedRoots"),
            numbers(json, ".rewards.vacantLeaves"),
            numbers(json, ".rewards.vacantMerges"),
            numbers(json, ".rewards.vacantRoots"),
            numbers(json, ".rewards.provers")
        ];
        uint256[][5] memory d = [
            numbers(json, ".rewards.committedSeats"),
            numbers(json, ".rewards.blockReward"),
            numbers(json, ".rewards.proverShareBps"),
            numbers(json, ".rewards.proposer"),
            numbers(json, ".rewards.pool")
        ];
        for (uint256 i; i < c[0].length; ++i) {
            uint96 tally =
                uint96(c[1][i] | c[2][i] << 16 | c[3][i] << 32 | c[4][i] << 48 | c[5][i] << 64 | c[6][i] << 80);
            uint256 bound = Tally.whole(uint8(c[0][i]), weights) - Tally.vacant(tally, weights);
            PayRules.Proven memory proven = PayRules.Proven(Tally.committed(tally, weights), bound, c[7][i], d[0][i]);
            (uint256 proposer, uint256 pool) = PayRules.splitReward(uint96(d[1][i]), proven, uint16(d[2][i]));
            vm.assertEq(proposer, d[3][i]);
            vm.assertEq(pool, d[4][i]);
        }
        vm.assertGt(c[0].length, 0);
    }

    function test_shares() public view {
        string memory json = load("pay");
        uint256[] memory pools = numbers(json, ".pools.pool");
        uint256[] memory winnerSeats = numbers(json, ".pools.winnerSeats");
        uint256[] memory parts = numbers(json, ".pools.newSeatParts");
        uint256[] memory rates = numbers(json, ".pools.bps");
        uint256[] memory winners = numbers(json, ".pools.winners");
        uint256[] memory each = numbers(json, ".pools.newSeat");
        for (uint256 i; i < pools.length; ++i) {
            vm.assertEq(PayRules.winnersShare(pools[i], winnerSeats[i], parts[i]), winners[i]);
            vm.assertEq(PayRules.newSeatShare(pools[i], winnerSeats[i], parts[i], rates[i]), each[i]);
        }
        vm.assertGt(pools.length, 0);
    }

    function test_newSeats() public view {
        string memory json = load("pay");
        uint256[] memory rates = numbers(json, ".newSeats.unclePayBps");
        uint256[] memory weights = numbers(json, ".newSeats.weight");
        uint256[] memory seats = numbers(json, ".newSeats.seats");
        uint256[] memory winnerWeights = numbers(json, ".newSeats.winnerWeight");
        uint256[] memory winnerSeats = numbers(json, ".newSeats.winnerSeats");
        uint256[] memory bps = numbers(json, ".newSeats.bps");
        for (uint256 i; i < bps.length; ++i) {
            uint256 rate = PayRules.newSeatBps(rates[i], weights[i], seats[i], winnerWeights[i], winnerSeats[i]);
            vm.assertEq(rate, bps[i]);
        }
        vm.assertGt(bps.length, 0);
    }

    /// @dev The first version has the same pay of a node: its vectors hold this one too.
    function test_nodes() public view {
        string memory json = load("node-pays");
        uint256[] memory pays = numbers(json, ".pay");
        bool[] memory committed = vm.parseJsonBoolArray(json, ".isCommitted");
        Tally.Weights memory weights = Tally.Weights(
            uint16(vm.parseJsonUint(json, ".leafWeight")),
            uint16(vm.parseJsonUint(json, ".mergeWeight")),
            uint16(vm.parseJsonUint(json, ".rootWeight"))
        );
        uint256 factor = vm.parseJsonUint(json, ".uncommittedFactorBps");
        for (uint256 i; i < pays.length; ++i) {
            uint256 pay = PayRules.nodeShare(
                vm.parseJsonUint(json, ".provers"),
                weights,
                numbers(json, ".nodeDepth")[i],
                uint8(numbers(json, ".treeDepth")[i]),
                committed[i] ? 10_000 : factor
            );
            vm.assertEq(pay, pays[i]);
        }
        vm.assertGt(pays.length, 0);
    }

    function test_penalties() public view {
        string memory json = load("pay");
        uint256[] memory pay = numbers(json, ".penalties.pay");
        uint256[] memory stakes = numbers(json, ".penalties.stake");
        uint256[] memory levels = numbers(json, ".penalties.level");
        uint256[] memory factors = numbers(json, ".penalties.penaltyFactor");
        uint256[] memory bounties = numbers(json, ".penalties.reportBounty");
        uint256[] memory rates = numbers(json, ".penalties.slashBps");
        uint256[] memory taken = numbers(json, ".penalties.taken");
        for (uint256 i; i < pay.length; ++i) {
            uint256 amount = CasePenalty.amount(
                pay[i], uint16(factors[i]), uint96(bounties[i]), uint8(levels[i]), uint96(stakes[i]), uint16(rates[i])
            );
            vm.assertEq(amount, taken[i]);
        }
        vm.assertGt(pay.length, 0);
    }

    function test_levels() public view {
        string memory json = load("pay");
        uint32 decay = uint32(vm.parseJsonUint(json, ".levels.levelDecay"));
        uint256[] memory levels = numbers(json, ".levels.level");
        uint256[] memory passed = numbers(json, ".levels.passed");
        uint256[] memory levelsNow = numbers(json, ".levels.now");
        uint256[] memory raised = numbers(json, ".levels.raised");
        for (uint256 i; i < levels.length; ++i) {
            uint8 level = CasePenalty.levelAt(uint8(levels[i]), 1000, 1000 + passed[i], decay);
            vm.assertEq(level, levelsNow[i]);
            vm.assertEq(CasePenalty.raised(level), raised[i]);
        }
        vm.assertGt(levels.length, 0);
    }

    function test_entries() public view {
        string memory json = load("transcripts");
        bytes32[] memory committed = vm.parseJsonBytes32Array(json, ".words");
        uint256 cases;
        for (string memory key = ".cases[0]"; vm.keyExistsJson(json, key); key = nextKey(++cases)) {
            uint16 seat = uint16(vm.parseJsonUint(json, string.concat(key, ".seat")));
            bool binds = TranscriptEntries.binds(
                uint56(bytes7(vm.parseJsonBytes(json, string.concat(key, ".entry")))),
                seat,
                uint8(vm.parseJsonUint(json, string.concat(key, ".depth"))),
                uint16(vm.parseJsonUint(json, string.concat(key, ".index")))
            );
            bool isCommitted = (uint256(committed[seat >> 8]) >> (seat & 0xff)) & 1 == 1;
            bool isVacant = vm.parseJsonBool(json, string.concat(key, ".isVacant"));
            vm.assertEq(binds && isCommitted, !isVacant);
        }
        vm.assertGt(cases, 0);
    }

    function nextKey(uint256 i) internal pure returns (string memory) {
        return string.concat(".cases[", vm.toString(i), "]");
    }

    function test_startClaims() public {
        string memory json = load("start-claims");
        uint256 cases;
        for (string memory key = ".cases[0]"; vm.keyExistsJson(json, key); key = nextKey(++cases)) {
            vm.chainId(vm.parseJsonUint(json, string.concat(key, ".chainId")));
            bytes32 digest = SeatSignature.claimDigest(
                vm.parseJsonAddress(json, string.concat(key, ".rollup")),
                vm.parseJsonBytes32(json, string.concat(key, ".proposalId")),
                uint8(vm.parseJsonUint(json, string.concat(key, ".depth"))),
                uint16(vm.parseJsonUint(json, string.concat(key, ".index")))
            );
            vm.assertEq(digest, vm.parseJsonBytes32(json, string.concat(key, ".digest")));
            bytes32 r = vm.parseJsonBytes32(json, string.concat(key, ".r"));
            bytes32 s = vm.parseJsonBytes32(json, string.concat(key, ".s"));
            vm.assertTrue(SeatSignature.isBy(vm.parseJsonAddress(json, string.concat(key, ".signer")), digest, r, s));
        }
        vm.assertGt(cases, 0);
    }
}
