// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProvenBlock} from "../../fixtures/PayFixture.sol";
import {PayFixture} from "../../fixtures/PayFixture.sol";

/// @notice Review: A18 for losing blocks. The pay of a losing block's seats followed the work in its best proof alone. A seat that held its
/// node back could then show one more seat, leave most nodes of the others out, and cut their pay.
contract LosersWork is PayFixture {
    uint16 private constant S4 = C + 5;
    uint16 private constant S5 = C + 6;
    uint16 private constant S6 = C + 7;
    uint16 private constant S7 = C + 8;
    uint16 private constant S8 = C + 9;

    function test_nodesThatABetterProofLeavesOutStillCountForALosingBlock() public {
        ProvenBlock memory lost = prove(ROUND, 1e18, seatsFrom(4, 5), words7(S4, S5, S6, S4, S5, S7, 0));
        // Seat 8's own proof has five seats, and half of the work of all.
        uint16[] memory few = words7(0, 0, S6, S4, S5, S7, S8);
        vm.assertEq(keepProof(lost, few), 1);
        ProvenBlock memory b = settledBlock();
        nameOne(b, lost);
        // All nodes of five seats against all nodes of four: 9,000 · 4 / 5. The best proof alone gives 3,600.
        vm.assertEq(namedWith(b.id, 4).bps, 7_200);
    }
}
