// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IDevelopmentVerifier} from "../../src/interfaces/IDevelopmentVerifier.sol";
import {IVerifier} from "../../src/interfaces/IVerifier.sol";
import {Test} from "../support/Test.sol";

contract DevelopmentVerifierTest is Test {
    uint256 internal constant KEY = 0xBEEF;
    IVerifier internal verifier;
    bytes32[] internal inputs;

    function setUp() public {
        vm.chainId(31337);
        verifier = newVerifier(vm.addr(KEY));
        inputs.push(bytes32(uint256(1)));
        inputs.push(bytes32(uint256(2)));
    }

    function proofBy(uint256 key) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked("trellis/simulated/v1", inputs)));
        return abi.encodePacked(r, s, v);
    }

    function test_acceptsTheSignersProof() public view {
        vm.assertTrue(verifier.verify(proofBy(KEY), inputs));
    }

    function test_refusesAnotherSigner() public view {
        vm.assertTrue(!verifier.verify(proofBy(KEY + 1), inputs));
    }

    function test_refusesOtherInputs() public {
        bytes memory proof = proofBy(KEY);
        inputs[1] = bytes32(uint256(3));
        vm.assertTrue(!verifier.verify(proof, inputs));
    }

    function test_refusesEveryOtherLength() public view {
        bytes memory proof = proofBy(KEY);
        vm.assertTrue(!verifier.verify("", inputs));
        vm.assertTrue(!verifier.verify(abi.encodePacked(proof, uint8(0)), inputs));
        bytes memory short = new bytes(64);
        for (uint256 i; i < 64; ++i) {
            short[i] = proof[i];
        }
        vm.assertTrue(!verifier.verify(short, inputs));
    }

    function testFuzz_refusesAChangedByte(uint256 position, uint8 change) public view {
        vm.assume(change != 0);
        bytes memory proof = proofBy(KEY);
        position = bound(position, 0, 64);
        proof[position] = bytes1(uint8(proof[position]) ^ change);
        vm.assertTrue(!verifier.verify(proof, inputs));
    }

    function test_doesNotExistOnOtherChains() public {
        vm.chainId(1);
        vm.expectRevert(abi.encodeWithSelector(IDevelopmentVerifier.NotADevelopmentChain.selector, 1));
        newVerifier(vm.addr(KEY));
    }

    function test_doesNotAnswerOnOtherChains() public {
        bytes memory proof = proofBy(KEY);
        vm.chainId(1337);
        vm.assertTrue(verifier.verify(proof, inputs));
        vm.chainId(11155111);
        vm.expectRevert(abi.encodeWithSelector(IDevelopmentVerifier.NotADevelopmentChain.selector, 11155111));
        verifier.verify(proof, inputs);
    }

    function test_needsASigner() public {
        vm.expectRevert(IDevelopmentVerifier.ZeroSigner.selector);
        newVerifier(address(0));
    }
}
