// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ITrellisToken} from "../../src/interfaces/ITrellisToken.sol";
import {IVerifier} from "../../src/interfaces/IVerifier.sol";
import {Vm} from "./Vm.sol";
import {ERC20} from "solady/tokens/ERC20.sol";

/// @notice The base of every test: the cheatcodes, and bounds for fuzzed numbers.
abstract contract Test {
    // forge calls every test of a contract that says so.
    // forge-lint: disable-next-line(mixed-case-variable)
    bool public constant IS_TEST = true;
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @notice `value` folded into min .. max.
    function bound(uint256 value, uint256 min, uint256 max) internal pure returns (uint256) {
        uint256 size = max - min + 1;
        return size == 0 ? value : min + value % size;
    }

    /// @notice Deploys an artifact by name. Tests use contracts only through their interfaces. If a test used `new` or
    /// imported a contract, the compiler would build the two together. That makes the build many times slower, and the
    /// contract would get the settings for tests (foundry.toml).
    function create(string memory artifact, bytes memory arguments) internal returns (address created) {
        bytes memory code = abi.encodePacked(vm.getCode(artifact), arguments);
        assembly {
            created := create(0, add(code, 32), mload(code))
            if iszero(created) {
                returndatacopy(mload(0x40), 0, returndatasize())
                revert(mload(0x40), returndatasize())
            }
        }
    }

    function newToken(address minter, address holder, uint256 supply) internal returns (ITrellisToken) {
        return ITrellisToken(create("TrellisToken.sol", abi.encode(minter, holder, supply)));
    }

    function newDevelopmentToken(string memory name, string memory symbol, address holder, uint256 supply)
        internal
        returns (ERC20)
    {
        return ERC20(create("DevelopmentToken.sol", abi.encode(name, symbol, holder, supply)));
    }

    /// @notice The signature with which the key of `secret` joins `registry` with `payout` (docs/spec/encoding.md).
    function joinSignature(uint256 secret, address registry, address payout)
        internal
        view
        returns (bytes32 r, bytes32 s)
    {
        bytes memory tag = "trellis/join/v1";
        (, r, s) = vm.sign(secret, sha256(abi.encodePacked(tag, bytes1(0), uint64(block.chainid), registry, payout)));
    }

    function newVerifier(address signer) internal returns (IVerifier) {
        return IVerifier(create("DevelopmentVerifier.sol", abi.encode(signer)));
    }

    /// @notice The set that contains one seat.
    function bitmapOf(uint256 seat) internal pure returns (uint256[8] memory bitmap) {
        bitmap[seat >> 8] = 1 << (seat & 0xff);
    }

    /// @notice The seats `from .. from + count − 1`.
    function seatsFrom(uint256 from, uint256 count) internal pure returns (uint256[8] memory bitmap) {
        for (uint256 seat = from; seat < from + count; ++seat) {
            bitmap[seat >> 8] |= 1 << (seat & 0xff);
        }
    }
}
