// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Fixture} from "../fixtures/Fixture.sol";

/// @notice Gas of the registry; see `GasTest`.
contract RegistryGasTest is Fixture {
    function test_join() public {
        join(1, alice);
        vm.assertLe(
            vm.snapshotGasLastCall("ProverRegistry", "join, first of all"), 700_000, "the first join costs too much"
        );
        join(2, alice);
        vm.snapshotGasLastCall("ProverRegistry", "join, second");
        join(3, alice);
        vm.assertLe(vm.snapshotGasLastCall("ProverRegistry", "join, later"), 475_000, "a later join costs too much");
        join(4, alice);
        leave(1, alice);
        join(5, alice);
        vm.assertLe(
            vm.snapshotGasLastCall("ProverRegistry", "join, into a used seat"), 430_000, "a used seat costs too much"
        );
    }

    function test_noteProvenWhileNotFull() public {
        join(1, alice);
        registry.noteProven(bitmapOf(0));
        vm.snapshotGasLastCall("ProverRegistry", "noteProven, not full");
    }

    function test_codeSize() public {
        vm.snapshotValue("CodeSize", "ProverRegistry", address(registry).code.length);
        vm.snapshotValue("CodeSize", "Vault", address(vault).code.length);
    }
}
