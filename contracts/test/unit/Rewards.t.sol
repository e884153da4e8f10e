// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {BlockClaim, NewSeatClaim, NewSeats, PayPool, Uncle} from "../../src/Types.sol";
import {IRewards} from "../../src/interfaces/IRewards.sol";
import {PayFixture, ProvenBlock} from "../fixtures/PayFixture.sol";
import {SeatWordTree} from "../fixtures/SeatWordTree.sol";

contract RewardsTest is PayFixture {
    using SeatWordTree for uint16[];

    // --- settle ------------------------------------------------------------------------------------------------------

    function test_settlePaysTheProposerAndOpensThePool() public {
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 4), wordsOfFour(0));
        toProofEnd(ROUND);
        finalizeBlock(b);
        uint64 claimsFrom = uint64(block.timestamp + 60);
        vm.expectEmit();
        emit IRewards.RewardSettled(b.id, alice, 3e18, POOL, 4, claimsFrom);
        rewards.settle(b.proposal);
        vm.assertEq(token.balanceOf(alice), 3e18);
        PayPool memory pool = rewards.poolOf(b.id);
        vm.assertEq(pool.amount, POOL);
        vm.assertEq(uint256(pool.claimsFrom), claimsFrom);
        vm.assertEq(pool.depth, 2);
    }

    function test_settleRefusals() public {
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 4), wordsOfFour(0));
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotFinal.selector, b.id));
        rewards.settle(b.proposal);
        // R16: the round ended early, and its proofs are still taken.
        finalizeBlock(b);
        uint256 end = rounds.recordOf(ROUND).proofEnd;
        vm.expectRevert(abi.encodeWithSelector(IRewards.ProofWindowOpen.selector, block.timestamp, end));
        rewards.settle(b.proposal);
        vm.warp(end);
        rewards.settle(b.proposal);
        vm.expectRevert(abi.encodeWithSelector(IRewards.AlreadySettled.selector, b.id));
        rewards.settle(b.proposal);
    }

    function test_aBlockThatBecameFinalLateIsClaimedLater() public {
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 4), wordsOfFour(0));
        toProofEnd(ROUND);
        vm.warp(block.timestamp + 1000);
        finish(b);
        vm.assertEq(uint256(rewards.poolOf(b.id).claimsFrom), block.timestamp + 60);
    }

    /// @dev 13 of 14 by weight; 4 of 4 seats.
    function test_theRewardIsThePartOfTheWeightThatWasProven() public {
        uint16[] memory words = wordsOfFour(0);
        words[3] = 0;
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 4), words);
        finish(b);
        vm.assertEq(rewards.poolOf(b.id).amount, uint256(10e18) * 13 / 14 * 7 / 10);
    }

    /// @dev Two leaves are bound to nobody: 12 of 12.
    function test_vacantEntriesDoNotLowerTheReward() public {
        uint16[] memory words = wordsOfFour(0);
        (words[5], words[6]) = (9, 0);
        ProvenBlock memory b = commitOnly(ROUND, 1e18, seatsFrom(0, 3), TRANSCRIPT, 2);
        proofs.keep(b.id, ROUND, words.hash(0), proversOf(words), words, 2 << 48);
        finish(b);
        vm.assertEq(rewards.poolOf(b.id).amount, POOL);
    }

    /// @dev A16: all is proven that the transcript names, by 4 of the 8 seats that the bitmap claims.
    function test_theRewardIsAtMostThePartOfTheSeats() public {
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 8), wordsOfFour(0));
        finish(b);
        vm.assertEq(rewards.poolOf(b.id).amount, POOL / 2);
    }

    /// @dev R2: a proof with as many seats and fewer of their nodes takes nothing from the reward.
    function test_theRewardCountsTheNodesOfAllKeptProofs() public {
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 4), wordsOfFour(0));
        keepProof(b, words7(9, C + 2, 9, C + 1, 9, C + 3, C + 4));
        finish(b);
        vm.assertEq(rewards.poolOf(b.id).amount, POOL);
    }

    function test_aBlockThatNobodyCommittedProvedPaysNothing() public {
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 4), words7(9, 9, 9, 9, 9, 9, 9));
        finish(b);
        vm.assertEq(token.balanceOf(alice), 0);
        toClaims(b);
        claimNodes(b, 8, list(0));
        vm.assertEq(balance(8), 0);
    }

    /// @dev Proven: the root, the first merge, and the first and the last leaf.
    function test_rowsAreWeighedInAnyDepth() public {
        for (uint256 depth = 2; depth <= 9; ++depth) {
            uint256 leaves = 2 ** depth;
            uint16[] memory words = new uint16[](2 * leaves - 1);
            words[0] = words[1] = words[leaves - 1] = words[2 * leaves - 2] = C + 1;
            ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 1), words);
            finish(b);
            uint256 whole = leaves + 3 * (leaves - 2) + 4;
            vm.assertEq(rewards.poolOf(b.id).amount, uint256(10e18) * (4 + 3 + 1 + 1) / whole * 7 / 10);
        }
    }

    // --- Nodes -------------------------------------------------------------------------------------------------------

    function test_nodesArePaidByWeight() public {
        ProvenBlock memory b = settledBlock();
        toClaims(b);
        vm.expectEmit();
        emit IRewards.NodePaid(b.id, 0, payoutOf(0), 0, POOL * 4 / 14);
        claimNodes(b, 0, list(0, 3));
        claimNodes(b, 1, list(1, 4));
        claimNodes(b, 2, list(2, 5));
        claimNodes(b, 3, list(6));
        vm.assertEq(balance(0), POOL * 4 / 14 + POOL / 14);
        vm.assertEq(balance(1), POOL * 3 / 14 + POOL / 14);
        vm.assertEq(balance(3), POOL / 14);
        vm.assertTrue(rewards.isClaimed(b.id, 6));
    }

    function test_aNodeIsPaidOnce() public {
        ProvenBlock memory b = settledBlock();
        toClaims(b);
        claimNodes(b, 0, list(0, 0));
        claimNodes(b, 0, list(0, 3));
        vm.assertEq(balance(0), POOL * 4 / 14 + POOL / 14);
    }

    function test_claimRefusals() public {
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 4), wordsOfFour(0));
        refused(0, claimOf(b, 0, b.words, list(0)), abi.encodeWithSelector(IRewards.NotSettled.selector, b.id));
        finish(b);
        uint256 from = rewards.poolOf(b.id).claimsFrom;
        refused(
            0,
            claimOf(b, 0, b.words, list(0)),
            abi.encodeWithSelector(IRewards.UncleWindowOpen.selector, block.timestamp, from)
        );
        toClaims(b);
        refused(0, claimOf(b, 0, b.words, list(1)), abi.encodeWithSelector(IRewards.NotYourNode.selector, 1, 0));

        // Another kept proof than the one shown, and one that there is not.
        BlockClaim memory other = claimOf(b, 1, b.words, list(0));
        bytes32 record = keccak256(abi.encode(other.wordsRoot, other.proversHash));
        refused(0, other, abi.encodeWithSelector(IRewards.KeptMismatch.selector, record, bytes32(0)));
        uint16[] memory invented = wordsOfFour(4);
        other = claimOf(b, 0, invented, list(0));
        refused(
            4,
            other,
            abi.encodeWithSelector(
                IRewards.KeptMismatch.selector, keccak256(abi.encode(other.wordsRoot, other.proversHash)), record
            )
        );

        // A word that is not in the tree.
        other = claimOf(b, 0, b.words, list(0));
        other.nodes[0].word = C + 5;
        uint16[] memory changed = words7(C + 5, C + 2, C + 3, C + 1, C + 2, C + 3, C + 4);
        refused(4, other, abi.encodeWithSelector(IRewards.WrongWords.selector, changed.hash(0), b.wordsRoot));
    }

    function test_pathsThatDoNotFitAreRefused() public {
        ProvenBlock memory b = settledBlock();
        toClaims(b);
        BlockClaim memory one = claimOf(b, 0, b.words, list(3));
        one.nodes[0].siblings = new bytes32[](3);
        refused(0, one, abi.encodeWithSelector(IRewards.WrongPathLength.selector, 3, 2));
        one = claimOf(b, 0, b.words, list(3));
        one.nodes[0].parentWords = new uint16[](1);
        refused(0, one, abi.encodeWithSelector(IRewards.WrongPathLength.selector, 1, 2));
        one = claimOf(b, 0, b.words, list(3));
        one.nodes[0].depth = 3;
        refused(0, one, abi.encodeWithSelector(IRewards.NoSuchNode.selector, 3, 0, 2));
        one.nodes[0].depth = 2;
        one.nodes[0].index = 4;
        refused(0, one, abi.encodeWithSelector(IRewards.NoSuchNode.selector, 2, 4, 2));
    }

    function refused(uint16 seat, BlockClaim memory one, bytes memory refusal) internal {
        vm.expectRevert(refusal);
        this.claimIt(seat, one);
    }

    function claimIt(uint16 seat, BlockClaim memory one) external {
        claimBlock(seat, one);
    }

    // --- Rescuers ----------------------------------------------------------------------------------------------------

    /// @dev Seat 8 proved the last leaf, which was seat 3's.
    function test_aRescuerGetsAPartOfTheNodesPay() public {
        uint16[] memory words = wordsOfFour(0);
        words[6] = 9;
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 4), words);
        finish(b);
        uint256 pool = rewards.poolOf(b.id).amount;
        toClaims(b);
        claimNodes(b, 8, list(6));
        vm.assertEq(balance(8), pool / 14 / 2);
    }

    function test_noRescuerIsPaidForANodeThatAnyKeptProofHasAsCommitted() public {
        uint16[] memory words = wordsOfFour(0);
        words[6] = 9;
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 4), words);
        uint16[] memory full = wordsOfFour(0);
        keepProof(b, full);
        finish(b);
        toClaims(b);
        refused(8, claimOf(b, 0, words, list(6)), abi.encodeWithSelector(IRewards.NodeIsCommitted.selector, 6));
        claimBlock(3, claimOf(b, 1, full, list(6)));
        vm.assertEq(balance(3), POOL / 14);
    }

    function test_theFirstRescuerOfANodeIsPaid() public {
        uint16[] memory words = wordsOfFour(0);
        words[6] = 9;
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 4), words);
        uint16[] memory later = wordsOfFour(0);
        later[6] = 10;
        keepProof(b, later);
        finish(b);
        toClaims(b);
        refused(9, claimOf(b, 1, later, list(6)), abi.encodeWithSelector(IRewards.NotRescued.selector, 6, 1));
        claimNodes(b, 8, list(6));
        vm.assertTrue(balance(8) != 0);
    }

    // --- Uncles ------------------------------------------------------------------------------------------------------

    function test_newSeatsShareThePool() public {
        ProvenBlock memory uncle = prove(ROUND, 1e18, seatsFrom(4, 4), wordsOfFour(4));
        ProvenBlock memory b = settledBlock();
        (bytes32[] memory ids, NewSeats[] memory named) = (new bytes32[](1), new NewSeats[](1));
        (ids[0], named[0]) = (uncle.id, NewSeats(9_000, seatsFrom(4, 4)));
        vm.expectEmit();
        emit IRewards.UnclesNamed(b.id, ids, named);
        nameOne(b, uncle);
        vm.assertEq(rewards.newSeatsOf(b.id), keccak256(abi.encode(hashOf(named[0]))));
        vm.assertEq(rewards.poolOf(b.id).newSeatParts, 4 * 9_000);
        toClaims(b);
        // n = 4, m = 4, u = 0.9: 7.6 parts.
        claimNodes(b, 0, list(0));
        vm.assertEq(balance(0), POOL * 40_000 / 76_000 * 4 / 14);
        uint256 each = POOL * 9_000 / 76_000;
        vm.expectEmit();
        emit IRewards.NewSeatPaid(b.id, 4, payoutOf(4), each);
        claimNewSeat(b, 4);
        claimNewSeat(b, 4);
        vm.assertEq(balance(4), each);
        vm.assertTrue(rewards.isNewSeatPaid(b.id, 4) && !rewards.isNewSeatPaid(b.id, 5));
    }

    /// @dev Seats 2 and 3 are committed in the winner, and seat 6 proved nothing.
    function test_onlySeatsThatTheWinnerLeftOutAreNew() public {
        ProvenBlock memory uncle = prove(ROUND, 1e18, seatsFrom(2, 5), wordsOfFour(2));
        ProvenBlock memory b = settledBlock();
        NewSeats memory none;
        toUncleEnd(b, uncle);
        NewSeats memory newSeats = namedWith(b.id, 4);
        vm.assertEq(keccak256(abi.encode(newSeats.seats)), keccak256(abi.encode(seatsFrom(4, 2))));
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotANewSeat.selector, 3));
        this.newSeat(b, 3, newSeats);
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotANewSeat.selector, 2048));
        this.newSeat(b, 2048, newSeats);
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotNamed.selector, hashOf(none)));
        this.newSeat(b, 4, none);
    }

    /// @dev Another rate, other seats, or the hash of another list.
    function test_newSeatsThatWereNotNamedArePaidNothing() public {
        ProvenBlock memory uncle = prove(ROUND, 1e18, seatsFrom(4, 4), wordsOfFour(4));
        ProvenBlock memory b = settledBlock();
        toUncleEnd(b, uncle);
        NewSeats[3] memory wrong =
            [NewSeats(9_001, seatsFrom(4, 4)), NewSeats(9_000, seatsFrom(3, 5)), NewSeats(9_000, seatsFrom(4, 3))];
        for (uint256 i; i < 3; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IRewards.NotNamed.selector, hashOf(wrong[i])));
            this.newSeat(b, 4, wrong[i]);
        }

        NewSeatClaim[] memory claims = new NewSeatClaim[](1);
        bytes32[] memory list = new bytes32[](1);
        list[0] = hashOf(wrong[0]);
        claims[0] = NewSeatClaim(b.id, list, wrong[0]);
        bytes32 expected = rewards.newSeatsOf(b.id);
        bytes memory refusal =
            abi.encodeWithSelector(IRewards.NewSeatsMismatch.selector, keccak256(abi.encode(list[0])), expected);
        vm.expectRevert(refusal);
        rewards.claim(4, new BlockClaim[](0), claims);
        // The list twice, and none.
        list = new bytes32[](2);
        list[0] = list[1] = hashOf(NewSeats(9_000, seatsFrom(4, 4)));
        claims[0] = NewSeatClaim(b.id, list, NewSeats(9_000, seatsFrom(4, 4)));
        vm.expectRevert(
            abi.encodeWithSelector(
                IRewards.NewSeatsMismatch.selector, keccak256(abi.encode(list[0], list[1])), expected
            )
        );
        rewards.claim(4, new BlockClaim[](0), claims);
        claims[0].named = new bytes32[](0);
        vm.expectRevert(abi.encodeWithSelector(IRewards.NewSeatsMismatch.selector, keccak256(""), expected));
        rewards.claim(4, new BlockClaim[](0), claims);
    }

    /// @dev No list is that of a round in which nothing was named.
    function test_noSeatIsNewWhereNothingWasNamed() public {
        ProvenBlock memory b = settledBlock();
        toClaims(b);
        NewSeats memory newSeats = NewSeats(9_000, seatsFrom(4, 4));
        vm.expectRevert(abi.encodeWithSelector(IRewards.NewSeatsMismatch.selector, keccak256(""), bytes32(0)));
        this.newSeat(b, 4, newSeats);
    }

    function toUncleEnd(ProvenBlock memory b, ProvenBlock memory uncle) internal {
        nameOne(b, uncle);
        toClaims(b);
    }

    function newSeat(ProvenBlock memory b, uint16 seat, NewSeats memory seats) external {
        claimNewSeat(b, seat, seats);
    }

    function test_theSetWhoseNewSeatsGetMostReplacesTheNamedOne() public {
        ProvenBlock memory small = prove(ROUND, 1e18, seatsFrom(4, 1), words7(C + 5, 0, 0, 0, 0, 0, 0));
        ProvenBlock memory large = prove(ROUND, 1e18, seatsFrom(5, 4), wordsOfFour(5));
        ProvenBlock memory b = settledBlock();
        nameOne(b, small);
        nameOne(b, large);
        vm.expectRevert(abi.encodeWithSelector(IRewards.NoMoreNewSeats.selector, 9_000, 36_000));
        this.name(b, small);
        nameBoth(b, small, large);
        vm.assertEq(rewards.poolOf(b.id).newSeatParts, 5 * 9_000);
    }

    /// @dev Each block has its own rate: 9,000, and a leaf of weight 1 against 14 / 4: 2,571. Seat 5 is in both.
    function test_aSeatCountsInTheBlockOfTheBestRate() public {
        ProvenBlock memory leaves = prove(ROUND, 1e18, seatsFrom(4, 2), words7(0, 0, 0, C + 5, C + 6, 0, 0));
        ProvenBlock memory roots = prove(ROUND, 1e18, seatsFrom(5, 1), words7(C + 6, 0, 0, 0, 0, 0, 0));
        ProvenBlock memory b = settledBlock();
        // Whoever names the block of the lower rate before is refused.
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotBestRateFirst.selector, roots.id));
        this.nameTwo(b, leaves, roots);
        // Alone it gets its own rate. With the other one it gets more: the pair replaces it.
        nameOne(b, leaves);
        vm.assertEq(namedWith(b.id, 5).bps, 2_571);
        nameBoth(b, roots, leaves);
        vm.assertEq(rewards.poolOf(b.id).newSeatParts, 9_000 + 2_571);
        vm.assertEq(namedWith(b.id, 5).bps, 9_000);
        vm.assertEq(namedWith(b.id, 4).bps, 2_571);
        toClaims(b);
        claimNewSeat(b, 4);
        claimNewSeat(b, 5);
        vm.assertEq(balance(4), POOL * 2_571 / 51_571);
        vm.assertEq(balance(5), POOL * 9_000 / 51_571);
        // Once, in one of the blocks.
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotANewSeat.selector, 5));
        this.newSeat(b, 5, namedWith(b.id, 4));
        claimNewSeat(b, 5);
        vm.assertEq(balance(5), POOL * 9_000 / 51_571);
    }

    function nameTwo(ProvenBlock memory b, ProvenBlock memory first, ProvenBlock memory second) external {
        nameBoth(b, first, second);
    }

    /// @dev Its proof shows a seat, and no kept proof has a node of it as committed.
    function test_aBlockWithoutARateIsNotNamed() public {
        ProvenBlock memory uncle = commitOnly(ROUND, 1e18, seatsFrom(4, 1), TRANSCRIPT, 2);
        uint16[] memory words = words7(0, 0, 0, 9, 0, 0, 0);
        (uncle.wordsRoot, uncle.provers) = (words.hash(0), seatsFrom(4, 1));
        proofs.keep(uncle.id, ROUND, uncle.wordsRoot, uncle.provers, words, 0);
        ProvenBlock memory b = settledBlock();
        vm.expectRevert(abi.encodeWithSelector(IRewards.NothingAdded.selector, uncle.id));
        this.name(b, uncle);
    }

    /// @dev A winner's seat did 14 / 4 on average. Two seats with a leaf each, of weight 1, did 2 / 7 of that.
    function test_newSeatsOfSmallBlocksGetLess() public {
        ProvenBlock memory small = prove(ROUND, 1e18, seatsFrom(4, 2), words7(0, 0, 0, C + 5, C + 6, 0, 0));
        ProvenBlock memory roots = prove(ROUND, 1e18, seatsFrom(4, 1), words7(C + 5, 0, 0, 0, 0, 0, 0));
        ProvenBlock memory b = settledBlock();
        nameOne(b, small);
        vm.assertEq(namedWith(b.id, 4).bps, uint256(9_000) * 2 * 4 / (2 * 14));
        // One seat that did its work gets more than the two together, and a block that adds no seat is refused.
        Uncle[] memory twice = new Uncle[](2);
        (twice[0], twice[1]) = (uncleOf(roots), uncleOf(roots));
        vm.expectRevert(abi.encodeWithSelector(IRewards.NothingAdded.selector, roots.id));
        rewards.nameUncles(b.id, b.transcriptRoot, b.committed, twice);
        nameOne(b, roots);
        vm.assertEq(rewards.poolOf(b.id).newSeatParts, 9_000);
    }

    /// @dev A18: another kept proof of the uncle shows a seat that its best one does not.
    function test_anUncleMayStandByEachOfItsKeptProofs() public {
        ProvenBlock memory uncle = prove(ROUND, 1e18, seatsFrom(4, 4), words7(C + 5, C + 6, C + 7, 0, 0, 0, 0));
        uint16[] memory second = words7(0, 0, 0, C + 8, 0, 0, 0);
        keepProof(uncle, second);
        ProvenBlock memory b = settledBlock();
        Uncle[] memory both = new Uncle[](2);
        both[0] = uncleOf(uncle);
        both[1] = Uncle(uncle.id, TRANSCRIPT, uncle.committed, 1, second.hash(0), proversOf(second));
        nameUncles(b, both);
        // Both parts of its seats have the block's one rate.
        vm.assertEq(namedWith(b.id, 4).bps, namedWith(b.id, 7).bps);
        vm.assertEq(rewards.poolOf(b.id).newSeatParts, uint256(4) * namedWith(b.id, 4).bps);
    }

    function name(ProvenBlock memory b, ProvenBlock memory uncle) external {
        nameOne(b, uncle);
    }

    function test_nameUnclesRefusals() public {
        ProvenBlock memory uncle = prove(ROUND, 25e15, seatsFrom(4, 4), wordsOfFour(4));
        ProvenBlock memory cheap = prove(ROUND, 25e15 - 1, seatsFrom(4, 4), wordsOfFour(4));
        openRound(ROUND + 1);
        ProvenBlock memory elsewhere = prove(ROUND + 1, 1e18, seatsFrom(4, 4), wordsOfFour(4));
        ProvenBlock memory b = prove(ROUND, 1e17, seatsFrom(0, 4), wordsOfFour(0));
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotSettled.selector, b.id));
        this.name(b, uncle);
        finish(b);
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotAnUncle.selector, cheap.id));
        this.name(b, cheap);
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotAnUncle.selector, elsewhere.id));
        this.name(b, elsewhere);
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotAnUncle.selector, b.id));
        this.name(b, b);
        Uncle[] memory many = new Uncle[](9);
        vm.expectRevert(abi.encodeWithSelector(IRewards.TooManyUncles.selector, 9, 8));
        rewards.nameUncles(b.id, TRANSCRIPT, b.committed, many);
        vm.expectRevert(abi.encodeWithSelector(IRewards.NoMoreNewSeats.selector, 0, 0));
        rewards.nameUncles(b.id, TRANSCRIPT, b.committed, new Uncle[](0));

        // Bitmap or provers that are not the block's.
        ProvenBlock memory wrong = uncle;
        (bytes32 shown, bytes32 expected) = (authorisedBy(seatsFrom(4, 5)), authorisedBy(seatsFrom(4, 4)));
        wrong.committed = seatsFrom(4, 5);
        vm.expectRevert(abi.encodeWithSelector(IRewards.CommitmentMismatch.selector, shown, expected));
        this.name(b, wrong);
        (wrong.committed, wrong.provers) = (seatsFrom(4, 4), seatsFrom(4, 5));
        expected = proofs.keptOf(uncle.id, 0);
        shown = keccak256(abi.encode(uncle.wordsRoot, keccak256(abi.encode(wrong.provers))));
        vm.expectRevert(abi.encodeWithSelector(IRewards.KeptMismatch.selector, shown, expected));
        this.name(b, wrong);

        toClaims(b);
        uncle.provers = seatsFrom(4, 4);
        vm.expectRevert(abi.encodeWithSelector(IRewards.UncleWindowClosed.selector, block.timestamp, block.timestamp));
        this.name(b, uncle);
    }

    function authorisedBy(uint256[8] memory committed) internal pure returns (bytes32) {
        return keccak256(abi.encode(TRANSCRIPT, keccak256(abi.encode(committed))));
    }

    // --- Owners ------------------------------------------------------------------------------------------------------

    /// @dev One mint for both blocks, which have one owner; another one for the block of the heir.
    function test_payGoesToTheOwnerAtEachBlocksSnapshot() public {
        ProvenBlock memory first = settledBlock();
        vm.prank(payoutOf(0));
        registry.requestExit(0);
        vm.warp(block.timestamp + EXIT_DELAY);
        registry.withdraw(0);
        uint256 stake = token.balanceOf(payoutOf(0));
        join(5000, bob);
        vm.warp(block.timestamp + 1);
        openRound(ROUND + 1);
        ProvenBlock memory second = prove(ROUND + 1, 1e18, seatsFrom(0, 4), wordsOfFour(0));
        finish(second);
        toClaims(second);
        BlockClaim[] memory blocks = new BlockClaim[](3);
        blocks[0] = claimOf(first, 0, first.words, list(0));
        blocks[1] = claimOf(first, 0, first.words, list(3));
        blocks[2] = claimOf(second, 0, second.words, list(0));
        rewards.claim(0, blocks, new NewSeatClaim[](0));
        vm.assertEq(token.balanceOf(payoutOf(0)) - stake, POOL * 4 / 14 + POOL / 14);
        vm.assertEq(token.balanceOf(bob), POOL * 4 / 14);
    }

    function test_aRescuerThatWasNotActiveIsNotPaid() public {
        vm.prank(payoutOf(8));
        registry.setPaused(8, true);
        vm.warp(block.timestamp + 1);
        openRound(ROUND + 1);
        uint16[] memory words = wordsOfFour(0);
        words[6] = 9;
        ProvenBlock memory b = prove(ROUND + 1, 1e18, seatsFrom(0, 4), words);
        finish(b);
        toClaims(b);
        refused(8, claimOf(b, 0, words, list(6)), abi.encodeWithSelector(IRewards.SeatNotActive.selector, 8));
    }

    // --- Properties --------------------------------------------------------------------------------------------------

    /// @dev Any proofs of any words: never more than the reward is minted, and each node that some kept proof has as committed is paid
    /// once, whatever the order of claims.
    function testFuzz_neverMoreThanTheRewardIsMinted(uint256 seed, uint256 order) public {
        uint256 supply = token.totalSupply();
        ProvenBlock memory uncle = prove(ROUND, 1e18, seatsFrom(4, 4), wordsOfFour(4));
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 4), randomWords(seed));
        uint16[][3] memory all;
        all[0] = b.words;
        for (uint16 kept = 1; kept < 3; ++kept) {
            all[kept] = randomWords(uint256(keccak256(abi.encode(seed, kept))));
            keepProof(b, all[kept]);
        }
        finish(b);
        if (seed & 1 == 0) nameOne(b, uncle);
        toClaims(b);
        for (uint256 i; i < 21; ++i) {
            uint256 turn = (i * 8 + order % 21) % 21;
            (uint16 kept, uint256 node) = (uint16(turn / 7), turn % 7);
            uint16 word = all[kept][node];
            if (word == 0) continue;
            BlockClaim memory one = claimOf(b, kept, all[kept], list(node));
            try this.claimIt((word & 0x7fff) - 1, one) {}
            catch {
                // Only a rescuer whom another kept proof comes before is refused.
                vm.assertTrue(word & C == 0);
            }
            if (word & C != 0) vm.assertTrue(rewards.isClaimed(b.id, node));
        }
        if (seed & 1 == 0) {
            for (uint16 seat = 4; seat < 8; ++seat) {
                claimNewSeat(b, seat);
            }
        }
        vm.assertLe(token.totalSupply() - supply, 10e18, "more than the reward");
    }

    /// @dev The committed seat of a node is given by the transcript: node n is that of seat n % 4. Others come as rescuers.
    function randomWords(uint256 seed) internal pure returns (uint16[] memory words) {
        words = new uint16[](7);
        for (uint256 n; n < 7; ++n) {
            uint256 kind = (seed >> (8 * n + 8)) % 4;
            words[n] = kind == 0 ? 0 : kind == 1 ? uint16(9 + (seed >> n) % 3) : C + uint16(n % 4) + 1;
        }
    }

    /// @dev R7: seats 1 .. 3 in own losing blocks get less than in a winner of all four, and no more in three blocks than
    /// in one.
    function test_splittingSeatsIntoOwnBlocksGainsNothing() public {
        uint256 honest = POOL * 3 / 4;
        uint16 word = C + 1;
        uint256[2] memory pays;
        for (uint256 split; split < 2; ++split) {
            openRound(ROUND + 1);
            ProvenBlock memory winner =
                prove(ROUND + 1, 1e18, seatsFrom(0, 1), words7(word, word, word, word, word, word, word));
            Uncle[] memory uncles = new Uncle[](split == 0 ? 1 : 3);
            for (uint256 i; i < uncles.length; ++i) {
                uint16[] memory words = wordsOfFour(1);
                if (split == 0) words[6] = C + 2;
                else words = words7(C + 2 + uint16(i), 0, 0, 0, 0, 0, 0);
                uncles[i] =
                    uncleOf(prove(ROUND + 1, 1e18, seatsFrom(split == 0 ? 1 : 1 + i, split == 0 ? 3 : 1), words));
            }
            finish(winner);
            nameUncles(winner, uncles);
            toClaims(winner);
            uint256 before = balance(1) + balance(2) + balance(3);
            for (uint16 seat = 1; seat < 4; ++seat) {
                claimNewSeat(winner, seat);
            }
            pays[split] = balance(1) + balance(2) + balance(3) - before;
        }
        vm.assertTrue(pays[1] <= pays[0] && pays[0] < honest);
    }
}
