// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ContributionProof} from "../../src/interfaces/IRollup.sol";
import {NodeProof, TranscriptProof} from "../../src/interfaces/ISlashingCourt.sol";
import {CourtFixture} from "../support/CourtFixture.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {TranscriptTree} from "../support/TranscriptTree.sol";

/// @notice Gas of the court's transactions; see `GasTest`.
contract CourtGasTest is CourtFixture {
    using ProofTreeLib for ProofTree;
    using TranscriptTree for TranscriptProof[];

    function test_reportAndSettle() public {
        blockWithoutSeat1();
        TranscriptProof memory entry = entries.proofOf(2, 5);
        ContributionProof memory contribution = tree.proofOf(5);
        court.report(id, entries.root(2), bitmapHash(), entry, contribution);
        uint256 gas = vm.snapshotGasLastCall("SlashingCourt", "report, depth 2");
        vm.assertLe(gas, 90_000, "a report costs too much");
        vm.warp(block.timestamp + 1 hours + 1);
        court.settle(id, 5, 1);
        vm.snapshotGasLastCall("SlashingCourt", "settle, first slash of the seat");
    }

    function test_contest() public {
        blockWithoutSeat1();
        reportNode(5);
        NodeProof memory p = nodeProof(5, 1);
        court.contest(id, naiveDataHash(data), proverSetRoot, p);
        vm.snapshotGasLastCall("SlashingCourt", "contest, depth 2, simulated proof");
    }

    function test_contestPay() public {
        commitBlock();
        proveBlock(5, 8, 1, 8);
        contestWith(nodeProof(5, 1));
        toEnd();
        rollup.finalize();
        vm.warp(block.timestamp + 1 days + 1);
        ContributionProof memory shown = tree.proofOf(4);
        court.refuseContestPay(id, shown);
        vm.snapshotGasLastCall("SlashingCourt", "refuseContestPay, depth 2");
        claimPay(5, committed);
        vm.snapshotGasLastCall("SlashingCourt", "claimContestPay, depth 2");
    }

    function test_codeSize() public {
        vm.snapshotValue("CodeSize", "SlashingCourt", address(court).code.length);
    }
}
