// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {BlockClaim} from "../../src/Types.sol";
import {IRewards} from "../../src/interfaces/IRewards.sol";
import {CourtFixture} from "../fixtures/CourtFixture.sol";
import {ProvenBlock} from "../fixtures/PayFixture.sol";

/// @notice A10: claim a rival's nodes, hold the proofs back to make its score low, and answer every report afterwards.
contract A10WithholdAndAnswerTest is CourtFixture {
    function test_whoAnswersLateGetsNoPayAndKeepsALevel() public {
        uint16[] memory words = words7(C + 1, C + 2, C + 3, C + 1, C + 2, C + 3, 0);
        ProvenBlock memory b = blockOf(words);
        report(b, 3, list(6));
        court.answer(answerOf(b, 6));
        toJudgement(b);
        court.settle(b.id, 3);
        vm.assertEq(registry.seatAt(3).stake, STAKE);

        BlockClaim memory one = claimOf(b, 0, words, list(6));
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotYourNode.selector, 6, 3));
        this.claimIt(3, one);
        vm.assertEq(balance(3), 0);
        nextRound();
        ProvenBlock memory again = blockOf(words);
        report(again, 3, list(6));
        // The next case costs twice as much, if it is not answered.
        vm.assertEq(court.caseOf(again.id, 3).level, 1);
    }

    function claimIt(uint16 seat, BlockClaim memory one) external {
        claimBlock(seat, one);
    }
}
