// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {
    BlockClaim,
    MissedNode,
    NewSeatClaim,
    NewSeats,
    ProofSubmission,
    Proposal,
    Report,
    SeatWordPath,
    Uncle
} from "../../src/Types.sol";
import {RollupParts} from "../fixtures/RollupParts.sol";
import {SeatWordTree} from "../fixtures/SeatWordTree.sol";

/// @notice One round on all parts as deployed: nothing but the proofs is played.
contract WholeLifeTest is RollupParts {
    using SeatWordTree for uint16[];

    uint16 private constant C = 0x8000;
    uint16 private constant RESCUER = 9;
    address private constant REPORTER = address(0x4e90);

    Proposal private _won;
    Proposal private _lost;
    bytes32 private _winner;
    bytes32 private _loser;
    uint16[] private _wonWords = [C + 1, C + 2, C + 3, C + 1, C + 2, C + 3, RESCUER + 1];
    uint16[] private _lostWords = [C + 5, C + 6, C + 7, C + 5, C + 6, C + 7, C + 8];

    function setUp() public override {
        super.setUp();
        nameSeats([uint16(0), 1, 2, 0, 1, 2, 3]);
    }

    function rewardsArtifact() internal pure override returns (string memory) {
        return "Rewards.sol";
    }

    function bridgeArtifact() internal pure override returns (string memory) {
        return "Bridge.sol";
    }

    function courtArtifact() internal pure override returns (string memory) {
        return "SlashingCourt.sol";
    }

    function rollingOf(uint64 before, uint64 after_) internal view override returns (bytes32, bytes32) {
        return (bridge.rollingHash(before), bridge.rollingHash(after_));
    }

    function packed(uint16[] memory words) private pure returns (bytes memory all) {
        for (uint256 n; n < words.length; ++n) {
            all = abi.encodePacked(all, words[n]);
        }
    }

    function committedAs(Proposal memory proposal, uint256 firstSeat) private returns (bytes32) {
        bytes32 root = transcriptRoot();
        vm.prank(proposal.proposer);
        return auction.commit(proposal, root, seatsFrom(firstSeat, 4), "");
    }

    function provenBy(Proposal memory proposal, uint256 firstSeat, uint16[] memory words) private {
        ProofSubmission memory s = submissionOf(proposal, seatsFrom(firstSeat, 4), packed(words));
        s.transcriptRoot = transcriptRoot();
        sign(s);
        rollup.submitProof(s);
    }

    /// @dev Alice wins with seats 0 to 3; seat 3 leaves its leaf to a rescuer. Bob's block of seats 4 to 7 loses.
    function endRound() private {
        (_won, _lost) = (proposalBy(alice, 2e18), proposalBy(bob, 1e18));
        (_winner, _loser) = (committedAs(_won, 0), committedAs(_lost, 4));
        toProofWindow();
        provenBy(_lost, 4, _lostWords);
        provenBy(_won, 0, _wonWords);
        toEnd();
        rollup.finalize();
    }

    function claimOne(uint16 seat, uint256 node) private {
        SeatWordPath[] memory paths = new SeatWordPath[](1);
        paths[0] = _wonWords.pathOf(node);
        BlockClaim[] memory blocks = new BlockClaim[](1);
        blocks[0] = BlockClaim(_winner, 0, _wonWords.hash(0), keccak256(abi.encode(seatsFrom(0, 3))), paths);
        rewards.claim(seat, blocks, new NewSeatClaim[](0));
    }

    function test_theWinnerIsBurnedAndTheLoserGetsEverythingBack() public {
        uint256 supply = token.totalSupply();
        endRound();
        vm.assertEq(rollup.head().proposalId, _winner);
        vm.assertEq(auction.balanceOf(alice), 998e18);
        vm.assertEq(supply - token.totalSupply(), 2e18);
        auction.refund(_lost, _won);
        vm.assertEq(auction.balanceOf(bob), 1_000e18);
        vm.assertEq(vault.purseOf(address(auction), 0), 1_998e18);
    }

    /// @dev Three of four seats proved 13 of 14: 7.5 of 10. The provers' 70 % are 5.25.
    function test_everyOneWhoProvedIsPaidAndNothingElseIsMinted() public {
        endRound();
        rewards.settle(_won);
        vm.assertEq(token.balanceOf(alice), 2.25e18);
        Uncle[] memory uncles = new Uncle[](1);
        uncles[0] = Uncle(_loser, transcriptRoot(), seatsFrom(4, 4), 0, _lostWords.hash(0), seatsFrom(4, 4));
        rewards.nameUncles(_winner, transcriptRoot(), seatsFrom(0, 4), uncles);
        vm.warp(rewards.poolOf(_winner).claimsFrom);

        // A seat of the losing block proved 14 / 4, one of the winner 13 / 3: 9,000 · 42 / 52.
        uint256 bps = 7269;
        uint256 all = 3 * 10_000 + 4 * bps;
        NewSeatClaim[] memory news = new NewSeatClaim[](1);
        news[0] = NewSeatClaim(_winner, new bytes32[](1), NewSeats(uint16(bps), seatsFrom(4, 4)));
        news[0].named[0] = keccak256(abi.encode(bps, seatsFrom(4, 4)));
        uint256 supply = token.totalSupply();
        for (uint16 seat = 4; seat < 8; ++seat) {
            rewards.claim(seat, new BlockClaim[](0), news);
            vm.assertEq(token.balanceOf(payoutOf(seat)), 5.25e18 * bps / all);
        }
        uint256 shared = 5.25e18 * 30_000 / all;
        claimOne(0, 0);
        vm.assertEq(token.balanceOf(payoutOf(0)), shared * 4 / 14);
        claimOne(RESCUER, 6);
        vm.assertEq(token.balanceOf(payoutOf(RESCUER)), shared / 14 * 5_000 / 10_000);
        for (uint256 node = 1; node < 6; ++node) {
            claimOne(_wonWords[node] - C - 1, node);
        }
        vm.assertTrue(token.totalSupply() - supply <= 5.25e18);
        vm.assertEq(vault.purseOf(address(rewards), 0), 0);
    }

    /// @dev Twice the pay of a leaf, 5.25 / 14, and the bounty.
    function test_whoClaimedAndDidNotProveLosesAPenaltyAndNobodyElseDoes() public {
        endRound();
        rewards.settle(_won);
        MissedNode[] memory nodes = new MissedNode[](1);
        nodes[0] = missedNode(_winner, 6, secretOf(3));
        Report memory it = Report(_winner, 3, transcriptRoot(), seatsFrom(0, 4), nodes);
        vm.prank(REPORTER);
        court.report(it);
        vm.warp(block.timestamp + 1_201);
        court.settle(_winner, 3);
        vm.assertEq(registry.seatAt(3).stake, STAKE - 0.85e18);
        vm.assertEq(token.balanceOf(REPORTER), 0.1e18);
        for (uint16 seat; seat < 12; ++seat) {
            if (seat != 3) vm.assertEq(registry.seatAt(seat).stake, STAKE);
        }
        vm.assertEq(vault.purseOf(address(registry), 0), 12 * STAKE - 0.85e18);
        vm.assertEq(token.balanceOf(address(vault)), 12 * STAKE - 0.85e18 + vault.purseOf(address(auction), 0));
    }

    /// @dev A seat that the kept proofs show cannot be reported, even with its own claim.
    function test_whoProvedCannotBeReported() public {
        endRound();
        rewards.settle(_won);
        MissedNode[] memory nodes = new MissedNode[](1);
        nodes[0] = missedNode(_winner, 5, secretOf(2));
        Report memory it = Report(_winner, 2, transcriptRoot(), seatsFrom(0, 4), nodes);
        vm.expectRevert(abi.encodeWithSignature("NodeIsCommitted(uint256)", 5));
        court.report(it);
    }
}
