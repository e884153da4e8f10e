// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {MessageQueue} from "../src/libraries/bridge/MessageQueue.sol";
import {PackedTransaction} from "../src/libraries/bridge/PackedTransaction.sol";
import {DataHash} from "../src/libraries/proofs/DataHash.sol";
import {ProverBitmap} from "../src/libraries/seats/ProverBitmap.sol";
import {SeatSignature} from "../src/libraries/seats/SeatSignature.sol";
import {Test} from "./support/Test.sol";

/// @notice The vectors of packages/protocol. They make sure that TypeScript, Noir and Solidity agree.
contract VectorsTest is Test {
    function load(string memory name) internal view returns (string memory) {
        return vm.readFile(string.concat("../packages/protocol/vectors/", name, ".json"));
    }

    /// @dev The path of case `i`, or "" past the last one.
    function caseOf(string memory json, uint256 i) internal view returns (string memory key) {
        key = string.concat(".cases[", vm.toString(i), "]");
        if (!vm.keyExistsJson(json, key)) return "";
    }

    function wordsAt(string memory json, string memory key) internal pure returns (uint256[8] memory words) {
        bytes32[] memory list = vm.parseJsonBytes32Array(json, string.concat(key, ".words"));
        vm.assertEq(list.length, 8);
        for (uint256 w; w < 8; ++w) {
            words[w] = uint256(list[w]);
        }
    }

    function test_joins() public {
        string memory json = load("joins");
        uint256 cases;
        for (string memory key = caseOf(json, 0); bytes(key).length != 0; key = caseOf(json, ++cases)) {
            vm.chainId(vm.parseJsonUint(json, string.concat(key, ".chainId")));
            bytes32 digest = SeatSignature.joinDigest(
                vm.parseJsonAddress(json, string.concat(key, ".registry")),
                vm.parseJsonAddress(json, string.concat(key, ".payout"))
            );
            vm.assertEq(digest, vm.parseJsonBytes32(json, string.concat(key, ".digest")));
            address signer = vm.parseJsonAddress(json, string.concat(key, ".signer"));
            bytes32 r = vm.parseJsonBytes32(json, string.concat(key, ".r"));
            bytes32 s = vm.parseJsonBytes32(json, string.concat(key, ".s"));
            vm.assertTrue(SeatSignature.isBy(signer, digest, r, s));
            vm.assertTrue(!SeatSignature.isBy(address(1), digest, r, s));
        }
        vm.assertGt(cases, 0);
    }

    function countOf(uint256[8] calldata bitmap) external pure returns (uint256 count, bytes32 hash) {
        return (ProverBitmap.count(bitmap), ProverBitmap.hash(bitmap));
    }

    function hasSeat(uint256[8] calldata bitmap, uint256 seat) external pure returns (bool) {
        return ProverBitmap.has(bitmap, seat);
    }

    function test_bitmaps() public view {
        string memory json = load("bitmaps");
        uint256 cases;
        for (string memory key = caseOf(json, 0); bytes(key).length != 0; key = caseOf(json, ++cases)) {
            uint256[8] memory words = wordsAt(json, key);
            (uint256 count, bytes32 hash) = this.countOf(words);
            vm.assertEq(count, vm.parseJsonUint(json, string.concat(key, ".count")));
            vm.assertEq(hash, vm.parseJsonBytes32(json, string.concat(key, ".bitmapHash")));
            if (count == 0) continue;
            uint256[] memory seats = vm.parseJsonUintArray(json, string.concat(key, ".seats"));
            for (uint256 i; i < seats.length; ++i) {
                vm.assertTrue(this.hasSeat(words, seats[i]));
            }
        }
        vm.assertGt(cases, 0);
    }

    function test_messages() public view {
        string memory json = load("messages");
        bytes[] memory packed = vm.parseJsonBytesArray(json, ".packed");
        uint256[] memory xs = vm.parseJsonUintArray(json, ".keyX");
        uint256[] memory ys = vm.parseJsonUintArray(json, ".keyY");
        bytes32[] memory rolling = vm.parseJsonBytes32Array(json, ".rolling");
        vm.assertEq(rolling[0], 0);
        for (uint256 i; i < packed.length; ++i) {
            vm.assertEq(MessageQueue.extend(rolling[i], bytes20(packed[i]), xs[i], ys[i]), rolling[i + 1]);
        }
        vm.assertGt(packed.length, 0);
        // The second message is the largest deposit of asset 1 to account 1. The fifth and sixth are seeds. The last
        // three are forced.
        vm.assertEq(PackedTransaction.deposit(1, 1, type(uint96).max), bytes20(packed[1]));
        vm.assertEq(PackedTransaction.seed(0, 1), bytes20(packed[4]));
        vm.assertEq(PackedTransaction.seed(1, type(uint96).max), bytes20(packed[5]));
        for (uint256 i; i < packed.length; ++i) {
            bool isForced = i >= 6;
            // L1 refuses a forced withdrawal of zero.
            vm.assertTrue(
                PackedTransaction.isForceable(bytes20(packed[i]))
                    == (isForced && PackedTransaction.amount(bytes20(packed[i])) != 0)
            );
        }
    }

    function test_transactions() public view {
        string memory json = load("transactions");
        bytes[] memory packed = vm.parseJsonBytesArray(json, ".packed");
        uint256[] memory kinds = vm.parseJsonUintArray(json, ".kind");
        uint256[] memory assets = vm.parseJsonUintArray(json, ".asset");
        uint256[] memory senders = vm.parseJsonUintArray(json, ".from");
        uint256[] memory recipients = vm.parseJsonUintArray(json, ".to");
        uint256[] memory amounts = vm.parseJsonUintArray(json, ".amount");
        uint256[] memory fees = vm.parseJsonUintArray(json, ".fee");
        bool[] memory failed = vm.parseJsonBoolArray(json, ".failed");
        for (uint256 i; i < packed.length; ++i) {
            bytes20 tx_ = bytes20(packed[i]);
            vm.assertEq(PackedTransaction.asset(tx_), assets[i]);
            vm.assertEq(PackedTransaction.from(tx_), senders[i]);
            vm.assertEq(PackedTransaction.to(tx_), recipients[i]);
            vm.assertEq(PackedTransaction.amount(tx_), amounts[i]);
            vm.assertEq(PackedTransaction.fee(tx_), fees[i]);
            vm.assertEq(PackedTransaction.isTransfer(tx_), kinds[i] == 2);
            vm.assertEq(PackedTransaction.isPaidWithdrawal(tx_), kinds[i] == 4 && !failed[i]);
        }
        vm.assertGt(packed.length, 0);
        bytes[] memory refused = vm.parseJsonBytesArray(json, ".refused");
        for (uint256 i; i < refused.length; ++i) {
            vm.assertTrue(!PackedTransaction.isForceable(bytes20(refused[i])));
        }
        vm.assertGt(refused.length, 0);
    }

    function dataHashOf(bytes calldata data) external view returns (bytes32) {
        return DataHash.compute(data);
    }

    function test_data() public view {
        string memory json = load("data");
        uint256 cases;
        for (string memory key = caseOf(json, 0); bytes(key).length != 0; key = caseOf(json, ++cases)) {
            bytes memory data = vm.parseJsonBytes(json, string.concat(key, ".data"));
            vm.assertEq(data.length, DataHash.LEAF_BYTES << vm.parseJsonUint(json, string.concat(key, ".treeDepth")));
            vm.assertEq(this.dataHashOf(data), vm.parseJsonBytes32(json, string.concat(key, ".dataHash")));
        }
        vm.assertGt(cases, 0);
    }
}
