// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {NodeAnswer, ProofSubmission, SeatWordPath} from "../../src/Types.sol";
import {IRewards} from "../../src/interfaces/IRewards.sol";
import {BlockInputs} from "../../src/libraries/proofs/BlockInputs.sol";
import {CommittedNodes} from "../../src/libraries/proofs/CommittedNodes.sol";
import {NodeAnswerInputs} from "../../src/libraries/proofs/NodeAnswerInputs.sol";
import {SeatWords} from "../../src/libraries/seats/SeatWords.sol";
import {Tally} from "../../src/libraries/seats/Tally.sol";
import {Test} from "../support/Test.sol";

/// @notice What the contracts read from a block and its proof, against the vectors and against plain loops.
contract BlockLibrariesTest is Test {
    using CommittedNodes for mapping(uint256 => uint256);

    mapping(uint256 word => uint256) internal nodes;
    mapping(uint256 word => uint256) internal rescued;
    mapping(uint256 proof => mapping(uint256 word => uint256)) internal rescuedIn;
    uint256 internal proofs;

    function load(string memory name) internal view returns (string memory) {
        return vm.readFile(string.concat("../packages/protocol/vectors/", name, ".json"));
    }

    function item(string memory key, uint256 i) internal pure returns (string memory) {
        return string.concat(key, "[", vm.toString(i), "]");
    }

    // --- Seat words --------------------------------------------------------------------------------------------------

    function rootOf(bytes calldata words, uint8 treeDepth) external view returns (bytes32) {
        return SeatWords.root(words, treeDepth);
    }

    function pathRootOf(SeatWordPath calldata path, uint8 treeDepth) external view returns (bytes32) {
        return SeatWords.pathRoot(path, treeDepth);
    }

    function pathAt(string memory json, string memory key) internal pure returns (SeatWordPath memory path) {
        path.depth = uint8(vm.parseJsonUint(json, string.concat(key, ".depth")));
        path.index = uint16(vm.parseJsonUint(json, string.concat(key, ".index")));
        path.word = uint16(vm.parseJsonUint(json, string.concat(key, ".word")));
        bytes32[] memory children = vm.parseJsonBytes32Array(json, string.concat(key, ".children"));
        path.children = [children[0], children[1]];
        path.siblings = new bytes32[](path.depth);
        path.parentWords = new uint16[](path.depth);
        for (uint256 i; i < path.depth; ++i) {
            path.siblings[i] = vm.parseJsonBytes32(json, item(string.concat(key, ".siblings"), i));
            path.parentWords[i] = uint16(vm.parseJsonUint(json, item(string.concat(key, ".parentWords"), i)));
        }
    }

    function test_seatWords() public view {
        string memory json = load("seat-words");
        uint256 cases;
        for (; vm.keyExistsJson(json, item(".cases", cases)); ++cases) {
            string memory key = item(".cases", cases);
            uint8 treeDepth = uint8(vm.parseJsonUint(json, string.concat(key, ".treeDepth")));
            bytes memory words = vm.parseJsonBytes(json, string.concat(key, ".words"));
            bytes32 root = vm.parseJsonBytes32(json, string.concat(key, ".root"));
            vm.assertEq(SeatWords.length(treeDepth), words.length);
            vm.assertEq(this.rootOf(words, treeDepth), root);
            uint256 paths;
            for (; vm.keyExistsJson(json, item(string.concat(key, ".paths"), paths)); ++paths) {
                vm.assertEq(this.pathRootOf(pathAt(json, item(string.concat(key, ".paths"), paths)), treeDepth), root);
            }
            vm.assertGt(paths, 2);
        }
        vm.assertGt(cases, 0);
    }

    function naiveRoot(bytes memory words, uint256 node) internal view returns (bytes32) {
        bytes memory word = abi.encodePacked(words[2 * node], words[2 * node + 1]);
        if (4 * node + 2 >= words.length) return sha256(word);
        return sha256(abi.encodePacked(naiveRoot(words, 2 * node + 1), naiveRoot(words, 2 * node + 2), word));
    }

    function randomWords(uint256 seed, uint8 treeDepth) internal pure returns (bytes memory words) {
        words = new bytes(SeatWords.length(treeDepth));
        for (uint256 i; i < words.length; ++i) {
            if (i % 32 == 0) seed = uint256(keccak256(abi.encode(seed)));
            words[i] = bytes1(uint8(seed >> (i % 32 * 8)));
        }
    }

    function testFuzz_theRootOfWordsIsThatOfThePlainTree(uint256 seed, uint8 treeDepth) public view {
        treeDepth = uint8(bound(treeDepth, 1, 5));
        bytes memory words = randomWords(seed, treeDepth);
        vm.assertEq(this.rootOf(words, treeDepth), naiveRoot(words, 0));
    }

    function aPath() internal view returns (SeatWordPath memory path, uint8 treeDepth, bytes32 root) {
        string memory json = load("seat-words");
        // A merge of a tree of depth 3.
        path = pathAt(json, ".cases[2].paths[4]");
        vm.assertEq(path.depth, 2);
        return (path, 3, vm.parseJsonBytes32(json, ".cases[2].root"));
    }

    function test_aChangedPathLeadsElsewhere() public view {
        (SeatWordPath memory path, uint8 treeDepth, bytes32 root) = aPath();
        vm.assertEq(this.pathRootOf(path, treeDepth), root);
        path.word ^= 0x8000;
        vm.assertTrue(this.pathRootOf(path, treeDepth) != root);
        path.word ^= 0x8000;
        path.index ^= 1;
        vm.assertTrue(this.pathRootOf(path, treeDepth) != root);
        path.index ^= 1;
        path.parentWords[1] ^= 1;
        vm.assertTrue(this.pathRootOf(path, treeDepth) != root);
        path.parentWords[1] ^= 1;
        path.children[0] ^= bytes32(uint256(1));
        vm.assertTrue(this.pathRootOf(path, treeDepth) != root);
        path.children[0] ^= bytes32(uint256(1));
        // As a leaf of a tree that is not as deep.
        vm.assertTrue(this.pathRootOf(path, 2) != root);
    }

    function test_aPathIsOfANodeOfTheTree() public {
        (SeatWordPath memory path,,) = aPath();
        vm.expectRevert(abi.encodeWithSelector(IRewards.NoSuchNode.selector, 2, path.index, 1));
        this.pathRootOf(path, 1);
        path.index = 4;
        vm.expectRevert(abi.encodeWithSelector(IRewards.NoSuchNode.selector, 2, 4, 3));
        this.pathRootOf(path, 3);
    }

    function test_aPathHasAHashAndAWordForEachLevel() public {
        (SeatWordPath memory path,,) = aPath();
        path.parentWords = new uint16[](1);
        vm.expectRevert(abi.encodeWithSelector(IRewards.WrongPathLength.selector, 1, 2));
        this.pathRootOf(path, 3);
        path.siblings = new bytes32[](3);
        vm.expectRevert(abi.encodeWithSelector(IRewards.WrongPathLength.selector, 3, 2));
        this.pathRootOf(path, 3);
    }

    // --- Committed nodes ---------------------------------------------------------------------------------------------

    function addNodes(bytes calldata words) external returns (bool isMore) {
        return nodes.add(rescued, rescuedIn[proofs++], words);
    }

    /// @dev Encoded by hand: after the words stands what no compiler would put there.
    function addNodesWithTail(bytes memory words) internal returns (bool) {
        bytes memory tail = hex"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
        (bool ok, bytes memory answer) =
            address(this).call(abi.encodePacked(this.addNodes.selector, uint256(32), words.length, words, tail, tail));
        vm.assertTrue(ok);
        return abi.decode(answer, (bool));
    }

    function testFuzz_theNodesAreThoseOfAPlainLoop(uint256 seed, uint8 treeDepth) public {
        treeDepth = uint8(bound(treeDepth, 1, 9));
        bytes memory first = randomWords(seed, treeDepth);
        bytes memory second = randomWords(~seed, treeDepth);
        bool any;
        for (uint256 i; i < first.length; i += 2) {
            any = any || uint8(first[i]) >= 0x80;
        }
        vm.assertEq(addNodesWithTail(first), any);
        vm.assertEq(this.addNodes(first), false);
        checkNodes(first, first);
        this.addNodes(second);
        checkNodes(first, second);
        vm.assertEq(addNodesWithTail(second), false);
    }

    function checkNodes(bytes memory first, bytes memory second) internal view {
        for (uint256 node; node < 1024 + 256; ++node) {
            bool expected =
                2 * node < first.length && (uint8(first[2 * node]) >= 0x80 || uint8(second[2 * node]) >= 0x80);
            vm.assertEq(nodes.has(node), expected);
        }
    }

    function hasRescuer(bytes memory words, uint256 node) internal pure returns (bool) {
        if (2 * node >= words.length) return false;
        uint256 word = uint256(uint8(words[2 * node])) * 256 + uint8(words[2 * node + 1]);
        return word != 0 && word < 0x8000;
    }

    function isCommitted(bytes memory words, uint256 node) internal pure returns (bool) {
        return 2 * node < words.length && uint8(words[2 * node]) >= 0x80;
    }

    function testFuzz_rescuedNodesAreNotedOnceByTheFirstProof(uint256 seed, uint8 treeDepth) public {
        treeDepth = uint8(bound(treeDepth, 1, 9));
        bytes memory first = randomWords(seed, treeDepth);
        bytes memory second = randomWords(~seed, treeDepth);
        // Nobody proved every third node.
        for (uint256 i; i < first.length; i += 6) {
            (first[i], first[i + 1]) = (0, 0);
        }
        addNodesWithTail(first);
        addNodesWithTail(second);
        for (uint256 node; node < 1024 + 256; ++node) {
            bool inFirst = hasRescuer(first, node);
            vm.assertEq(rescuedIn[0].has(node), inFirst);
            bool isOpen = !inFirst && !isCommitted(first, node);
            vm.assertEq(rescuedIn[1].has(node), isOpen && hasRescuer(second, node));
        }
    }

    function test_aSingleNodeOfTheDeepestTree() public {
        bytes memory words = new bytes(SeatWords.length(11));
        words[2 * 4094] = 0x80;
        vm.assertEq(this.addNodes(words), true);
        vm.assertTrue(nodes.has(4094));
        vm.assertEq(nodes[15], 1 << (4094 % 256));
        words[2 * 4094] = 0x7f;
        words[1] = 0xff;
        vm.assertEq(this.addNodes(words), false);
    }

    // --- Tally -------------------------------------------------------------------------------------------------------

    function test_tallies() public view {
        string memory json = load("tallies");
        uint256[] memory w = vm.parseJsonUintArray(json, ".weights");
        Tally.Weights memory weights = Tally.Weights(uint16(w[0]), uint16(w[1]), uint16(w[2]));
        uint256[] memory depths = vm.parseJsonUintArray(json, ".treeDepth");
        for (uint256 i; i < depths.length; ++i) {
            uint96 tally = uint96(vm.parseJsonUint(json, item(".tally", i)));
            vm.assertEq(Tally.committed(tally, weights), vm.parseJsonUint(json, item(".committed", i)));
            vm.assertEq(Tally.vacant(tally, weights), vm.parseJsonUint(json, item(".vacant", i)));
            vm.assertEq(Tally.whole(uint8(depths[i]), weights), vm.parseJsonUint(json, item(".whole", i)));
        }
        vm.assertGt(depths.length, 0);
    }

    function testFuzz_aMergedTallyHasTheMostVacantAndTheBestsCommitted(uint96 kept, uint96 added) public pure {
        uint96 merged = Tally.merge(kept, added, true);
        vm.assertEq(uint48(merged), uint48(added));
        vm.assertEq(uint48(Tally.merge(kept, added, false)), uint48(kept));
        for (uint256 lane = 3; lane < 6; ++lane) {
            (uint256 a, uint256 b) = (kept / 2 ** (16 * lane) % 65_536, added / 2 ** (16 * lane) % 65_536);
            vm.assertEq(merged / 2 ** (16 * lane) % 65_536, a > b ? a : b);
        }
    }

    // --- Public inputs -----------------------------------------------------------------------------------------------

    function blockInputs(BlockInputs.Context memory context, ProofSubmission calldata submission)
        external
        pure
        returns (bytes32[] memory)
    {
        return BlockInputs.build(context, submission);
    }

    function nodeInputs(uint256 vkSetHash, uint256 rollupId, uint8 treeDepth, NodeAnswer calldata answer)
        external
        pure
        returns (bytes32[] memory)
    {
        return NodeAnswerInputs.build(vkSetHash, rollupId, treeDepth, answer);
    }

    function seatsAt(string memory json, string memory key) internal pure returns (uint256[8] memory seats) {
        uint256[] memory list = vm.parseJsonUintArray(json, key);
        for (uint256 i; i < 8; ++i) {
            seats[i] = list[i];
        }
    }

    function uintOf(string memory json, string memory key) internal pure returns (uint256) {
        return vm.parseJsonUint(json, key);
    }

    function hashOf(string memory json, string memory key) internal pure returns (bytes32) {
        return vm.parseJsonBytes32(json, key);
    }

    function sameFields(bytes32[] memory fields, bytes32[] memory expected, uint256 count) internal pure {
        vm.assertEq(fields.length, count);
        vm.assertEq(expected.length, count);
        for (uint256 i; i < count; ++i) {
            vm.assertEq(fields[i], expected[i]);
        }
    }

    function test_blockInputs() public view {
        string memory json = load("public-inputs");
        BlockInputs.Context memory context;
        context.vkSetHash = uintOf(json, ".vkSetHash");
        context.rollupId = uintOf(json, ".rollupId");
        context.proposalId = hashOf(json, ".proposalId");
        context.stateBefore = uintOf(json, ".stateBefore");
        context.dataHash = hashOf(json, ".dataHash");
        context.messagesBefore = hashOf(json, ".messagesBefore");
        context.messagesAfter = hashOf(json, ".messagesAfter");
        context.proverSetRoot = uintOf(json, ".proverSetRoot");
        ProofSubmission memory s;
        s.proposal.depth = uint8(uintOf(json, ".treeDepth"));
        s.proposal.orderCommitment = hashOf(json, ".orderCommitment");
        s.stateAfter = uintOf(json, ".stateAfter");
        s.fees = uint128(uintOf(json, ".fees"));
        s.transcriptRoot = hashOf(json, ".transcriptRoot");
        s.statesRoot = uintOf(json, ".statesRoot");
        s.tally = uint96(uintOf(json, ".tally"));
        s.provers = seatsAt(json, ".provers");
        s.committed = seatsAt(json, ".committed");
        sameFields(this.blockInputs(context, s), vm.parseJsonBytes32Array(json, ".blockFields"), 51);
    }

    function answerOf(string memory json) internal pure returns (NodeAnswer memory a) {
        a.proposalId = hashOf(json, ".proposalId");
        a.seat = uint16(uintOf(json, ".seat"));
        a.facts.proverSetRoot = uintOf(json, ".proverSetRoot");
        a.transcriptRoot = hashOf(json, ".transcriptRoot");
        a.committed = seatsAt(json, ".committed");
        bytes32[] memory children = vm.parseJsonBytes32Array(json, ".children");
        a.children = [children[0], children[1]];
        a.stateBefore = uintOf(json, ".stateBefore");
        a.stateAfter = uintOf(json, ".stateAfter");
        a.txsRoot = uintOf(json, ".txsRoot");
        a.transactionsHash = hashOf(json, ".transactionsHash");
        a.fees = uint128(uintOf(json, ".fees"));
        a.messagesBefore = hashOf(json, ".messagesBefore");
        a.messagesAfter = hashOf(json, ".messagesAfter");
        a.committedHash = uintOf(json, ".committedHash");
        a.statesRoot = uintOf(json, ".statesRoot");
        a.tally = uint96(uintOf(json, ".tally"));
        a.provers = seatsAt(json, ".provers");
    }

    function fieldsOf(string memory json, NodeAnswer memory answer) internal view returns (bytes32[] memory) {
        return this.nodeInputs(uintOf(json, ".vkSetHash"), uintOf(json, ".rollupId"), 3, answer);
    }

    function test_nodeInputs() public view {
        string memory json = load("public-inputs");
        NodeAnswer memory answer = answerOf(json);
        (answer.depth, answer.index) = (2, uint16(uintOf(json, ".mergeIndex")));
        sameFields(fieldsOf(json, answer), vm.parseJsonBytes32Array(json, ".mergeFields"), 40);
        (answer.depth, answer.index) = (3, uint16(uintOf(json, ".leafIndex")));
        sameFields(fieldsOf(json, answer), vm.parseJsonBytes32Array(json, ".leafFields"), 40);
    }

    /// @dev The root node's proof is a block's: only its seat words are those of the answer.
    function test_theRootNodesInputsAreABlocks() public view {
        string memory json = load("public-inputs");
        NodeAnswer memory answer = answerOf(json);
        answer.txsRoot = uintOf(json, ".orderCommitment");
        bytes32[] memory expected = vm.parseJsonBytes32Array(json, ".blockFields");
        bytes32 wordsHash =
            sha256(abi.encodePacked(answer.children[0], answer.children[1], (answer.seat + 1) | uint16(0x8000)));
        bytes32 dataHash = sha256(abi.encodePacked(answer.transactionsHash, wordsHash));
        (expected[8], expected[9]) = (dataHash >> 128, bytes32(uint256(uint128(uint256(dataHash)))));
        sameFields(fieldsOf(json, answer), expected, 51);
    }
}
