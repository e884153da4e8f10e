// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {CourtSettings, Parts, Settings} from "../../src/Types.sol";
import {IRollupConstants} from "../../src/interfaces/IRollupConstants.sol";
import {TestDeployment} from "../fixtures/TestDeployment.sol";

contract RollupConstantsTest is TestDeployment {
    uint256 internal constant P = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;

    Settings internal s;
    CourtSettings internal c;
    Parts internal p;

    function setUp() public override {
        super.setUp();
        s = settings();
        c = courtSettings();
        p = parts;
    }

    function auctionArtifact() internal pure override returns (string memory) {
        return "";
    }

    function rollupArtifact() internal pure override returns (string memory) {
        return "";
    }

    function rewardsArtifact() internal pure override returns (string memory) {
        return "";
    }

    function bridgeArtifact() internal pure override returns (string memory) {
        return "";
    }

    function courtArtifact() internal pure override returns (string memory) {
        return "";
    }

    function make() internal returns (IRollupConstants) {
        return IRollupConstants(create("RollupConstants.sol", abi.encode(s, c, p)));
    }

    /// @dev Settings in which no rule but the own range of a setting can be broken: windows with room on both sides.
    function wide() internal {
        s = settings();
        c = courtSettings();
        (s.proposalWindow, s.proofWindow, s.inclusionDelay) = (1 hours, 10 hours, 10 days);
        (s.uncleWindow, c.contestWindow) = (1 hours, 1 days);
    }

    /// @dev Writes setting `field` (its place in the struct) as the words of the encoded struct.
    function set(uint256 field, uint256 value) internal {
        bytes memory encoded = abi.encode(s);
        assembly {
            mstore(add(encoded, add(32, mul(field, 32))), value)
        }
        s = abi.decode(encoded, (Settings));
    }

    function setCourt(uint256 field, uint256 value) internal {
        bytes memory encoded = abi.encode(c);
        assembly {
            mstore(add(encoded, add(32, mul(field, 32))), value)
        }
        c = abi.decode(encoded, (CourtSettings));
    }

    function refusedSetting(bytes32 name, uint256 value, uint256 min, uint256 max) internal {
        vm.expectRevert(abi.encodeWithSelector(IRollupConstants.SettingOutOfRange.selector, name, value, min, max));
        this.makeHere();
    }

    function makeHere() external {
        make();
    }

    function range(uint256 field, bytes32 name, uint256 min, uint256 max, uint256 typeMax) internal {
        wide();
        set(field, min);
        make();
        wide();
        set(field, max);
        make();
        if (min != 0) {
            wide();
            set(field, min - 1);
            refusedSetting(name, min - 1, min, max);
        }
        if (max != typeMax) {
            wide();
            set(field, max + 1);
            refusedSetting(name, max + 1, min, max);
        }
    }

    function courtRange(uint256 field, bytes32 name, uint256 min, uint256 max) internal {
        wide();
        setCourt(field, min);
        make();
        setCourt(field, max);
        make();
        setCourt(field, max + 1);
        refusedSetting(name, max + 1, min, max);
        if (min != 0) {
            setCourt(field, min - 1);
            refusedSetting(name, min - 1, min, max);
        }
    }

    function test_everySettingHasItsRange() public {
        range(0, "slotTime", 1, 60, type(uint16).max);
        range(3, "inclusionDelay", 1 hours + 60 + 10 hours, 30 days, type(uint32).max);
        range(4, "escapeDelay", 1 days, 365 days, type(uint32).max);
        range(5, "uncleWindow", 60, 30 days, type(uint32).max);
        range(6, "minBurnBid", 1, type(uint96).max, type(uint96).max);
        range(7, "bond", 0, type(uint96).max, type(uint96).max);
        range(8, "bondBps", 0, 100_000, type(uint32).max);
        range(10, "leafWeight", 1, type(uint16).max, type(uint16).max);
        range(11, "mergeWeight", 1, type(uint16).max, type(uint16).max);
        range(12, "rootWeight", 1, type(uint16).max, type(uint16).max);
        range(13, "uncommittedFactorBps", 0, 10_000, type(uint16).max);
        range(14, "minProverShareBps", 0, 10_000, type(uint16).max);
        range(15, "targetProvers", 1, 2048, type(uint16).max);
        range(16, "alphaMin", 65_536, 196_608, type(uint24).max);
        range(17, "alphaMax", 196_608, 376_832, type(uint24).max);
        range(18, "unclePayBps", 0, 10_000, type(uint16).max);
        range(19, "uncleMinBps", 0, 10_000, type(uint16).max);
        range(20, "uncles", 0, 8, type(uint8).max);
    }

    function test_everyCourtSettingHasItsRange() public {
        courtRange(0, "reportWindow", 60, 30 days);
        courtRange(1, "contestWindow", 10 hours, 30 days);
        courtRange(2, "penaltyFactor", 0, 100);
        courtRange(4, "levelDecay", 1, 365 days);
        courtRange(5, "slashBps", 1, 10_000);
    }

    /// R13: an honest transaction has five slots to land in.
    function test_aWindowIsFiveSlotsAtLeast() public {
        (s.proposalWindow, s.proofWindow) = (59, 600);
        refusedSetting("proposalWindow", 59, 60, 1 days);
        (s.proposalWindow, s.proofWindow) = (60, 59);
        refusedSetting("proofWindow", 59, 60, 7 days);
        s.proofWindow = 60;
        make();
        (s.proposalWindow, s.proofWindow) = (1 days, 7 days);
        (s.inclusionDelay, c.contestWindow) = (30 days, 7 days);
        make();
        s.proposalWindow = 1 days + 1;
        refusedSetting("proposalWindow", 1 days + 1, 60, 1 days);
        (s.proposalWindow, s.proofWindow) = (1 days, 7 days + 1);
        refusedSetting("proofWindow", 7 days + 1, 60, 7 days);
    }

    /// A ring of 64 rounds holds every round whose proof window is open.
    function test_aProofWindowIs31ProposalWindowsAtMost() public {
        (s.proposalWindow, s.proofWindow, c.contestWindow) = (60, 1860, 1860);
        make();
        (s.proofWindow, c.contestWindow) = (1861, 1861);
        refusedSetting("proofWindow", 1861, 60, 1860);
    }

    function test_theLongestRoundHasAllExtensionsOfTheProposalWindow() public {
        vm.assertEq(make().longestRound(), 60 + 5 * 12 + 600);
        s.pipelined = true;
        // The parent's proofs; the proposals once more; the proofs.
        vm.assertEq(make().longestRound(), 600 + (60 + 5 * 12) + 600);
        (s.proposalWindow, s.proofWindow) = (700, 600);
        vm.assertEq(make().longestRound(), 2 * (700 + 5 * 12) + 600);
    }

    function test_aMessageIsDueAfterAWholeRoundAtLeast() public {
        s.inclusionDelay = 720;
        make();
        s.inclusionDelay = 719;
        refusedSetting("inclusionDelay", 719, 720, 30 days);
        (s.inclusionDelay, s.pipelined) = (1319, true);
        refusedSetting("inclusionDelay", 1319, 1320, 30 days);
    }

    function test_whatIsStoredIsWhatWasGiven() public {
        IRollupConstants made = make();
        vm.assertEq(keccak256(abi.encode(made.settings())), keccak256(abi.encode(s)));
        vm.assertEq(keccak256(abi.encode(made.courtSettings())), keccak256(abi.encode(c)));
        vm.assertEq(keccak256(abi.encode(made.parts())), keccak256(abi.encode(p)));
        vm.assertEq(made.rollupId(), 31337 * 2 ** 160 + uint160(p.rollup));
    }

    function refusedPart(address part) internal {
        vm.expectRevert(abi.encodeWithSelector(IRollupConstants.BadPart.selector, part));
        this.makeHere();
        p = parts;
    }

    function test_tokensHashAndVerifiersHoldCode() public {
        address none = address(0xbad);
        p.token = none;
        refusedPart(none);
        p.secondAsset = none;
        refusedPart(none);
        p.poseidon2 = none;
        refusedPart(none);
        p.blockVerifier = none;
        refusedPart(none);
        p.mergeVerifier = none;
        refusedPart(none);
        p.leafVerifier = none;
        refusedPart(none);
    }

    function test_noTwoPartsAreOneAndNoneIsMissing() public {
        p.secondAsset = p.token;
        refusedPart(p.token);
        p.court = p.bridge;
        refusedPart(p.bridge);
        p.vault = p.poseidon2;
        refusedPart(p.poseidon2);
        p.rollup = address(0);
        refusedPart(address(0));
    }

    function test_fieldsAreBelowTheModulus() public {
        p.vkSetHash = P;
        vm.expectRevert(abi.encodeWithSelector(IRollupConstants.NotAField.selector, P));
        this.makeHere();
        (p.vkSetHash, p.genesisStateRoot) = (P - 1, P);
        vm.expectRevert(abi.encodeWithSelector(IRollupConstants.NotAField.selector, P));
        this.makeHere();
        p.genesisStateRoot = P - 1;
        make();
    }
}
