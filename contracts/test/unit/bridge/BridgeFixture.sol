// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {BlockFacts, FinalWithdrawal, ProvenProposal} from "../../../src/Types.sol";
import {IBridge} from "../../../src/interfaces/IBridge.sol";
import {Best, Head, IRollup} from "../../../src/interfaces/IRollup.sol";
import {TestDeployment} from "../../fixtures/TestDeployment.sol";

/// @notice The bridge with vault, registry and auction. The test plays rollup, rewards and court. The ledger's state of the vectors
/// (packages/protocol/vectors/escapes.json) is what users own on L2.
abstract contract BridgeFixture is TestDeployment {
    uint256 internal constant FEE = 1e15;
    uint256 internal constant ANY_FEE = type(uint256).max;
    bytes32 internal constant BLOCK = bytes32(uint256(0xb10c));

    string internal escapes;

    function rollupArtifact() internal pure override returns (string memory) {
        return "";
    }

    function rewardsArtifact() internal pure override returns (string memory) {
        return "";
    }

    function courtArtifact() internal pure override returns (string memory) {
        return "";
    }

    function headId() internal pure override returns (bytes32) {
        return 0;
    }

    function setUp() public virtual override {
        super.setUp();
        escapes = vm.readFile("../packages/protocol/vectors/escapes.json");
        ProvenProposal memory none;
        Best memory nothing;
        vm.mockCall(parts.rollup, abi.encodeWithSelector(IRollup.provenOf.selector), abi.encode(none));
        vm.mockCall(parts.rollup, abi.encodeWithSelector(IRollup.bestOf.selector), abi.encode(nothing));
        vm.mockCall(parts.rollup, abi.encodeWithSelector(IRollup.stop.selector), "");
        setHead(0, vm.parseJsonUint(escapes, ".root"), 0);
    }

    /// @notice From now on this is the rollup's last final block.
    function setHead(bytes32 proposalId, uint256 stateRoot, uint256 finalAt) internal {
        Head memory head;
        (head.proposalId, head.stateRoot, head.height) = (proposalId, stateRoot, proposalId == 0 ? 0 : 1);
        head.finalAt = uint40(finalAt);
        vm.mockCall(parts.rollup, abi.encodeWithSelector(IRollup.head.selector), abi.encode(head));
        setFinal(proposalId, finalAt);
    }

    function setFinal(bytes32 proposalId, uint256 finalAt) internal {
        ProvenProposal memory proven;
        proven.finalAt = uint40(finalAt);
        vm.mockCall(parts.rollup, abi.encodeCall(IRollup.provenOf, (proposalId)), abi.encode(proven));
    }

    /// @notice From now on the running round has a valid proof of `proposalId`.
    function setPending(bytes32 proposalId) internal {
        setBest(proposalId, auction.running().id);
    }

    function setBest(bytes32 proposalId, uint32 roundId) internal {
        Best memory best;
        (best.proposalId, best.roundId) = (proposalId, roundId);
        vm.mockCall(parts.rollup, abi.encodeWithSelector(IRollup.bestOf.selector), abi.encode(best));
    }

    function userOf(uint256 account) internal pure returns (address) {
        return address(uint160(0x5e40 + account));
    }

    function field(uint256 account, string memory name) internal view returns (string memory) {
        return string.concat(".accounts[", vm.toString(account), "].", name);
    }

    function keyOf(uint256 account) internal view returns (uint256 x, uint256 y) {
        x = vm.parseJsonUint(escapes, field(account, "keyX"));
        y = vm.parseJsonUint(escapes, field(account, "keyY"));
    }

    function balanceOn2(uint256 account, uint256 asset) internal view returns (uint256) {
        return vm.parseJsonUintArray(escapes, field(account, "balances"))[asset];
    }

    function deposit(uint256 account, uint8 asset, uint96 amount) internal returns (uint64 index) {
        (uint256 x, uint256 y) = keyOf(account);
        (index,) = bridge.deposit(asset, x, y, userOf(account), amount, ANY_FEE);
    }

    function depositMessage(uint8 asset, uint256 account, uint96 amount) internal pure returns (bytes20) {
        return bytes20(abi.encodePacked(1 | (asset << 4), uint40(account), amount, uint16(0)));
    }

    /// @notice Deposits what the vectors' accounts hold and seeds their pool; a block consumes it all.
    function fillL2() internal {
        for (uint256 account; account < 5; ++account) {
            for (uint8 asset; asset < 2; ++asset) {
                uint96 amount = uint96(balanceOn2(account, asset));
                if (amount != 0) deposit(account, asset, amount);
            }
            // An account whose balance is zero exists, too.
            if (balanceOn2(account, 0) + balanceOn2(account, 1) == 0) deposit(account, 1, 5);
        }
        uint256[] memory reserves = vm.parseJsonUintArray(escapes, ".reserves");
        // On L2 the five units went to the pool.
        bridge.seedPool(0, uint96(reserves[0]), ANY_FEE);
        bridge.seedPool(1, uint96(reserves[1]) - 5, ANY_FEE);
        consumeAll();
    }

    function consumeAll() internal {
        uint64 queued = bridge.messagesQueued();
        vm.prank(parts.rollup);
        bridge.consume(queued, 0, alice);
    }

    function queue(uint256 count) internal {
        for (uint256 i; i < count; ++i) {
            bridge.seedPool(1, 1, ANY_FEE);
        }
    }

    function escape(uint256 account) internal {
        uint256[] memory fields = vm.parseJsonUintArray(escapes, field(account, "account"));
        uint256[5] memory leaf = [fields[0], fields[1], fields[2], fields[3], fields[4]];
        uint256[] memory siblings = vm.parseJsonUintArray(escapes, field(account, "siblings"));
        uint256[] memory state = vm.parseJsonUintArray(escapes, field(account, "state"));
        bridge.escape(uint32(account), leaf, siblings, state);
    }

    /// @notice Queues a message if none waits, and stops the rollup when that has been due for long enough.
    function stop() internal {
        if (bridge.messagesQueued() == bridge.messagesConsumed()) queue(1);
        vm.warp(block.timestamp + settings().inclusionDelay + settings().escapeDelay);
        bridge.stopRollup();
    }

    /// @notice A final block of one leaf pair with a withdrawal of `account` at place 9.
    function withdrawal(uint256 account, uint8 asset, uint96 amount, bytes32 id)
        internal
        returns (FinalWithdrawal memory claim)
    {
        bytes20 packed = bytes20(abi.encodePacked(4 | (asset << 4), uint40(account << 20), amount, uint16(0)));
        claim.proposalId = id;
        claim.place = 9;
        claim.leaf = abi.encodePacked(new bytes(20), packed, new bytes(120));
        claim.siblings = new bytes32[](depthOf(id));
        bytes32 node = sha256(claim.leaf);
        for (uint256 i; i < claim.siblings.length; ++i) {
            claim.siblings[i] = keccak256(abi.encode(i));
            node = i == 0
                ? sha256(abi.encodePacked(claim.siblings[i], node))
                : sha256(abi.encodePacked(node, claim.siblings[i]));
        }
        claim.facts = BlockFacts(node, 1, 2, 3, 4, 5, 6);
        setFinal(id, block.timestamp);
        bytes32 context = keccak256(abi.encode(claim.facts));
        vm.mockCall(parts.rollup, abi.encodeCall(IRollup.contextOf, (id)), abi.encode(context));
    }

    function depthOf(bytes32 id) private view returns (uint256) {
        return auction.commitmentOf(id).depth;
    }
}
