// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {CourtFixture} from "../fixtures/CourtFixture.sol";
import {ProvenBlock} from "../fixtures/PayFixture.sol";

/// @notice Gas of the court; see `GasTest` and `RewardsGasTest`.
contract CourtGasTest is CourtFixture {
    function test_report() public {
        ProvenBlock memory b = incompleteBlock();
        report(b, 2, list(5));
        vm.assertLe(
            vm.snapshotGasLastCall("SlashingCourt", "report, first of the seat"), 350_000, "a report costs too much"
        );
        report(b, 2, list(2));
        vm.snapshotGasLastCall("SlashingCourt", "report, one more node");
        court.answer(answerOf(b, 5));
        vm.snapshotGasLastCall("SlashingCourt", "answer, depth 2, simulated proof");
        toJudgement(b);
        court.settle(b.id, 2);
        vm.snapshotGasLastCall("SlashingCourt", "settle, with a penalty");
        nextRound();
        ProvenBlock memory c = incompleteBlock();
        report(c, 2, list(5));
        vm.snapshotGasLastCall("SlashingCourt", "report, of a seat that had a case");
    }
}
