// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {
    BlockClaim,
    BlockFacts,
    NewSeatClaim,
    SeatWordPath,
    SecondCommitment,
    SecondProposal,
    Uncle
} from "../../src/second/SecondTypes.sol";
import {SeatWordTree} from "./SeatWordTree.sol";
import {TranscriptFixture} from "./TranscriptFixture.sol";
import {AuctionDouble} from "./doubles/AuctionDouble.sol";
import {RollupDouble} from "./doubles/RollupDouble.sol";

/// @notice A proven block as a test knows it.
struct ProvenBlock {
    SecondProposal proposal;
    bytes32 id;
    bytes32 transcriptRoot;
    uint256[8] committed;
    uint256[8] provers;
    /// @dev Of its first proof.
    uint16[] words;
    bytes32 wordsRoot;
}

/// @notice Rewards, court, registry and vault as deployed, on an auction and a rollup that say what the test wants.
/// @dev A block has depth 2: nodes 0 (root, weight 4), 1 and 2 (merges, 3), 3 .. 6 (leaves, 1); 14 together.
abstract contract PayFixture is TranscriptFixture {
    using SeatWordTree for uint16[];

    uint16 internal constant C = 0x8000;
    uint32 internal constant ROUND = 7;
    /// @dev 70 % of the block's reward.
    uint256 internal constant POOL = 7e18;

    AuctionDouble internal rounds;
    RollupDouble internal proofs;
    uint256 private _orders;

    function auctionArtifact() internal pure override returns (string memory) {
        return "AuctionDouble.sol";
    }

    function rollupArtifact() internal pure override returns (string memory) {
        return "RollupDouble.sol";
    }

    function bridgeArtifact() internal pure override returns (string memory) {
        return "";
    }

    function setUp() public virtual override {
        super.setUp();
        (rounds, proofs) = (AuctionDouble(address(auction)), RollupDouble(address(rollup)));
        vm.warp(block.timestamp + 1);
        openRound(ROUND);
    }

    /// @notice A round that takes its snapshot now.
    function openRound(uint32 roundId) internal {
        rounds.openRound(registry, roundId, uint40(block.timestamp + 660));
    }

    // --- Blocks ------------------------------------------------------------------------------------------------------

    /// @notice The words of 7 nodes.
    function words7(uint16 a, uint16 b, uint16 c, uint16 d, uint16 e, uint16 f, uint16 g)
        internal
        pure
        returns (uint16[] memory words)
    {
        words = new uint16[](7);
        (words[0], words[1], words[2], words[3]) = (a, b, c, d);
        (words[4], words[5], words[6]) = (e, f, g);
    }

    /// @notice Nodes of four seats from `seat` on, as committed: root and first leaf by the first, merges and leaves by the others.
    function wordsOfFour(uint16 seat) internal pure returns (uint16[] memory) {
        uint16 first = C + seat + 1;
        return words7(first, first + 1, first + 2, first, first + 1, first + 2, first + 3);
    }

    function proversOf(uint16[] memory words) internal pure returns (uint256[8] memory provers) {
        for (uint256 n; n < words.length; ++n) {
            if (words[n] & C == 0) continue;
            uint256 seat = words[n] - C - 1;
            provers[seat >> 8] |= 1 << (seat & 0xff);
        }
    }

    /// @notice Commits to a block and keeps its first proof.
    function prove(uint32 roundId, uint96 bid, uint256[8] memory committed, uint16[] memory words)
        internal
        returns (ProvenBlock memory b)
    {
        b = commitOnly(roundId, bid, committed, TRANSCRIPT, SeatWordTree.depthOf(words.length / 2));
        keepProof(b, words);
        (b.words, b.wordsRoot, b.provers) = (words, words.hash(0), proversOf(words));
    }

    function commitOnly(uint32 roundId, uint96 bid, uint256[8] memory committed, bytes32 transcriptRoot, uint256 depth)
        internal
        returns (ProvenBlock memory b)
    {
        b.proposal = SecondProposal(
            1, 0, bytes32(0), uint8(depth), bytes32(++_orders), 7_000, bid, alice, uint64(block.timestamp + 1 days)
        );
        b.id = rounds.proposalIdOf(b.proposal);
        (b.committed, b.transcriptRoot) = (committed, transcriptRoot);
        bytes32 authorised = keccak256(abi.encode(transcriptRoot, keccak256(abi.encode(committed))));
        rounds.setCommitment(
            b.id,
            SecondCommitment(
                bid, roundId, 0, countOf(committed), uint8(depth), 7_000, 196_608, false, false, authorised
            )
        );
    }

    /// @notice A further proof of the same proposal.
    function keepProof(ProvenBlock memory b, uint16[] memory words) internal returns (uint16) {
        return proofs.keep(b.id, roundOf(b), words.hash(0), proversOf(words), words, 0);
    }

    function roundOf(ProvenBlock memory b) internal view returns (uint32) {
        return rounds.commitmentOf(b.id).roundId;
    }

    function countOf(uint256[8] memory seats) internal pure returns (uint16 count) {
        for (uint256 s; s < 2048; ++s) {
            if ((seats[s >> 8] >> (s & 0xff)) & 1 == 1) ++count;
        }
    }

    function finalizeBlock(ProvenBlock memory b) internal {
        proofs.finalize(b.id, keccak256(abi.encode(factsOf(b))));
    }

    function factsOf(ProvenBlock memory b) internal view virtual returns (BlockFacts memory) {
        return BlockFacts(bytes32(0), registry.proverSetRoot(), uint256(b.id) >> 8, 1, 2, 0, 0);
    }

    function toProofEnd(uint32 roundId) internal {
        vm.warp(rounds.recordOf(roundId).proofEnd);
    }

    /// @notice A final and settled block of seats 0 .. 3, in which each has proven what it was named for.
    function settledBlock() internal returns (ProvenBlock memory b) {
        b = prove(ROUND, 1e18, seatsFrom(0, 4), wordsOfFour(0));
        finish(b);
    }

    function finish(ProvenBlock memory b) internal {
        if (block.timestamp < rounds.recordOf(roundOf(b)).proofEnd) toProofEnd(roundOf(b));
        finalizeBlock(b);
        rewards.settle(b.proposal);
    }

    function toClaims(ProvenBlock memory b) internal {
        vm.warp(rewards.poolOf(b.id).claimsFrom);
    }

    // --- Arguments ---------------------------------------------------------------------------------------------------

    function claimOf(ProvenBlock memory b, uint16 kept, uint16[] memory words, uint256[] memory nodes)
        internal
        pure
        returns (BlockClaim memory)
    {
        SeatWordPath[] memory paths = new SeatWordPath[](nodes.length);
        for (uint256 i; i < nodes.length; ++i) {
            paths[i] = words.pathOf(nodes[i]);
        }
        return BlockClaim(b.id, kept, words.hash(0), keccak256(abi.encode(proversOf(words))), paths);
    }

    function list(uint256 node) internal pure returns (uint256[] memory nodes) {
        nodes = new uint256[](1);
        nodes[0] = node;
    }

    function list(uint256 first, uint256 second) internal pure returns (uint256[] memory nodes) {
        nodes = new uint256[](2);
        (nodes[0], nodes[1]) = (first, second);
    }

    function claimBlock(uint16 seat, BlockClaim memory one) internal {
        BlockClaim[] memory blocks = new BlockClaim[](1);
        blocks[0] = one;
        rewards.claim(seat, blocks, new NewSeatClaim[](0));
    }

    /// @notice Claims nodes by a block's first proof.
    function claimNodes(ProvenBlock memory b, uint16 seat, uint256[] memory nodes) internal {
        claimBlock(seat, claimOf(b, 0, b.words, nodes));
    }

    function claimNewSeat(ProvenBlock memory winner, uint16 seat, uint256[8] memory newSeats) internal {
        NewSeatClaim[] memory claims = new NewSeatClaim[](1);
        claims[0] = NewSeatClaim(winner.id, newSeats);
        rewards.claim(seat, new BlockClaim[](0), claims);
    }

    function uncleOf(ProvenBlock memory b) internal pure returns (Uncle memory) {
        return Uncle(b.id, b.transcriptRoot, b.committed, 0, b.wordsRoot, b.provers);
    }

    function nameUncles(ProvenBlock memory winner, Uncle[] memory uncles) internal {
        rewards.nameUncles(winner.id, winner.transcriptRoot, winner.committed, uncles);
    }

    function nameOne(ProvenBlock memory winner, ProvenBlock memory uncle) internal {
        Uncle[] memory uncles = new Uncle[](1);
        uncles[0] = uncleOf(uncle);
        nameUncles(winner, uncles);
    }

    function balance(uint256 seat) internal view returns (uint256) {
        return token.balanceOf(payoutOf(seat));
    }
}
