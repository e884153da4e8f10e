// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {NewSeatClaim, NewSeats} from "../../src/Types.sol";
import {IRewards} from "../../src/interfaces/IRewards.sol";
import {Test} from "./Test.sol";
import {Log} from "./Vm.sol";

/// @notice New seats as events show them, and claims made from these alone.
abstract contract NamedSeats is Test {
    mapping(bytes32 winner => NewSeats[]) private _named;

    /// @notice Keeps what `UnclesNamed` of these logs says.
    function noteNamed(Log[] memory logs) internal {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] != IRewards.UnclesNamed.selector) continue;
            NewSeats[] storage named = _named[logs[i].topics[1]];
            while (named.length != 0) {
                named.pop();
            }
            (, NewSeats[] memory all) = abi.decode(logs[i].data, (bytes32[], NewSeats[]));
            for (uint256 j; j < all.length; ++j) {
                named.push(all[j]);
            }
        }
    }

    /// @notice The new seats among which `seat` is; of no block and at no rate if it is none.
    function namedWith(bytes32 winner, uint16 seat) internal view returns (NewSeats memory) {
        NewSeats[] storage named = _named[winner];
        for (uint256 i; i < named.length; ++i) {
            if ((named[i].seats[seat >> 8] >> (seat & 0xff)) & 1 == 1) return named[i];
        }
        NewSeats memory none;
        return none;
    }

    function newSeatClaim(bytes32 winner, NewSeats memory newSeats) internal view returns (NewSeatClaim memory) {
        return NewSeatClaim(winner, namedHashes(winner), newSeats);
    }

    function namedHashes(bytes32 winner) internal view returns (bytes32[] memory hashes) {
        NewSeats[] storage named = _named[winner];
        hashes = new bytes32[](named.length);
        for (uint256 i; i < hashes.length; ++i) {
            hashes[i] = hashOf(named[i]);
        }
    }

    function hashOf(NewSeats memory newSeats) internal pure returns (bytes32) {
        return keccak256(abi.encode(newSeats.bps, newSeats.seats));
    }
}
