// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPoseidon2} from "../../src/interfaces/IPoseidon2.sol";
import {Test} from "../support/Test.sol";

/// @notice The hash that L1 shares with the circuits. TypeScript and Noir are tested with the same vectors.
contract Poseidon2Test is Test {
    uint256 internal constant P = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;

    IPoseidon2 internal hasher;
    string internal json;

    function setUp() public {
        hasher = IPoseidon2(create("Poseidon2.sol:Poseidon2", ""));
        json = vm.readFile("../packages/protocol/vectors/poseidon2.json");
    }

    function test_hash2_isThatOfTheVectors() public view {
        uint256 cases;
        for (; vm.keyExistsJson(json, item(".pairs", cases)); ++cases) {
            uint256[] memory inputs = vm.parseJsonUintArray(json, string.concat(item(".pairs", cases), ".inputs"));
            uint256 hash = vm.parseJsonUint(json, string.concat(item(".pairs", cases), ".hash"));
            vm.assertEq(hasher.hash2(inputs[0], inputs[1]), hash, vm.toString(cases));
        }
        vm.assertEq(cases, 15);
    }

    function test_hash3_isThatOfTheVectors() public view {
        uint256 cases;
        for (; vm.keyExistsJson(json, item(".triples", cases)); ++cases) {
            uint256[] memory inputs = vm.parseJsonUintArray(json, string.concat(item(".triples", cases), ".inputs"));
            uint256 hash = vm.parseJsonUint(json, string.concat(item(".triples", cases), ".hash"));
            vm.assertEq(hasher.hash3(inputs[0], inputs[1], inputs[2]), hash, vm.toString(cases));
        }
        vm.assertEq(cases, 15);
    }

    function test_hash_isThatOfTheVectors() public view {
        uint256 cases;
        for (; vm.keyExistsJson(json, item(".lists", cases)); ++cases) {
            uint256[] memory inputs = vm.parseJsonUintArray(json, string.concat(item(".lists", cases), ".inputs"));
            uint256 hash = vm.parseJsonUint(json, string.concat(item(".lists", cases), ".hash"));
            vm.assertEq(hasher.hash(inputs), hash, vm.toString(cases));
        }
        vm.assertEq(cases, 30);
    }

    /// @dev The accounts and the state of the ledger.
    function test_hash_isThatOfTheLedgersAccountsAndStates() public view {
        string memory escapes = vm.readFile("../packages/protocol/vectors/escapes.json");
        uint256 root = vm.parseJsonUint(escapes, ".root");
        uint256 cases;
        for (; vm.keyExistsJson(escapes, item(".accounts", cases)); ++cases) {
            string memory key = item(".accounts", cases);
            uint256[] memory account = vm.parseJsonUintArray(escapes, string.concat(key, ".account"));
            uint256[] memory siblings = vm.parseJsonUintArray(escapes, string.concat(key, ".siblings"));
            uint256[] memory state = vm.parseJsonUintArray(escapes, string.concat(key, ".state"));
            uint256 leaf = hasher.hash(account);
            vm.assertEq(leaf, vm.parseJsonUint(escapes, string.concat(key, ".leaf")));
            vm.assertEq(hasher.root(leaf, cases, siblings), state[0]);
            vm.assertEq(hasher.hash(state), root);
        }
        vm.assertEq(cases, 5);
    }

    function testFuzz_hash_ofTwoAndThreeIsHash2AndHash3(uint256 a, uint256 b, uint256 c) public view {
        uint256[] memory inputs = new uint256[](3);
        (inputs[0], inputs[1], inputs[2]) = (a % P, b % P, c % P);
        vm.assertEq(hasher.hash(inputs), hasher.hash3(a % P, b % P, c % P));
        uint256[] memory two = new uint256[](2);
        (two[0], two[1]) = (a % P, b % P);
        vm.assertEq(hasher.hash(two), hasher.hash2(a % P, b % P));
    }

    function test_root_isThatOfTheVectors() public view {
        uint256 cases;
        for (; vm.keyExistsJson(json, item(".paths", cases)); ++cases) {
            string memory key = item(".paths", cases);
            uint256[] memory siblings = vm.parseJsonUintArray(json, string.concat(key, ".siblings"));
            uint256 leaf = vm.parseJsonUint(json, string.concat(key, ".leaf"));
            uint256 index = vm.parseJsonUint(json, string.concat(key, ".index"));
            uint256 expected = vm.parseJsonUint(json, string.concat(key, ".root"));
            vm.assertEq(hasher.root(leaf, index, siblings), expected, vm.toString(cases));
        }
        vm.assertEq(cases, 5);
    }

    function testFuzz_root_isHash2LevelByLevel(uint256 leaf, uint8 index, uint256[8] memory path) public view {
        leaf %= P;
        uint256[] memory siblings = new uint256[](8);
        uint256 node = leaf;
        for (uint256 i; i < 8; ++i) {
            siblings[i] = path[i] % P;
            node = (index >> i) & 1 == 0 ? hasher.hash2(node, siblings[i]) : hasher.hash2(siblings[i], node);
        }
        vm.assertEq(hasher.root(leaf, index, siblings), node);
    }

    function testFuzz_path_isEveryNodeAboveTheLeaf(uint256 leaf, uint8 index, uint256[8] memory path) public view {
        uint256 node = leaf % P;
        uint256[] memory siblings = new uint256[](8);
        for (uint256 i; i < 8; ++i) {
            siblings[i] = path[i] % P;
        }
        uint256[] memory nodes = hasher.path(node, index, siblings);
        vm.assertEq(nodes.length, 8);
        for (uint256 i; i < 8; ++i) {
            node = (index >> i) & 1 == 0 ? hasher.hash2(node, siblings[i]) : hasher.hash2(siblings[i], node);
            vm.assertEq(nodes[i], node);
        }
    }

    function testFuzz_inputNotBelowTheModulus_isRefused(uint256 value) public {
        value = P + value % (type(uint256).max - P);
        bytes memory refusal = abi.encodeWithSelector(IPoseidon2.NotAFieldElement.selector, value);
        uint256[] memory siblings = new uint256[](1);
        vm.expectRevert(refusal);
        hasher.hash2(value, 0);
        vm.expectRevert(refusal);
        hasher.hash2(0, value);
        vm.expectRevert(refusal);
        hasher.hash3(value, 0, 0);
        vm.expectRevert(refusal);
        hasher.hash3(0, value, 0);
        vm.expectRevert(refusal);
        hasher.hash3(0, 0, value);
        vm.expectRevert(refusal);
        hasher.root(value, 0, siblings);
        siblings[0] = value;
        vm.expectRevert(refusal);
        hasher.root(0, 0, siblings);
        vm.expectRevert(refusal);
        hasher.path(0, 0, siblings);
        siblings[0] = 0;
        vm.expectRevert(refusal);
        hasher.path(value, 0, siblings);
        for (uint256 i; i < 7; ++i) {
            uint256[] memory inputs = new uint256[](7);
            inputs[i] = value;
            vm.expectRevert(refusal);
            hasher.hash(inputs);
        }
    }

    function test_indexOutsideTheTree_isRefused() public {
        uint256[] memory siblings = new uint256[](3);
        hasher.root(1, 7, siblings);
        vm.expectRevert(abi.encodeWithSelector(IPoseidon2.IndexOutsideTree.selector, 8, 3));
        hasher.root(1, 8, siblings);
        vm.expectRevert(abi.encodeWithSelector(IPoseidon2.IndexOutsideTree.selector, 8, 3));
        hasher.path(1, 8, siblings);
    }

    function item(string memory list, uint256 i) private pure returns (string memory) {
        return string.concat(list, "[", vm.toString(i), "]");
    }
}
