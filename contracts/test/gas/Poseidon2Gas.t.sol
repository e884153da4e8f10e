// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPoseidon2} from "../../src/interfaces/IPoseidon2.sol";
import {Test} from "../support/Test.sol";

/// @notice Gas of the shared hash; see `GasTest`. Each call includes what a transaction costs by itself.
contract Poseidon2GasTest is Test {
    IPoseidon2 internal hasher;

    function setUp() public {
        hasher = IPoseidon2(create("Poseidon2.sol:Poseidon2", ""));
    }

    function test_hashes() public {
        hasher.hash2(1, 2);
        vm.assertLe(vm.snapshotGasLastCall("Poseidon2", "hash2"), 20_000, "a hash costs too much");
        hasher.hash3(1, 2, 3);
        vm.snapshotGasLastCall("Poseidon2", "hash3");
    }

    function test_hash() public {
        hasher.hash(new uint256[](5));
        vm.snapshotGasLastCall("Poseidon2", "hash, 5 inputs");
        hasher.hash(new uint256[](6));
        vm.snapshotGasLastCall("Poseidon2", "hash, 6 inputs");
    }

    function test_root() public {
        uint256[] memory siblings = new uint256[](12);
        for (uint256 i; i < 12; ++i) {
            siblings[i] = uint256(keccak256(abi.encode(i))) >> 3;
        }
        hasher.root(1, 5, siblings);
        vm.snapshotGasLastCall("Poseidon2", "root, depth 12");
    }

    function test_codeSize() public {
        vm.snapshotValue("CodeSize", "Poseidon2", address(hasher).code.length);
    }
}
