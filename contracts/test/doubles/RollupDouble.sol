// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProvenProposal} from "../../src/Types.sol";
import {IRollup} from "../../src/interfaces/IRollup.sol";

/// @notice The data of `IRollup.BlockProven`.
struct ProvenLog {
    uint16 kept;
    bool isBest;
    uint256 stateAfter;
    uint256 statesRoot;
    uint96 tally;
    uint128 fees;
    uint64 messageCount;
    uint256[8] provers;
    uint256 score;
    bytes data;
    bytes32[] chunks;
    bytes seatWords;
}

/// @notice Answers what pay and the court ask the rollup. It keeps proofs by R2, node by node, and checks nothing.
contract RollupDouble {
    mapping(bytes32 proposalId => ProvenProposal) internal proven;
    mapping(bytes32 proposalId => mapping(uint16 kept => bytes32)) public keptOf;
    mapping(bytes32 proposalId => bytes32) public contextOf;
    mapping(bytes32 proposalId => mapping(uint256 word => uint256)) public committedNodes;
    mapping(bytes32 proposalId => mapping(uint256 node => uint256)) internal rescuedBy;
    mapping(bytes32 proposalId => mapping(uint256 seat => bool)) internal isShown;
    mapping(bytes32 proposalId => uint256) public shownSeats;

    /// @dev The constants' address, which it does not need.
    constructor(address) {}

    /// @param words By node number. @param vacant Vacant lanes of the tally.
    function keep(
        bytes32 id,
        uint32 roundId,
        bytes32 wordsRoot,
        uint256[8] calldata provers,
        uint16[] calldata words,
        uint96 vacant
    ) external returns (uint16 kept) {
        ProvenProposal storage p = proven[id];
        kept = p.kept++;
        p.roundId = roundId;
        uint16 count;
        for (uint256 seat; seat < 2048; ++seat) {
            if ((provers[seat >> 8] >> (seat & 0xff)) & 1 == 0) continue;
            ++count;
            if (isShown[id][seat]) continue;
            isShown[id][seat] = true;
            ++shownSeats[id];
        }
        if (kept == 0 || count > p.provers) {
            (p.provers, p.best, p.tally) = (count, kept, vacant | committedOf(words));
        }
        keptOf[id][kept] = keccak256(abi.encode(wordsRoot, keccak256(abi.encode(provers))));
        for (uint256 n; n < words.length; ++n) {
            if (words[n] & 0x8000 != 0) committedNodes[id][n >> 8] |= 1 << (n & 0xff);
            else if (words[n] != 0 && rescuedBy[id][n] == 0) rescuedBy[id][n] = uint256(kept) + 1;
        }
        _announce(id, kept, provers, words);
    }

    function committedOf(uint16[] calldata words) private pure returns (uint96 lanes) {
        for (uint256 n; n < words.length; ++n) {
            if (words[n] & 0x8000 != 0) lanes += uint96(1) << (n == 0 ? 32 : 2 * n + 1 < words.length ? 16 : 0);
        }
    }

    /// @dev `IRollup.BlockProven`, whose fields are too many for a compiler without intermediate representation.
    function _announce(bytes32 id, uint16 kept, uint256[8] calldata provers, uint16[] calldata words) private {
        ProvenLog memory fields;
        (fields.kept, fields.isBest, fields.provers) = (kept, proven[id].best == kept, provers);
        for (uint256 n; n < words.length; ++n) {
            fields.seatWords = abi.encodePacked(fields.seatWords, words[n]);
        }
        // A struct is encoded as its offset and then as the fields of an event are.
        bytes memory data = abi.encode(fields);
        bytes32 topic = IRollup.BlockProven.selector;
        assembly ("memory-safe") {
            log3(add(data, 64), sub(mload(data), 32), topic, id, 1)
        }
    }

    function finalize(bytes32 id, bytes32 context) external {
        proven[id].finalAt = uint40(block.timestamp);
        contextOf[id] = context;
    }

    function provenOf(bytes32 id) external view returns (ProvenProposal memory) {
        return proven[id];
    }

    function isNodeCommitted(bytes32 id, uint256 node) external view returns (bool) {
        return (committedNodes[id][node >> 8] >> (node & 0xff)) & 1 == 1;
    }

    function isNodeRescued(bytes32 id, uint16 kept, uint256 node) external view returns (bool) {
        return rescuedBy[id][node] == uint256(kept) + 1;
    }
}
