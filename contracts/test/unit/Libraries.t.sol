// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Grumpkin} from "../../src/libraries/bridge/Grumpkin.sol";
import {DataHash} from "../../src/libraries/proofs/DataHash.sol";
import {ProverBitmap} from "../../src/libraries/seats/ProverBitmap.sol";
import {naiveDataHash} from "../support/NaiveDataHash.sol";
import {Test} from "../support/Test.sol";

contract LibrariesTest is Test {
    uint256 internal constant P = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    uint256 internal constant KEY_X = 1;
    uint256 internal constant KEY_Y = 17631683881184975370165255887551781615748388533673675138860;
    uint256 internal constant KEY2_X = 3078034153852398078128400807926804309327113743808504829582559963737223069694;
    uint256 internal constant KEY2_Y = 12696890884641142049456609402511852099066095483298083855939691685001536962732;

    // --- Grumpkin ---

    function test_grumpkinKnowsItsPoints() public pure {
        vm.assertTrue(Grumpkin.isPoint(KEY_X, KEY_Y));
        vm.assertTrue(Grumpkin.isPoint(KEY_X, P - KEY_Y));
        vm.assertTrue(Grumpkin.isPoint(KEY2_X, KEY2_Y));
        vm.assertTrue(!Grumpkin.isPoint(0, 0));
        vm.assertTrue(!Grumpkin.isPoint(KEY_X, KEY2_Y));
        vm.assertTrue(!Grumpkin.isPoint(KEY_X + P, KEY_Y));
        vm.assertTrue(!Grumpkin.isPoint(KEY_X, KEY_Y + P));
        vm.assertTrue(!Grumpkin.isPoint(KEY_X, KEY_Y + 1));
    }

    // --- Bitmap ---

    function countOf(uint256[8] calldata bitmap) external pure returns (uint256) {
        return ProverBitmap.count(bitmap);
    }

    function testFuzz_bitmapCountsItsSeats(uint256[8] memory bitmap) public view {
        uint256 seats;
        for (uint256 seat; seat < 2048; ++seat) {
            if (bitmap[seat / 256] & (1 << (seat % 256)) != 0) ++seats;
        }
        vm.assertEq(this.countOf(bitmap), seats);
    }

    // --- Data ---

    function dataHashOf(bytes calldata data) external view returns (bytes32) {
        return DataHash.compute(data);
    }

    function testFuzz_dataHashIsTheTreeOfItsLeaves(uint256 seed, uint8 depth) public view {
        depth = uint8(bound(depth, 0, 5));
        bytes memory data = new bytes(160 << depth);
        for (uint256 i; i < data.length; ++i) {
            data[i] = bytes1(uint8(uint256(keccak256(abi.encode(seed, i / 32))) >> (i % 32)));
        }
        vm.assertEq(this.dataHashOf(data), naiveDataHash(data));
    }
}
