// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProvenBlock} from "../second/PayFixture.sol";
import {SecondCourtFixture} from "../second/SecondCourtFixture.sol";

/// @notice Gas of the second version's court; see `GasTest` and `SecondRewardsGasTest`.
contract SecondCourtGasTest is SecondCourtFixture {
    function test_report() public {
        ProvenBlock memory b = incompleteBlock();
        report(b, 2, list(5));
        vm.assertLe(
            vm.snapshotGasLastCall("SecondCourt", "report, first of the seat"), 350_000, "a report costs too much"
        );
        report(b, 2, list(2));
        vm.snapshotGasLastCall("SecondCourt", "report, one more node");
        court.answer(answerOf(b, 5));
        vm.snapshotGasLastCall("SecondCourt", "answer, depth 2, simulated proof");
        toJudgement(b);
        court.settle(b.id, 2);
        vm.snapshotGasLastCall("SecondCourt", "settle, with a penalty");
        nextRound();
        ProvenBlock memory c = incompleteBlock();
        report(c, 2, list(5));
        vm.snapshotGasLastCall("SecondCourt", "report, of a seat that had a case");
    }
}
